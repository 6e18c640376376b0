"""Rebuild of the indices: new ones beside those in use, to which the aliases then move.

A pass follows the sequence numbers that Elasticsearch gives to writes, so that the last one has next to nothing to do.
Documents are made anew from what the article's document keeps (``stored``), and written at their revision as external
version. What is replaced is known by an alias that tells the time; it is deleted once no cursor looks at it any more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from services.search.engines.elastic import documents
from services.search.engines.elastic.aliases import Aliases, InUse
from services.search.engines.elastic.bulk import Put, put
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.filters import matching
from services.search.engines.elastic.grouping import Grouping
from services.search.engines.elastic.identity import identified, identity_of, new_identity
from services.search.engines.elastic.layout import GENERATION, Family, Layout
from services.search.engines.elastic.rebuild_lock import RebuildLock
from services.search.groups.texts import text_of
from services.search.index.rebuilding import (
    Batch,
    Begun,
    CannotRebuild,
    Pass,
    Plan,
    StoredEntry,
    decide,
    has_same_text,
    require_same_count,
)
from services.search.index.rules import GENERATIONS
from shared.cleaning.article import CleanedArticle
from shared.errors import Rejected, Unavailable
from shared.models.annotations import Annotation, Annotator

READ_TOGETHER = 20
"""Articles read in one request: with all their past each may have some ten megabytes."""
_KEEP_ALIVE = "10m"
"""For the snapshot of a pass: longer than annotating any batch takes."""
_SELECTED = "selected"
_NOTHING: Mapping[str, Any] = {"slots": 0}
"""What is known of an article that is not in the new index yet."""


class ElasticRebuild:
    """Implements :class:`services.search.index.rebuilding.Rebuild`."""

    def __init__(self, client: Elasticsearch, layout: Layout, index_settings: Mapping[str, Any]) -> None:
        self._client = client
        self._layout = layout
        self._settings = index_settings
        self._lock = RebuildLock(client, layout.care)
        self._plan = Plan()
        self._swapped = False

    def begin(self, plan: Plan) -> Begun:
        """See :class:`services.search.index.rebuilding.Rebuild`. Only one at a time, see ``rebuild_lock.py``."""
        self._plan = plan
        with elasticsearch_errors():
            used = {family.name: self._in_use(family) for family in self._layout.families}
            self._require_layout(next(iter(used.values())))
            self._lock.acquire()
            physical = {name: index.physical for name, index in used.items()}
            begun = decide(self._lock.progress, plan, GENERATION, physical)
            if begun == "finished":
                self._lock.discard()
                return begun
            if begun == "new":
                stamp = f"{GENERATION:06}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
                target = {name: f"{name}-{stamp}" for name in used}
                self._lock.save(plan=plan.record, layout=GENERATION, source=physical, target=target, checkpoint=-1)
            self._create_targets()
            self._block(False)  # an interrupted run may have come so far
        return begun

    def _in_use(self, family: Family) -> InUse:
        used = Aliases(self._client, self._layout).in_use(family)
        if used is None:
            raise CannotRebuild(f"There is no index {family.name} yet; the indexer makes it when it starts.")
        return used

    def _require_layout(self, used: InUse) -> None:
        if used.generation > GENERATION:
            raise CannotRebuild(f"The index {used.physical} is of a newer release (layout {used.generation}).")
        if self._plan.annotator and used.generation < GENERATION:
            raise CannotRebuild(
                f"The index {used.physical} has the older layout {used.generation}: `quotewire reindex` first."
            )

    def _create_targets(self) -> None:
        aliases = Aliases(self._client, self._layout)
        for family in self._layout.families:
            target, making = self._target(family), aliases.making(family)
            if stray := [index for index in making if index != target]:
                self._client.indices.delete(index=stray)
            if target not in making:
                identity = identity_of(self._client, self._source(family)) or new_identity()
                definition = identified(family.definition(self._settings), identity) | {"aliases": {family.next: {}}}
                self._client.indices.create(index=target, **definition)
        self._client.cluster.health(index=list(self._lock.progress["target"].values()), wait_for_status="yellow")

    def _source(self, family: Family) -> str:
        return str(self._lock.progress["source"][family.name])

    def _target(self, family: Family) -> str:
        return str(self._lock.progress["target"][family.name])

    def pending(self) -> Pass:
        """Return what was written since the last pass, in the order of writing."""
        articles = self._source(self._layout.articles)
        with elasticsearch_errors():
            complete = self._complete(articles)
            self._client.indices.refresh(index=articles)
            since = {"range": {"_seq_no": {"gt": self._lock.progress["checkpoint"]}}}
            total = self._client.count(index=articles, query=since)["count"]
        return Pass(total, self._batches(articles, since, complete))

    def _complete(self, articles: str) -> int:
        """Return the number up to which every write is in the index: writes side by side finish out of order."""
        shards = self._client.indices.stats(index=articles, level="shards")["indices"][articles]["shards"]
        if len(shards) != 1:
            raise CannotRebuild(f"{articles} has {len(shards)} shards; only one can be followed.")
        return min(int(copy["seq_no"]["global_checkpoint"]) for copy in shards["0"])

    def _batches(self, articles: str, since: Mapping[str, Any], complete: int) -> Iterator[Batch]:
        query: dict[str, Any] = {"filter": [since]}
        if self._plan.annotator:
            selected = matching(self._plan.words, self._plan.filters, "articles")
            query["should"] = [{"bool": {"filter": [selected], "_name": _SELECTED}}]
        last = None
        with self._snapshot(articles) as moment:
            while hits := self._page(moment, query, last):
                yield Batch([_entry(hit) for hit in hits], len(hits))
                last = hits[-1]["sort"]
                self._lock.save(checkpoint=min(hits[-1]["_seq_no"], complete))
        self._lock.save(checkpoint=complete)

    @contextmanager
    def _snapshot(self, index: str) -> Iterator[str]:
        with elasticsearch_errors():
            moment = self._client.open_point_in_time(index=index, keep_alive=_KEEP_ALIVE)["id"]
        try:
            yield moment
        finally:
            self._client.options(ignore_status=404).close_point_in_time(id=moment)

    def _page(self, moment: str, query: Mapping[str, Any], last: Any) -> list[Mapping[str, Any]]:
        with elasticsearch_errors():
            answer = self._client.search(
                pit={"id": moment, "keep_alive": _KEEP_ALIVE},
                query={"bool": query},
                sort=[{"_seq_no": "asc"}],
                search_after=last,
                size=READ_TOGETHER,
                version=True,
                seq_no_primary_term=True,
                track_total_hits=False,
                allow_partial_search_results=False,
            )
        hits: list[Mapping[str, Any]] = answer["hits"]["hits"]
        return hits

    def copy(self, batch: Sequence[tuple[StoredEntry, Annotation | None]]) -> None:
        """Copy the articles, then their quotes; then find their groups, anew, as a new annotation may be of a text that
        was cleaned anew. If killed between, the next run comes by again: its checkpoint is older."""
        now = datetime.now(UTC)
        copied = self._copied([entry.id for entry, _ in batch])
        articles, quotes = [], []
        for entry, annotation in batch:
            revision, source = _renewed(entry, annotation, copied.get(entry.id, _NOTHING))
            try:
                article, said = documents.rebuilt(entry.id, revision, source, now)
            except (ValueError, KeyError) as error:
                raise CannotRebuild(f"The article {entry.id} cannot be made a document: {error}") from error
            articles.append(Put(self._layout.articles.next, entry.id, revision, article, again=True))
            quotes += [
                Put(self._layout.quotes.next, documents.quote_id(entry.id, slot), revision, document, again=True)
                for slot, document in enumerate(said)
            ]
        for puts in (articles, quotes):
            for item, outcome in zip(puts, put(self._client, puts), strict=True):
                if isinstance(outcome, Rejected):
                    raise CannotRebuild(f"The new index refuses {item.id}: {outcome.detail}")
                if isinstance(outcome, Exception):
                    raise outcome
        self._group(articles, [held["group"] for held in copied.values() if held.get("group")])

    def _group(self, copied: Sequence[Put], left: Sequence[str]) -> None:
        """Find the groups of articles. ``left``: those of articles that an earlier pass has copied already."""
        articles, quotes = self._layout.articles.next, self._layout.quotes.next
        with elasticsearch_errors():
            self._client.indices.refresh(index=[articles, quotes])
        written = {
            item.id: (
                str(item.document["group"]),
                text_of(CleanedArticle.model_validate(item.document["stored"]["article"])),
            )
            for item in copied
            if not item.document["deleted"]
        }
        Grouping(self._client, articles, quotes).settle(written, left)

    def _copied(self, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """Return, of articles that are in the new index already, their group, and how many quotes they ever had there:
        more than in the one in use, perhaps."""
        parts = ["stored.slots", "stored.group"]
        with elasticsearch_errors():
            answer = self._client.mget(index=self._layout.articles.next, ids=ids, source_includes=parts)
        for hit in answer["docs"]:
            if "error" in hit:
                raise Unavailable(f"Elasticsearch cannot read {hit['_id']}: {hit['error'].get('reason')}")
        return {hit["_id"]: hit["_source"]["stored"] for hit in answer["docs"] if hit["found"]}

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Make Elasticsearch refuse writes to the articles, after those under way. Who won there may finish the
        quotes."""
        try:
            with elasticsearch_errors():
                self._block(True)
            yield
        finally:
            if not self._swapped:
                with elasticsearch_errors():
                    self._block(False)

    def _block(self, blocked: bool) -> None:
        articles = self._source(self._layout.articles)
        if blocked:
            self._client.indices.add_block(index=articles, block="write")
        else:
            self._client.indices.put_settings(index=articles, settings={"index.blocks.write": None})

    def swap(self) -> None:
        """Move all aliases of both in one step; those by which older releases read come along."""
        retired = f"{self._layout.retired}{time.time_ns() // 1_000_000}"
        actions: list[Mapping[str, Any]] = []
        with elasticsearch_errors():
            self._client.indices.refresh(index=list(self._lock.progress["target"].values()))
            self._require_same_count()
            self._lock.save()  # raises if it is ours no more
            for family in self._layout.families:
                used, target = self._in_use(family), self._target(family)
                if used.physical == target:  # the answer to the request below was lost on its way
                    continue
                read = {alias for alias in used.aliases if family.generation_of(alias) is None}
                aliases = dict.fromkeys(read, family.aliases[family.read]) | family.aliases
                actions += [
                    *(
                        {"remove": {"index": used.physical, "alias": alias, "must_exist": True}}
                        for alias in used.aliases
                    ),
                    {"add": {"index": used.physical, "alias": retired}},
                    {"remove": {"index": target, "alias": family.next}},
                    *({"add": {"index": target, "alias": alias, **how}} for alias, how in aliases.items()),
                ]
            if actions:
                self._client.indices.update_aliases(actions=actions)
            self._swapped = True
            self._lock.discard()

    def _require_same_count(self) -> None:
        visible = {"term": {"deleted": False}}
        counts = (
            self._client.count(index=name(self._layout.articles), query=visible)["count"]
            for name in (self._source, self._target)
        )
        require_same_count(*counts)

    def unfinished(self) -> bool:
        """See :class:`services.search.index.rebuilding.Rebuild`."""
        return self._lock.exists()

    def abort(self) -> bool:
        """See :class:`services.search.index.rebuilding.Rebuild`."""
        if not self.unfinished():
            return False
        self._lock.acquire()
        with elasticsearch_errors():
            if self._lock.progress:
                used = self._in_use(self._layout.articles).physical
                if used != self._target(self._layout.articles):
                    self._client.indices.delete(
                        index=list(self._lock.progress["target"].values()), ignore_unavailable=True
                    )
                if used == self._source(self._layout.articles):
                    self._block(False)
            self._lock.discard()
        return True

    def close(self) -> None:
        """See :class:`services.search.index.rebuilding.Rebuild`."""
        self._lock.release()


