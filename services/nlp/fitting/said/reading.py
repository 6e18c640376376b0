"""Reading of the invented items that are annotated with who said or thought what, and with what nobody did.

``python -m services.nlp.fitting.said.reading`` counts them. ``dev/`` may be read and fitted on. ``unseen/`` may not:
nobody looks at its single errors. ``ANNOTATION.md`` has what counts as a quote, and how spans are cut.

A file holds the items of one habit. An empty line ends an item, a line is a paragraph. The marks::

    [Ann Lee] <said> {the dam would hold}, but {!deed:closed the road}.
    “{1:No,}” <1,2:said> [1,2:she=Ann Lee], who <3:hopes> {3~to leave}. {2:All is “well,”} [4:they=?] <4:said>, {4:too}.

``{…}`` is a piece of what is said and ``{~…}`` of what is thought, ``[…]`` where its speaker is mentioned, ``<…>`` its
cue. Pieces of one quote bear one number, and a number is only needed where an item has several quotes.
``[she=Ann Lee]`` tells who that is; ``=?`` that nobody can tell. ``{!kind:…}`` is a trap, and no quote; ``{?…}`` is
doubtful, and is counted neither way. A first line ``by: Ann Lee`` gives the authors of a signed item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from shared.models.values import Span

FOLDER = Path(__file__).parent
HALVES = ("dev", "unseen")

Act = Literal["speech", "thought"]
Type = Literal["direct", "indirect", "mixed"]
Kind = Literal[
    "object", "deed", "declined", "passive", "footage", "label", "title", "scare", "slogan", "voice", "phrase"
]
"""What a trap is; ``ANNOTATION.md`` explains each."""

_TAG = re.compile(
    r"\{(?:!(?P<kind>\w+):|(?P<doubtful>\?)|(?P<piece>\d*)(?P<act>[:~])|)"
    r"|(?P<open>[\[<])(?:(?P<numbers>\d+(?:,\d+)*):)?"
    r"|(?:=(?P<name>[^\]=]+))?\]|[}>]"
)
_CLOSING = {"{": "}", "[": "]", "<": ">"}
_OPENING_MARKS = "“\"„«‘'"
_MARK_WITHIN = re.compile(r"[“”\"„«»]|(?<!\w)[‘'](?=\S)")


class Misannotated(ValueError):
    """An item that contradicts itself. The message has its place and its words."""


@dataclass(slots=True)
class Quote:
    """Content put into somebody's mouth or mind."""

    act: Act
    spans: list[Span] = field(default_factory=list)
    """The pieces, in order; marks around a piece are left out, marks within stay."""
    type: Type = "indirect"
    mention: Span | None = None
    """Where the speaker is named, described or only hinted at. None: nobody's."""
    speaker: str | None = None
    """The full name, or the mention's own words where the item has no better. None: nobody, or a pronoun left open."""
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Trap:
    """A stretch that looks like a content and is none."""

    span: Span
    kind: Kind


@dataclass(slots=True)
class Item:
    """A sentence, a few, or a short article, and all that a reader marked in it."""

    half: str
    habit: str
    number: int
    """Its place in the file, from 1."""
    text: str
    authors: list[str]
    quotes: list[Quote]
    traps: list[Trap]
    doubtful: list[Span]

    @property
    def id(self) -> str:
        return f"{self.half}/{self.habit}/{self.number}"


def items(half: str) -> list[Item]:
    """Return the items of a half, in the order of its files. Raises Misannotated."""
    return [item for path in sorted((FOLDER / half).glob("*.txt")) for item in read(path)]


def read(path: Path) -> Iterator[Item]:
    """Yield the items of one file. Raises Misannotated where one contradicts itself."""
    for number, block in enumerate(re.split(r"\n\n+", path.read_text("utf-8").strip()), 1):
        try:
            yield parsed(block, path.parent.name, path.stem, number)
        except Misannotated as e:
            raise Misannotated(f"{path.parent.name}/{path.stem}/{number}: {e} in {block[:60]!r}") from None


