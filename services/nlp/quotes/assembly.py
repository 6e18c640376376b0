"""Assembly: quoted stretches and reported clauses put together into whole attributed contents.

A quoted stretch inside a reported clause of the same speaker makes one mixed quote: *Ann said the plan was “a joke”.*
Stretches that one cue attributes make one split quote: *“…,” said Ann, “….”*
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.nlp.attribution.attributing import Attribution
from services.nlp.clauses.acts import Acts
from services.nlp.clauses.clause_spans import Clause
from services.nlp.clauses.plain import PlainReports
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import Reading
from services.nlp.quotes.announced import Block
from services.nlp.quotes.contents import Content
from services.nlp.quotes.nearest_cues import with_nearest_cues
from services.nlp.quotes.transcripts import LABELLED, Line
from services.nlp.quotes.whole_quotes import WholeQuotes
from services.nlp.ranking.trees import Rankers
from services.nlp.speakers.coreference import Referent
from services.nlp.speakers.evidence import Evidence
from shared.models.annotations import Act
from shared.models.values import Span

WIDENING = 0.1
"""A quoted stretch is widened to a clause of its cue that is at least as likely as this."""

PLAIN = 0.5
"""Probability of a plain report at least."""

CALLED = 0.25
"""Probability from which on words in marks are taken that somebody plainly calls something: *called it “a mess”*."""

ANNOUNCED = 0.9
"""Probability of an announced block, as the ranker of clauses would say it; set by hand."""

_STOPS = (".", "!", "?", "\n")

_MARKS = "“\"‘'«„` "

_RUNNING = frozenset({"wide", "heard", "rest", "object"})
"""Ways of clauses that a parser did not see, and may hold a whole quote and more: *told them, “I am sad,” and left*."""


@dataclass(eq=False, slots=True)
class _Draft:
    """A content in the making: stretches join it, clauses widen it."""

    spans: list[Span]
    verbatim: list[Span]
    speaker: int | None
    cue: int | None
    confidence: float
    runners_up: tuple[tuple[int, float], ...] = ()
    referent: Referent | None = None
    asks: bool = False
    act: Act = "speech"
    whole: bool = field(default=False)
    """Whether a clause has widened it, after which no other may."""

    def finished(self) -> Content:
        """Return it as a content that changes no more."""
        return Content(
            tuple(self.spans), tuple(self.verbatim), self.speaker, self.cue, self.confidence,
            self.runners_up, self.referent, self.asks, self.act,
        )  # fmt: skip


class Assembly:
    """Puts the contents of one article together. None overlaps another: what Ann says that Bob said is Ann's (but see
    :mod:`services.nlp.quotes.nested`)."""

    def __init__(self, evidence: Evidence, fitted: Rankers) -> None:
        self._reading = evidence.reading
        self._segments = evidence.segments
        self._cues = evidence.cues
        self._acts = Acts(evidence)
        self._plain = PlainReports(evidence)
        self._whole = WholeQuotes(evidence)
        self._fitted = fitted
        self._drafts: list[_Draft] = []
        self._owners: list[_Draft | None] = [None] * (len(evidence.reading) + 1)
        self._used: set[int] = set()
        """Cues whose clause has found its place."""
        self._said_with: dict[int, _Draft] = {}
        """Drafts of quoted stretches by their cue."""

    def contents(
        self,
        lines: Sequence[Line],
        attributions: Sequence[Attribution],
        clauses: Sequence[Clause],
        blocks: Iterable[Block] = (),
    ) -> list[Content]:
        """Return all contents, in the order in which they end.

        Quoted stretches come first, widened to the clause that holds them; then announced blocks; then clauses, the
        likeliest first.
        """
        for clause in self._plain.likeliest(clauses):
            clause.probability = max(clause.probability, PLAIN)
        ranked = sorted(clauses, key=lambda clause: -clause.probability)
        tellers = sorted((c for c in ranked if c.reports and self._is_likely(c)), key=lambda clause: clause.cue)
        ranked = [c for c in ranked if c.way != "according" or not _passes_on(c, tellers)]
        possible = self._take_stretches(lines, attributions, ranked)
        self._widen(ranked)
        for block in blocks:
            self._take_block(block)
        for clause in ranked:
            if self._is_likely(clause) and clause.cue not in self._used:
                self._take_clause(clause)
        for draft in self._drafts:
            self._mark(draft, possible)
        return [d.finished() for d in sorted(self._drafts, key=lambda d: (d.spans[-1][1], -d.spans[0][0]))]

    def claim(self, draft: _Draft) -> None:
        """Make a draft the owner of the tokens in its spans."""
        for a, b in draft.spans:
            first, after = self._reading.token_at(a), self._reading.token_at(b)
            self._owners[first:after] = [draft] * (after - first)

    def owners(self, clause: Clause) -> list[_Draft]:
        """Return the drafts that own some token of a clause, each once, in the order of the text."""
        return list(dict.fromkeys(owner for a, b in clause.ranges for owner in self._owners[a:b] if owner))

    def merge(self, clause: Clause, drafts: Sequence[_Draft]) -> None:
        """Make one draft of a clause and of the quoted stretches in it."""
        first, *rest = drafts
        for other in rest:
            first.spans += other.spans
            first.verbatim += other.verbatim
            self._drafts.remove(other)
        first.spans = _union([*_characters(self._reading, clause), *first.spans])
        first.whole = True
        if clause.way == "according" and first.cue is not None and not self._cues.verb_classes(first.cue) & SPEAKING:
            first.cue = clause.cue  # in the words of Ann Lee, it [is] “a mess”
        self.claim(first)

    def _is_likely(self, clause: Clause) -> bool:
        floor = self._fitted.report_threshold if clause.reports else self._fitted.clause_threshold
        return clause.probability >= floor

    def _take_stretches(
        self, lines: Sequence[Line], attributions: Sequence[Attribution], clauses: Sequence[Clause]
    ) -> list[Attribution]:
        """Begin a draft for each quoted stretch and each line; return what was too unlikely for one."""
        spoken = [_line(line) for line in lines]
        bounds = [span for draft in spoken for span in draft.spans]
        outside = [a for a in attributions if not any(s < a.segment.end and a.segment.start < e for s, e in bounds)]
        likely = [c for c in clauses if self._is_likely(c)]
        judging = [c for c in clauses if c.probability >= WIDENING and self._is_judging(c)]
        outside = with_nearest_cues(self._reading, outside, likely, judging)
        outside = [
            a for a in outside if not self._acts.is_name(a.cue, a.speaker, self._reading.token_at(a.segment.start))
        ]
        told = [a for a in outside if self._is_said(a)]
        self._drafts = [*_join(self._reading, told), *spoken]
        self._said_with = {draft.cue: draft for draft in self._drafts if draft.cue is not None}
        return [a for a in outside if a not in told]

    def _is_judging(self, clause: Clause) -> bool:
        """Return whether somebody calls something by a name or makes something clear in a clause."""
        return clause.phrase or "judge" in self._cues.verb_classes(clause.cue)

    def _is_said(self, a: Attribution) -> bool:
        """Return whether a stretch in marks is likely enough; what somebody plainly calls a thing needs less."""
        if a.confidence >= self._fitted.quoted_threshold:
            return True
        first = self._reading.token_at(a.segment.start)
        return a.confidence >= CALLED and (self._acts.calls(a.cue, a.speaker, first) or self._whole.is_tagged(a))

    def _widen(self, ranked: Sequence[Clause]) -> None:
        """Widen quoted stretches to the likeliest clause of the same cue that holds some of them."""
        by_cue: dict[int, list[Clause]] = {}
        for clause in ranked:
            if clause.probability >= WIDENING:
                by_cue.setdefault(clause.cue, []).append(clause)
        for draft in self._drafts:
            for clause in by_cue.get(draft.cue, ()) if draft.cue is not None else ():
                spans = _characters(self._reading, clause)
                if clause.way in _RUNNING and self._whole.is_introduced(draft.spans[0][0]):
                    continue
                if self._whole.stands_alone(clause, (draft.spans[0][0], draft.spans[-1][1])):
                    self._used.add(clause.cue)
                    break
                if any(a < d and c < b for a, b in spans for c, d in draft.spans):
                    draft.spans = _union([*spans, *draft.spans])
                    draft.whole = True
                    self._used.add(clause.cue)
                    break
            self.claim(draft)

    def _take_block(self, block: Block) -> None:
        """Make a content of an announced block, where nobody is told to have said a part of it."""
        first, after = self._reading.token_at(block.span[0]), self._reading.token_at(block.span[1])
        if not any(self._owners[first:after]):
            draft = _Draft([block.span], [], block.speaker, block.cue, ANNOUNCED)
            self._drafts.append(draft)
            self.claim(draft)
            self._used.add(block.cue)

    def _take_clause(self, clause: Clause) -> None:
        """Make a content of a clause, or widen to it the quoted stretches that it holds."""
        drafts = self.owners(clause)
        spans = _characters(self._reading, clause)
        earlier = self._said_with.get(clause.cue)
        if not drafts and (clause.act is None or clause.ranges[-1][1] - 1 in self._said_with):
            return  # no quote by itself, or no more than who says one: recalled that [he said], “…”
        if not drafts and earlier and self._leads_to(spans[-1][1], earlier.spans[0][0]):
            earlier.spans = _union([*spans, *earlier.spans])
            self.claim(earlier)
        elif not drafts:
            speaker = clause.speaker if clause.speaker >= 0 else None
            draft = _Draft(spans, self._quoted(spans), speaker, clause.cue, clause.probability)
            draft.act = clause.act or "speech"
            self._drafts.append(draft)
            self.claim(draft)
        elif all(self._belongs(draft, clause, spans) and not draft.whole for draft in drafts):
            self.merge(clause, drafts)
        else:
            return
        self._used.add(clause.cue)

    def _leads_to(self, end: int, start: int) -> bool:
        """Return whether a stretch begins behind the end of a clause, in the same sentence, and by the same verb."""
        r = self._reading
        between = r.text[end:start]
        tokens = range(r.token_at(end), r.token_at(start)) if end <= start else range(0)
        goes_on = any(r.tags[i] == "VBG" and self._cues.verb_classes(i) & SPEAKING for i in tokens)
        return end <= start and not goes_on and not any(stop in between for stop in _STOPS)

    def _mark(self, draft: _Draft, possible: Sequence[Attribution]) -> None:
        """Mark as verbatim what stands in marks inside a content and is likeliest the same speaker's."""
        for a, b in draft.spans:
            at = bisect_left(possible, a, key=lambda p: p.segment.start)
            while at < len(possible) and possible[at].segment.end <= b:
                one = possible[at]
                piece = (one.segment.start, one.segment.end)
                same = draft.speaker is not None and self._same_word(one.speaker, draft.speaker)
                if same and piece not in draft.verbatim:
                    draft.verbatim = sorted([*draft.verbatim, piece])
                at += 1

    def _quoted(self, spans: Sequence[Span]) -> list[Span]:
        """Return the stretch in quotation marks that a clause consists of for the most part, if there is one."""
        pieces = []
        for a, b in spans:
            at = bisect_left(self._segments, a, key=lambda s: s.start)
            if at < len(self._segments) and self._segments[at].end <= b + 1:  # with the comma: “We did it,”
                segment = self._segments[at]
                if 2 * (segment.end - segment.start) > b - a:
                    pieces.append((segment.start, segment.end))
        return pieces

    def _belongs(self, draft: _Draft, clause: Clause, spans: Sequence[Span]) -> bool:
        """Return whether the quoted stretches are a part of this clause, and of the same speaker."""
        if draft.speaker is None or clause.speaker < 0 or not draft.verbatim:
            return False
        if clause.way in _RUNNING and self._whole.is_introduced(draft.spans[0][0]):
            return False
        if self._whole.stands_alone(clause, (draft.spans[0][0], draft.spans[-1][1])):
            return False
        same = self._same_word(draft.speaker, clause.speaker)
        return same and all(any(a <= c and d <= b for a, b in spans) for c, d in draft.spans)

    def _same_word(self, one: int | None, other: int) -> bool:
        words = self._reading.words
        return one is not None and (one == other or words[one] == words[other])