def _entry(hit: Mapping[str, Any]) -> StoredEntry:
    if _SELECTED not in hit.get("matched_queries", ()) or hit["_source"]["deleted"]:
        return StoredEntry(hit["_id"], hit["_version"], hit["_source"])
    stored = hit["_source"]["stored"]
    return StoredEntry(
        hit["_id"],
        hit["_version"],
        hit["_source"],
        Annotator.model_validate(stored["annotation"]["annotator"]),
        CleanedArticle.model_validate(stored["article"]),
    )


def _renewed(
    entry: StoredEntry, annotation: Annotation | None, copied: Mapping[str, Any]
) -> tuple[int, Mapping[str, Any]]:
    """Return the revision and ``_source`` of the article, with the new annotation if there is one; ``copied``: what the
    new index keeps of it already."""
    revision, stored = entry.revision, entry.kept["stored"]
    quotes = 0
    if annotation and entry.article:
        same = has_same_text(entry.article, CleanedArticle.model_validate(stored["article"]))
        quotes = len(annotation.quotes)
        former = documents.former_of(entry.id, stored)
        stored = stored | {
            "annotation": annotation.model_dump(mode="json"),
            "article": entry.article.model_dump(mode="json"),
            "text_hash": stored["text_hash"] if same else "",
            "quote_count": quotes,
            "former_quote_ids": former,
        }
        revision = stored["version"] * GENERATIONS + annotation.annotator.generation
    slots = max(stored["slots"], quotes, copied["slots"])
    return revision, {**entry.kept, "stored": stored | {"slots": slots, "group": copied.get("group", "")}}
