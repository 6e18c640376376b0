"""Namesakes: the entities with a word in their names, and the articles that name one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from services.search.engines.elastic.aggregations import MOST, counting, labelling, labels, of_these, tally
from services.search.engines.elastic.engine import Answer, Body, Engine
from services.search.engines.elastic.name_fields import SEPARATOR
from services.search.engines.elastic.patterns import literal, together
from services.search.identities.resolutions import Sighting
from services.search.index.questions import Named


def namesakes(engine: Engine, words: Collection[str], type: str, size: int) -> dict[str, list[Named]]:
    """Return the entities with each of these words in a name, see
    :meth:`services.search.index.port.Index.namesakes`."""
    ids_of: dict[str, set[str]] = {word: set() for word in words}
    for some in together(sorted(ids_of)):
        for word, ids in _ids_with(engine, some, type).items():
            ids_of[word] |= ids
    called = named(engine, frozenset().union(*ids_of.values()))
    return {
        word: sorted((called[id] for id in ids if id in called), key=lambda name: (-name.count, name.id))[:size]
        for word, ids in ids_of.items()
    }


def _ids_with(engine: Engine, words: Sequence[str], type: str) -> dict[str, set[str]]:
    """Return the ids of the entities with each of these words in a name. What is counted together is looked for in
    all names that there are once, and not once for each word."""
    phrases = [{"match_phrase": {"entity_words": word}} for word in words]
    pattern = f"({'|'.join(map(literal, words))})( [^{SEPARATOR}]*)?{SEPARATOR}{literal(type)}:.*"
    values = {"values": {"terms": {"field": "listed_names", "size": MOST, "include": pattern}}}
    query = {"bool": {"should": phrases, "minimum_should_match": 1}}
    called = tally(engine.ask("articles", counting(query, values))["aggregations"], "values")
    if len(called) == MOST and len(words) > 1:  # there may be more
        return {word: _ids_with(engine, [word], type)[word] for word in words}
    ids_of: dict[str, set[str]] = {word: set() for word in words}
    for term in called:
        form, _, id = term.rpartition(SEPARATOR)
        for word in words:
            if f"{form} ".startswith(f"{word} "):
                ids_of[word].add(id)
    return ids_of


def named(engine: Engine, ids: Collection[str]) -> dict[str, Named]:
    """Return how many articles list each of these entities, and what the newest calls it."""
    return named_in(engine.ask("articles", naming(ids))) if ids else {}


def naming(ids: Collection[str]) -> Body:
    """Return the body of the search for how many articles list each of these entities, and what the newest calls it."""
    each = sorted(ids)
    aggs = {"entity": of_these("entity", each), **labelling("entity", each)}
    return counting({"terms": {"entity": each}}, aggs)


def named_in(answer: Answer) -> dict[str, Named]:
    """Return what the answer to :func:`naming` tells."""
    counted = answer["aggregations"]
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
            "_source": False,
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
