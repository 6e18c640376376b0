"""Announced blocks: what a verb of saying and a colon announce, though no quotation marks stand around it.

*In a letter to parents the school wrote:* and the paragraph below; *Dilys says: Ferrets are proud. Ask first.*;
*Statement by the League: The match will be replayed.*; *Police: Man stole own car*; *Her advice: buy early.*
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.nlp.clauses.acts import Acts
from services.nlp.clauses.announcing import AnnouncingNouns
from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import FINITE
from services.nlp.speakers.evidence import Evidence
from shared.models.values import Span

_REACH = 12
"""Tokens at most between a verb and its colon: *wrote in a letter to its customers on Monday:*."""
_LABEL = 8
"""Tokens that the label of a statement has at most."""
_HEADLINE = 24
"""Tokens that a headline behind such a label has at most."""
_TALKING = FINITE | {"VB"}
_BARE = frozenset({"police", "officials", "prosecutors", "sheriff", "experts", "scientists", "researchers", "doctors"})
"""Sources that stand alone before the colon of a headline."""
_STATEMENTS = frozenset({"statement", "message", "reply", "response", "answer"})
_MARKS = re.compile(r"[“”„«»\"]|``|''|^[‘']")
_ENDS = (".", "!", "?", "…")
_POINTING = frozenset({"this", "these", "it", "following"})
"""Objects that point to the block: *wrote the following:*."""
_NARRATED = frozenset({"he", "she", "they"})


@dataclass(frozen=True, slots=True)
class Block:
    """Words that are announced, with who says them, as a token, and by which cue."""

    span: Span
    speaker: int
    cue: int


class Announced:
    """Finds the announced blocks of one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._cues = evidence.cues
        self._acts = Acts(evidence)
        self._sources = ClauseSources(evidence)
        self._announcing = AnnouncingNouns(evidence, self._sources)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in the order of the text."""
        r = self._r
        for number, (start, end) in enumerate(r.paragraphs):
            first, after = r.token_at(start), r.token_at(end)
            colon = next((i for i in range(first + 1, after) if r.words[i] == ":"), -1)
            if colon < 0 or (block := self._span(number, colon, end)) is None:
                continue
            cue = self._verb(first, colon)
            speakers = self._sources.of_verb(cue) if cue >= 0 else []
            speaks = bool(speakers) and first <= speakers[0] < colon and not self._acts.is_mute(speakers[0])
            if speaks and not self._has_object(cue, colon) and self._is_block(first, cue, colon, block):
                yield Block(block, speakers[0], cue)
            elif cue < 0 and (speaker := self._labelled(first, colon, after, block)) >= 0:
                yield Block(block, speaker, colon)
            elif (announced := self._announcing.before(colon + 1)) and self._is_sentence(colon, after, block):
                yield Block(block, announced[0], colon if announced[1] is None else announced[1])

    def _span(self, number: int, colon: int, end: int) -> Span | None:
        """Return the rest of the colon's paragraph, or the next one, where no mark stands in it."""
        r = self._r
        start = r.starts[colon + 1] if colon + 1 < r.token_at(end) else end
        if start >= end:
            if number + 1 == len(r.paragraphs):
                return None
            start, end = r.paragraphs[number + 1]
        same_field = r.text_position(r.starts[colon])[0] == r.text_position(start)[0]
        return (start, end) if same_field and not _MARKS.search(r.text[start:end]) else None

    def _verb(self, first: int, colon: int) -> int:
        """Return the verb of speaking that a colon belongs to, or -1."""
        r = self._r
        for i in range(colon - 1, max(first, colon - _REACH) - 1, -1):
            if r.tags[i] == "VB":
                return -1  # Four senators claim to object: Sens. Ann Lee and Bo Poe
            if r.tags[i] in FINITE or r.words[i] in (";", ".", "!", "?"):
                put = r.words[i] in ("put", "puts") and r.words[i + 1 : i + 2] == ["it"]
                return i if put or self._cues.verb_classes(i) & SPEAKING else -1
        return -1

    def _has_object(self, cue: int, colon: int) -> bool:
        """Return whether a verb has told already what it tells: *she added a stop to the list: Marl.*."""
        r = self._r
        if self._cues.verb_classes(cue) & {"tell", "ask"}:
            return False  # told the crowd: …
        objects = [c for c in r.children[cue] if cue < c < colon and r.deps[c] == "dobj"]
        return any(r.words[c] not in _POINTING and not self._cues.is_content_noun(c) for c in objects)

    def _is_block(self, first: int, cue: int, colon: int, block: Span) -> bool:
        """Return whether all of a stretch is announced: a paragraph of its own, or a line that its speaker begins."""
        r = self._r
        text = r.text[slice(*block)]
        if not text[:1].isupper() or not text.endswith(_ENDS):
            return False
        if r.paragraph_of(block[0]) != r.paragraph_of(r.starts[colon]):
            return True
        begins = r.sentence_span(r.sentences[cue])[0] <= first
        return begins and cue - first <= _LABEL and not self._is_narrated(r.token_at(block[0]), r.token_at(block[1]))

    def _is_narrated(self, first: int, after: int) -> bool:
        """Return whether the article goes on in a block: *Lee says: Wait. She then left.*."""
        r = self._r
        told = (i for i in range(first, after) if r.words[i] in _NARRATED)
        return any(tag in ("VBD", "VBZ") for i in told for tag in r.tags[i + 1 : min(after, i + 3)])

    def _is_sentence(self, colon: int, after: int, block: Span) -> bool:
        """Return whether the rest of a line is one sentence with a verb: *Her advice: buy early.*."""
        r = self._r
        here = range(colon + 1, after)
        talks = any(r.tags[i] in _TALKING for i in here)
        stops = [i for i in here if r.words[i] in (".", "!", "?")]
        return block[0] > r.starts[colon] and talks and stops == [after - 1]

    def _labelled(self, first: int, colon: int, after: int, block: Span) -> int:
        """Return whose words a line with a label is, or -1: *Statement by the League: …*; *Police: …*."""
        r = self._r
        if colon - first > _LABEL or block[0] < r.starts[colon]:
            return -1
        words = r.words[first:colon]
        talks = any(tag in FINITE for tag in r.tags[colon + 1 : after])
        if len(words) == 1 and words[0] in _BARE and talks and after - colon <= _HEADLINE:
            return first
        if words[0] in _STATEMENTS and len(words) > 2 and words[1] in ("by", "from") and talks:
            return self._sources.end_of_name(colon - 1)
        return -1
