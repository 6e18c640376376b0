"""Knowledge: what may be posted, what became of it, and how sets and their entries are shown."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.search.answers.decisions import status_url
from services.search.identities.knowledge import Collection, KnowledgeEntry, KnownEntity, Source
from services.search.index.port import Index
from shared.delivery.decisions import DecisionReceipt
from shared.errors import Invalid, NotFound

MAX_ENTRIES = 500
"""Entries of one request: what is posted waits in Redis, half a megabyte at usual sizes."""


class PostedKnowledge(BaseModel):
    """Entries of a set. Each takes the place of what was known under its id, whatever set that came with."""

    model_config = ConfigDict(extra="forbid")

    set: Collection = Field(description="Name of the set, by which it is listed and removed")
    source: Source = Field("", description="Where the set is from, and its licence")
    entries: Annotated[list[KnowledgeEntry], Field(min_length=1, max_length=MAX_ENTRIES)]


class KnowledgeAnswer(BaseModel):
    """Knowledge on its way, or as it was taken in."""

    id: str
    state: Literal["waiting", "applied", "refused"]
    set: str
    done: str = ""
    """What was done, once it is."""
    status_url: str
    """Where it can be followed, as a decision is."""


class KnowledgeSet(BaseModel):
    """A set that was loaded."""

    set: str
    entries: int
    source: str


class KnowledgeSets(BaseModel):
    """The sets that were loaded, by name."""

    total: int
    results: list[KnowledgeSet]


class KnowledgeEntries(BaseModel):
    """Entries of a set, by id."""

    set: str
    total: int
    results: list[KnownEntity]
    next: str | None
    """What ``after`` takes for the page behind this one."""


def request_of(posted: PostedKnowledge) -> dict[str, Any]:
    """Return posted knowledge as the indexer takes it. Raises Invalid where an id, or one of Wikidata, is there twice:
    two entries are two people."""
    seen: set[tuple[str, str]] = set()
    for place, entry in enumerate(posted.entries):
        for field, id in (("id", entry.id), ("wikidata", entry.wikidata)):
            if id and (field, id) in seen:
                raise Invalid.of(f"entries.{place}.{field}", f"is there twice: {id}", "duplicate")
            seen.add((field, id or ""))
    return {"knowledge": posted.model_dump(mode="json")}


def removal_of(index: Index, collection: str) -> dict[str, Any]:
    """Return the removal of a set as the indexer takes it. Raises NotFound where there is none."""
    _entries(index, collection)
    return {"knowledge": {"set": collection}}


def of_receipt(receipt: DecisionReceipt | None, id: str) -> KnowledgeAnswer:
    """Return what became of knowledge that was just posted."""
    if receipt is None:
        raise NotFound("Its receipt is gone; /v1/identities/knowledge lists what was loaded.")
    said = json.loads(receipt.request)["knowledge"]
    return KnowledgeAnswer(
        id=id,
        state=receipt.state,
        set=said["set"],
        done=said.get("done", ""),
        status_url=status_url(id),
    )


def list_sets(index: Index) -> KnowledgeSets:
    """Return the sets that were loaded; each with the source that its first entry gives."""
    sets = [
        KnowledgeSet(set=name, entries=count, source=first.source)
        for name, count in sorted(index.collections().items())
        for first in index.knowledge("", 1, name)
    ]
    return KnowledgeSets(total=len(sets), results=sets)


def list_entries(index: Index, collection: str, *, after: str, size: int) -> KnowledgeEntries:
    """Return entries of a set. Raises NotFound where there is none."""
    total = _entries(index, collection)
    some = list(index.knowledge(after, size + 1, collection))
    shown = some[:size]
    following = shown[-1].id if len(some) > size else None
    return KnowledgeEntries(set=collection, total=total, results=shown, next=following)


def _entries(index: Index, collection: str) -> int:
    count = index.collections().get(collection)
    if count is None:
        raise NotFound(f"There is no set {collection}; /v1/identities/knowledge lists those that were loaded.")
    return count
