"""How an annotation is compared with what a reader marked.

A span is found where its words overlap by four fifths, each once; a speaker is right where the last name of the mention
is; both together are *joint*. The name is right where the last name of the resolved one is. Entities are compared to
the letter, but for an article before and a possessive behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

from shared.models.annotations import Annotation, Modality, Quote
from shared.models.values import Span

OVERLAP = 0.8
COARSE = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
_MARK = re.compile(r"[“”\"«»„‘’'`]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd"})
_BEHIND = re.compile(
    r"\s*[,;:(\[—]|\s-\s|--|\s(?:of|at|who|whom|whose|which|that|from|with|for|in|on|to|near|by|about|as|during|against|"
    r"among|within|outside|inside|under|over|after|before|between|familiar|close|based|working|leading)\b"
)
"""Where the head of a mention has passed."""


@dataclass(frozen=True, slots=True)
class Attributed:
    """A stretch of text and who it is said to come from."""

    spans: list[Span]
    mention: str | None
    name: str | None
    modality: Modality = "stated"


@dataclass(slots=True)
class Scores:
    """Counts, which add up over articles, and what is read off them."""

    articles: int = 0
    quotes: int = 0
    quotes_told: int = 0
    spans: int = 0
    joint: int = 0
    named: int = 0
    names: int = 0
    contents: int = 0
    contents_told: int = 0
    contents_joint: int = 0
    modal: int = 0
    """Contents found that were denied, asked, would or will be said, or are told so."""
    modal_right: int = 0
    not_quoted: int = 0
    not_quoted_told: int = 0
    entities: int = 0
    entities_told: int = 0
    entities_right: int = 0

    HEADER: ClassVar[str] = (
        f"{'':8}{'articles':>9}{'quotes':>8}{'span F1':>9}{'speaker':>9}{'joint P':>9}{'R':>7}{'F1':>7}{'names':>8}"
        f"{'contents':>10}{'joint F1':>10}{'modality':>13}{'no quotes':>11}{'taken':>7}{'entities':>10}{'F1':>7}"
    )

    def __iadd__(self, other: Scores) -> Scores:
        for f in fields(self):
            setattr(self, f.name, getattr(self, f.name) + getattr(other, f.name))
        return self

    @property
    def joint_f1(self) -> float:
        return _f1(self.joint, self.quotes_told, self.quotes)

    @property
    def name_recall(self) -> float:
        return _share(self.names, self.named)

    @property
    def content_f1(self) -> float:
        return _f1(self.contents_joint, self.contents_told, self.contents)

    @property
    def entity_f1(self) -> float:
        return _f1(self.entities_right, self.entities_told, self.entities)

    def row(self, name: str) -> str:
        return (
            f"{name:8}{self.articles:>9}{self.quotes:>8}{_f1(self.spans, self.quotes_told, self.quotes):>9.1f}"
            f"{_share(self.joint, self.spans):>9.1f}{_share(self.joint, self.quotes_told):>9.1f}"
            f"{_share(self.joint, self.quotes):>7.1f}{self.joint_f1:>7.1f}{self.name_recall:>8.1f}{self.contents:>10}"
            f"{self.content_f1:>10.1f}{f'{self.modal_right} of {self.modal}':>13}{self.not_quoted:>11}"
            f"{self.not_quoted_told:>7}{self.entities:>10}{self.entity_f1:>7.1f}"
        )


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _f1(right: int, told: int, wanted: int) -> float:
    return _share(2 * right, told + wanted)


def told_quotes(text: str, annotation: Annotation) -> list[Attributed]:
    """The quoted pieces of an annotation, each once; the lines of an interview, which have no marks, are contents."""
    found: dict[Span, Attributed] = {}
    for quote in annotation.quotes:
        for piece in quote.verbatim:
            if not _MARK.search(text[max(0, piece[0] - 2) : piece[0]] + text[piece[1] : piece[1] + 2]):
                continue
            found.setdefault(piece, _told(quote, [piece]))
    return [found[piece] for piece in sorted(found)]


def told_contents(annotation: Annotation) -> list[Attributed]:
    return [_told(quote, quote.spans) for quote in annotation.quotes]


def _told(quote: Quote, spans: list[Span]) -> Attributed:
    words = quote.speaker.mention if quote.speaker else quote.said_by
    mention, name = words.text if words else None, quote.speaker.name if quote.speaker else None
    return Attributed(spans, mention, name, quote.modality)


def heads(mention: str | None) -> set[str]:
    """The last names of a mention: *Dr. Ann Lee of Halmstow* → lee; *Ann Lee and Bo Nyberg* → lee, nyberg."""
    bare = re.sub(r"\s+", " ", mention or "").strip(" \"“”'’,.;:-—")
    behind = _BEHIND.search(bare, 1)
    found = set()
    for part in re.split(r"\s+(?:and|&)\s+", bare[: behind.start()] if behind and behind.start() else bare):
        words = [re.sub(r"['’]s?$", "", w).strip(".").lower() for w in re.findall(r"[\w.'’&-]+", part)]
        words = [w for w in words if w]
        while len(words) > 1 and words[-1].replace(".", "") in _SUFFIXES:
            words.pop()
        found.update(words[-1:])
    return found


def speaker_right(gold: Attributed, told: Attributed) -> bool:
    """*Its chairman, Bo Lee* may be told as *Its chairman* or as *Bo Lee*."""
    if gold.mention is None:
        return told.mention is None
    return any(heads(part) & heads(told.mention) for part in gold.mention.split(", "))


def name_right(gold: Attributed, told: Attributed) -> bool:
    return bool(heads(gold.name) & heads(told.name))


def pairs(text: str, gold: Sequence[Attributed], told: Sequence[Attributed]) -> list[tuple[int, int]]:
    """Which of the gold stretches is which of those told: four fifths of the words, best overlap first."""
    words = [m.start() for m in _WORD.finditer(text)]

    def held(attributed: Attributed) -> set[int]:
        return {w for w in words for a, b in attributed.spans if a <= w < b}

    gold_words, told_words = [held(g) for g in gold], [held(t) for t in told]
    overlaps = []
    for g, here in enumerate(gold_words):
        for t, there in enumerate(told_words):
            both = len(here & there)
            if both and both >= OVERLAP * len(here | there):
                apart = abs(gold[g].spans[0][0] - told[t].spans[0][0])
                overlaps.append((-both / len(here | there), apart, g, t))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, g, t in sorted(overlaps):
        if g not in found and t not in taken:
            found[g] = t
            taken.add(t)
    return list(found.items())


def score(
    text: str,
    quotes: Sequence[Attributed],
    contents: Sequence[Attributed],
    not_quoted: Sequence[Span],
    entities: Sequence[tuple[Span, str]] | None,
    annotation: Annotation,
) -> Scores:
    told, whole = told_quotes(text, annotation), told_contents(annotation)
    same = [(quotes[g], told[t]) for g, t in pairs(text, quotes, told)]
    same_contents = [(contents[g], whole[t]) for g, t in pairs(text, contents, whole)]
    modal = [(g.modality, t.modality) for g, t in same_contents if {g.modality, t.modality} != {"stated"}]
    none = [Attributed([span], None, None) for span in not_quoted]
    found = Scores(
        articles=1,
        quotes=len(quotes),
        quotes_told=len(told),
        spans=len(same),
        joint=sum(speaker_right(g, t) for g, t in same),
        named=sum(g.name is not None for g in quotes),
        names=sum(name_right(g, t) for g, t in same if g.name),
        contents=len(contents),
        contents_told=len(whole),
        contents_joint=sum(speaker_right(g, t) for g, t in same_contents),
        modal=len(modal),
        modal_right=sum(g == t for g, t in modal),
        not_quoted=len(none),
        not_quoted_told=len(pairs(text, none, told)),
    )
    if entities is not None:
        gold_entities = {_trimmed(text, span, type_) for span, type_ in entities}
        told_entities = {
            _trimmed(text, (m.start, m.end), COARSE[m.type]) for m in annotation.mentions if m.type in COARSE
        }
        found.entities, found.entities_told = len(gold_entities), len(told_entities)
        found.entities_right = len(gold_entities & told_entities)
    return found


def _trimmed(text: str, span: Span, type_: str) -> tuple[int, int, str]:
    """Without an article before, a possessive behind, and punctuation at the edges."""
    start, end = span
    if article := re.match(r"(?i:the)\s+", text[start:end]):
        start += article.end()
    if (possessive := re.search(r"['’]s?$", text[start:end])) and end - start > 2:
        end -= len(possessive.group())
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end, type_
