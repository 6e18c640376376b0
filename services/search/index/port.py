"""Index port: the index as the rest of the search service sees it, with an Elasticsearch and an SQLite adapter.

Writing is by article: one :class:`Change` carries a whole version with its quotes, or a deletion. An adapter must
keep these promises, which `tests/contract/test_index.py` runs on each of them:

- the same change twice is the same as once; an older version (or an older annotator of the same version) never wins;
- a version with fewer quotes leaves none of the earlier ones; a deletion wins over every older change, however late
  that arrives, until its tombstone is purged, which one that leads on to another article never is;
- after :meth:`Index.write` returned, what it reports as done is searchable, articles and quotes alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from services.search.corrections.corrections import Correction
from services.search.identities.decisions import Decision
from services.search.identities.knowledge import KnownEntity
from services.search.identities.resolutions import Resolution, Sighting
from services.search.index.changes import Change, Held, Result
from services.search.index.filters import Bearers, Filters
from services.search.index.questions import (
    AboutNames,
    Counts,
    FoundArticleText,
    Kind,
    Link,
    Named,
    NamesPage,
    NamesRequest,
    NetworkRequest,
    Page,
    Period,
    Request,
    Said,
    Suggestion,
    SuggestionKind,
    TimelineCounts,
    TimelineRequest,
)
from services.search.index.rebuilding import Rebuild
from services.search.index.results import FacetValue, FoundQuote, StoredArticle
from services.search.index.whole_articles import WholeArticle
from services.search.query import Node

_T = TypeVar("_T")


class Index(Protocol):
    """The index, for the indexer and the read API. All calls block; adapters are safe to share by threads.

    Every method raises :class:`shared.errors.Unavailable` while the engine is away.
    """

    def prepare(self) -> None:
        """Create what is missing (indices, aliases, tables). Safe to call at every start, by several processes."""

    def ready(self) -> None:
        """Return if reads and writes would work now; raise Unavailable otherwise, naming what is missing or damaged."""

    def identity(self) -> str:
        """Return what tells this index from any other: made when it is made, kept by a rebuild and by a copy."""

    def filling(self) -> str:
        """Return what tells this index from any other, and from itself before a rebuild has filled it anew."""

    def check(self) -> Sequence[str]:
        """Look at all that is stored; return a sentence for each damage, at most ten. Takes seconds a gigabyte."""

    def revisions(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Return which revision is held of each article or tombstone; without the ids of which there is none."""

    def whole_articles(self, after: str = "") -> Iterator[WholeArticle]:
        """Yield all that is held, tombstones too, by ascending id, beginning behind the id ``after``.

        Each is of one moment, not all of them together: writing goes on meanwhile."""

    def put_back(self, articles: Sequence[WholeArticle]) -> list[Result]:
        """Write whole articles at their revisions and times; a newer one that is held stays (``superseded``)."""

    def write(self, changes: Sequence[Change], held: Held | None = None) -> list[Result]:
        """Make the changes true; one result each, in order. A change that fails does not hold up its neighbours.

        ``held``: an engine that writes an article and its quotes in two steps asks between them, and leaves the quotes
        of what is held no more to the other writer (``superseded``). Without it the caller vouches for that.
        """

    def write_again(self, changes: Sequence[Change]) -> list[Result]:
        """Write versions again with another annotation of the same annotator, each in the place of what is held at its
        very revision; ``superseded`` where that is another one. Time of indexing and hash of the text stay.

        Readers find the old quotes or the new ones; a walk that began before sees what :meth:`write` would show it."""

    def begin(self, question: Callable[[Index], _T]) -> Callable[[], _T]:
        """Begin to ask what does not wait for something else to be answered, and return how to get the answer: of an
        engine that answers several questions at once. Another asks when the answer is wanted. No question that was
        begun begins others."""

    def search(self, request: Request) -> Page:
        """Return one page of a list. Raises CursorExpired when the snapshot behind ``request.after`` is gone."""

    def said(self, words: Node | None, sides: Sequence[Filters], size: int) -> Sequence[Sequence[Said]]:
        """Return what the newest quotes that match say, with one filter after the other, in the order of
        :meth:`search`; of many at once, as nothing is made a result."""

    def names(self, request: NamesRequest) -> NamesPage:
        """Return one page of entities or speakers. Raises CursorExpired as :meth:`search` does."""

    def counts(self, ids: Sequence[str], words: Node | None, filters: Filters) -> Mapping[str, Counts]:
        """Return how often each id occurs, of at most ``MAX_COUNTED_IDS``.

        ``words`` and ``filters`` are asked of articles for the articles and mentions, of quotes for the quotes; so each
        number is the total of that list with the id as filter.
        """

    def aliases(self, id: str) -> Sequence[FacetValue]:
        """Return the names that articles give this entity or speaker, as written, with the number of articles that do;
        most frequent first, at most ``MAX_ALIASES``. Empty where there is no such id."""

    def totals(
        self, kind: Kind, words: Node | None, filters: Filters, groups: Sequence[Sequence[Bearers]]
    ) -> Sequence[int]:
        """Return, for each group of conditions, how many of what matches meet all of them. None may be ``excluded``."""

    def periods(self, groups: Sequence[Sequence[Bearers]]) -> Sequence[Period]:
        """Return, for each group of conditions, when the articles that meet all of them were published. None may be
        ``excluded``."""

    def namesakes(self, words: Collection[str], type: str, size: int) -> Mapping[str, Sequence[Named]]:
        """Return for each of these the entities of a type (``person``, as ids begin) of which an article has a name or
        alias with this word, or these words in a row, as :func:`services.search.query.words.exact` writes them; those
        in most articles first, ties by id, at most ``size``. The count is of all articles that list the entity."""

    def named(self, ids: Collection[str]) -> Mapping[str, Named]:
        """Return how many articles list each of these entities, and what the newest of them calls it; without those
        that none lists. Unlike :meth:`counts`, it looks at nothing else."""

    def held(self) -> int:
        """Return how many articles are held."""

    def sightings(self, id: str, size: int) -> Sequence[Sighting]:
        """Return articles that list an entity, those published last first, undated ones last, ties by id."""

    def roles(self, id: str, size: int) -> Mapping[str, frozenset[str]]:
        """Return what articles call a speaker, by article, as the newest quotes of any act give it, so many of these;
        without the articles that give no role."""

    def put_resolutions(self, resolutions: Sequence[Resolution]) -> None:
        """Write whom these names mean, each in the place of what was known; durable and seen when this returns. A
        trivial one is forgotten."""

    def resolutions(self, ids: Collection[str]) -> Mapping[str, Resolution]:
        """Return whom these names mean; without those that nothing is kept of."""

    def about_names(self, ids: Collection[str], called: Collection[str] = ()) -> AboutNames:
        """Return whom these names mean, and the names that lead to one of them; and what the names ``called`` are
        called, as :meth:`named` does: in one question."""

    def resolutions_to(self, ids: Collection[str]) -> Sequence[Resolution]:
        """Return the names that lead to one of these, in one step, by their ids; and those that have it among their
        :attr:`~services.search.identities.resolutions.Resolution.keys`."""

    def put_decisions(self, kept: Sequence[Decision]) -> None:
        """Write what people decided, each in the place of what was kept under its id; durable and seen when this
        returns."""

    def decisions(self, after: str, size: int) -> Sequence[Decision]:
        """Return decisions, undone ones too, by their ids, beginning behind the id ``after``; at most 10,000."""

    def put_corrections(self, kept: Sequence[Correction]) -> None:
        """Write what people said about quotes, each in the place of what was kept under its id; durable and seen when
        this returns. :meth:`write_again` is what makes articles follow."""

    def corrections(self, after: str, size: int) -> Sequence[Correction]:
        """Return corrections, undone ones too, by their ids, beginning behind the id ``after``; at most 10,000."""

    def corrections_of(self, articles: Collection[str]) -> Sequence[Correction]:
        """Return the corrections of these articles, undone ones too, by their ids."""

    def put_knowledge(self, entries: Sequence[KnownEntity]) -> None:
        """Write entries of loaded knowledge, each in the place of what was kept under its id, whatever set that came
        with; durable and seen when this returns."""

    def forget_knowledge(self, ids: Collection[str]) -> None:
        """Delete entries; durable and seen when this returns."""

    def known(self, keys: Collection[str]) -> Sequence[KnownEntity]:
        """Return the entries that have one of these among their
        :attr:`~services.search.identities.knowledge.KnownEntity.keys`, by their ids."""

    def knowledge(self, after: str, size: int, collection: str | None = None) -> Sequence[KnownEntity]:
        """Return entries by their ids, beginning behind the id ``after``, at most 10,000: of one set, or of all."""

    def collections(self) -> Mapping[str, int]:
        """Return the sets that were loaded, by name, with the number of their entries."""

    def timeline(self, request: TimelineRequest) -> TimelineCounts:
        """Return counts over time."""

    def timelines(self, requests: Sequence[TimelineRequest]) -> Sequence[TimelineCounts]:
        """Return the counts over time of several requests, without a split, in one question."""

    def network(self, request: NetworkRequest) -> Sequence[Link]:
        """Return the strongest links first, ties by the two ids; at most ``request.size``."""

    def suggest(self, text: str, kinds: Collection[SuggestionKind], size: int) -> Sequence[Suggestion]:
        """Return names and titles that hold every word typed so far, the last one as a prefix.

        Case and accents aside; a typo (one letter more, less, other, or two exchanged) is forgiven in a word of 4
        letters or more, two in one of 8 or more, never in the first letter. Best first: without typos before with
        them, then by count, then by id."""

    def similar(self, id: str, size: int) -> Sequence[FoundArticleText] | None:
        """Return the articles whose words are most like this one's, best first; None if there is no such article."""

    def article(self, id: str, version: int | None = None) -> StoredArticle | None:
        """Return an article in full, at an older version if asked; None if there is none, or if it was deleted."""

    def article_and_names(self, id: str, version: int | None = None) -> tuple[StoredArticle, AboutNames | None] | None:
        """Return what :meth:`article` does, and what :meth:`about_names` tells of the names of its entities and
        speakers; None for that from an engine that answers it as quickly by itself."""

    def merged_into(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the articles that these were merged into, in one step; without those that were not."""

    def quote(self, id: str) -> FoundQuote | None:
        """Return a quote by its public id, or by one that an earlier release gave it; None if there is none.

        A former id leads on from when the annotation that had it was replaced here, and one of an article that was
        merged into another to the same words there; see :mod:`services.search.index.former_ids`."""

    def purge(self, deleted_before: datetime) -> int:
        """Delete tombstones (and what else is kept only for a while) older than this; return how many."""

    def secret(self) -> bytes:
        """Return a secret of this index: the same for all who serve it and after a restart, and not made from its
        name or address, which others may know. It signs paging cursors."""

    def rebuild(self) -> Rebuild:
        """Return the means to fill a new index beside this one and to put it in its place, see :class:`Rebuild`."""

    def close(self) -> None:
        """Close connections and files."""
