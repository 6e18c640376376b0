"""An index to be rebuilt, on either engine, and what the tests of it have in common."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from elasticsearch import ApiError, Elasticsearch

from services.search.bootstrap import open_index
from services.search.engines.elastic.layout import Layout
from services.search.index.changes import Change
from services.search.index.fields import Facet
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Request
from services.search.index.rebuilding import Plan, StoredEntry
from services.search.index.results import FoundQuote
from services.search.maintenance import Annotate, Outcome, rebuild
from services.search.settings import Settings
from shared.models.annotations import Annotation, Annotator
from tests.support.corpus import Said, a_month

NEWS = a_month()
IDS = [each.id for each in NEWS]
THREE = [Said("One gull", "Ada Nordmann"), Said("Two gulls", "Ada Nordmann"), Said("Three gulls", "Ada Nordmann")]

TWO = Annotator(version="two", generation=2)
"""Newer than what :func:`tests.support.corpus.change` annotates with, which is generation 1."""
ALL = Plan(annotator=TWO)


@dataclass
class Place:
    """Where an index is, and how processes of ours are told so."""

    environment: dict[str, str]
    opened: list[Index] = field(default_factory=list)

    @property
    def engine(self) -> str:
        return self.environment["QUOTEWIRE_SEARCH_ENGINE"]

    @property
    def path(self) -> Path:
        """Of the SQLite file."""
        return Path(self.environment["QUOTEWIRE_SQLITE_PATH"])

    @property
    def layout(self) -> Layout:
        """Of the indices in Elasticsearch."""
        return Layout(self.environment["QUOTEWIRE_ELASTICSEARCH_PREFIX"])

    @property
    def client(self) -> Elasticsearch:
        return Elasticsearch(self.environment["QUOTEWIRE_ELASTICSEARCH_URL"])

    def open(self) -> Index:
        """The index, as another process would open it."""
        values: dict[str, Any] = {
            name.removeprefix("QUOTEWIRE_").lower(): value for name, value in self.environment.items()
        }
        index = open_index(Settings(**values))
        self.opened.append(index)
        return index

    def leave(self) -> None:
        """Close, and delete what is in Elasticsearch."""
        for index in self.opened:
            index.close()
        if self.engine == "elasticsearch":
            with closing(self.client) as client:
                if names := list(client.indices.get(index=f"{self.layout.prefix}-*")):
                    client.indices.delete(index=names)


def place_on(engine: str, folder: Path, elasticsearch_url: Callable[[], str], **settings: str) -> Place:
    """A place of its own, with nothing in it."""
    environment = {"QUOTEWIRE_SEARCH_ENGINE": engine} | settings
    if engine == "sqlite":
        return Place(environment | {"QUOTEWIRE_SQLITE_PATH": str(folder / "index.sqlite3")})
    return Place(
        environment
        | {
            "QUOTEWIRE_ELASTICSEARCH_URL": elasticsearch_url(),
            "QUOTEWIRE_ELASTICSEARCH_PREFIX": f"test-rebuild-{uuid.uuid4().hex[:8]}",
        }
    )


class Silent:
    """Watches without a word."""

    def passing(self, number: int, total: int) -> None:
        pass

    def advance(self, passed: int, copied: int, annotated: int) -> None:
        pass

    def waiting(self, reason: str, seconds: float) -> None:
        raise AssertionError(f"the engine is away: {reason}")


def by_two(*changes: Change) -> Annotate:
    """An annotator of generation 2. It finds what was found before in an article, but for the last quote."""
    known = {change.id: change.annotation for change in changes if change.annotation}

    def annotate(entries: Sequence[StoredEntry]) -> list[Annotation | None]:
        return [annotated_by_two(known[one.id]) for one in entries]

    return annotate


def annotated_by_two(annotation: Annotation) -> Annotation:
    """What :func:`by_two` makes of it."""
    return annotation.model_copy(update={"annotator": TWO, "quotes": annotation.quotes[:-1]})


def rebuilt(index: Index, plan: Plan | None = None, annotate: Annotate | None = None) -> Outcome:
    """The whole of it, at once."""
    with closing(index.rebuild()) as making:
        return rebuild(making, plan or Plan(), annotate or (lambda entries: [None] * len(entries)), Silent())


def everything(index: Index, ids: Sequence[str]) -> dict[str, Any]:
    """All that an index tells about these articles, at every version that it has, and its lists."""
    found: dict[str, Any] = {}
    for id in ids:
        newest = index.article(id)
        versions = [version.version for version in newest.versions] if newest else []
        found[id] = [index.article(id, version) for version in versions]
    for kind in ("articles", "quotes"):
        page = index.search(Request(kind, size=1_000, sort="newest", facets=get_args(Facet)))
        found[kind] = [hit.article if isinstance(hit, FoundArticleText) else hit for hit in page.hits]
        found[f"facets of {kind}"] = page.facets
        assert page.total == len(page.hits)
    return found


def annotators(index: Index, kind: Any = "articles") -> dict[str, int]:
    """How many are by which version of the annotator."""
    page = index.search(Request(kind, size=0, facets=("annotator",)))
    return {value.value: value.count for value in page.facets["annotator"]}


def quoted(index: Index) -> dict[str, list[str]]:
    """The texts of the quotes by article."""
    found: dict[str, list[str]] = {}
    for hit in index.search(Request("quotes", size=1_000, facets=())).hits:
        assert isinstance(hit, FoundQuote)
        found.setdefault(hit.article.id, []).append(hit.text)
    return found


class Interrupted(Exception):
    """Stands for the end of the process."""


def interrupting(entries: Sequence[StoredEntry]) -> list[Annotation | None]:
    """An annotator that does not live to see the end of its first batch."""
    raise Interrupted


def interrupt(index: Index, plan: Plan = ALL, after: int = 1) -> None:
    """Rebuild, and stop in the middle of the batch after so many."""
    annotate, calls = by_two(*NEWS), 0

    def until(entries: Sequence[StoredEntry]) -> Sequence[Annotation | None]:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Interrupted
        return annotate(entries)

    with suppress(Interrupted):
        rebuilt(index, plan, until)
        raise AssertionError("it was not interrupted")


def left_behind(place: Place) -> list[str]:
    """Files (of SQLite's own only the index), or indices but for those that no rebuild makes anew."""
    if place.engine == "sqlite":
        return sorted(p.name for p in place.path.parent.iterdir() if not p.name.endswith(("-wal", "-shm")))
    with closing(place.client) as client:
        kept = {place.layout.resolutions, *place.layout.kept_by_id}
        return sorted(set(client.indices.get(index=f"{place.layout.prefix}-*")) - kept)


def progress(place: Place) -> int:
    """How far an unfinished one is; the number itself means nothing. 0: not begun."""
    if place.engine == "sqlite":
        return sum(file.stat().st_size for file in place.path.parent.glob("index.sqlite3.2*") if file.exists())
    with closing(place.client) as client, suppress(ApiError):
        note = client.get(index=place.layout.care, id="rebuild")["_source"]["record"]
        return int(note.get("checkpoint", -1)) + 1
    return 0
