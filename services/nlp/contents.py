"""Contents: quoted stretches and reported clauses put together into whole attributed contents.

A quoted stretch inside a reported clause of the same speaker makes one mixed quote: *Ann said the plan was “a joke”.*
Stretches that one cue attributes make one split quote: *“…,” said Ann, “….”*
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from services.nlp.attribution import Attribution
from services.nlp.clauses import Clause
from services.nlp.reading import Reading
from services.nlp.trees import Rankers
from shared.models import Span

_NESTING = 3
"""So many contents may begin before a clause ends and hold it."""


@dataclass(slots=True)
class Content:
    """One attributed content, in offsets of the reading's text; the speaker and the cue are tokens."""

    spans: list[Span]
    verbatim: list[Span]
    speaker: int | None
    cue: int | None
    confidence: float
    runners_up: tuple[tuple[int, float], ...] = ()


def assemble(
    reading: Reading, attributions: list[Attribution], clauses: list[Clause], fitted: Rankers
) -> list[Content]:
    """All contents of an article, in the order in which they end, so that one inside another comes before it."""
    scored = list(zip(fitted.clause.probability([c.features for c in clauses]), clauses, strict=True))
    by_cue: dict[int, list[tuple[float, Clause]]] = {}
    for probability, clause in scored:
        by_cue.setdefault(clause.cue, []).append((probability, clause))
    contents = _join(attributions)
    used: set[int] = set()
    for content in contents:
        if content.cue in by_cue:
            _extend(reading, content, by_cue[content.cue], used)
    quoted = sorted(s for c in contents for s in c.verbatim)
    said = sorted(contents, key=lambda c: c.spans[0])
    for ranked in by_cue.values():
        probability, clause = max(ranked, key=lambda pc: pc[0])
        if probability >= fitted.clause_threshold and clause.cue not in used:
            spans = _characters(reading, clause)
            verbatim = _within(quoted, spans)
            at = bisect_right(said, spans[0][0], key=lambda c: c.spans[0][0])
            if verbatim and any(_covers(c.spans, spans) for c in said[max(0, at - _NESTING) : at]):
                continue  # said by somebody else, who is quoted with all of it
            contents.append(Content(spans, verbatim, clause.speaker, clause.cue, probability))
    return sorted(contents, key=lambda c: (c.spans[-1][1], -c.spans[0][0]))


def _join(attributions: list[Attribution]) -> list[Content]:
    joined: list[Content] = []
    last: Attribution | None = None
    for a in attributions:
        piece = (a.segment.start, a.segment.end)
        same_cue = last and a.cue == last.cue and a.segment.paragraph == last.segment.paragraph
        if last and (a.segment.continues or same_cue) and a.cue is not None and a.speaker == last.speaker:
            joined[-1].spans.append(piece)
            joined[-1].verbatim.append(piece)
        else:
            joined.append(Content([piece], [piece], a.speaker, a.cue, a.confidence, a.runners_up))
        last = a
    return joined


def _extend(reading: Reading, content: Content, clauses: list[tuple[float, Clause]], used: set[int]) -> None:
    """Widen quoted stretches to the clause of the same cue that holds them."""
    for _, clause in sorted(clauses, key=lambda pc: -pc[0]):
        spans = _characters(reading, clause)
        if any(a < d and c < b for a, b in spans for c, d in content.spans):
            content.spans = _union([*spans, *content.spans])
            used.add(clause.cue)
            return


def _characters(reading: Reading, clause: Clause) -> list[Span]:
    return [(reading.starts[a], reading.ends[b - 1]) for a, b in clause.ranges]


def _union(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for a, b in sorted(spans):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return merged


def _covers(outer: list[Span], inner: list[Span]) -> bool:
    return all(any(a <= c and d <= b for a, b in outer) for c, d in inner)


def _within(sorted_spans: list[Span], spans: list[Span]) -> list[Span]:
    found = []
    for a, b in spans:
        at = bisect_left(sorted_spans, (a, a))
        while at < len(sorted_spans) and sorted_spans[at][0] < b:
            if sorted_spans[at][1] <= b:
                found.append(sorted_spans[at])
            at += 1
    return found
