"""Writes: changes are made true in Elasticsearch, whatever arrives twice, late, out of order, or from two writers.

The article's document decides: its revision (version and annotator generation) is Elasticsearch's external version, so
an older one is refused there. Only who has won there writes quotes, again by revision, and puts tombstones where the
article had more quotes before. Two writers of one article can still overlap (a worker thought dead that is not), so
between the two steps each asks whether it still holds the article: whoever holds it next then reads how many quotes
there may be, and its tombstones keep late ones out. At the end each looks again: quotes that an older revision left at
slots the newest does not use become tombstones. That is for writers that hold nothing, such as a rebuild.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from services.search.engines.elastic import documents
from services.search.engines.elastic.bulk import Outcome, Put, put
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.grouping import Grouping
from services.search.engines.elastic.look import READ_TOGETHER
from services.search.engines.elastic.planning import Current, Plan, planned, planned_again
from services.search.groups.texts import text_of
from services.search.index.changes import Change, Held, Result
from shared.errors import QuotewireError, Rejected, Unavailable
from shared.heaps import nothing_collected

_STALE_TOGETHER = 10_000
"""Hits in one answer; Elasticsearch's own limit."""
_HEAD = ("stored.version", "stored.quote_count")


class Writer:
    """Writes batches. Has no state of its own."""

    def __init__(self, client: Elasticsearch, articles: str, quotes: str) -> None:
        """``articles``, ``quotes``: the aliases to write to, which show tombstones too."""
        self._client = client
        self._articles = articles
        self._quotes = quotes
        self._grouping = Grouping(client, articles, quotes)

    def write(self, changes: Sequence[Change], held: Held | None = None, *, again: bool = False) -> list[Result]:
        """See :meth:`services.search.index.port.Index.write`, and ``write_again`` there."""
        results: dict[int, Result] = {}
        with nothing_collected():
            for wave in _waves(changes):
                results |= self._write_wave(wave, held, again=again)
        return [results[place] for place in range(len(changes))]

    def _write_wave(self, wave: Mapping[int, Change], held: Held | None, *, again: bool) -> dict[int, Result]:
        """Write changes of different articles; return the results by place."""
        now = datetime.now(UTC)
        current = self._read([change.id for change in wave.values()])
        texts = {change.id: text_of(change.article) for change in wave.values() if change.article}
        looked = self._grouping.assign(
            {change.id: (change.version, texts[change.id]) for change in wave.values() if change.article}, current
        )
        results: dict[int, Result] = {}
        plans: list[Plan] = []
        for place, change in wave.items():
            try:
                before = current.get(change.id)
                if again:
                    plan = planned_again(place, change, before)
                else:
                    plan = planned(place, change, before, texts.get(change.id), looked.groups.get(change.id, ""), now)
            except (ValueError, TypeError, AttributeError) as error:
                plan = Rejected(f"The article cannot be made a document: {error}")
            if isinstance(plan, Plan):
                plans.append(plan)
            else:
                results[place] = plan
        won = self._put_articles(plans, results)
        if held and won:
            ours = held([plan.id for plan in won])
            results |= {plan.place: "superseded" for plan in won if plan.id not in ours}
            won = [plan for plan in won if plan.id in ours]
        self._put_quotes(won, results)
        if not won:
            return results
        try:
            self._grouping.refresh()
            self._settle([plan for plan in won if plan.place not in results], results, now)
            self._grouping.settle(
                {plan.id: (plan.group, plan.text) for plan in won},
                [group for plan in won for group in plan.left],
                looked.seen if _as_looked_up(won, looked.groups) else None,
            )
        except QuotewireError as error:
            results |= {plan.place: error for plan in won if plan.place not in results}
        return results | {plan.place: "written" for plan in won if plan.place not in results}

    def _put_articles(self, plans: Sequence[Plan], results: dict[int, Result]) -> list[Plan]:
        """Write the articles and return the plans that are now the index's state; the others get their result."""
        sent = [plan for plan in plans if not plan.already]
        outcomes = put(
            self._client,
            [Put(self._articles, plan.id, plan.revision, plan.article, again=plan.again) for plan in sent],
        )
        refused = [plan.id for plan, outcome in zip(sent, outcomes, strict=True) if outcome == "conflict"]
        indexed = self._revisions(self._articles, refused)
        won = [plan for plan in plans if plan.already]
        for plan, outcome in zip(sent, outcomes, strict=True):
            if isinstance(outcome, QuotewireError):
                results[plan.place] = outcome
            elif outcome == "conflict" and indexed.get(plan.id, -1) != plan.revision:
                results[plan.place] = "superseded" if indexed.get(plan.id, -1) > plan.revision else _forgotten(plan.id)
            else:
                won.append(replace(plan, already=True) if outcome == "conflict" else plan)
        return won

    def _put_quotes(self, won: Sequence[Plan], results: dict[int, Result]) -> None:
        puts, owners = [], []
        for plan in won:
            for slot, document in enumerate(plan.quotes):
                id = documents.quote_id(plan.id, slot)
                puts.append(Put(self._quotes, id, plan.revision, document, again=plan.again))
                owners.append(plan)
        outcomes: list[Outcome] = put(self._client, puts)
        refused = [item.id for item, outcome in zip(puts, outcomes, strict=True) if outcome == "conflict"]
        indexed = self._revisions(self._quotes, refused)
        for item, plan, outcome in zip(puts, owners, outcomes, strict=True):
            if isinstance(outcome, QuotewireError):
                results.setdefault(plan.place, outcome)
            elif outcome == "conflict" and indexed.get(item.id, -1) < item.revision:
                results.setdefault(plan.place, _forgotten(item.id))

    def _settle(self, won: Sequence[Plan], results: dict[int, Result], now: datetime) -> None:
        """Look again, now that everything is visible; see the module's docstring."""
        held = self._revisions(self._articles, [plan.id for plan in won])
        ours = {plan.id: plan for plan in won if held.get(plan.id) == plan.revision and not plan.already}
        newest = {id: Current(plan.revision, plan.article["stored"]) for id, plan in ours.items()}
        newest |= self._heads([id for id in held if id not in ours])
        for plan in won:
            if plan.id in newest and newest[plan.id].revision > plan.revision:
                results[plan.place] = "superseded"
        while stale := self._stale_quotes(newest):
            tombstones = [
                Put(
                    self._quotes,
                    documents.quote_id(id, slot),
                    newest[id].revision,
                    documents.quote_tombstone(id, slot, newest[id].revision, now),
                )
                for id, slot in stale
            ]
            for outcome in put(self._client, tombstones):
                if isinstance(outcome, QuotewireError):
                    raise outcome
            self._grouping.refresh()

    def _stale_quotes(self, newest: Mapping[str, Current]) -> list[tuple[str, int]]:
        """Return article and slot of visible quotes that an older revision left at slots the newest does not use.

        The slots it does use are its writer's: a tombstone there, at the same revision, would keep the quote out.
        """
        if not newest:
            return []
        left_over = [
            {
                "bool": {
                    "filter": [
                        {"term": {"article_id": id}},
                        {"range": {"revision": {"lt": head.revision}}},
                        {"range": {"slot": {"gte": head.stored["quote_count"]}}},
                    ]
                }
            }
            for id, head in newest.items()
        ]
        visible = {"term": {"deleted": False}}
        with elasticsearch_errors():
            answer = self._client.search(
                index=self._quotes,
                query={"bool": {"filter": [visible], "should": left_over, "minimum_should_match": 1}},
                size=_STALE_TOGETHER,
                source=False,
                docvalue_fields=[{"field": "article_id"}, {"field": "slot"}],
                allow_partial_search_results=False,
            )
        return [(hit["fields"]["article_id"][0], hit["fields"]["slot"][0]) for hit in answer["hits"]["hits"]]

    def _read(self, ids: Sequence[str]) -> dict[str, Current]:
        """Return the articles' documents as they are now, searchable or not, tombstones too."""
        current = {}
        held = list(self._revisions(self._articles, ids))  # most are new: nothing is read of them
        for start in range(0, len(held), READ_TOGETHER):
            for hit in self._get(self._articles, held[start : start + READ_TOGETHER], ["stored"]):
                current[hit["_id"]] = Current(hit["_version"], hit["_source"]["stored"])
        return current

    def _heads(self, ids: Sequence[str]) -> dict[str, Current]:
        """Return what is needed of the articles' documents to look again, as they are now."""
        heads = self._get(self._articles, ids, _HEAD) if ids else []
        return {hit["_id"]: Current(hit["_version"], hit["_source"]["stored"]) for hit in heads}

    def _revisions(self, alias: str, ids: Sequence[str]) -> dict[str, int]:
        return {hit["_id"]: hit["_version"] for hit in self._get(alias, ids, [])} if ids else {}

    def _get(self, alias: str, ids: Sequence[str], parts: Sequence[str]) -> list[Mapping[str, Any]]:
        with elasticsearch_errors():
            answer = self._client.mget(
                index=alias, ids=ids, source=bool(parts), source_includes=list(parts) if parts else None
            )
        hits = answer["docs"]
        for hit in hits:
            if "error" in hit:
                raise Unavailable(f"Elasticsearch cannot read {hit['_id']}: {hit['error'].get('reason')}")
        return [hit for hit in hits if hit["found"]]


def _waves(changes: Sequence[Change]) -> Iterator[dict[int, Change]]:
    """Yield the changes by place, in waves in which no article comes twice; those of one article keep their order."""
    left = dict(enumerate(changes))
    while left:
        wave: dict[str, int] = {}
        for place, change in left.items():
            wave.setdefault(change.id, place)
        yield {place: left.pop(place) for place in wave.values()}


def _as_looked_up(won: Sequence[Plan], groups: Mapping[str, str]) -> bool:
    """Return whether each article for which a group was looked up is now held with that group and that text."""
    return groups.keys() == {plan.id for plan in won if plan.group == groups.get(plan.id) and not plan.already}


def _forgotten(id: str) -> Unavailable:
    """Return the error for a conflict with what is not there: a purge has just run, the next try finds room."""
    return Unavailable(f"Elasticsearch still remembers a purged document at {id}.")