def parsed(block: str, half: str = "", habit: str = "", number: int = 1) -> Item:
    """Return the item that a block of lines is. Raises Misannotated."""
    lines = block.split("\n")
    authors = lines.pop(0)[len("by: ") :].split(", ") if lines[0].startswith("by: ") else []
    marked = "\n\n".join(lines)
    text, at = "", 0
    marks = _Marks()
    opened: list[tuple[re.Match[str], int]] = []
    for tag in _TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        if tag[0][0] in _CLOSING:
            opened.append((tag, len(text)))
            continue
        if not opened or _CLOSING[opened[-1][0][0][0]] != tag[0][-1]:
            raise Misannotated(f"{tag[0]!r} closes nothing before {marked[at : at + 30]!r}")
        head, start = opened.pop()
        if not text[start:] or text[start:] != text[start:].strip():
            raise Misannotated(f"empty, or space at an edge: {text[start:]!r}")
        marks.close(head, tag["name"], (start, len(text)), text[start:])
    text += marked[at:]
    if opened:
        raise Misannotated(f"never closed: {text[opened[-1][1] :][:30]!r}")
    traps = sorted(marks.traps, key=lambda trap: trap.span)
    return Item(half, habit, number, text, authors, marks.joined(text), traps, marks.doubtful)


@dataclass(slots=True)
class _Marks:
    """Collects the marks of one item, by the number of their quote."""

    quotes: dict[str, Quote] = field(default_factory=dict)
    mentions: dict[str, tuple[Span, str | None]] = field(default_factory=dict)
    cues: dict[str, Span] = field(default_factory=dict)
    traps: list[Trap] = field(default_factory=list)
    doubtful: list[Span] = field(default_factory=list)

    def close(self, head: re.Match[str], name: str | None, span: Span, words: str) -> None:
        """Take in the mark that ``head`` opened, around these words."""
        if head["open"]:
            for label in (head["numbers"] or "").split(","):
                if label in (self.mentions if head["open"] == "[" else self.cues):
                    raise Misannotated(f"{label or 'the quote'} has two of {head[0]!r}")
                if head["open"] == "[":
                    self.mentions[label] = (span, None if name == "?" else name or words)
                else:
                    self.cues[label] = span
        elif head["kind"]:
            if head["kind"] not in get_args(Kind):
                raise Misannotated(f"no such kind: {head['kind']}")
            self.traps.append(Trap(span, cast("Kind", head["kind"])))
        elif head["doubtful"]:
            self.doubtful.append(span)
        else:
            act: Act = "thought" if head["act"] == "~" else "speech"
            quote = self.quotes.setdefault(head["piece"] or "", Quote(act))
            quote.spans.append(span)
            if quote.act != act:
                raise Misannotated(f"{head['piece'] or 'the quote'} is both said and thought")

    def joined(self, text: str) -> list[Quote]:
        """Return the quotes with their speakers, cues and types, in the order of the text."""
        if stray := (self.mentions.keys() | self.cues.keys()) - self.quotes.keys():
            raise Misannotated(f"a speaker or a cue without a content: {sorted(stray)}")
        for label, quote in self.quotes.items():
            quote.spans.sort()
            quote.type = _type(text, quote.spans)
            quote.mention, quote.speaker = self.mentions.get(label, (None, None))
            quote.cue = self.cues.get(label)
        return sorted(self.quotes.values(), key=lambda quote: quote.spans)


def _type(text: str, spans: list[Span]) -> Type:
    """Return whether all, some or none of the pieces stand in quotation marks."""
    if all(_in_marks(text, span) for span in spans):
        return "direct"
    if any(_in_marks(text, span) or _MARK_WITHIN.search(text, *span) for span in spans):
        return "mixed"
    return "indirect"


def _in_marks(text: str, span: Span) -> bool:
    return span[0] > 0 and text[span[0] - 1] in _OPENING_MARKS


def main() -> None:
    """Print how many items, quotes and traps each half has, by act, type and kind."""
    for half in HALVES:
        all_ = items(half)
        quotes = [quote for item in all_ for quote in item.quotes]
        traps = Counter(trap.kind for item in all_ for trap in item.traps)
        share = sum(traps.values()) / max(1, sum(traps.values()) + len(quotes))
        print(f"{half}: {len(all_)} items, {len(quotes)} quotes, {sum(traps.values())} traps ({share:.0%} of both)")
        print("  acts:", *sorted(Counter(q.act for q in quotes).items()))
        print("  types:", *sorted(Counter(q.type for q in quotes).items()))
        print("  without a name:", sum(q.speaker is None for q in quotes), "of which nobody's:",
              sum(q.mention is None for q in quotes))  # fmt: skip
        print("  traps:", *traps.most_common())
        print("  doubtful:", sum(len(item.doubtful) for item in all_))
        print("  short articles:", sum(item.text.count("\n\n") >= 3 for item in all_))


if __name__ == "__main__":
    main()
