"""Models of answers: pages of results, profiles, timelines, networks, suggestions, comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.search.groups.description import Group
from services.search.identities.knowledge import KnownEntity
from services.search.index.results import Ambiguous, FacetValue, FoundArticle, FoundQuote, Identity
from shared.models.annotations import EntityType
from shared.models.values import Frozen


class Trimmed(BaseModel):
    """A result with the fields that ``fields=`` names, and no others."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str


class Results(Frozen):
    """The envelope of every list that search answers."""

    total: int
    total_relation: Literal["eq", "gte"] = "eq"
    size: int
    next_cursor: str | None = None
    took_ms: int
    results: list[Any]
    facets: dict[str, list[FacetValue]] = Field({})
    ambiguous: list[Ambiguous] = Field([])
    """Values of parameters that may mean several: all of them were found."""


class Collapsible(Results):
    """The envelope of a list in which copies can be collapsed."""

    collapse: Literal["group"] | None = None
    """What ``total`` counts: None, results; ``group``, groups of copies, of which the list shows one result each."""
    matching: int = 0
    """Results that match, whether they are listed or stand behind the one of their group; facets count them."""


class FoundArticles(Collapsible):
    """A page of articles, with the facets of all that match on the first one."""

    results: list[FoundArticle | Trimmed]


class FoundQuotes(Collapsible):
    """A page of quotes, with the facets of all that match on the first one."""

    results: list[FoundQuote | Trimmed]


class ListedEntity(Frozen):
    """An entity and how often it occurs. Each number is the total of a list: see ``/v1/entities``."""

    id: str
    name: str
    type: EntityType | None = None
    articles: int
    """Articles that name it."""
    mentions: int
    """Places where they name it."""
    quotes_by: int
    quotes_about: int


class ListedSpeaker(Frozen):
    """A speaker and how many quotes match."""

    id: str
    name: str
    type: EntityType | None = None
    """None for a description that is no named entity, such as "analysts"."""
    quotes: int


class ListedEntities(Results):
    """A page of entities; the facets count the articles that they are named in."""

    results: list[ListedEntity | Trimmed]


class ListedSpeakers(Results):
    """A page of speakers; the facets count their quotes."""

    results: list[ListedSpeaker | Trimmed]


class Copies(Results):
    """A page of the other articles of a group, the oldest first."""

    group: Group | None = None
    """None: there are no others."""
    results: list[FoundArticle | Trimmed]


@dataclass(slots=True)
class TimelinePoint:
    """An interval, by its beginning, and how many results fall into it."""

    __pydantic_config__ = Frozen.model_config  # no model, as a timeline has thousands; see FacetValue

    start: str
    """``2017-03-27T10:00:00Z`` for hours; else a date, the first day of the interval (weeks begin on Mondays, UTC)."""
    count: int


class TimelineSeries(Frozen):
    """The counts of one source, speaker or entity, interval by interval as in the whole timeline."""

    value: str
    label: str
    total: int
    """Undated ones included."""
    counts: list[int]


class Timeline(Frozen):
    """How many results there are over time. The counts and ``undated`` add up to ``total``."""

    interval: Literal["hour", "day", "week", "month", "year"]
    total: int
    undated: int
    took_ms: int
    points: list[TimelinePoint]
    """Without gaps from the first interval with a result to the last."""
    series: list[TimelineSeries]


@dataclass(slots=True)
class UsedName(FacetValue):
    """A name that means somebody, with the dates of the first and the last article where it does."""

    __pydantic_config__ = Frozen.model_config

    first: datetime | None
    last: datetime | None
    """None: none of these articles is dated."""


class ToldRole(Frozen):
    """A role as texts give it to a speaker, with how many quotes, and the dates of the first and the last of these."""

    role: str
    quotes: int
    first: datetime | None
    last: datetime | None
    """None: none of these quotes is dated."""


