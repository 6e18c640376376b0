"""Writing: judged contents to public quotes, with ids, offsets into title or body, and context."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import cast

from services.nlp.clauses.frames import is_view
from services.nlp.clauses.phrases import last_of_phrase
from services.nlp.quotes.contents import Attributed
from services.nlp.ranking.confidence import curves
from services.nlp.speakers.evidence import Evidence
from services.nlp.speakers.roles import roles
from shared.models.annotations import Candidate, Context, Cue, EntityType, Mention, Quote, Speaker
from shared.models.values import Span, TextField
from shared.quote_ids import quote_id
from shared.text import entity_id

_WORD = re.compile(r"\w+")
_TWO_WORDS = frozenset(
    {("according", "to"), ("put", "it"), ("puts", "it"), ("called", "on"), ("calls", "on"), ("calling", "on")}
)
"""Cues of two words, which parsers do not always take for one."""
_PHRASAL = frozenset(
    {("chime", "in"), ("chip", "in"), ("weigh", "in"), ("butt", "in"), ("cut", "in"), ("pipe", "up"), ("speak", "up")}
    | {("fire", "back"), ("shoot", "back"), ("hit", "back"), ("write", "back"), ("hit", "out"), ("speak", "out")}
    | {("go", "on"), ("point", "out"), ("cry", "out"), ("call", "out"), ("blurt", "out"), ("burst", "out")}
)
"""Lemmas of cues with their particles, which parsers take for a preposition: *chimes in Ann Lee*."""

_REACH = 3
"""Tokens from *made* to *clear* at most."""

CONTEXT_CHARS = 160
"""Characters of text shown on each side of a quote: two lines, enough to see who speaks."""


class Writer:
    """Writes the public quotes of one article. Holds what all of them need; ids are unique within it."""

    def __init__(self, article_id: str, evidence: Evidence) -> None:
        self._article_id = article_id
        self._reading = evidence.reading
        self._verbs = evidence.verbs
        self._entities = evidence.entities
        self._ids = [entity_id(entity.type, entity.name) for entity in evidence.entities.all]
        self._roles = roles(evidence.reading, evidence.entities)
        self._curves = curves()
        self._repeats: Counter[tuple[str, str]] = Counter()

    def write(self, contents: Iterable[Attributed]) -> list[Quote]:
        """Return the quotes; a content without a word, such as “😀”, is not one."""
        return [quote for quote in map(self._quote, contents) if quote]

    def _quote(self, one: Attributed) -> Quote | None:
        r = self._reading
        _, shift = r.text_position(one.content.spans[0][0])
        words = _words(r.text, one.spans)
        if not words:
            return None
        verbatim = one.verbatim
        if words == _words(r.text, verbatim):
            spans = verbatim
        else:
            spans = tuple((a, _with_closing_mark(r.text, a, b)) for a, b in one.spans)
        text = " … ".join(r.text[a:b] for a, b in spans)
        low, high = (r.body_start, len(r.text)) if one.field == "body" else (0, max(0, r.body_start - 2))
        start, end = spans[0][0], spans[-1][1]
        speaker = self._speaker(one, shift)
        return Quote(
            id=self._id(one.field, text),
            start=start - shift,
            end=end - shift,
            text=text,
            spans=[(a - shift, b - shift) for a, b in spans],
            verbatim=[(a - shift, b - shift) for a, b in verbatim],
            type="indirect" if not verbatim else "direct" if spans == verbatim else "mixed",
            act=one.content.act,
            modality=one.modality,
            speaker=speaker,
            said_by=None if speaker else self._said_by(one, shift),
            cue=self._cue(one),
            context=Context(
                before=r.text[max(low, start - CONTEXT_CHARS) : start],
                after=r.text[end : min(high, end + CONTEXT_CHARS)],
            ),
            mentions=self._mentions(spans),
            field=cast("TextField", one.field),
        )

    def _id(self, field: str, text: str) -> str:
        self._repeats[field, text] += 1
        return quote_id(self._article_id, field, text, self._repeats[field, text])

    def _cue(self, one: Attributed) -> Cue | None:
        r, cue = self._reading, one.content.cue
        if cue is None:
            return None
        field, shift = r.text_position(r.starts[cue])
        if field != one.field:
            return None
        a, b = r.starts[self._first_of_cue(cue)], r.ends[self._last_of_cue(cue)]
        return Cue(text=r.text[a:b], start=a - shift, end=b - shift, lemma=self._verbs.lemma(r.words[cue]))

    def _first_of_cue(self, cue: int) -> int:
        """Return the first token of a cue whose chief word is its last: *made it clear*."""
        r, above = self._reading, self._reading.heads[cue]
        made = r.words[cue] in ("clear", "plain") and self._verbs.lemma(r.words[above]) == "make"
        return above if made and cue - _REACH <= above < cue else cue

    def _last_of_cue(self, cue: int) -> int:
        """Return the last token of a cue, which may have several: *according to*, *pointed out*, *in the words of*."""
        r = self._reading
        following = r.words[cue + 1] if cue + 1 < len(r) else ""
        particle = bool(following) and r.deps[cue + 1] == "prt" and r.heads[cue + 1] == cue
        phrasal = r.tags[cue][0] == "V" and (self._verbs.lemma(r.words[cue]), following) in _PHRASAL
        phrase = last_of_phrase(r, cue, self._verbs.lemma(r.words[cue])) if r.tags[cue][0] == "V" else -1
        if phrase >= 0:
            return phrase
        if (r.words[cue], following) in _TWO_WORDS or particle or phrasal:
            return cue + 1
        if r.words[cue] == "in" and cue + 3 < len(r) and r.words[cue + 3] == "of":
            return cue + 3
        if r.tags[cue] == "IN":  # by her own admission
            views = (c for c in r.children[cue] if r.deps[c] == "pobj" and is_view(r.words[c]))
            return next(views, cue)
        return cue

    def _speaker(self, one: Attributed, shift: int) -> Speaker | None:
        if one.speaker is None or one.speaker.name is None:
            return None
        r, referent = self._reading, one.speaker.referent
        mention = self._mention(one.speaker.phrase, shift)
        runners_up = [Candidate(name=name, confidence=round(p, 3)) for name, p in one.runners_up]
        curve = self._curves["marks" if one.verbatim else "clauses"]
        sure = one.content.confidence if one.content.cue is None else curve(one.content.confidence)
        confidence = round(sure * referent.sure, 3)
        if referent.entity is None:
            kind: EntityType | None = "PERSON" if referent.author else None
            return Speaker(
                id=entity_id(kind or "description", one.speaker.name), name=one.speaker.name, type=kind,
                mention=mention, resolved_by=referent.by, confidence=confidence, candidates=runners_up,
            )  # fmt: skip
        role = self._roles.get(referent.entity)
        near = role is not None and r.text_position(role[0])[0] == one.field
        return Speaker(
            id=self._ids[referent.entity], name=one.speaker.name,
            type=cast("EntityType", self._entities.all[referent.entity].type),
            mention=mention, resolved_by=referent.by,
            role=r.text[role[0] : role[1]] if role else None,
            role_span=(role[0] - shift, role[1] - shift) if role and near else None,
            confidence=confidence, candidates=runners_up,
        )  # fmt: skip

    def _said_by(self, one: Attributed, shift: int) -> Mention | None:
        return self._mention(one.speaker.phrase, shift) if one.speaker else None

    def _mention(self, phrase: tuple[int, int], shift: int) -> Mention:
        r, (first, after) = self._reading, phrase
        a, b = r.starts[first], r.ends[after - 1]
        return Mention(text=r.text[a:b], start=a - shift, end=b - shift)

    def _mentions(self, spans: Iterable[Span]) -> list[str]:
        """Return the ids of the entities that the content names, in the order of the text."""
        r = self._reading
        ids: dict[str, None] = {}
        for a, b in spans:
            for token in range(r.token_at(a), r.token_at(b)):
                number = self._entities.at(token)
                if number is not None:
                    ids[self._ids[number]] = None
        return list(ids)


def _words(text: str, spans: Sequence[Span]) -> list[str]:
    return [word for a, b in spans for word in _WORD.findall(text, a, b)]


def _with_closing_mark(text: str, start: int, end: int) -> int:
    """Return the end of a span, behind the mark that closes what was opened in it: *called it a “joke”*."""
    mark = text[end : end + 1]
    opened = text.count("“", start, end) - text.count("”", start, end)
    odd = text.count('"', start, end) % 2
    return end + 1 if (mark == "”" and opened > 0) or (mark == '"' and odd) else end
