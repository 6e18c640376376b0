"""Enclosing reports: what somebody reports of another's words in marks: *Lee said [the mayor told her, “Go home.”]*.

The words in marks are a content of the mayor; the report around them, with who says them and by which verb, is one of
Lee's. Assembly gives each stretch to one speaker alone, the innermost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.nlp.clauses.clause_spans import Clause
from services.nlp.parse.reading import Reading
from services.nlp.quotes.contents import Content
from services.nlp.speakers.evidence import Evidence

_EDGE = 2
"""Characters at most that words in marks reach beyond a clause: a full stop and a blank."""
_LEADING = " ,:“\"‘'«„`"
"""Characters between a clause that ends before words in marks and these."""


@dataclass(frozen=True, slots=True)
class _Report:
    """A content around the contents that it reports, innermost last."""

    content: Content
    inner: tuple[Content, ...]


def enclose(evidence: Evidence, contents: Sequence[Content], clauses: Sequence[Clause], floor: float) -> list[Content]:
    """Return the contents, and of those in marks that a clause of somebody else reports, what that one says, too.

    In the order in which they end, so that each follows what it reports. ``floor``: probability of such a clause at
    least.
    """
    reports = _Reports(evidence.reading, contents)
    for begun in contents:  # testified that [her boss had said to her]: “No.”
        if begun.cue is not None and not begun.verbatim:
            reports.add(begun)
    begun_cues = set(reports.by_cue)
    taken = {content.cue for content in contents}
    r = evidence.reading
    for clause in clauses:
        if clause.act != "speech" or clause.speaker < 0 or clause.probability < floor or clause.cue in taken:
            continue
        if clause.way != "according":  # “…,” Lee said, according to the Courier: Lee's words, wherever they were read
            spans = tuple((r.starts[a], r.ends[b - 1]) for a, b in clause.ranges)
            reports.add(Content(spans, (), clause.speaker, clause.cue, clause.probability))
    kept = [content for content in contents if content.cue not in begun_cues or content.verbatim]
    return _with_reports(kept, list(reports.by_cue.values()))


class _Reports:
    """The reports around the contents of one article, the likeliest of each cue."""

    def __init__(self, reading: Reading, contents: Sequence[Content]) -> None:
        self._r = reading
        self._quoted = sorted(
            (content for content in contents if content.verbatim and content.cue is not None),
            key=lambda content: content.cue or 0,
        )
        self._spans = sorted((span, number) for number, content in enumerate(contents) for span in content.spans)
        self._contents = contents
        self.by_cue: dict[int | None, _Report] = {}

    def add(self, outer: Content) -> None:
        """Keep a content, widened to what it reports, if it reports one and is the likeliest of its cue."""
        other = self.by_cue.get(outer.cue)
        if other is not None and other.content.confidence >= outer.confidence:
            return
        start, end = outer.spans[0][0], outer.spans[-1][1]
        first, after = self._r.token_at(start), self._r.token_at(end)
        at, inner = bisect_left(self._quoted, first, key=lambda content: content.cue or 0), []
        while at < len(self._quoted) and (self._quoted[at].cue or 0) < after:
            if self._quoted[at].cue != outer.cue and _reports(self._r, start, end, self._quoted[at]):
                inner.append(self._quoted[at])
            at += 1
        end = max([end, *(one.spans[-1][1] for one in inner)])
        if inner and not self._crosses(start, end, outer, inner):
            spans = (*outer.spans[:-1], (outer.spans[-1][0], end))
            verbatim = tuple(piece for one in inner for piece in one.verbatim)
            self.by_cue[outer.cue] = _Report(replace(outer, spans=spans, verbatim=verbatim), tuple(inner))

    def _crosses(self, start: int, end: int, outer: Content, inner: Sequence[Content]) -> bool:
        """Return whether a stretch holds a part of another content, but not all of it."""
        at = max(0, bisect_left(self._spans, ((start, start), 0)) - 1)
        while at < len(self._spans) and self._spans[at][0][0] < end:
            (a, b), number = self._spans[at]
            crossing = start < b and not (start <= a and b <= end)
            if crossing and self._contents[number].cue != outer.cue and self._contents[number] not in inner:
                return True
            at += 1
        return False


def _reports(r: Reading, start: int, end: int, one: Content) -> bool:
    """Return whether a stretch holds who says words in marks and by which verb, and holds or leads to these."""
    if one.cue is None or one.speaker is None:
        return False
    if not all(start <= r.starts[token] and r.ends[token] <= end for token in (one.cue, one.speaker)):
        return False
    low, high = one.spans[0][0], one.spans[-1][1]
    return (start <= low and high <= end + _EDGE) or (end <= low and not r.text[end:low].strip(_LEADING))


def _with_reports(contents: Sequence[Content], reports: Sequence[_Report]) -> list[Content]:
    """Return the contents and the reports that hold them, each knowing what it is within."""
    within: dict[Content, Content] = {}
    """What reports a content, the innermost so far."""
    outer: list[Content] = []
    for report in sorted(reports, key=lambda one: one.content.spans[0][0] - one.content.spans[-1][1]):
        outer.append(replace(report.content, within=within.get(report.inner[0])))
        within |= dict.fromkeys(report.inner, outer[-1])
    inner = [replace(content, within=within[content]) if content in within else content for content in contents]
    return sorted([*inner, *outer], key=lambda one: (one.spans[-1][1], -one.spans[0][0]))
