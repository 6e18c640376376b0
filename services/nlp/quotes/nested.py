"""Nested attributions: *Ann said that Bob had denied that …* tells what Ann said, and through her what Bob denied.

Only plain ones by somebody named are given; the annotators of PolNeAR mark few, so that no ranker can tell.
"""

from __future__ import annotations

from bisect import bisect_right

from services.nlp.clauses.clause_spans import Clause
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.quotes.contents import Content
from services.nlp.speakers.evidence import Evidence

_SURE = 0.8
"""Confidence in a nested attribution: of 18 in PolNeAR, 16 were right when read."""

_PLAIN = SPEAKING | {"deny"}
_OPENING = frozenset({"whether", "if", "why", "how", "when", "where", "who", "what"})
_NAMES = frozenset({"NNP", "NNPS"})


def nest(evidence: Evidence, contents: list[Content], clauses: list[Clause]) -> list[Content]:
    """Return the contents of an article, each followed by those that it reports."""
    reading = evidence.reading
    owned = sorted((span, number) for number, content in enumerate(contents) for span in content.spans)
    inner: dict[int, list[Content]] = {}
    cues = {content.cue for content in contents}
    for clause in clauses:
        if clause.cue in cues or not _is_plain(evidence, clause):
            continue
        start_of_cue = reading.starts[clause.cue]
        at = bisect_right(owned, ((start_of_cue, len(reading.text)), 0)) - 1
        if at < 0:
            continue
        (start, end), number = owned[at]
        outer = contents[number]
        spans = tuple((reading.starts[a], reading.ends[b - 1]) for a, b in clause.ranges)
        apart = outer.speaker is not None and outer.speaker != clause.speaker
        quoted = any(a < d and c < b for a, b in outer.verbatim for c, d in spans)
        if apart and not quoted and start <= reading.starts[clause.speaker] and spans[-1][1] <= end:
            cues.add(clause.cue)
            deeper = inner.setdefault(number, [])
            within = next((c for c in reversed(deeper) if c.spans[0][0] <= start_of_cue < c.spans[-1][1]), outer)
            deeper.append(Content(spans, (), clause.speaker, clause.cue, _SURE, within=within))
    return [c for number, outer in enumerate(contents) for c in (outer, *inner.get(number, ()))]


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
