"""Acknowledgement of a write: the article's id, its version, and where to follow it."""

from __future__ import annotations

from pydantic import BaseModel

from shared.delivery.posts import Accepted
from shared.models.receipts import Stage


class Acknowledgement(BaseModel):
    """Answer to a write: the article's id, its version, and where to follow it."""

    id: str
    version: int
    state: Stage
    status_url: str


def acknowledge(accepted: Accepted) -> Acknowledgement:
    """Return the answer to a write that was accepted."""
    return Acknowledgement(
        id=accepted.id, version=accepted.version, state=accepted.state, status_url=status_url(accepted)
    )


def status_of(accepted: Accepted) -> int:
    """Return the HTTP status: 202, or 200 where nothing changed."""
    return 200 if accepted.outcome == "unchanged" else 202


def status_url(accepted: Accepted) -> str:
    """Return where an accepted version can be followed."""
    return f"/v1/receipts/{accepted.id}?version={accepted.version}"
