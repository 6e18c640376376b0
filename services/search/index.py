"""The index as the rest of the search service sees it: one port, with an Elasticsearch and an SQLite adapter.

Writing is by article: one :class:`Change` carries a whole version with its quotes, or a deletion. An adapter must
keep these promises, which `tests/contract/test_index.py` runs on each of them:

- the same change twice is the same as once; an older version (or an older annotator of the same version) never wins;
- a version with fewer quotes leaves none of the earlier ones; a deletion wins over every older change, however late
  that arrives, until its tombstone is purged;
- after :meth:`Index.write` returned, what it reports as done is searchable, articles and quotes alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from services.search.query import Node
from shared.models import Annotation, Article, FacetValue, FoundArticle, FoundQuote, StoredArticle

Kind = Literal["articles", "quotes"]
Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True)
class Change:
    """One article version to be made true in the index: a whole article, or its deletion.

    ``annotation`` None with an ``article`` means: the text did not change, keep the annotation that the index holds.
    ``text_hash`` identifies title and body; the index stores it, so that "did not change" can be checked.
    """

    id: str
    version: int
    accepted_at: datetime
    text_hash: str = ""
    article: Article | None = None
    annotation: Annotation | None = None

    @property
    def deletes(self) -> bool:
        """Whether this change is a deletion."""
        return self.article is None


Result = Literal["written", "superseded", "needs_annotation"] | Exception
"""``written``: searchable now (also when it already was). ``superseded``: the index holds something newer.
``needs_annotation``: the index holds no annotation of this text to keep. An exception: this item failed, alone;
:class:`shared.errors.Unavailable` asks for another try, :class:`shared.errors.Rejected` for quarantine."""


@dataclass(frozen=True)
class Filters:
    """What results have to match besides the words. Values within one filter are alternatives; filters add up."""

    source: Sequence[str] = ()
    exclude_source: Sequence[str] = ()
    language: Sequence[str] = ()
    entity: Sequence[str] = ()
    """Entity ids (``person:mohsen-milani``) or names, as typed."""
    speaker: Sequence[str] = ()
    about: Sequence[str] = ()
    """Quotes whose own content mentions the entity; for articles, those with such a quote."""
    type: Sequence[str] = ()
    """Quote types."""
    since: datetime | None = None
    until: datetime | None = None
    """Both inclusive, on ``published_at``. Undated articles match no range."""


@dataclass(frozen=True)
class Request:
    """One page of one question."""

    kind: Kind
    words: Node | None = None
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    size: int = 10
    facets: Sequence[str] = ("source", "speaker", "entity", "type", "day")
    """Facets to count. A facet ignores its own filter. None are counted on later pages."""
    after: Mapping[str, Any] | None = None
    """What the adapter put into :attr:`Page.next` for the page before; opaque to everyone else."""


@dataclass(frozen=True)
class Page:
    """The answer to a :class:`Request`."""

    hits: Sequence[FoundArticleText] | Sequence[FoundQuote]
    """:class:`FoundArticleText` for articles, :class:`shared.models.FoundQuote` for quotes; no highlights yet."""
    total: int
    """Exact. Collecting all pages of a request gives this many different ids."""
    next: Mapping[str, Any] | None = None
    """What :attr:`Request.after` has to be for the page after this one; None on the last. JSON values only."""
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    """Most frequent first, at most 20 (days ascending, at most 1,000)."""


@dataclass(frozen=True)
class FoundArticleText:
    """A found article, with the body that highlights are cut from."""

    article: FoundArticle
    body: str


class Index(Protocol):
    """What the indexer and the read API may ask of an index. All calls block; adapters are safe to share by threads.

    Every method raises :class:`shared.errors.Unavailable` while the engine is away.
    """

    def prepare(self) -> None:
        """Create what is missing (indices, aliases, tables). Safe to call at every start, by several processes."""

    def ready(self) -> None:
        """Return if reads and writes would work now; raise Unavailable otherwise, naming what is missing."""

    def write(self, changes: Sequence[Change]) -> list[Result]:
        """Make the changes true; one result each, in order. A change that fails does not hold up its neighbours."""

    def search(self, request: Request) -> Page:
        """One page. Raises CursorExpired when the snapshot behind ``request.after`` is gone."""

    def article(self, id: str, version: int | None = None) -> StoredArticle | None:
        """An article in full, at an older version if asked; None if there is none, or if it was deleted."""

    def quote(self, id: str) -> FoundQuote | None:
        """A quote by its public id; None if there is none."""

    def purge(self, deleted_before: datetime) -> int:
        """Forget tombstones (and what else is kept only for a while) older than this; return how many."""

    def close(self) -> None:
        """Let go of connections and files."""
