"""Namesakes: the entities with a word in their names, and the articles that name one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from services.search.engines.elastic.aggregations import MOST, counting, labelling, labels, of_these, tally
from services.search.engines.elastic.engine import Engine
from services.search.engines.elastic.name_fields import SEPARATOR
from services.search.engines.elastic.patterns import literal
from services.search.identities.resolutions import Sighting
from services.search.index.questions import Named


def namesakes(engine: Engine, word: str, type: str, size: int) -> list[Named]:
    """Return the entities with this word in a name, see :meth:`services.search.index.port.Index.namesakes`."""
    pattern = f"{literal(word)}( [^{SEPARATOR}]*)?{SEPARATOR}{literal(type)}:.*"
    values = {"values": {"terms": {"field": "listed_names", "size": MOST, "include": pattern}}}
    called = tally(
        engine.ask("articles", counting({"match_phrase": {"entity_words": word}}, values))["aggregations"], "values"
    )
    ids = {term.rpartition(SEPARATOR)[2] for term in called}
    return sorted(named(engine, ids).values(), key=lambda name: (-name.count, name.id))[:size]


def named(engine: Engine, ids: Collection[str]) -> dict[str, Named]:
    """Return how many articles list each of these entities, and what the newest calls it."""
    if not ids:
        return {}
    each = sorted(ids)
    aggs = {"entity": of_these("entity", each), **labelling("entity", each)}
    counted = engine.ask("articles", counting({"terms": {"entity": each}}, aggs))["aggregations"]
    label_of = labels(counted)
    return {id: Named(id, label_of.get(id, id), count) for id, count in tally(counted, "entity").items()}


def sightings(engine: Engine, id: str, size: int) -> list[Sighting]:
    """Return articles that list an entity, see :meth:`services.search.index.port.Index.sightings`."""
    answer = engine.ask(
        "articles",
        {
            "query": {"bool": {"filter": {"term": {"entity": id}}}},
            "sort": [{"published_us": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
            "size": size,
            "source": False,
            "docvalue_fields": ["id", "source", "month", "entity"],
            "track_total_hits": False,
        },
    )
    fields = [hit["fields"] for hit in answer["hits"]["hits"]]
    return [
        Sighting(
            article=each["id"][0],
            source=each.get("source", [""])[0],
            month=each.get("month", [""])[0],
            entities=frozenset(each["entity"]),
        )
        for each in fields
    ]


def roles(engine: Engine, id: str, size: int) -> Mapping[str, frozenset[str]]:
    """Return what articles call a speaker, by article, see :meth:`services.search.index.port.Index.roles`."""
    answer = engine.ask(
        "quotes",
        {
            "query": {"bool": {"filter": {"term": {"speaker": id}}}},
            "sort": [
                {"published_us": {"order": "desc", "missing": "_last"}},
                {"article_id": "asc"},
                {"start": "asc"},
                {"slot": "asc"},
            ],
            "size": size,
            "_source": ["stored.quote.speaker.role"],
            "docvalue_fields": ["article_id"],
            "track_total_hits": False,
        },
    )
    called: dict[str, set[str]] = defaultdict(set)
    for hit in answer["hits"]["hits"]:
        if role := hit["_source"]["stored"]["quote"]["speaker"]["role"]:
            called[hit["fields"]["article_id"][0]].add(role)
    return {article: frozenset(theirs) for article, theirs in called.items()}
