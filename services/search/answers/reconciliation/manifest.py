"""Manifest of the Reconciliation API: what the service is, and where its parts are."""

from __future__ import annotations

from services.search.answers.reconciliation.answers import (
    Address,
    Extending,
    Manifest,
    Preview,
    Suggesting,
    Template,
)
from services.search.answers.reconciliation.requests import MAX_QUERIES
from services.search.answers.reconciliation.types import TYPES, Type

PATH = "/v1/reconcile"

PREVIEW_SIZE = 400, 220
"""Width and height of a preview in pixels: a name, its counts and one quote."""


def describe_service(base: str) -> Manifest:
    """Return the manifest of the service at ``base``, an address without a slash at its end.

    Ids are those of one index, so the space that they belong to is this address, where each leads to its page.
    """

    def at(path: str) -> Address:
        return Address(service_url=base, service_path=f"{PATH}{path}")

    width, height = PREVIEW_SIZE
    return Manifest(
        versions=["0.2"],
        name="Quotewire",
        identifier_space=f"{base}/names/",
        schema_space="urn:quotewire:entity-type",
        documentation=f"{base}/docs",
        default_types=[Type(id=id, name=name) for id, name in TYPES.items()],
        batch_size=MAX_QUERIES,
        view=Template(url=f"{base}/names/{{{{id}}}}"),
        preview=Preview(url=f"{base}{PATH}/preview/{{{{id}}}}", width=width, height=height),
        suggest=Suggesting(entity=at("/suggest/entity"), type=at("/suggest/type"), property=at("/suggest/property")),
        extend=Extending(propose_properties=at("/properties")),
    )
