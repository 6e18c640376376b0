"""The answers that the OpenAPI document shows; ``make docs`` writes them anew."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from services.search.api import make_api
from services.search.engines.sqlite import SqliteIndex
from services.search.examples import FILE
from services.search.settings import Settings
from tests.support import seeded
from tests.support.serving import serving

__all__ = ["FILE", "answers", "text"]

ASKED = {
    "articles": "/v1/articles?q=nuclear+alliance&speaker=Mohsen+Milani&facet=source&facet=speaker",
    "quotes": "/v1/quotes?q=Russia&about=Iran&size=1&facet=speaker",
    "entities": "/v1/entities?name=mil&type=PERSON",
    "entity": "/v1/entities/person:mohsen-milani?size=1",
    "speakers": "/v1/speakers?about=Russia",
    "timeline": "/v1/timeline?kind=articles&interval=month&split=source&q=flood",
    "network": "/v1/network?size=3",
    "suggest": "/v1/suggest?q=ellie+geranmaye",
    "in_the_news": "/v1/in-the-news?size=2&days=14",
    "compare": "/v1/compare?by=speaker&a=Mohsen+Milani&b=Ellie+Geranmayeh&size=1",
}

VARYING: dict[str, Any] = {"took_ms": 4, "next_cursor": "WyIzZjA5…", "indexed_at": "2026-03-20T12:00:01.250000Z"}
"""What differs from run to run, and what is shown instead where it says something."""


def answers() -> dict[str, Any]:
    """What the API answers about the seeds; what differs from run to run is replaced."""
    with tempfile.TemporaryDirectory() as folder:
        index = SqliteIndex(Path(folder) / "index.sqlite3", walk_seconds=60)
        index.prepare()
        index.write(seeded.changes())
        with serving(make_api(Settings(search_engine="sqlite"), index)) as client:
            article, flood = seeded.changes()[1], seeded.changes()[6]
            asked = ASKED | {
                "article": f"/v1/articles/{article.id}",
                "copies": f"/v1/articles/{flood.id}/copies?size=2&fields=title,source,published_at",
                "similar": f"/v1/articles/{flood.id}/similar?size=2&fields=title,source,url",
            }
            found = {name: client.get(url).raise_for_status().json() for name, url in asked.items()}
            found["quote"] = client.get(f"/v1/quotes/{found['quotes']['results'][0]['id']}").json()
        index.close()
    steady: dict[str, Any] = _steady(found)
    return steady


def _steady(value: Any) -> Any:
    match value:
        case dict():
            return {
                name: VARYING[name] if name in VARYING and inner is not None else _steady(inner)
                for name, inner in value.items()
            }
        case list():
            return [_steady(inner) for inner in value]
        case _:
            return value


def text() -> str:
    """Return the content of :data:`FILE` as the API answers today."""
    return json.dumps(answers(), indent=1, ensure_ascii=False) + "\n"
