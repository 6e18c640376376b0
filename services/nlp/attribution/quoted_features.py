"""Features of quoted stretches with each candidate speaker, as the first ranker weighs them.

They are of the parse and of position alone: none looks at which words a quote holds, and verbs count only through the
classes of ``cues.tsv``. So what is fitted on one outlet's texts is about the language, not about its topics.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from services.nlp.attribution import candidate_features, enclosing_clauses, stretch_features
from services.nlp.attribution.candidate_features import CandidateFeatures
from services.nlp.attribution.enclosing_clauses import EnclosingClauses
from services.nlp.attribution.stretch_features import FAR, FINITE, Stretch, StretchFeatures
from services.nlp.clauses.clause_spans import Clause
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.ranking.feature_table import FeatureTable
from services.nlp.speakers.candidates import Candidate
from services.nlp.speakers.evidence import Evidence

PAIR_MEASURES = {
    "pair_candidate_first": "the candidate stands before the stretch",
    "pair_tokens": "tokens from one to the other, 80 at most",
    "pair_rank": "how many candidates away it stands, 1 being the nearest on its side; 40 at most",
    "pair_sentences": "sentences from the stretch to the candidate, from -6 (before) to 6 (behind)",
    "pair_paragraphs": "paragraphs from the stretch to the candidate, below 0 where it stands before",
    "pair_cue_tokens": "tokens from the cue to the stretch, 60 at most",
    "pair_cue_between": "the cue stands between the two",
    "pair_cue_before_candidate": "the cue stands before the candidate: said Ann",
    "pair_cue_in_sentence": "the cue stands in the sentence that the stretch begins or ends in",
    "pair_cue_height": "steps up the parse from the stretch to the cue; -1 where it does not hang below it",
    "pair_governor_height": "the same to the verb of the candidate",
    "pair_hangs_on_stretch": "the cue or that verb hangs below the stretch",
    "pair_cue_is_governor": "the cue is the verb of the candidate",
    "pair_tag": "3: the two end the sentence (…, Ann said); 2 and 1: others end the last or the first one; -1: no cue",
    "pair_other_content": "the cue has other content behind it: 1 a clause or object, 0.5 a preposition; -1: no cue",
    "pair_colon_behind_cue": "a colon stands within 11 tokens behind the cue; -1: no cue",
    "pair_colon": "a colon stands between the two",
    "pair_line_break": "a line ends between the two",
    "pair_stops": "stops between the two",
    "pair_commas": "commas between the two",
    "pair_dash": "a dash stands between the two",
    "pair_stretches": "other stretches between the two",
    "pair_finite_verbs": "finite verbs between the two, outside of marks, 5 at most",
}
"""Name of each feature of a candidate together with a stretch, and what it measures."""

FIRST = FeatureTable(
    "first",
    {
        **stretch_features.MEASURES,
        **PAIR_MEASURES,
        **candidate_features.CANDIDATE_MEASURES,
        **candidate_features.CUE_MEASURES,
        **enclosing_clauses.MEASURES,
    },
    {**stretch_features.CATEGORIES, **candidate_features.CATEGORIES},
)
"""Table of all features that the first ranker weighs."""

_TAGGING = frozenset({"say", "tell", "write", "show"})
_BEFORE_TAG = frozenset(',”"“’—–-') | {"''", "--"}
_STOP = re.compile(r"[.!?…]")


@dataclass(slots=True)
class Pair:
    """One candidate for one segment, the cue that would attribute it (or -1), and their features."""

    candidate: Candidate
    cue: int
    features: list[float] = field(default_factory=list)


class Features:
    """Describes the candidates of one article."""

    def __init__(self, evidence: Evidence, clauses: list[Clause]) -> None:
        self._r = reading = evidence.reading
        self._segments = evidence.segments
        self._candidates = candidates = evidence.candidates
        self._cues = evidence.cues
        self._enclosing = EnclosingClauses(clauses, candidates.bounds, evidence.entities)
        self._of_stretches = StretchFeatures(evidence)
        self._of_candidates = CandidateFeatures(evidence)
        self._stretches: dict[int, Stretch] = {}
        self._finite = [0]
        """Count of the finite verbs outside quotation marks before each token."""
        for tag, inside in zip(reading.tags, candidates.inside, strict=False):
            self._finite.append(self._finite[-1] + (tag in FINITE and not inside))
        self._tags = self._find_tags()

    def pairs(self, number: int) -> list[Pair]:
        """Return segment ``number`` with each of its candidates."""
        return [self.describe(c, number) for c in self._candidates.near(number)]

    def stretch(self, number: int) -> Stretch:
        """Return segment ``number`` described by itself, once."""
        if number not in self._stretches:
            self._stretches[number] = self._of_stretches.describe(number)
        return self._stretches[number]

    def describe(self, candidate: Candidate, number: int) -> Pair:
        """Describe one candidate, near or far, for segment ``number``, in the order of ``FIRST``."""
        stretch = self.stretch(number)
        first, after = self._candidates.bounds[number]
        cue, cue_gap = self._cue(candidate, first, after - 1, stretch.up)
        features = [
            *stretch.features.values(),
            *self.describe_pair(candidate, number, stretch, cue, cue_gap).values(),
            *self._of_candidates.of_candidate(candidate),
            *self._of_candidates.of_cue(cue),
            *self._enclosing.describe(number, candidate.token, cue),
        ]
        return Pair(candidate, cue, features)

    def describe_pair(self, c: Candidate, number: int, stretch: Stretch, cue: int, cue_gap: int) -> dict[str, float]:
        """Return the features of ``PAIR_MEASURES`` by name, given the cue and how far it stands from the segment."""
        r, s, up = self._r, self._segments[number], stretch.up
        bounds = self._candidates.bounds
        first, last = bounds[number][0], bounds[number][1] - 1
        token, governor = c.token, c.governor
        before = token < first
        a, b = (token, first) if before else (last, token)
        gap_start, gap_end = (r.ends[token], s.start) if before else (s.end, r.starts[token])
        gap = r.text[gap_start : min(gap_end, gap_start + 400)]
        neighbours = bounds[max(0, number - 2) : number] + bounds[number + 1 : number + 3]
        tag, other_content, colon = self._clause(cue, token, first, last)
        return {
            "pair_candidate_first": float(before),
            "pair_tokens": float(min(b - a, 80)),
            "pair_rank": float(min(self._candidates.rank(c, number), 40)),
            "pair_sentences": float(max(-6, min(6, r.sentences[token] - r.sentences[first if before else last]))),
            "pair_paragraphs": float(self._candidates.paragraph(c) - s.paragraph),
            "pair_cue_tokens": float(cue_gap),
            "pair_cue_between": float(cue >= 0 and (cue > token) == (cue < first)),
            "pair_cue_before_candidate": float(0 <= cue < token),
            "pair_cue_in_sentence": float(cue >= 0 and r.sentences[cue] in (r.sentences[first], r.sentences[last])),
            "pair_cue_height": float(up.get(cue, -1)),
            "pair_governor_height": float(up.get(governor, -1)),
            "pair_hangs_on_stretch": float(cue in stretch.down or governor in stretch.down),
            "pair_cue_is_governor": float(cue == governor),
            "pair_tag": tag,
            "pair_other_content": other_content,
            "pair_colon_behind_cue": colon,
            "pair_colon": float(":" in gap),
            "pair_line_break": float("\n" in gap),
            "pair_stops": float(len(_STOP.findall(gap))),
            "pair_commas": float(gap.count(",")),
            "pair_dash": float("—" in gap or "–" in gap or "―" in gap),
            "pair_stretches": float(sum(a < start < b for start, _ in neighbours)),
            "pair_finite_verbs": float(min(self._finite[max(a + 1, min(b, a + FAR))] - self._finite[a + 1], 5)),
        }

    def _cue(self, c: Candidate, first: int, last: int, up: dict[int, int]) -> tuple[int, int]:
        """Return the likeliest cue that the candidate is the source of, and how far it stands from the segment."""
        r = self._r
        head = r.heads[c.syntactic]
        if r.deps[c.syntactic] == "pobj" and r.words[head] == "to" and r.words[r.heads[head]] == "according":
            cue = r.heads[head]
            return cue, min(FAR, abs(cue - (last if cue > last else first)))
        best, best_gap, best_score = -1, FAR, -99.0
        for verb in self._cues.chain(c.governor):
            if self._candidates.inside[verb]:
                continue
            classes = self._cues.verb_classes(verb)
            gap = first - verb if verb < first else verb - last
            score = 4.0 * bool(classes & SPEAKING or "judge" in classes) + 1.5 * bool(classes) - 0.15 * min(gap, 40)
            if verb in up:
                score += 3.0 - 0.3 * up[verb]
            if score > best_score:
                best, best_gap, best_score = verb, gap, score
        return best, best_gap

    def _clause(self, cue: int, token: int, first: int, last: int) -> tuple[float, float, float]:
        """Return the features ``pair_tag``, ``pair_other_content`` and ``pair_colon_behind_cue``."""
        r = self._r
        if cue < 0:
            return -1.0, -1.0, -1.0
        other = 0.0
        for child in r.children[cue]:
            if child > cue and r.deps[child] in ("ccomp", "xcomp", "dobj", "prep", "oprd", "acomp"):
                covers = r.lefts[child] <= last and r.rights[child] >= first
                other = max(other, 0.5 if r.deps[child] == "prep" else 1.0) if not covers else other
        colon = float(":" in r.words[cue + 1 : cue + 12])
        tags = [self._tags.get(r.sentences[i]) for i in (first, last)]
        return 3.0 if (token, cue) in tags else 2.0 if tags[1] else 1.0 if tags[0] else 0.0, other, colon

    def _find_tags(self) -> dict[int, tuple[int, int]]:
        """Map each sentence to the speaker and the cue that stand at its end: *…, Ann said.* or *…, said Ann.*"""
        r = self._r
        tags: dict[int, tuple[int, int]] = {}
        for c in self._candidates.all:
            cue = c.governor
            if c.link != "subject" or cue < 0 or abs(cue - c.token) > 5 or not self._cues.verb_classes(cue) & _TAGGING:
                continue
            start, end = min(cue, r.lefts[c.syntactic]), max(cue, c.token)
            content = (x > end and r.deps[x] in ("ccomp", "xcomp", "dobj") for x in r.children[cue])
            if start and r.words[start - 1] in _BEFORE_TAG and not any(content):
                tags[r.sentences[cue]] = (c.token, cue)
        return tags
