"""Bulk requests: many documents are stored at once, each with an outcome of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pydantic_core
from elasticsearch import ApiError, Elasticsearch, TransportError

from services.search.engines.elastic import failures
from shared.errors import QuotewireError, Rejected

REQUEST_BYTES = 8 * 1024 * 1024
"""Elastic advises 5 to 15 MB a bulk request. A document that is larger alone travels alone."""

Outcome = Literal["stored", "conflict"] | QuotewireError
"""``conflict``: the index holds this revision or a newer one (or remembers that it did)."""


@dataclass(frozen=True)
class Put:
    """One document to store, unless the index holds its revision or a newer one already."""

    index: str
    """Its alias: a missing one would otherwise silently become an index of that name with guessed mappings."""
    id: str
    revision: int
    document: Mapping[str, Any]
    again: bool = False
    """Whether a document of this very revision is replaced, too."""


def put(client: Elasticsearch, puts: Sequence[Put]) -> list[Outcome]:
    """Store documents; return one outcome each, in order. One that fails, even to be JSON, does not hold up others."""
    outcomes: list[Outcome] = [Rejected("The document was not sent.")] * len(puts)
    lines: dict[int, bytes] = {}
    for place, item in enumerate(puts):
        try:
            lines[place] = _lines(item)
        except (TypeError, ValueError) as error:
            outcomes[place] = Rejected(f"The document has no JSON form: {error}")
    for request in _requests(lines):
        for place, outcome in zip(request, _sent(client, [lines[place] for place in request]), strict=True):
            outcomes[place] = outcome
    return outcomes


def run(client: Elasticsearch, operations: Sequence[Mapping[str, Any]], harmless: Collection[int] = ()) -> None:
    """Do operations, searchable when this returns; raise the first failure but for statuses that are ``harmless``."""
    for item in client.bulk(operations=operations, refresh=True)["items"]:
        (outcome,) = item.values()
        if outcome["status"] >= 300 and outcome["status"] not in harmless:
            raise failures.of_status(outcome["status"], str(outcome.get("error")))


def _lines(item: Put) -> bytes:
    action = {"_index": item.index, "_id": item.id, "require_alias": True}
    action |= {"version": item.revision, "version_type": "external_gte" if item.again else "external"}
    parts = ({"index": action}, item.document)
    # It would write NaN, which is no JSON; the models allow it in no number.
    return b"\n".join(map(pydantic_core.to_json, parts))


def _requests(lines: Mapping[int, bytes]) -> Iterator[list[int]]:
    """Return the places of ``lines``, cut into requests by size."""
    places: list[int] = []
    size = 0
    for place, line in lines.items():
        if places and size + len(line) > REQUEST_BYTES:
            yield places
            places, size = [], 0
        places.append(place)
        size += len(line)
    if places:
        yield places


def _sent(client: Elasticsearch, documents: Sequence[bytes]) -> list[Outcome]:
    operations: Any = documents  # the client passes bytes through, though its signature names mappings only
    try:
        answer = client.bulk(operations=operations)
    except TransportError as error:
        return [failures.away(error)] * len(documents)
    except ApiError as error:
        failure = failures.of_status(error.status_code, str(error))
        if not isinstance(failure, Rejected) or len(documents) == 1:
            return [failure] * len(documents)
        # One document (an impossible version, an id too long) can make Elasticsearch refuse them all: find it.
        half = len(documents) // 2
        return _sent(client, documents[:half]) + _sent(client, documents[half:])
    return [_outcome(item["index"]) for item in answer["items"]]


def _outcome(item: Mapping[str, Any]) -> Outcome:
    if item["status"] < 300:
        return "stored"
    if item["status"] == 409:
        return "conflict"
    error = item.get("error", {})
    return failures.of_status(item["status"], f"{error.get('type')}: {error.get('reason')}")
