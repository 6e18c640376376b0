"""Attributing: the speaker of each quoted stretch, and the cue by which the article says so.

Two rankers, one after the other. The first weighs every noun phrase near a stretch by itself; the second looks at the
best of them again, now knowing who seems to say the stretches before and after. A stretch whose best candidate stays
unlikely is not a quote: a title, a slogan, a scare quote.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from services.nlp.attribution.quoted_features import FIRST, Features, Pair
from services.nlp.clauses.acts import Acts
from services.nlp.clauses.announcing import AnnouncingNouns
from services.nlp.clauses.clause_sources import QUOTING, ClauseSources
from services.nlp.clauses.clause_spans import Clause
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.quotation_marks import Segment
from services.nlp.ranking.feature_table import FeatureTable
from services.nlp.ranking.trees import Rankers
from services.nlp.speakers.candidates import AFTER, BEFORE, Candidate, Candidates
from services.nlp.speakers.evidence import Evidence
from services.nlp.work_limits import PAIRS

SHORTLIST = 5
"""Candidates that the second ranker looks at again: the right one is among the first five in 99 % of the cases."""

CERTAIN = 0.9
"""From here on the second ranker overrules that a quote which goes on in a new paragraph keeps its speaker."""

POSSIBLE = 0.2
"""From here on a stretch is kept in mind: inside a clause that the same speaker is said to have said, it is theirs."""

LIKELY = 0.3
"""From here on the first ranker's choice is carried to the neighbouring stretches."""

_NEAR = 6
"""Tokens at most from a stretch, or from its cue, to who says it inside of what others pass on."""

