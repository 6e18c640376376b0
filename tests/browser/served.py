"""The site that browsers are sent to, and the address of each of its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from services.search.api import make_api
from services.search.engines.sqlite import SqliteIndex
from services.search.index.changes import Change
from services.search.settings import Settings
from tests.support import seeded
from tests.support.serving import serving


@dataclass(frozen=True)
class Served:
    """A served site."""

    url: str
    client: httpx.Client

    def quotes(self, **filters: str) -> str:
        """Return how many quotes there are, as a page says it."""
        total = self.client.get("/v1/quotes", params=filters).json()["total"]
        return f"{total:,} quote{'' if total == 1 else 's'}"

    def pages(self) -> dict[str, str]:
        """Return the addresses of its pages, by name."""
        quote = self.client.get("/v1/quotes", params={"speaker": "Ellie Geranmayeh", "size": 1}).json()["results"][0]
        article = self.client.get("/v1/articles", params={"q": "tram bridge", "size": 1}).json()["results"][0]
        return {
            "front": "/",
            "search": "/search?q=bridge",
            "articles": "/search?kind=articles&q=bridge",
            "nothing": "/search?speaker=gpe:russia",
            "quote": f"/quotes/{quote['id']}",
            "correct": f"/quotes/{quote['id']}/correct",
            "article": f"/articles/{article['id']}",
            "names": "/names",
            "name": "/names/person:corinne-ashgrove",
            "decide": "/names/person:corinne-ashgrove/decide",
            "judge": "/names/suggestions",
            "compare": "/compare?by=speaker&a=Mohsen+Milani&b=Ellie+Geranmayeh",
            "network": "/network",
            "about": "/about",
            "add": "/add",
            "preview": "/preview",
            "problem": "/search?q=(bridge",
            "missing": "/nowhere",
        }


HOSTILE = (
    "/articles/hostile",
    "/articles/many",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/search?source=%22%3E%3Cscript%3Ealert(2)%3C%2Fscript%3E",
    "/search?q=" + "x" * 3_000,
    "/search?from=2026-03-12&to=2026-03-12",
    "/names/description:img-src-x-onerror-alert-1",
)
"""Pages with what was made to break them."""


@contextmanager
def served_site(path: Path, more: Sequence[Change] = ()) -> Iterator[Served]:
    """Serve the seeds and ``more`` from an index file."""
    index = SqliteIndex(path, walk_seconds=60)
    index.prepare()
    assert set(index.write([*seeded.changes(), *more])) == {"written"}
    with serving(make_api(Settings(search_engine="sqlite"), index)) as client:
        yield Served(str(client.base_url), client)
    index.close()
