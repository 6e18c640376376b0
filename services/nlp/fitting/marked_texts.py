"""Marked texts: a text and the names that people marked in it, put together from words and labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Span = tuple[int, int, str]
"""Where a name starts and ends, and PER, ORG, LOC, MISC, or ? where the corpus does not say what we would call it."""

_JOINED = frozenset(",.;:!?)]}%”’") | {"'s", "’s", "n't", "n’t", "'re", "'ve", "'ll", "'d", "'m"}


@dataclass(slots=True)
class Marked:
    """One text and the names in it."""

    corpus: str
    id: str
    text: str
    spans: list[Span]


@dataclass(slots=True)
class Joining:
    """Puts sentences together to a text, shifting their names."""

    corpus: str
    id: str
    between: str = "\n"
    text: str = ""
    spans: list[Span] = field(default_factory=list)

    def add(self, sentence: str, spans: Iterable[Span]) -> None:
        shift = len(self.text) + (len(self.between) if self.text else 0)
        self.text += (self.between if self.text else "") + sentence
        self.spans += [(a + shift, b + shift, kind) for a, b, kind in spans]

    def done(self) -> Marked:
        return Marked(self.corpus, self.id, self.text, self.spans)


def joined(words: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return the words as a sentence would be written, and where each stands."""
    text, places, close, opened = "", [], True, False
    for word in words:
        blank = not close and word not in _JOINED and word not in "-–/"
        close = word in ("(", "[", "“", "‘", "$", "#", "@", "-", "–", "/")
        if word == '"':
            blank, close, opened = blank and not opened, not opened, not opened
        text += " " if blank and text else ""
        places.append((len(text), len(text) + len(word)))
        text += word
    return text, places


def named(places: Iterable[tuple[int, int]], labels: Iterable[str], kinds: dict[str, str]) -> list[Span]:
    """Return the spans of labels such as B-PER, I-PER, O."""
    spans: list[Span] = []
    inside = False
    for (start, end), label in zip(places, labels, strict=True):
        if label == "O":
            inside = False
        elif inside and label[0] == "I":
            spans[-1] = (spans[-1][0], end, spans[-1][2])
        else:
            spans.append((start, end, kinds.get(label[2:], "?")))
            inside = True
    return spans