_HEARER = 7
"""Tokens between a verb of speaking and the comma behind its hearer at most: *told the crowd, “…”*."""
_HEARER_TAGS = frozenset({"DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "RB", "IN", "CD"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_HAVING = frozenset({"had", "has", "have", "'ve", "’ve", "'d", "’d"})
_OPENING = frozenset("“\"‘'«„ ") | {"``", "\n"}

_SIDES = {"previous": "before", "next": "behind"}
MEASURES = {
    "rank_probability": "how likely the first ranker took the pair to be right; -1 where it was not asked",
    "rank_behind_best": "how much likelier its favourite is",
    "rank_ahead_of_rival": "how much likelier the pair is than the best other one",
    "rank_stretches": "stretches that the first ranker gives to the candidate's entity, 8 at most",
} | {
    f"{side}_{name}": f"the stretch {where}: {measure}"
    for side, where in _SIDES.items()
    for name, measure in {
        "same_mention": "its speaker is the same mention",
        "same_speaker": "its speaker is the same entity, or the same word",
        "probability": "how likely its speaker is",
        "carried": "stretches that its speaker was carried over",
        "paragraphs": "paragraphs to it",
        "closed": "a mark closes it",
        "opened": "a mark opens it",
    }.items()
}
"""Name of each feature that the second ranker weighs beside those of the first, and what it measures; -1 where there is
no stretch on that side."""

SECOND = FeatureTable("second", {**FIRST.measures, **MEASURES}, FIRST.categories)
"""Table of all features that the second ranker weighs."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quoted stretch with its source: tokens of the speaker's mention and of the cue, where there are any."""

    segment: Segment
    speaker: int | None
    cue: int | None
    confidence: float
    runners_up: tuple[tuple[int, float], ...] = ()


def attribute(evidence: Evidence, clauses: list[Clause], fitted: Rankers) -> list[Attribution]:
    """Return the segments that are quotes, or possibly, each with its likeliest speaker."""
    segments, candidates = evidence.segments[: weighable(evidence)], evidence.candidates
    features = Features(evidence, clauses)
    sources, acts = ClauseSources(evidence), Acts(evidence)
    announcing = AnnouncingNouns(evidence, sources)
    pairs = [features.pairs(n) for n in range(len(segments))]
    probabilities = fitted.first.probability([p.features for row in pairs for p in row])
    shortlists = shortlist(evidence, features, pairs, probabilities)
    second = iter(fitted.second.probability([p.features for row in shortlists for p in row]))
    attributions: list[Attribution] = []
    for n, (segment, row) in enumerate(zip(segments, shortlists, strict=True)):
        ranked = sorted(((next(second), -k) for k in range(len(row))), reverse=True)
        likely = ranked[0][0] if ranked else 0.0
        signed = candidates.signed(n) if likely < CERTAIN else None
        first, after = evidence.reading.token_at(segment.start), evidence.reading.token_at(segment.end)
        announced = (announcing.before(first) or announcing.behind(after)) if likely < CERTAIN else None
        last = attributions[-1] if attributions and attributions[-1].segment is segments[n - 1] else None
        if segment.continues and likely < CERTAIN and last and last.confidence >= fitted.quoted_threshold:
            attributions.append(replace(last, segment=segment))
        elif signed is not None:
            attributions.append(Attribution(segment, signed, None, CERTAIN))
        elif announced is not None and segment.opened:
            attributions.append(Attribution(segment, *announced, CERTAIN))
        elif likely >= POSSIBLE:
            top = row[-ranked[0][1]]
            best = _teller(evidence, sources, segment, _innermost(evidence, segment, top, row), row)
            best = _parenthetic(sources, best, row)
            best = _caller(evidence, acts, sources, segment, best, row)
            if best is not top:  # whoever says it, it is said as surely as by all of them together
                likely = min(CERTAIN, sum(probability for probability, _ in ranked))
            others = tuple((row[-k].candidate.token, p) for p, k in ranked[:4] if p >= 0.01 and row[-k] is not best)[:3]
            cue = best.cue if best.cue >= 0 else None
            attributions.append(Attribution(segment, best.candidate.token, cue, likely, others))
    return _carried_back(segments, attributions, fitted.quoted_threshold)


def _carried_back(segments: list[Segment], attributions: list[Attribution], floor: float) -> list[Attribution]:
    """Return attributions, and the same for the paragraphs before in which a quote began that goes on in them."""
    by_segment = {a.segment: a for a in attributions}
    for before, segment in reversed(list(pairwise(segments))):
        last, told = by_segment.get(before), by_segment.get(segment)
        if segment.continues and told and told.confidence >= floor and (last is None or last.confidence < floor):
            by_segment[before] = replace(told, segment=before)
    return [by_segment[segment] for segment in segments if segment in by_segment]


def _teller(evidence: Evidence, sources: ClauseSources, segment: Segment, best: Pair, row: list[Pair]) -> Pair:
    """Return the pair of the subject of the verb of speaking right before a stretch, where there is one.

    *People laughed when he urged them, “…”*; *the mayor called Lee a fraud and said, “…”*: he and the mayor speak.
    """
    r = evidence.reading
    at = r.token_at(segment.start) - 1
    while at > 0 and r.words[at] in _OPENING:
        at -= 1
    if at < 1 or r.words[at] not in (",", ":"):
        return best
    cue = at - 1
    while cue > at - _HEARER and r.tags[cue] in _HEARER_TAGS:
        cue -= 1
    classes = evidence.cues.verb_classes(cue) if cue >= 0 else frozenset()
    perfect = cue > 0 and r.tags[cue] == "VBN" and r.words[cue - 1] in _HAVING
    if cue < 0 or not (perfect or r.tags[cue] in _FINITE) or not classes & (SPEAKING | {"manner"}):
        return best
    speakers = sources.of_verb(cue)
    if not speakers or best.candidate.token in speakers:
        return best
    return next((pair for pair in row if pair.candidate.token == speakers[0]), best)


def _parenthetic(sources: ClauseSources, best: Pair, row: list[Pair]) -> Pair:
    """Return the pair of the subject behind a cue between commas: *the film, wrote Lee, is “big”*."""
    speaker = sources.parenthetic(best.cue) if best.cue >= 0 else -1
    return next((pair for pair in row if speaker >= 0 and pair.candidate.token == speaker), best)


def _caller(
    evidence: Evidence, acts: Acts, sources: ClauseSources, segment: Segment, best: Pair, row: list[Pair]
) -> Pair:
    """Return the pair of who calls something by the words, as others report: *said that Lee had called it “a mess”*."""
    first = evidence.reading.token_at(segment.start)
    cue = acts.calling(first)
    speakers = sources.of_verb(cue) if cue >= 0 else []
    if not speakers or best.cue == cue or best.candidate.token in speakers:
        return best
    caller = next((pair for pair in row if pair.candidate.token == speakers[0]), None)
    return replace(caller, cue=cue) if caller else best


def _innermost(evidence: Evidence, segment: Segment, best: Pair, row: list[Pair]) -> Pair:
    """Return the pair of who said the words themselves, where the likeliest is who passed them on.

    *“…,” she told them, according to the Courier*; *he said, “…,” the police said*: she and he speak.
    """
    r = evidence.reading
    first, after = r.token_at(segment.start), r.token_at(segment.end)
    if best.cue >= 0 and r.words[best.cue] in QUOTING:  # the Courier quoted Lee telling a meeting
        told = (pair for pair in row if best.cue < pair.candidate.token <= best.cue + _NEAR)
        return next((pair for pair in told if _goes_on_telling(evidence, pair)), best)
    if best.cue < after:
        return best
    passed_on = r.words[best.cue] == "according"
    for pair in row:
        if pair.cue < 0 or pair.cue == best.cue or not evidence.cues.verb_classes(pair.cue) & SPEAKING:
            continue
        if passed_on and max(0, first - _NEAR) <= pair.cue <= min(after + _NEAR, best.cue):
            return pair
        between = r.text[r.ends[pair.cue] : segment.start] if pair.cue < first else ""
        if not passed_on and between.strip(" “\"‘'") in (",", ":"):
            return pair
    return best


def _goes_on_telling(evidence: Evidence, pair: Pair) -> bool:
    """Return whether a participle of speaking follows a name: *quoted Lee telling a meeting*, *… Lee as saying*."""
    r, at = evidence.reading, pair.candidate.token + 1
    at += r.words[at : at + 1] == ["as"]
    return at < len(r) and r.tags[at] == "VBG" and bool(evidence.cues.verb_classes(at) & SPEAKING)


def weighable(evidence: Evidence) -> int:
    """Return how many of the quoted stretches, from the first on, are weighed: all that take no more than ``PAIRS``."""
    segments = len(evidence.segments)
    left = PAIRS.of(len(evidence.reading.text))
    if segments * (BEFORE + AFTER) <= left:
        return segments  # without counting, as in nearly every article
    for number in range(segments):
        left -= len(evidence.candidates.near(number))
        if left < 0:
            return number
    return segments


@dataclass(slots=True)
class _Best:
    """The first ranker's choice for one segment, or the one carried on from the segment before."""

    candidate: Candidate | None
    who: int
    """See :meth:`Candidates.who`."""
    probability: float
    carried: int
    """Segments that it was carried over."""


def shortlist(
    evidence: Evidence, features: Features, pairs: list[list[Pair]], probabilities: list[float]
) -> list[list[Pair]]:
    """Return for each segment the candidates worth a second look, described together with the stretches around it."""
    given = iter(probabilities)
    scored = [[(next(given), p) for p in row] for row in pairs]
    look = _SecondLook(evidence, [_best(evidence.candidates, row) for row in scored])
    shortlists = []
    for n, row in enumerate(scored):
        ranked = sorted(row, key=lambda pair: -pair[0])
        chosen = ranked[:SHORTLIST]
        tokens = {p.candidate.token for _, p in chosen}
        for neighbour in (look.before[n - 1 : n] if n else []) + look.after[n + 1 : n + 2]:
            c = neighbour.candidate
            if c and c.token not in tokens:
                tokens.add(c.token)
                weighed = next(((q, p) for q, p in ranked if p.candidate.token == c.token), None)
                chosen.append(weighed or (-1.0, features.describe(c, n)))
        shortlists.append([look.described(n, q, p, ranked) for q, p in chosen])
    return shortlists


class _SecondLook:
    """Second look at a candidate of one segment, given the first ranker's choices for all of them."""

    def __init__(self, evidence: Evidence, bests: list[_Best]) -> None:
        self._segments = evidence.segments
        self._candidates = evidence.candidates
        self.before = _carried(bests)
        """The choice for each segment, or the one carried on from before it."""
        self.after = _carried(bests[::-1])[::-1]
        """The same, carried back from behind it."""
        self._spoken = Counter(b.who for b in bests if b.probability >= LIKELY)

    def described(self, n: int, probability: float, pair: Pair, ranked: list[tuple[float, Pair]]) -> Pair:
        """Return the pair with the features of ``MEASURES`` behind its own."""
        candidates, segments = self._candidates, self._segments
        who = candidates.who(pair.candidate)
        best = ranked[0][0] if ranked else -1.0
        rival = next((q for q, p in ranked if p is not pair), -1.0)
        extra = dict.fromkeys(MEASURES, -1.0) | {
            "rank_probability": probability,
            "rank_behind_best": best - probability,
            "rank_ahead_of_rival": probability - rival,
            "rank_stretches": float(min(self._spoken[who], 8)),
        }
        for side, m, neighbours in (("previous", n - 1, self.before), ("next", n + 1, self.after)):
            if not 0 <= m < len(neighbours):
                continue
            other = neighbours[m]
            token = other.candidate.token if other.candidate else -1
            alike = token >= 0 and candidates.alike(token, pair.candidate.token)
            extra[f"{side}_same_mention"] = float(token == pair.candidate.token)
            extra[f"{side}_same_speaker"] = float(other.who == who or alike)
            extra[f"{side}_probability"] = other.probability
            extra[f"{side}_carried"] = float(other.carried)
            extra[f"{side}_paragraphs"] = float(abs(segments[m].paragraph - segments[n].paragraph))
            extra[f"{side}_closed"] = float(segments[m].closed)
            extra[f"{side}_opened"] = float(segments[m].opened)
        return Pair(pair.candidate, pair.cue, [*pair.features, *extra.values()])


def _best(candidates: Candidates, row: list[tuple[float, Pair]]) -> _Best:
    """Return the likeliest candidate of a stretch."""
    if not row:
        return _Best(None, 0, -1.0, 0)
    probability, pair = max(row, key=lambda pair: pair[0])
    return _Best(pair.candidate, candidates.who(pair.candidate), probability, 0)


def _carried(bests: list[_Best]) -> list[_Best]:
    """Return the choices, unlikely ones replaced by the choice before them."""
    choices: list[_Best] = []
    for best in bests:
        if best.probability < LIKELY and choices and choices[-1].candidate:
            last = choices[-1]
            choices.append(_Best(last.candidate, last.who, last.probability, last.carried + 1))
        else:
            choices.append(best)
    return choices
