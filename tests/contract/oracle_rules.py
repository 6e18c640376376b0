"""One article or quote as the oracle sees it: which values it has, which filters and words let it pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from services.search.index.fields import Acts, Facet, FieldName
from services.search.index.filters import UNKNOWN, Filters
from services.search.index.rules import is_entity_id, name_key
from services.search.query import And, Near, Node, Not, Or, Phrase, Prefix, Word
from services.search.query.words import words
from shared.models.annotations import Annotation, Entity, Quote
from shared.models.articles import Article


class Text:
    """A text, taken apart."""

    def __init__(self, text: str) -> None:
        found = words(text)
        self.stems = _Positions([word.stem for word in found])
        self.exact = _Positions([word.exact for word in found])


class _Positions:
    """Words, and where each stands."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.at: dict[str, list[int]] = defaultdict(list)
        for position, token in enumerate(tokens):
            self.at[token].append(position)

    def adjacent(self, wanted: Sequence[str]) -> bool:
        """Whether ``wanted`` stand next to each other in this order."""
        end = len(wanted)
        return any(list(self.tokens[at : at + end]) == list(wanted) for at in self.at.get(wanted[0], ()))

    def begins(self, start: str) -> bool:
        """Whether a word begins so."""
        return any(token.startswith(start) for token in self.at)

    def begins_in_a_row(self, wanted: Sequence[str]) -> bool:
        """Whether ``wanted`` stand next to each other, the last of them as the beginning of a word."""
        *whole, last = wanted
        return any(
            list(self.tokens[at : at + len(whole)]) == whole and self.tokens[at + len(whole)].startswith(last)
            for at in range(len(self.tokens) - len(whole))
        )

    def near(self, wanted: set[str], distance: int) -> bool:
        """Whether all of ``wanted`` stand within so many words."""
        places = sorted((at, token) for token in wanted for at in self.at.get(token, ()))
        last: dict[str, int] = {}
        for at, token in places:
            last[token] = at
            if len(last) == len(wanted) and at - min(last.values()) < distance + len(wanted):
                return True
        return False


@dataclass(eq=False)
class Held:
    """An article that counts."""

    id: str
    article: Article
    annotation: Annotation
    acts: Acts = "any"
    """The acts of the quotes that count."""

    @cached_property
    def title(self) -> Text:
        return Text(self.article.title)

    @cached_property
    def body(self) -> Text:
        return Text(self.article.body)

    @cached_property
    def quotes(self) -> list[Said]:
        every = [Said(self, slot, quote) for slot, quote in enumerate(self.annotation.quotes)]
        return [said for said in every if self.acts in ("any", said.quote.act)]

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """What its entities and speakers are called, the name to be shown first."""
        names: dict[str, list[str]] = {}
        for entity in self.annotation.entities:
            names.setdefault(entity.id, []).extend([entity.name, *entity.aliases])
        for quote in self.annotation.quotes:
            if quote.speaker:
                names.setdefault(quote.speaker.id, []).append(quote.speaker.name)
        return names

    @cached_property
    def listed(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self.annotation.entities}

    @property
    def held(self) -> Held:
        return self

    @property
    def spoken(self) -> list[Said]:
        return self.quotes

    @property
    def named(self) -> set[str]:
        return set(self.listed)

    @property
    def own_texts(self) -> list[Text]:
        return [self.title, self.body]

    @property
    def own_body(self) -> Text:
        return self.body

    @property
    def length(self) -> int:
        return len(self.article.body)

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.id,)


@dataclass(eq=False)
class Said:
    """A quote of an article that counts."""

    held: Held
    slot: int
    quote: Quote

    @cached_property
    def text(self) -> Text:
        return Text(self.quote.text)

    @property
    def spoken(self) -> list[Said]:
        return [self]

    @property
    def speakers(self) -> set[str]:
        return {self.quote.speaker.id} if self.quote.speaker else set()

    @property
    def named(self) -> set[str]:
        return self.speakers | set(self.quote.mentions)

    @property
    def own_texts(self) -> list[Text]:
        return [self.text]

    @property
    def own_body(self) -> Text:
        return self.text

    @property
    def length(self) -> int:
        return len(self.quote.text)

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.held.id, self.quote.start, self.slot)


Result = Held | Said


