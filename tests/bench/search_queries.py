"""What is asked in the benchmark of search: each endpoint with parameters that people use, several values of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.bench.news import World

Queries = Mapping[str, list[str]]
"""Paths with their query strings, by the name of what is measured."""


def queries(world: World, client: httpx.Client) -> Queries:
    """About the names, words and ids that the corpus has: frequent ones and rarer ones."""
    beats = world.beats.items
    people = [beats[beat].people.items[rank] for beat, rank in ((0, 0), (1, 1), (3, 4), (8, 12))]
    organisations = [beats[beat].organisations.items[rank] for beat, rank in ((0, 0), (2, 2), (6, 5))]
    places = [beats[beat].places.items[rank] for beat, rank in ((0, 0), (1, 3), (4, 1))]
    sources = [world.sources.items[rank] for rank in (0, 3, 20)]
    words = ["sanctions", "interest rate", "nuclear talks", '"the housing market"', "vaccine OR virus NOT nurse"]
    hard = ["negot* AND treaty", '"inspection sanctions"~8', f"speaker:{people[1].short}", "cue:warn glacier"]
    count = _get(client, "/v1/articles", size=1)["total"]
    articles = [f"news-{number % count:06}" for number in (3, 77, 1_234, 1_999)]
    quotes = [quote["id"] for quote in _get(client, "/v1/quotes", q="we")["results"][:4]]
    return {
        "articles, words": _paths("articles", [{"q": q} for q in words]),
        "articles, words, no facets": _paths("articles", [{"q": q, "facet": "none"} for q in words]),
        "articles, query language": _paths("articles", [{"q": q} for q in hard]),
        "articles, filters": _paths(
            "articles",
            [{"speaker": who.id, "sort": "newest"} for who in people]
            + [{"entity": where.name, "source": sources[0], "from": "2022-01-01"} for where in places],
        ),
        "articles, everything, newest": _paths("articles", [{}, {"language": "en"}, {"exclude_source": sources[0]}]),
        "articles, 100 a page": _paths("articles", [{"q": q, "size": 100} for q in words[:3]]),
        "articles, second page": [
            f"/v1/articles?{urlencode({'q': q, 'cursor': _get(client, '/v1/articles', q=q)['next_cursor']})}"
            for q in words[:4]
        ],
        "article by id": [f"/v1/articles/{id}" for id in articles],
        "similar articles": [f"/v1/articles/{id}/similar" for id in articles],
        "quotes, words": _paths("quotes", [{"q": q} for q in words]),
        "quotes, speaker and subject": _paths(
            "quotes", [{"speaker": who.name, "about": where.id} for who, where in zip(people, places, strict=False)]
        ),
        "quotes, speaker": _paths("quotes", [{"speaker": who.id, "sort": "newest"} for who in people]),
        "quote by id": [f"/v1/quotes/{id}" for id in quotes],
        "entities": _paths("entities", [{}, {"q": words[0]}, {"source": sources[1]}, {"type": "PERSON", "size": 50}]),
        "entities, name begins": _paths("entities", [{"name": who.short[:4]} for who in [*people, *organisations]]),
        "entity in full": [f"/v1/entities/{who.id}" for who in [*people[:2], organisations[0], places[0]]],
        "speakers": _paths("speakers", [{}, {"q": words[1]}, {"about": places[0].id}, {"from": "2023-01-01"}]),
        "timeline": _paths(
            "timeline",
            [{"q": words[0], "interval": "month"}, {"kind": "articles", "interval": "day"}]
            + [{"speaker": who.id, "interval": "week"} for who in people[:2]],
        ),
        "timeline, split": _paths(
            "timeline", [{"q": words[0], "interval": "month", "split": by} for by in ("source", "speaker", "entity")]
        ),
        "network, speaks about": _paths("network", [{"links": "speaks_about", "q": q} for q in words[:3]]),
        "network, named together": _paths("network", [{"links": "named_together", "q": q} for q in words[:3]]),
        "suggest": _paths(
            "suggest",
            [{"q": who.name[:cut]} for who, cut in zip(people, (3, 5, 8, 9), strict=True)]
            + [{"q": where.name[:1] + where.name[2:]} for where in places],
        ),
        "compare": _paths(
            "compare",
            [
                {"by": "speaker", "a": people[0].id, "b": people[1].id},
                {"by": "source", "a": sources[0], "b": sources[1], "q": words[0]},
            ],
        ),
        "articles as CSV": _paths("articles", [{"format": "csv", "speaker": who.id} for who in people[2:]]),
        "quotes as JSONL": _paths("quotes", [{"format": "jsonl", "speaker": who.id} for who in people[2:]]),
    }


def _paths(resource: str, asked: list[dict[str, Any]]) -> list[str]:
    return [f"/v1/{resource}?{urlencode(each)}" for each in asked]


def _get(client: httpx.Client, path: str, **asked: Any) -> Any:
    return client.get(path, params=asked).raise_for_status().json()
