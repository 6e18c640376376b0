"""Contents: quoted stretches and reported clauses put together into whole attributed contents.

A quoted stretch inside a reported clause of the same speaker makes one mixed quote: *Ann said the plan was “a joke”.*
Stretches that one cue attributes make one split quote: *“…,” said Ann, “….”*
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from services.nlp.attribution.attributing import Attribution
from services.nlp.clauses.clause_spans import Clause
from services.nlp.parse.quotation_marks import Segment
from services.nlp.parse.reading import Reading
from services.nlp.quotes.transcripts import LABELLED, Line
from services.nlp.ranking.trees import Rankers
from services.nlp.speakers.coreference import Referent
from shared.models import Span

WIDENING = 0.1
"""A quoted stretch is widened to a clause of its cue that is at least as likely as this."""


@dataclass(slots=True)
class Content:
    """One attributed content, in offsets of the reading's text; the speaker and the cue are tokens."""

    spans: list[Span]
    verbatim: list[Span]
    speaker: int | None
    cue: int | None
    confidence: float
    runners_up: tuple[tuple[int, float], ...] = ()
    referent: Referent | None = None
    """Who the speaker is, where the label of a transcript tells; it goes before what the mention itself says."""
    asks: bool = False
    """Is it an interviewer's line?"""
    within: Content | None = None
    """The content that reports this one."""


def assemble(
    reading: Reading,
    segments: list[Segment],
    lines: list[Line],
    attributions: list[Attribution],
    clauses: list[Clause],
    fitted: Rankers,
) -> list[Content]:
    """All contents of an article, in order. None overlaps another: what Ann says that Bob said is Ann's (but see
    :mod:`services.nlp.quotes.nested`).

    Quoted stretches come first, widened to the clause that holds them; then clauses, the likeliest first.
    """
    ranked = sorted(((c.probability, c) for c in clauses), key=lambda pc: -pc[0])
    by_cue: dict[int, list[Clause]] = {}
    for probability, clause in ranked:
        if probability >= WIDENING:
            by_cue.setdefault(clause.cue, []).append(clause)
    spoken = [_line(reading, line) for line in lines]
    bounds = [s for c in spoken for s in c.spans]
    outside = [a for a in attributions if not any(s < a.segment.end and a.segment.start < e for s, e in bounds)]
    quoted = [a for a in outside if a.confidence >= fitted.quoted_threshold]
    possibly = [a for a in outside if a.confidence < fitted.quoted_threshold]
    contents = [*_join(quoted), *spoken]
    owners: list[Content | None] = [None] * (len(reading) + 1)
    used: set[int] = set()
    whole: set[int] = set()

    def own(content: Content) -> None:
        for a, b in content.spans:
            first, after = reading.token_at(a), reading.token_at(b)
            owners[first:after] = [content] * (after - first)

    said_with = {content.cue: content for content in contents if content.cue is not None}
    for content in contents:
        if content.cue in by_cue and _extend(reading, content, by_cue[content.cue], used):
            whole.add(id(content))
        own(content)
    for probability, clause in ranked:
        if probability < (fitted.report_threshold if clause.reports else fitted.clause_threshold):
            continue
        if clause.cue in used:
            continue
        others = {id(o): o for a, b in clause.ranges for o in owners[a:b] if o}
        spans = _characters(reading, clause)
        earlier = said_with.get(clause.cue)
        if not others and earlier and spans[-1][1] <= earlier.spans[0][0]:
            earlier.spans = _union([*spans, *earlier.spans])
            own(earlier)
        elif not others:
            speaker = clause.speaker if clause.speaker >= 0 else None
            contents.append(Content(spans, _quoted(segments, spans), speaker, clause.cue, probability))
            own(contents[-1])
        elif all(_belongs(reading, o, clause, spans) and id(o) not in whole for o in others.values()):
            first, *rest = others.values()
            for other in rest:
                first.spans += other.spans
                first.verbatim += other.verbatim
                contents.remove(other)
            first.spans = _union([*spans, *first.spans])
            whole.add(id(first))
            own(first)
        else:
            continue
        used.add(clause.cue)
    for content in contents:
        _mark(reading, content, possibly)
    return sorted(contents, key=lambda c: (c.spans[-1][1], -c.spans[0][0]))


def _mark(reading: Reading, content: Content, possibly: list[Attribution]) -> None:
    """What stands in marks inside a content, and is likeliest the same speaker's, is verbatim, if unlikely alone."""
    for a, b in content.spans:
        at = bisect_left(possibly, a, key=lambda p: p.segment.start)
        while at < len(possibly) and possibly[at].segment.end <= b:
            one = possibly[at]
            piece = (one.segment.start, one.segment.end)
            same = content.speaker is not None and _same_word(reading, one.speaker, content.speaker)
            if same and piece not in content.verbatim:
                content.verbatim = sorted([*content.verbatim, piece])
            at += 1


def _same_word(reading: Reading, one: int | None, other: int) -> bool:
    return one is not None and (one == other or reading.words[one] == reading.words[other])


def _quoted(segments: list[Segment], spans: list[Span]) -> list[Span]:
    """The stretch in quotation marks that a clause consists of for the most part, if there is one."""
    found = []
    for a, b in spans:
        at = bisect_left(segments, a, key=lambda s: s.start)
        if at < len(segments) and segments[at].end <= b and 2 * (segments[at].end - segments[at].start) > b - a:
            found.append((segments[at].start, segments[at].end))
    return found


def _line(reading: Reading, line: Line) -> Content:
    """The words of a transcript are direct speech, though no marks stand around them."""
    spans = list(line.spans)
    return Content(spans, list(spans), line.speaker, None, LABELLED, referent=line.referent, asks=line.asks)


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


def _extend(reading: Reading, content: Content, clauses: list[Clause], used: set[int]) -> bool:
    """Widen quoted stretches to the likeliest clause of the same cue that holds some of them."""
    for clause in clauses:
        spans = _characters(reading, clause)
        if any(a < d and c < b for a, b in spans for c, d in content.spans):
            content.spans = _union([*spans, *content.spans])
            used.add(clause.cue)
            return True
    return False


def _belongs(reading: Reading, content: Content, clause: Clause, spans: list[Span]) -> bool:
    """Are the quoted stretches a part of this clause, and of the same speaker?"""
    if content.speaker is None or clause.speaker < 0 or not content.verbatim:
        return False
    same = _same_word(reading, content.speaker, clause.speaker)
    return same and all(any(a <= c and d <= b for a, b in spans) for c, d in content.spans)


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
