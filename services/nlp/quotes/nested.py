"""Nested attributions: *Ann said that Bob had denied that …* tells what Ann said, and through her what Bob denied.

The annotators of PolNeAR mark few, so that the ranker of clauses is far too modest about them: given are plain ones by
somebody named whatever it says, and of others that have a subject and an act those that it does not rule out: *said he
had asked [them to stay]*.
"""

from __future__ import annotations

from bisect import bisect_right

from services.nlp.clauses.clause_spans import Clause
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.quotes.contents import Content
from services.nlp.speakers.evidence import Evidence
from shared.models.values import Span

_SURE = 0.8
"""Confidence in a nested attribution: of 18 plain ones in PolNeAR, 16 were right when read; of 24 others in invented
items, outlets and wikinews, 21."""

_LEAST = 0.1
"""Probability from which on a clause is nested that is not plain."""

_EDGE = 1
"""Characters at most that words in marks reach beyond a clause: a full stop."""

_PLAIN = SPEAKING | {"deny"}
_OPENING = frozenset({"whether", "if", "why", "how", "when", "where", "who", "what"})
_SHOULD = frozenset({"must", "should", "can", "could", "may", "might"})
"""Modals of what somebody has not said yet: *said that they must explain why*."""
_WHETHER = frozenset({"whether", "if"})
_NAMES = frozenset({"NNP", "NNPS"})


_TOLD = frozenset({"complement", "infinitive", "wide"})
"""Ways of clauses that are nested where they are likely."""


def nest(evidence: Evidence, contents: list[Content], clauses: list[Clause]) -> list[Content]:
    """Return the contents of an article, each followed by those that it reports."""
    reading = evidence.reading
    owned = sorted((span, number) for number, content in enumerate(contents) for span in content.spans)
    inner: dict[int, list[Content]] = {}
    cues = {content.cue for content in contents}
    for clause in _candidates(evidence, clauses):
        if clause.cue in cues:
            continue
        start_of_cue = reading.starts[clause.cue]
        at = bisect_right(owned, ((start_of_cue, len(reading.text)), 0)) - 1
        if at < 0:
            continue
        (start, end), number = owned[at]
        outer = contents[number]
        spans = tuple((reading.starts[a], reading.ends[b - 1]) for a, b in clause.ranges)
        if reading.words[reading.token_at(start)] in _WHETHER and not _is_plain(evidence, clause):
            continue  # asked whether they thought that …
        apart = outer.speaker is not None and outer.speaker != clause.speaker
        quoted = tuple((a, b) for a, b in outer.verbatim if any(a < d and c < b for c, d in spans))
        if quoted and not (_says(evidence, clause) and all(_holds(spans, piece) for piece in quoted)):
            continue
        if apart and start <= reading.starts[clause.speaker] and spans[-1][1] <= end:
            cues.add(clause.cue)
            deeper = inner.setdefault(number, [])
            within = next((c for c in reversed(deeper) if c.spans[0][0] <= start_of_cue < c.spans[-1][1]), outer)
            act = clause.act or "speech"
            deeper.append(Content(spans, quoted, clause.speaker, clause.cue, _SURE, act=act, within=within))
    return [c for number, outer in enumerate(contents) for c in (outer, *inner.get(number, ()))]


def _candidates(evidence: Evidence, clauses: list[Clause]) -> list[Clause]:
    """Return what may be nested, in the order of the cues: of each the plain clause, else the likeliest."""
    best: dict[int, tuple[bool, float, Clause]] = {}
    for clause in clauses:
        plain = _is_plain(evidence, clause)
        if plain or (clause.probability >= _LEAST and _is_told(evidence, clause)):
            rank = (plain, 0.0 if plain else clause.probability)
            if clause.cue not in best or rank > best[clause.cue][:2]:
                best[clause.cue] = (*rank, clause)
    return [clause for _, (_, _, clause) in sorted(best.items())]


def _says(evidence: Evidence, clause: Clause) -> bool:
    """Return whether a verb of speaking reports a clause, so that words in marks there are its subject's."""
    return clause.act == "speech" and bool(evidence.cues.verb_classes(clause.cue) & SPEAKING)


def _holds(spans: tuple[Span, ...], piece: Span) -> bool:
    return any(start <= piece[0] and piece[1] <= end + _EDGE for start, end in spans)


def _is_told(evidence: Evidence, clause: Clause) -> bool:
    """Return whether a finite verb with a subject of its own, before the content, says or thinks it."""
    r = evidence.reading
    if clause.act is None or clause.way not in _TOLD or clause.speaker < 0 or r.tags[clause.cue][0] != "V":
        return False
    if "show" in evidence.cues.verb_classes(clause.cue) | evidence.cues.attitude_classes(clause.cue):
        return False  # the case shows that …
    if any(r.tags[c] == "MD" and r.words[c] in _SHOULD for c in r.children[clause.cue]):
        return False
    subjects = [c for c in r.children[clause.cue] if r.deps[c] in ("nsubj", "nsubjpass")]
    return any(r.lefts[s] <= clause.speaker <= r.rights[s] for s in subjects) and clause.speaker < clause.cue


def _is_plain(evidence: Evidence, clause: Clause) -> bool:
    """Return whether a verb of speaking reports it with *that* or *whether*, and its subject is a name."""
    r = evidence.reading
    if clause.way != "complement" or clause.speaker < 0 or r.tags[clause.speaker] not in _NAMES:
        return False
    classes = evidence.cues.verb_classes(clause.cue)
    first = clause.ranges[0][0]
    if "loose" in classes or not classes & _PLAIN or (r.words[first - 1] != "that" and r.words[first] not in _OPENING):
        return False
    subject = next((c for c in r.children[clause.cue] if r.deps[c] == "nsubj"), -1)
    return subject >= 0 and r.lefts[subject] <= clause.speaker <= r.rights[subject] and clause.speaker < first
