"""Puts quotes together: the pieces that one attribution covers, its speaker by full name, ids, context."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import cast

from services.nlp.entities.finding import Entities
from services.nlp.lexicon.cues import Cues
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading
from services.nlp.quotes.assembly import Content
from services.nlp.quotes.modality import modality
from services.nlp.speakers.coreference import Referent, Resolver
from shared.models import Candidate, Context, Cue, EntityType, Mention, Modality, Quote, Span, Speaker
from shared.text import entity_id

_WORD = re.compile(r"\w+")
_PHRASE_BREAKS = frozenset(',"“”—;:]') | {"and", "but"}
_TIES = frozenset({"for", "of", "at", "from"})
_CLAUSE_BREAKS = _PHRASE_BREAKS - {"and"} | {"who", "which", "that", "\n", "\n\n"}
_TIED = 10
"""Tokens that *for the Ministry of Energy* has at most."""

CONTEXT_CHARS = 160
"""Characters of text shown on each side of a quote: two lines, enough to see who speaks."""


class Builder:
    """Makes the public quotes of one article. Holds what all of them need; ids are unique within it."""

    def __init__(
        self,
        article_id: str,
        reading: Reading,
        entities: Entities,
        ids: list[str],
        resolver: Resolver,
        verbs: Verbs,
        cues: Cues,
        roles: dict[int, Span],
    ) -> None:
        self._article_id = article_id
        self._reading = reading
        self._entities = entities
        self._ids = ids
        self._resolver = resolver
        self._verbs = verbs
        self._cues = cues
        self._roles = roles
        self._repeats: Counter[str] = Counter()

    def build(self, content: Content) -> Quote | None:
        """The quote, or None where no word is left of it: “😀” is nothing that was said."""
        r = self._reading
        where, shift = r.text_position(content.spans[0][0])
        spans, verbatim = (
            [s for s in (_trim(r.text, *span) for span in pieces if r.text_position(span[0])[0] == where) if s]
            for pieces in (content.spans, content.verbatim)
        )  # a mark that the title never closed does not run on into the body
        words = _words(r.text, spans)
        if not words:
            return None
        if words == _words(r.text, verbatim):
            spans = verbatim
        else:
            spans = [(a, _with_closing_mark(r.text, a, b)) for a, b in spans]
        text = " … ".join(r.text[a:b] for a, b in spans)
        low, high = (r.body_start, len(r.text)) if where == "body" else (0, max(0, r.body_start - 2))
        start, end = spans[0][0], spans[-1][1]
        speaker = self._speaker(content, where)
        kind = "indirect" if not verbatim else "direct" if spans == verbatim else "mixed"
        return Quote(
            id=self._id(where, speaker.name if speaker else "", text),
            start=start - shift,
            end=end - shift,
            text=text,
            spans=[(a - shift, b - shift) for a, b in spans],
            verbatim=[(a - shift, b - shift) for a, b in verbatim],
            type=kind,
            modality="asked" if content.asks else self._modality(content, spans, verbatim),
            speaker=speaker,
            cue=self._cue(content, where),
            context=Context(
                before=r.text[max(low, start - CONTEXT_CHARS) : start],
                after=r.text[end : min(high, end + CONTEXT_CHARS)],
            ),
            mentions=self._mentions(spans),
            field=where,
        )

    def _modality(self, content: Content, spans: list[Span], verbatim: list[Span]) -> Modality:
        """What Ann denies that Bob said, Bob is not told to have said."""
        own = modality(self._reading, self._cues, self._verbs, content.cue, spans, verbatim)
        outer = content.within
        return self._modality(outer, outer.spans, outer.verbatim) if outer and own == "stated" else own

    def _id(self, where: str, speaker: str, text: str) -> str:
        content = "\x1f".join((self._article_id, where, speaker, text))
        self._repeats[content] += 1
        return hashlib.sha256(f"{content}\x1f{self._repeats[content]}".encode()).hexdigest()[:20]

    def _cue(self, content: Content, where: str) -> Cue | None:
        r = self._reading
        if content.cue is None or r.text_position(r.starts[content.cue])[0] != where:
            return None
        shift = r.text_position(r.starts[content.cue])[1]
        lemma = self._verbs.lemma(r.words[content.cue])
        a, b = r.starts[content.cue], r.ends[content.cue]
        return Cue(text=r.text[a:b], start=a - shift, end=b - shift, lemma=lemma)

    def _speaker(self, content: Content, where: str) -> Speaker | None:
        r = self._reading
        if content.speaker is None or r.text_position(r.starts[content.speaker])[0] != where:
            return None
        shift = r.text_position(r.starts[content.speaker])[1]
        first, after = self._phrase(content.speaker)
        a, b = r.starts[first], r.ends[after - 1]
        referent = content.referent or self._resolver.resolve(content.speaker)
        name = self._name(referent, content.speaker)
        mention = Mention(text=r.text[a:b], start=a - shift, end=b - shift)
        runners_up = self._runners_up(content, name)
        if referent.entity is None:
            return Speaker(
                id=entity_id("description", name), name=name, type=None, mention=mention, resolved_by=referent.by,
                confidence=round(content.confidence, 3), candidates=runners_up,
            )  # fmt: skip
        type_ = cast("EntityType", self._entities.all[referent.entity].type)
        role = self._roles.get(referent.entity)
        near = role is not None and r.text_position(role[0])[0] == where
        return Speaker(
            id=self._ids[referent.entity], name=name, type=type_, mention=mention, resolved_by=referent.by,
            role=r.text[role[0] : role[1]] if role else None,
            role_span=(role[0] - shift, role[1] - shift) if role and near else None,
            confidence=round(content.confidence * referent.sure, 3), candidates=runners_up,
        )  # fmt: skip

    def _runners_up(self, content: Content, chosen: str) -> list[Candidate]:
        """Others who may have said it, each once, best first; other mentions of the chosen one are no others."""
        found: dict[str, Candidate] = {}
        for token, confidence in content.runners_up:
            name = self._name(self._resolver.resolve(token), token)
            if name != chosen:
                found.setdefault(name, Candidate(name=name, confidence=round(confidence, 3)))
        return list(found.values())

    def _name(self, referent: Referent, token: int) -> str:
        """The full name of the referent of the mention headed by ``token``, or else the phrase as written."""
        if referent.entity is not None:
            return self._entities.all[referent.entity].name
        phrase = token if referent.phrase is None else referent.phrase
        first, after = self._phrase(phrase)
        return _noun_phrase(self._reading.slice(first, self._with_body(phrase, after)))

    def _with_body(self, token: int, after: int) -> int:
        """The token after a description and the body that it is tied to: *a spokesman for the ministry*."""
        r = self._reading
        for child in r.children[token]:
            if child == after and r.words[child] in _TIES and r.tags[token][:2] == "NN":
                end = r.rights[child] + 1
                near = range(child, min(end, child + _TIED + 1))
                clause = next((i for i in near if r.words[i] in _CLAUSE_BREAKS), end)
                if clause - child <= _TIED:
                    return clause
        return after

    def _phrase(self, token: int) -> tuple[int, int]:
        """First token of the noun phrase headed by ``token``, and the token after it."""
        r = self._reading
        mention = self._entities.mention_at(token)
        if mention and mention.type in ("PERSON", "ORG"):
            return mention.first, mention.after
        first = token
        while first > max(r.lefts[token], token - 8) and r.words[first - 1] not in _PHRASE_BREAKS:
            if ":" in r.words[first - 1]:
                break  # the time stamp of a transcript
            first -= 1
        return first, token + 1

    def _mentions(self, spans: list[Span]) -> list[str]:
        r = self._reading
        found: dict[str, None] = {}
        for a, b in spans:
            for token in range(r.token_at(a), r.token_at(b)):
                number = self._entities.at(token)
                if number is not None:
                    found[self._ids[number]] = None
        return list(found)


def _noun_phrase(text: str) -> str:
    return " ".join(text.split())


def _words(text: str, spans: list[Span]) -> list[str]:
    return [word for a, b in spans for word in _WORD.findall(text, a, b)]


def _with_closing_mark(text: str, start: int, end: int) -> int:
    """The end of a span, behind the mark that closes what was opened in it: *called it a “joke”*."""
    mark = text[end : end + 1]
    opened = text.count("“", start, end) - text.count("”", start, end)
    odd = text.count('"', start, end) % 2
    return end + 1 if (mark == "”" and opened > 0) or (mark == '"' and odd) else end


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None
