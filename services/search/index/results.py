"""Results of the index: articles, quotes and facet values, as the search API shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from services.search.groups.description import Group
from services.search.identities.resolutions import DecidedBy
from shared.cleaning.article import CleanedArticle
from shared.models.annotations import (
    Annotation,
    Annotator,
    DetectedLanguage,
    Entity,
    EntityMention,
    EntityType,
    NotAQuote,
    Quote,
    Speaker,
)
from shared.models.values import Frozen


class Identity(Frozen):
    """Identity: whom a name means, across articles."""

    id: str
    """A name id with a tilde and a number behind it. What it means never changes: once others turn out to be the same,
    it leads to them all."""
    name: str
    type: EntityType | None = None
    confidence: float = Field(ge=0, le=1)
    """0 to 1: how sure it is that the name means them here."""
    decided_by: DecidedBy
    """``rule`` of ours, ``knowledge`` that was loaded, or a ``person``."""


class IdentifiedSpeaker(Speaker):
    """A speaker, and who that is."""

    identity: Identity | None = None
    """None: nobody can tell, or it is no name."""


class IdentifiedEntity(Entity):
    """An entity, and who that is."""

    identity: Identity | None = None
    """None: nobody can tell, or names of this type have none."""


class IdentifiedQuote(Quote):
    """A quote, and who its speaker is."""

    speaker: IdentifiedSpeaker | None = None


class Ambiguous(Frozen):
    """A value of a parameter that may mean several. It found them all."""

    value: str
    identities: list[Identity]


class ArticleRef(Frozen):
    """The article that a quote in a search answer stands in."""

    id: str
    title: str
    source: str | None = None
    url: str | None = None
    published_at: datetime | None = None


class FoundQuote(IdentifiedQuote):
    """A quote as search answers it."""

    article: ArticleRef
    annotator: str
    """The version of the annotator that found it."""
    more: int | None = None
    """Where copies are collapsed: how many more articles of the group print the same words, and match; else None."""
    highlights: dict[str, list[str]] = Field({})


class ArticleVersion(Frozen):
    """One line of an article's history."""

    version: int
    accepted_at: datetime
    title: str
    current: bool


class Original(Frozen):
    """Original of an article: the text before it was cleaned."""

    title: str
    body: str


class StoredArticle(CleanedArticle):
    """An article in full: as posted and cleaned, annotated, with its history.

    ``body`` is the text that the offsets refer to.
    """

    id: str
    version: int
    accepted_at: datetime
    indexed_at: datetime | None = None
    annotator: Annotator
    entities: list[Entity] = Field([])
    mentions: list[EntityMention] = Field([])
    quotes: list[Quote] = Field([])
    partial: str | None = None
    """Reason why the annotation leaves something out; see :class:`shared.models.annotations.Annotation`."""
    detected_language: DetectedLanguage | None = None
    not_annotated: str | None = None
    """Reason why nothing was annotated; see :class:`shared.models.annotations.Annotation`."""
    not_quotes: list[NotAQuote] = Field([], exclude_if=lambda quotes: not quotes)
    """Quotes that people said are none; absent where there are none."""
    group: Group | None = None
    """Of the article as it is now, whichever version is shown; None: no other article prints its text."""
    versions: list[ArticleVersion] = Field([])
    original: Original | None = None
    """Title and body as they were posted; None unless they were asked for."""

    @property
    def article(self) -> CleanedArticle:
        """The article alone."""
        return CleanedArticle(**{name: getattr(self, name) for name in CleanedArticle.model_fields})

    @property
    def annotation(self) -> Annotation:
        """Its annotation alone."""
        return Annotation(**{name: getattr(self, name) for name in Annotation.model_fields})


class IdentifiedArticle(StoredArticle):
    """An article in full, and who its entities and the speakers of its quotes are."""

    # Lists that nobody appends to, so that narrower elements do no harm.
    entities: list[IdentifiedEntity] = Field([])  # type: ignore[assignment]
    quotes: list[IdentifiedQuote] = Field([])  # type: ignore[assignment]


@dataclass(slots=True)
class FacetValue:
    """One value of a facet: what to filter by, what to show, and how many results have it."""

    # No model, and not frozen: a list has a thousand days, made of what an engine has counted. Models take ten times as
    # long, frozen ones three times. Nobody changes one.
    __pydantic_config__ = Frozen.model_config

    value: str
    label: str
    count: int


class FoundArticle(Frozen):
    """An article as a list of search results shows it: everything but the text."""

    id: str
    version: int
    title: str
    url: str | None = None
    source: str | None = None
    section: str | None = None
    external_id: str | None = None
    published_at: datetime | None = None
    published_zone: str | None = None
    modified_at: datetime | None = None
    accepted_at: datetime
    authors: list[str] = Field([])
    language: str | None = None
    tags: list[str] = Field([])
    entities: list[Entity] = Field([])
    quote_count: int = 0
    length: int
    """Characters of the body."""
    annotator: str
    group: Group | None = None
    """None: no other article prints this text."""
    more: int | None = None
    """Where copies are collapsed: how many more articles of its group match; else None."""
    highlights: dict[str, list[str]] = Field({})
    places: list[float] = Field([])
    """Where the words that were searched for stand in the body: shares of its length, to two digits."""