def _line(line: Line) -> _Draft:
    """Begin a draft for a line of a transcript: direct speech, though no marks stand around it."""
    spans = list(line.spans)
    return _Draft(spans, list(spans), line.speaker, None, LABELLED, referent=line.referent, asks=line.asks)


def _join(reading: Reading, attributions: Iterable[Attribution]) -> list[_Draft]:
    """Begin a draft for each stretch, or go on with the one before, where one cue attributes both."""
    joined: list[_Draft] = []
    last: Attribution | None = None
    for a in attributions:
        piece = (a.segment.start, a.segment.end)
        same_cue = last and a.cue == last.cue and a.segment.paragraph == last.segment.paragraph
        same_cue = same_cue or (last is not None and _parts(reading, last, a))
        if last and (a.segment.continues or same_cue) and a.cue is not None and a.speaker == last.speaker:
            joined[-1].spans.append(piece)
            joined[-1].verbatim.append(piece)
        else:
            joined.append(_Draft([piece], [piece], a.speaker, a.cue, a.confidence, a.runners_up))
        last = a
    return joined


def _passes_on(clause: Clause, tellers: Sequence[Clause]) -> bool:
    """Return whether it is mostly what somebody is told to have said: *Lee said …, according to aides* are Lee's words.

    ``tellers``: clauses that plainly report, by their cue.
    """
    first, after = clause.ranges[0]
    at = bisect_left(tellers, first, key=lambda teller: teller.cue)
    while len(clause.ranges) == 1 and at < len(tellers) and tellers[at].cue < after:
        (begin, end), cue = tellers[at].ranges[0], tellers[at].cue
        if first <= tellers[at].speaker and cue < begin and end <= after and 2 * (end - begin) > after - first:
            return True
        at += 1
    return False


def _parts(reading: Reading, before: Attribution, after: Attribution) -> bool:
    """Return whether a sentence that tells who speaks, twice, parts a quote: *“…,” said Lee, a baker, told us. “…”*."""
    if after.cue is None or before.cue is None or after.segment.paragraph != before.segment.paragraph:
        return False
    told_between = before.segment.end <= reading.starts[after.cue] and reading.ends[after.cue] <= after.segment.start
    between = reading.text[reading.ends[after.cue] : after.segment.start] if told_between else ""
    full = between.rstrip(_MARKS).endswith(_STOPS) and "\n" not in between
    return full and before.speaker == after.speaker and before.segment.end <= reading.starts[before.cue]


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
