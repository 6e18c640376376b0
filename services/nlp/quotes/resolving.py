"""Resolving: the speaker of each content by full name, and the pieces of the content in the field they stand in."""

from __future__ import annotations

from collections.abc import Iterable

from services.nlp.quotes.contents import Attributed, Content, NamedSpeaker
from services.nlp.speakers.coreference import Referent, Resolver
from services.nlp.speakers.evidence import Evidence
from services.nlp.speakers.unnamed import is_unnamed
from shared.models.values import Span

_PHRASE_BREAKS = frozenset(',"“”—;:]') | {"and", "but"}
_TIES = frozenset({"for", "of", "at", "from"})
_CLAUSE_BREAKS = _PHRASE_BREAKS - {"and"} | {"who", "which", "that", "\n", "\n\n"}
_TIED = 10
"""Tokens that *for the Ministry of Energy* has at most."""


class SpeakerResolver:
    """Resolves the speakers of one article's contents."""

    def __init__(self, evidence: Evidence) -> None:
        self._reading = evidence.reading
        self._entities = evidence.entities
        self._resolver = Resolver(evidence)

    def resolve(self, contents: Iterable[Content]) -> list[Attributed]:
        """Return each content with its speaker; a speaker in the other field than the content is left out."""
        return [self._attributed(content) for content in contents]

    def _attributed(self, content: Content) -> Attributed:
        r = self._reading
        field, _ = r.text_position(content.spans[0][0])
        speaker = None
        runners_up: dict[str, float] = {}
        if content.speaker is not None and r.text_position(r.starts[content.speaker])[0] == field:
            speaker = self.named(content.speaker, content.referent)
            for token, probability in content.runners_up:
                name = self.named(token).name
                if name is not None and name != speaker.name:  # other mentions of the chosen one are not others
                    runners_up.setdefault(name, probability)
        spans, verbatim = (
            # A mark that the title never closed does not run on into the body.
            tuple(s for s in (_trim(r.text, *span) for span in pieces if r.text_position(span[0])[0] == field) if s)
            for pieces in (content.spans, content.verbatim)
        )
        return Attributed(content, speaker, tuple(runners_up.items()), field, spans, verbatim)

    def named(self, token: int, referent: Referent | None = None) -> NamedSpeaker:
        """Return the speaker that a token names; ``referent`` goes before what the mention itself says."""
        referent = referent or self._resolver.resolve(token)
        return NamedSpeaker(referent, self._name(referent, token), self._phrase(token))

    def _name(self, referent: Referent, token: int) -> str | None:
        """Return the full name of the referent of the mention headed by ``token``, or else the phrase as written.

        None for words that are no identity.
        """
        if referent.entity is not None:
            return self._entities.all[referent.entity].name
        if referent.author is not None:
            return referent.author
        phrase = token if referent.phrase is None else referent.phrase
        if is_unnamed(self._reading, phrase):
            return None
        first, after = self._phrase(phrase)
        return " ".join(self._reading.slice(first, self._with_body(phrase, after)).split())

    def _with_body(self, token: int, after: int) -> int:
        """Return the token after a description and the body that it is tied to: *a spokesman for the ministry*."""
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
        """Return the first token of the noun phrase headed by ``token``, and the token after it."""
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


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None