class EntityProfile(ListedEntity):
    """An entity in full, over everything that is indexed."""

    identity: Identity | None
    """Who it is. None: several bear the name and nobody can tell which, or names of its type are not told apart."""
    names: list[UsedName]
    """The name ids that mean it, with the number of articles where they do: *also as*."""
    ambiguous: list[Ambiguous]
    """Whom the name may mean, where these are several; the numbers count them all."""
    roles: list[ToldRole]
    """Its roles in its newest 100 quotes, the latest first."""
    sources: list[FacetValue]
    """Who reports it: the sources of the articles that name it, with how many of them."""
    knowledge: list[KnownEntity]
    """What was loaded of it: names, roles by date, ids elsewhere, and the source."""
    aliases: list[FacetValue]
    """Its names as articles write them, with the number of articles that do."""
    co_entities: list[FacetValue]
    """Who else is named in its articles (no dates, amounts or numbers), with the number of these articles."""
    latest_quotes_by: list[FoundQuote]
    latest_quotes_about: list[FoundQuote]
    activity: Timeline
    """Articles that name it."""
    activity_as_speaker: Timeline
    """Quotes by it."""
    took_ms: int


class NetworkNode(Frozen):
    """Somebody or something in the network."""

    id: str
    label: str
    type: EntityType | None = None
    articles: int
    quotes_by: int
    quotes_about: int


class NetworkLink(Frozen):
    """How often ``source`` speaks about ``target``, or both are named in one article."""

    source: str
    target: str
    count: int


class Network(Frozen):
    """Who speaks about whom, or who is named together."""

    links_mean: Literal["speaks_about", "named_together"]
    took_ms: int
    nodes: list[NetworkNode]
    links: list[NetworkLink]


class Suggested(Frozen):
    """A completion of what was typed."""

    kind: Literal["person", "organization", "place", "title"]
    text: str
    id: str
    """The entity's, or the article's."""
    count: int


class Suggestions(Frozen):
    """Completions, best first."""

    took_ms: int
    results: list[Suggested]


class DistinctiveTerm(Frozen):
    """A word that one side uses far more than the other."""

    term: str
    """As it is most often written."""
    score: float
    """z-score of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, eq. 22)."""
    count: int
    """How often this side says it in the quotes that were read."""
    other_count: int


class ComparedSide(Frozen):
    """One of the two that are compared."""

    value: str
    label: str
    total: int
    """Its quotes that match."""
    quotes_read: int
    """How many of them, the newest, the terms come from."""
    terms: list[DistinctiveTerm]
    entities: list[FacetValue]
    """Whom the quotes that were read name most (no dates, amounts or numbers), and how many of them do."""
    quotes: list[FoundQuote]


class Comparison(Frozen):
    """What two speakers, sources or periods said on one topic."""

    by: Literal["speaker", "source", "period"]
    took_ms: int
    a: ComparedSide
    b: ComparedSide


class SimilarArticles(Frozen):
    """The articles most like one, best first."""

    total: int
    """Articles in the list."""
    took_ms: int
    results: list[FoundArticle | Trimmed]


class NameInTheNews(Frozen):
    """A name, and how much more often articles mention it than they used to."""

    id: str
    name: str
    type: EntityType | None = None
    articles: int
    """Articles of these days that name it."""
    expected: float
    """Articles that would name it if as large a part of them did as of the articles before."""
    score: float
    """See :func:`services.search.answers.in_the_news.in_the_news`; above 2 it is hardly chance."""
    quotes_by: int
    quotes_about: int


class InTheNews(Frozen):
    """The names that stand out in a stretch of days, beside the four stretches of the same length before it."""

    since: datetime
    until: datetime
    articles: int
    """Articles of these days."""
    articles_before: int
    """Articles of the four stretches before; 0 means that nothing is known of what is usual."""
    took_ms: int
    results: list[NameInTheNews]


class Coverage(Frozen):
    """What an index holds."""

    articles: int
    quotes: int
    sources: int
    sources_relation: Literal["eq", "gte"]
    """``gte``: at least so many sources."""
    first: datetime | None
    """When the oldest article was published; None where none is dated."""
    last: datetime | None
