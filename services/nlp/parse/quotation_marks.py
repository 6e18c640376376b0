"""Quotation marks: which stretches of a text stand inside them.

A parser of marks alone, one paragraph at a time, so that an odd mark spoils its own paragraph at most. It knows curly,
low, straight, guillemet and TeX marks, single marks where a paragraph uses them as its outer ones, nesting, marks never
closed, and the mark that opens each paragraph of a long quote again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

_DOUBLE = re.compile(r"[“”„‟«»\"＂]|``|''|‘‘|’’")
_SINGLE_OPEN = re.compile(r"(?<![\w’'])[‘'‹](?!\d0s\b)(?=[^\s‘’'])")  # the '80s are no quote
_SINGLE_CLOSE = re.compile(r"(?<=[^\s‘'(])['’›](?!\w)")
_OPENS_SINGLE = re.compile(r"(?:^|(?<=[\s(]))[‘'](?=\w)", re.MULTILINE)
_CLOSES_SINGLE = re.compile(r"[,.?!][’'](?!\w)")
_OPENS_DOUBLE = re.compile(r"(?:^|(?<=[\s(]))[“\"](?=\w)|``(?=\w)", re.MULTILINE)
_WORD = re.compile(r"\w")
_OPENS_WITH = re.compile(r"[“„«\"‘＂]|``|'(?=\w)")
_UNMARKED = 3
"""Paragraphs without a mark at most between the mark that opens a quote and the one that closes it: more are likelier
an article that goes on behind a lost mark."""
_BEFORE_OPENING = frozenset(" \t\u00a0([{—–-/‘'…\n")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch inside quotation marks, the marks left out."""

    start: int
    end: int
    paragraph: int
    opened: bool = True
    """False where the opening mark was lost, so that the segment starts with its paragraph."""
    closed: bool = True
    """False where no mark closes it, and it ends with its paragraph."""
    single: bool = False
    """In the marks that this article does not quote with: a headline's, or those of a quote within."""
    continues: bool = False
    """The quote of the paragraph before goes on: that one was not closed, and this one opens with a mark again, or
    closes with one that it did not open."""


def segments(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Segment]:
    """Return the outermost quoted stretches of each paragraph, in order. Takes time linear in the text."""
    british = _quotes_with_single(text)
    quoted: list[Segment] = []
    running = False
    for number, (start, end) in enumerate(paragraphs):
        if british:
            following = text[paragraphs[number + 1][0]] if number + 1 < len(paragraphs) else ""
            single = _single(text, start, end, number, [], runs_on=following in "‘'" and following != "")
            double = [s for s in _double(text, start, end, number) if not _holds(single, s.start)]
            here = [replace(s, single=False) for s in single] + [replace(s, single=True) for s in double]
        else:
            double = _double(text, start, end, number)
            here = double + _single(text, start, end, number, double)
        here.sort(key=lambda s: s.start)
        if here and running and number - quoted[-1].paragraph > 1 and here[0].opened:
            running = False  # the mark was never closed, and the article went on
        if here and running and _OPENS_WITH.match(text, start) and here[0].start <= start + 2:
            here[0] = replace(here[0], continues=True)
        elif here and running and not here[0].opened:  # one pair of marks around two paragraphs, or more
            here[0] = replace(here[0], continues=True, opened=True)
            quoted[-1] = replace(quoted[-1], closed=True)
            between = range(quoted[-1].paragraph + 1, number)
            quoted += [Segment(*paragraphs[unmarked], unmarked, continues=True) for unmarked in between]
        if here:
            running = not here[-1].closed
        elif running:
            running = number - quoted[-1].paragraph <= _UNMARKED and bool(_WORD.search(text, start, end))
        quoted += here
    return quoted


def _holds(ascending: list[Segment], at: int) -> bool:
    before = bisect_right(ascending, at, key=lambda s: s.start)
    return before > 0 and at < ascending[before - 1].end


def _quotes_with_single(text: str) -> bool:
    """Does the article quote with single marks, as British papers do, and keep double ones for quotes within?"""
    single = min(len(_OPENS_SINGLE.findall(text)), len(_CLOSES_SINGLE.findall(text)))
    return single > 1 and single > len(_OPENS_DOUBLE.findall(text))


