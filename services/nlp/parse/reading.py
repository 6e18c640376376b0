"""The reading: an article as the rules read it, namely one text, its tokens as plain lists, sentences and paragraphs.

spaCy's objects are slow to walk in Python, and the rules look at every token several times; so what they need is copied
out once into lists. Title and body stand in one text, the title first, so that every rule works on both
without knowing; :meth:`Reading.text_position` leads back to the field and its own offsets.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from services.nlp.parse.paragraphs import paragraphs
from services.nlp.parse.subjects import mend_subjects
from services.nlp.text import Text
from shared.models.values import TextField

if TYPE_CHECKING:
    from spacy.vocab import Vocab

TITLE_BREAK = "\n\n"
"""Characters between title and body in the text that is read."""

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
"""Dependencies that make a subject."""

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
"""Tags of verbs that may have a subject."""

CLOSING = frozenset({"”", '"', "''", "’"})
"""Marks that close a quote."""

_COLUMNS = ("IDX", "LENGTH", "TAG", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE")


@dataclass(slots=True)
class Reading:
    """One article, parsed. Tokens are numbered from 0; ``heads[i] == i`` marks the root of a sentence."""

    text: str
    body_start: int
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Lower-cased."""
    tags: list[str] = field(default_factory=list)
    """Penn Treebank tags."""
    deps: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    lefts: list[int] = field(default_factory=list)
    """First token of the subtree."""
    rights: list[int] = field(default_factory=list)
    """Last token of the subtree."""
    sentences: list[int] = field(default_factory=list)
    """Number of the sentence each token stands in."""
    sentence_starts: list[int] = field(default_factory=list)
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    """Character ranges, blank space at the edges left out."""
    entities: list[tuple[int, int, str]] = field(default_factory=list)
    """First token, token after the last, OntoNotes type: as the model sees it."""
    children: list[list[int]] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    """Authors of the article, as it was posted."""
    unread: int = 0
    """Characters of the body behind what is read: see ``TOKENS`` in :mod:`services.nlp.work_limits`."""

    def __len__(self) -> int:
        return len(self.starts)

    def token_at(self, char: int) -> int:
        """Return the first token that starts at or after a character."""
        return bisect_left(self.starts, char)

    def paragraph_of(self, char: int) -> int:
        """Return the number of the paragraph that a character stands in, or of the one before it."""
        return max(0, bisect_right(self.paragraphs, (char, len(self.text) + 1)) - 1)

    def sentence_span(self, number: int) -> tuple[int, int]:
        """Return the first token of a sentence and the token after its last."""
        after = number + 1
        return self.sentence_starts[number], self.sentence_starts[after] if after < len(self.sentence_starts) else len(
            self
        )

    def slice(self, first: int, after: int) -> str:
        """Return the text of the tokens from ``first`` up to, not including, ``after``."""
        return self.text[self.starts[first] : self.ends[after - 1]]

    def word(self, token: int) -> str:
        """Return the token as it is written."""
        return self.text[self.starts[token] : self.ends[token]]

    def text_position(self, start: int) -> tuple[TextField, int]:
        """Return the field that a character stands in, and what to subtract from it for the offset in that field."""
        return ("title", 0) if start < self.body_start - len(TITLE_BREAK) else ("body", self.body_start)


class Reader:
    """Copies parsed documents into a :class:`Reading`; remembers the strings of one vocabulary."""

    def __init__(self, vocab: Vocab) -> None:
        self._names: dict[int, str] = {}
        self._strings = vocab.strings

    def _name(self, key: int) -> str:
        if key not in self._names:
            self._names[key] = self._strings[key]
        return self._names[key]

    def read(self, text: Text, parsed: list[tuple[int, Doc]]) -> Reading:
        """Return the reading of a text. ``parsed`` is each piece with the offset of its first character, in order."""
        body_start = len(text.title) + len(TITLE_BREAK) if text.title else 0
        whole = f"{text.title}{TITLE_BREAK}{text.body}" if text.title else text.body
        reading = Reading(whole, body_start, authors=text.authors)
        for offset, doc in parsed:
            self._append(reading, offset, doc)
        mend_subjects(reading.words, reading.tags, reading.deps, reading.heads)
        self._edges(reading)
        if text.title:
            shifted = [(a + body_start, b + body_start) for a, b in paragraphs(text.body)]
            reading.paragraphs = [*paragraphs(text.title), *shifted]
        else:
            reading.paragraphs = paragraphs(whole)
        return reading

    def _append(self, reading: Reading, offset: int, doc: Doc) -> None:
        base = len(reading)
        columns = doc.to_array(list(_COLUMNS)).reshape(-1, len(_COLUMNS))
        name = self._name
        starts = (columns[:, 0] + offset).tolist()
        ends = (columns[:, 0] + columns[:, 1] + offset).tolist()
        reading.starts += starts
        reading.ends += ends
        lower = reading.text
        reading.words += [lower[a:b].lower() for a, b in zip(starts, ends, strict=True)]
        reading.tags += [name(k) for k in columns[:, 2].tolist()]
        reading.deps += [name(k) for k in columns[:, 3].tolist()]
        steps = columns[:, 4].astype("int64").tolist()
        reading.heads += [base + i + step for i, step in enumerate(steps)]
        number = len(reading.sentence_starts) - 1
        for i, flag in enumerate(columns[:, 5].tolist()):
            if flag == 1 or i == 0:
                number += 1
                reading.sentence_starts.append(base + i)
            reading.sentences.append(number)
        opened: tuple[int, str] | None = None
        for i, (iob, kind) in enumerate(zip(columns[:, 6].tolist(), columns[:, 7].tolist(), strict=True)):
            if opened and iob != 1:
                reading.entities.append((opened[0], base + i, opened[1]))
                opened = None
            if iob == 3:
                opened = base + i, name(kind)
        if opened:
            reading.entities.append((opened[0], len(reading), opened[1]))

    @staticmethod
    def _edges(reading: Reading) -> None:
        heads = reading.heads
        lefts, rights = list(range(len(heads))), list(range(len(heads)))
        children: list[list[int]] = [[] for _ in heads]
        for i, head in enumerate(heads):
            if head != i:
                children[head].append(i)
                if head > i and lefts[i] < lefts[head]:
                    lefts[head] = lefts[i]
        for i in range(len(heads) - 1, -1, -1):
            head = heads[i]
            if head < i and rights[i] > rights[head]:
                rights[head] = rights[i]
        reading.lefts, reading.rights, reading.children = lefts, rights, children
