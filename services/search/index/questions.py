"""Questions to the index port, and its answers to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from services.search.identities.resolutions import Resolution
from services.search.index.fields import Facet, FieldName
from services.search.index.filters import Filters
from services.search.index.results import Ambiguous, FacetValue, FoundArticle, FoundQuote
from services.search.query import Node
from shared.figures import FIGURES

Kind = Literal["articles", "quotes"]
Sort = Literal["relevance", "newest", "oldest", "longest", "shortest"]
"""Undated articles come last in both orders by date. Length: characters of an article's body, of a quote's text."""

MAX_FACET_VALUES = 20
"""Values that a facet shows: more than a list of check boxes has room for."""

MAX_FACET_DAYS = 1_000
"""Days that the facet ``day`` shows, the latest: a plot of nearly three years."""

MAX_SERIES = 10
"""Values that a timeline is split by: more lines than can be told apart in one plot."""

MAX_COUNTED_IDS = 100
"""Ids that :meth:`services.search.index.port.Index.counts` takes at once: those of a page of the greatest size."""

MAX_ALIASES = 100
"""Names that are told of one entity: more than anybody reads."""

MAX_LINKED_NAMES = 100
"""Names among which those that stand together are linked: every pair is counted, some 5,000 of them."""

MAX_GROUPS = 10_000
"""Buckets that a timeline may have; past it nobody looks at a plot, and a coarser interval is asked for."""


@dataclass(frozen=True)
class Request:
    """A request for one page of articles or quotes."""

    kind: Kind
    words: Node | None = None
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    size: int = 10
    """0 asks for the total and the facets only."""
    facets: Sequence[Facet] = ("source", "speaker", "entity", "type", "day")
    """Facets to count. A facet ignores its own filter (both ways). None are counted on later pages."""
    facet_values: int = MAX_FACET_VALUES
    """Values of each, but for days."""
    labelled: int | None = None
    """Of names among these values, how many of each facet are wanted with their labels, the first; for others, see
    :attr:`Page.labels`. None: all."""
    identifying: Collection[str] | None = None
    """The names of which :attr:`Page.about` need not tell, as they are known; None: it is not wanted."""
    figures: bool = False
    """Whether facets count figures (:mod:`shared.figures`), too."""
    after: Mapping[str, Any] | None = None
    """The value of :attr:`Page.next` of the page before; only the adapter understands it."""
    client: str = ""
    """The client that snapshots are counted for: an engine keeps only so many for each client, and drops the oldest."""
    collapse: bool = False
    """List one result of each group of copies, the first in the order of the list, with how many more there are
    (``more``). An article's copies are the articles of its group; a quote's, the same words in these. What has no
    copies is a group of one. Facets count all that matches, as without it."""


FindLabels = Callable[[Mapping[FieldName, Collection[str]]], Mapping[FieldName, Mapping[str, str]]]
"""Returns the labels of some values of facets, by facet."""


@dataclass(frozen=True)
class Page:
    """The answer to a :class:`Request`."""

    hits: Sequence[FoundArticleText] | Sequence[FoundQuote]
    """Of articles or of quotes; no highlights yet."""
    total: int
    """Exact. Collecting all pages of a request gives this many different ids. Of a collapsed list, groups."""
    next: Mapping[str, Any] | None = None
    """The value of :attr:`Request.after` for the page after this one; None on the last. JSON values only."""
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    """Most frequent first, at most :attr:`Request.facet_values`; days ascending, at most :data:`MAX_FACET_DAYS`."""
    ambiguous: Sequence[Ambiguous] = ()
    """The values of the filters that may mean several; an engine, which knows names only, has none."""
    matching: int = 0
    """Exact: all that matches, collapsed or not."""
    labels: FindLabels | None = None
    """Finds what facets call names, of an engine that takes long for it and was asked without: for those that are
    shown. Their ids stand in :attr:`~services.search.index.results.FacetValue.label`. None: they have their labels."""
    about: AboutNames | None = None
    """Whom the names in entity facets and the speakers of quotes mean, and what speakers are called; of an engine that
    can be asked for it together with the page, and was."""


class Said(NamedTuple):
    """The words of a quote, and the ids of what they name: as much of it as is counted."""

    text: str
    mentions: Sequence[str]


@dataclass(frozen=True)
class NamesRequest:
    """A request for one page of names in what matches: the entities of articles, or the speakers of quotes.

    :attr:`Named.count` is how many of the matching articles name the entity (``entity`` filter), or how many of the
    matching quotes the speaker says (``speaker`` filter).
    """

    kind: Kind
    words: Node | None = None
    filters: Filters = field(default_factory=Filters)
    name: str = ""
    """Only those with a name or alias in which words in a row begin so: every typed word whole, the last as prefix
    (folded, not stemmed). ``mil`` and ``mohsen mil`` find Mohsen Milani."""
    types: Sequence[str] = ()
    """Only these entity types."""
    figures: bool = False
    """Whether figures (:mod:`shared.figures`) are listed, too; those that ``types`` names always are."""
    sort: Literal["count", "name"] = "count"
    """Most frequent first, ties by id; or by id."""
    size: int = 10
    after: Mapping[str, Any] | None = None
    client: str = ""
    labelled: bool = True
    """Whether names are wanted; without, their ids stand in :attr:`Named.label`. Finding them is what takes longest."""

    @property
    def lists_figures(self) -> bool:
        """Whether figures can be among the names that are listed."""
        return self.figures or not FIGURES.isdisjoint(self.types)


@dataclass(frozen=True)
class Named:
    """One name and how often it is there."""

    id: str
    label: str
    """As the newest matching article calls it; see the facets."""
    count: int


@dataclass(frozen=True)
class AboutNames:
    """Whom names mean, and what some of them are called."""

    names: frozenset[str]
    """The ids that were asked for."""
    resolutions: Sequence[Resolution]
    """Whom they mean, and the names that lead to one of them, each once."""
    called: Mapping[str, Named | None]
    """By the ids of which this was asked: how many articles list each, and what the newest of them calls it; None where
    none does."""


@dataclass(frozen=True)
class NamesPage:
    """The answer to a :class:`NamesRequest`."""

    names: Sequence[Named]
    total: int
    """Exact: how many different names there are."""
    next: Mapping[str, Any] | None = None
    ambiguous: Sequence[Ambiguous] = ()
    """See :attr:`Page.ambiguous`."""
    first: Callable[[int, bool], NamesPage] | None = field(default=None, compare=False)
    """Returns the page of the first so many of these names, with their labels if they are wanted, of an engine that
    takes long to count them once more. None: it does not, or this is a later page."""


@dataclass(frozen=True)
class Counts:
    """Counts of one entity or speaker in what matches."""

    articles: int
    """Articles with the ``entity``."""
    mentions: int
    """Places in these articles (body and title) where it is named."""
    quotes_by: int
    """Quotes with the ``speaker``."""
    quotes_about: int
    """Quotes ``about`` it."""
    label: str = ""
    """What the newest of these articles calls it; see the facets. The id where none names it."""


@dataclass(frozen=True)
class Period:
    """The time in which articles were published, as far as they are dated."""

    first: datetime | None = None
    last: datetime | None = None


Interval = Literal["hour", "day", "week", "month", "year"]


@dataclass(frozen=True)
class TimelineRequest:
    """A request for how many match in each interval of time (UTC, by ``published_at``)."""

    kind: Kind
    interval: Interval
    words: Node | None = None
    filters: Filters = field(default_factory=Filters)
    split: Literal["source", "speaker", "entity"] | None = None
    """Count the :data:`MAX_SERIES` most frequent of these on their own, too: of entities, those that are no figures."""


@dataclass(frozen=True)
class Series:
    """The counts of one value of the split."""

    value: str
    label: str
    total: int
    """Undated ones included."""
    counts: Mapping[str, int]


@dataclass(frozen=True)
class TimelineCounts:
    """The answer to a :class:`TimelineRequest`."""

    counts: Mapping[str, int]
    """By the interval's beginning: ``2017-03-27T10`` (hour), ``2017-03-27`` (day; of a week, its Monday), ``2017-03``,
    ``2017``. Only intervals with something in them, ascending; past :data:`MAX_GROUPS` the latest ones."""
    undated: int
    total: int
    series: Sequence[Series] = ()


@dataclass(frozen=True)
class Link:
    """Two ids and how often they come together."""

    source: str
    target: str
    count: int


@dataclass(frozen=True)
class NetworkRequest:
    """A request for the strongest links between names in what matches.

    ``speaks_about``: quotes by ``source`` about ``target``, which is no date or figure. ``named_together``: articles
    that name both, among the :data:`MAX_LINKED_NAMES` people, organisations and places that most of the matching
    articles name; ``source`` is the lesser id.
    """

    links: Literal["speaks_about", "named_together"]
    words: Node | None = None
    filters: Filters = field(default_factory=Filters)
    size: int = 50


SuggestionKind = Literal["person", "organization", "place", "title"]


@dataclass(frozen=True)
class Suggestion:
    """A suggestion for what somebody types."""

    kind: SuggestionKind
    text: str
    """A name, or an article's title."""
    id: str
    """The entity's, or the article's."""
    count: int
    """Articles that name it; 1 for a title."""


@dataclass(frozen=True)
class FoundArticleText:
    """An article in a list, with the body that highlights are cut from."""

    article: FoundArticle
    body: str
    """Where no words were asked for, its beginning may be all there is."""
