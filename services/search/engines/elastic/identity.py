"""Identity of the indices: made with them, in the mapping's ``_meta``, and so part of every snapshot and rebuild."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from services.search.engines.elastic.layout import Family, Layout


def new_identity() -> str:
    """Return one that no other index has."""
    return uuid.uuid4().hex


def identified(definition: Mapping[str, Any], identity: str) -> dict[str, Any]:
    """Return the definition of an index with its identity in it. That is not part of the layout."""
    return {**definition, "mappings": {**definition["mappings"], "_meta": {"identity": identity}}}


def identity_of(client: Elasticsearch, index: str) -> str:
    """Return the identity of the index behind a name; "" if an earlier release made it."""
    return next(iter(_identities(client, [index]).values()), "")


def identity(client: Elasticsearch, layout: Layout) -> str:
    """Return the identity of both together: it changes when either is another one."""
    of_both = [identity_of(client, family.write) for family in layout.families]
    return of_both[0] if of_both[0] == of_both[1] else "+".join(of_both)


def filling(client: Elasticsearch, layout: Layout) -> str:
    """Return the identities of both, with the names of the indices that are in use."""
    identities = _identities(client, [family.write for family in layout.families])
    return " ".join(f"{name}:{identity}" for name, identity in sorted(identities.items()))


def _identities(client: Elasticsearch, aliases: Sequence[str]) -> dict[str, str]:
    """Return the identities of the indices behind aliases, by their own names; without those that have none."""
    mappings: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]] = client.indices.get_mapping(
        index=aliases, filter_path="*.mappings._meta"
    ).body
    return {name: each["mappings"].get("_meta", {}).get("identity", "") for name, each in mappings.items()}


def identify(client: Elasticsearch, families: tuple[Family, ...]) -> None:
    """Give indices of an earlier release an identity."""
    nameless = [family.write for family in families if not identity_of(client, family.write)]
    if nameless:
        client.indices.put_mapping(index=nameless, meta={"identity": new_identity()})