def values(one: Result, facet: Facet) -> set[str]:
    """Which values of a facet a result has."""
    article, annotation = one.held.article, one.held.annotation
    match facet:
        case "source":
            return {article.source} if article.source is not None else set()
        case "section":
            return {article.section} if article.section is not None else set()
        case "language":
            return {article.language} if article.language is not None else set()
        case "author":
            return set(article.authors)
        case "tag":
            return set(article.tags)
        case "annotator":
            return {annotation.annotator.version}
        case "day":
            return {article.published_at.date().isoformat()} if article.published_at else set()
        case "entity":
            return one.named
        case "speaker":
            return set().union(*(said.speakers for said in one.spoken))
        case "about":
            return {id for said in one.spoken for id in said.quote.mentions}
        case "act":
            return {said.quote.act for said in one.spoken}
        case "type":
            return {said.quote.type for said in one.spoken}
        case "modality":
            return {said.quote.modality for said in one.spoken}
        case "cue":
            return {name_key(said.quote.cue.lemma) for said in one.spoken if said.quote.cue}


def passes(one: Result, filters: Filters) -> bool:
    """Whether a result passes all filters."""
    at = one.held.article.published_at
    if filters.since is not None and (at is None or at < filters.since):
        return False
    if filters.until is not None and (at is None or at > filters.until):
        return False
    if filters.has_quotes is not None and bool(one.held.quotes) is not filters.has_quotes:
        return False
    if filters.confidence_min is not None:
        speakers = (said.quote.speaker for said in one.spoken)
        if not any(speaker.confidence >= filters.confidence_min for speaker in speakers if speaker):
            return False
    return all(_lets_pass(one, name, wanted) for name, wanted in filters.include.items() if wanted) and not any(
        _lets_pass(one, name, refused) for name, refused in filters.exclude.items() if refused
    )


def _lets_pass(one: Result, name: FieldName, wanted: Sequence[str]) -> bool:
    match name:
        case "role":
            return any(_role(said, value) for said in one.spoken for value in wanted)
        case "speaker":
            return any(
                (UNKNOWN in wanted and not said.speakers) or _called(one, said.speakers, wanted) for said in one.spoken
            )
        case "entity":
            return _called(one, one.named, wanted)
        case "about":
            return _called(one, values(one, "about"), wanted)
        case "cue":
            return bool(values(one, "cue") & {name_key(value) for value in wanted})
        case "source" | "section" | "language" | "author" | "tag" | "type" | "modality" | "annotator":
            return bool(values(one, name) & set(wanted))


def _called(one: Result, ids: set[str], wanted: Iterable[str]) -> bool:
    """Whether one of ``ids`` is wanted, by itself or by a name that the article gives it."""
    keys = {value if is_entity_id(value) else name_key(value) for value in wanted}
    return any(id in keys or keys & {name_key(name) for name in one.held.names.get(id, ())} for id in ids)


def _role(said: Said, wanted: str) -> bool:
    role = said.quote.speaker.role if said.quote.speaker else None
    return bool(role) and Text(role or "").exact.adjacent([word.exact for word in words(wanted)])


def says(one: Result, node: Node) -> bool:
    """Whether a result matches the words."""
    match node:
        case And(parts):
            return all(says(one, part) for part in parts)
        case Or(parts):
            return any(says(one, part) for part in parts)
        case Not(part):
            return not says(one, part)
        case Near(text, distance, field):
            wanted = {word.stem for word in words(text)}
            return any(where.stems.near(wanted, distance) for where in _texts(one, field))
        case Prefix(text, field):
            (start,) = (word.exact for word in words(text))
            return any(where.exact.begins(start) for where in _texts(one, field))
        case Phrase(text, field):
            return any(where.exact.adjacent([word.exact for word in words(text)]) for where in _texts(one, field))
        case Word(text, field):
            if field in (None, "title", "body"):
                return any(where.stems.adjacent([word.stem for word in words(text)]) for where in _texts(one, field))
            return says(one, Phrase(text, field))


def _texts(one: Result, field: str | None) -> Iterator[Text]:
    match field:
        case None:
            yield from one.own_texts
        case "title":
            yield one.held.title
        case "body":
            yield one.own_body
        case _:
            yield from map(_text, _short_texts(one, field))


def _short_texts(one: Result, field: str) -> Iterator[str]:
    match field:
        case "source":
            yield from values(one, "source")
        case "entity":
            yield from (name for id in one.named for name in one.held.names.get(id, ()))
        case "speaker":
            yield from (name for id in values(one, "speaker") for name in one.held.names[id])
        case "cue":
            yield from (form for said in one.spoken if (cue := said.quote.cue) for form in (cue.lemma, cue.text))
        case "role":
            yield from (
                said.quote.speaker.role for said in one.spoken if said.quote.speaker and said.quote.speaker.role
            )


_known: dict[str, Text] = {}


def _text(text: str) -> Text:
    if text not in _known:
        _known[text] = Text(text)
    return _known[text]
