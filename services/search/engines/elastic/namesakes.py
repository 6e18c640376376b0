"""Namesakes: the entities with a word in their names, and the articles that name one of them."""

from __future__ import annotations

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
    called = tally(engine.ask("articles", counting({"term": {"entity_words": word}}, values))["aggregations"], "values")
    ids = sorted({term.rpartition(SEPARATOR)[2] for term in called})
    if not ids:
        return []
    in_articles = counting({"terms": {"entity": ids}}, {"entity": of_these("entity", ids)})
    articles = tally(engine.ask("articles", in_articles)["aggregations"], "entity")
    shown = sorted(articles, key=lambda id: (-articles[id], id))[:size]
    label_of = labels(
        engine.ask("articles", counting({"terms": {"entity": shown}}, labelling("entity", shown)))["aggregations"]
    )
    return [Named(id, label_of.get(id, id), articles[id]) for id in shown]


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