def _double(text: str, start: int, end: int, number: int) -> list[Segment]:
    quoted: list[Segment] = []

    def add(a: int, b: int, opened: bool = True, closed: bool = True) -> None:
        if b > a and _WORD.search(text, a, b):
            quoted.append(Segment(a, b, number, opened, closed))

    marks = [(m.start(), m.end(), m.group()) for m in _DOUBLE.finditer(text, start, end)]
    word = _WORD.search(text, start, end) if marks else None
    first_word = word.start() if word else end  # looked for once: a paragraph may be a million closing marks
    opening = sum(mark in "“„«‟" for _, _, mark in marks if len(mark) == 1)
    nests = opening == sum(mark in "”»" for _, _, mark in marks if len(mark) == 1) and not _german(marks)
    open_at: int | None = None
    depth = 0
    for nth, (a, b, mark) in enumerate(marks):
        side = _side(text, a, b, mark, start, end, open_at is not None)
        if (
            side < 0
            and open_at is None
            and mark == "”"
            and text[b : b + 1].isalnum()
            and text[max(0, a - 2) : a] in (": ", ", ")
        ):
            side = 1  # He said: ”We won.”
        if side < 0 and open_at is None and mark == '"' and text[a - 1] in ",:" and a > start + 1:
            # *She said," We won."*: the blank on the wrong side of an opening mark, if the next one can only close.
            following = marks[nth + 1][1] if nth + 1 < len(marks) else end
            if following < end and not text[following].isalnum():
                side = 1
        if side > 0:
            if open_at is None:
                open_at, depth = b, 1
            elif nests and mark not in '"＂':
                depth += 1
        elif side < 0:
            if open_at is not None:
                depth -= 1
                if depth <= 0:
                    add(open_at, a)
                    open_at = None
            elif not quoted and first_word < a:
                add(start, a, opened=False)
    if open_at is not None:
        add(open_at, end, closed=False)
    return quoted


def _german(marks: Sequence[tuple[int, int, str]]) -> bool:
    return any(mark == "„" for _, _, mark in marks)


def _side(text: str, a: int, b: int, mark: str, start: int, end: int, is_open: bool) -> int:
    """Return 1 for a mark that opens a quote, -1 for one that closes it, 0 for one that does neither here."""
    if mark in ("„", "‟", "``", "«", "‘‘"):
        return 1
    before = text[a - 1] if a > start else " "
    after = text[b] if b < end else " "
    if mark in ("''", "’’"):  # closes what TeX opened; some papers open with it, too
        return -1 if is_open else int(before in _BEFORE_OPENING and not after.isspace())
    if mark in ("”", "»"):
        return -1
    if mark == "“":
        # German closes with it; and extractors turn a closing mark round, which then stands before a blank.
        return -1 if is_open and after in " .,;:!?)" and not before.isspace() else 1
    if is_open:
        # A straight mark after a blank and before a letter opens: the mark that should have closed was lost.
        return -1
    if before.isdigit() and not after.isalpha():
        return 0  # inches
    if before in _BEFORE_OPENING and not after.isspace():
        return 1
    if not before.isspace() and (after.isspace() or after in ".,;:!?)"):
        return -1
    return 1


def _single(
    text: str, start: int, end: int, number: int, double: list[Segment], runs_on: bool = False
) -> list[Segment]:
    """Find the stretches in single marks outside double ones. A closing one looks like an apostrophe.

    ``runs_on``: the next paragraph opens with a mark again, so that one never closed here runs to the end.
    """
    quoted: list[Segment] = []
    at = start
    taken = iter([*((s.start - 1, s.end + 1) for s in double), (end, end)])
    lower, upper = next(taken)
    while (opening := _SINGLE_OPEN.search(text, at, end)) is not None:
        a = opening.end()
        while upper < a and upper < end:
            lower, upper = next(taken)
        if lower <= opening.start() < upper:
            at = upper
            continue
        limit = min(end, lower) if lower >= a else end
        b = _single_close(text, a, limit)
        if b is None and runs_on and not _SINGLE_OPEN.search(text, a, end):
            quoted.append(Segment(a, end, number, closed=False, single=True))
            break
        if b is None:
            at = a
        else:
            if _WORD.search(text, a, b):
                quoted.append(Segment(a, b, number, single=True))
            at = b + 1
    return quoted


def _single_close(text: str, start: int, end: int) -> int | None:
    fallback = None
    following = _SINGLE_OPEN.search(text, start, end)
    stop = following.start() if following else end
    for tried, match in enumerate(_SINGLE_CLOSE.finditer(text, start, min(stop + 1, end))):
        at = match.start()
        if text[at - 1] in ".,!?;:…" or text[at - 1].lower() != "s":
            return at
        fallback = at
        if tried > 20:
            break
    return fallback
