"""Jobs: versions that a worker has leased, how one ends at a stage, and what the stage learnt of its article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.delivery.notation import moment, version_of

Verdict = Literal["next", "merged", "final", "retry", "unavailable", "quarantine"]
Lane = Literal["quick", "slow"]
Settled = Literal["done", "lost", "superseded", "quarantined", "merged"]


@dataclass(frozen=True)
class Learnt:
    """What a stage learnt of an article from its page; "" where it did not."""

    text_hash: str = ""
    """As in :class:`~shared.delivery.posts.Post`, and so are the next two."""
    content: str = ""
    title: str = ""
    canonical: str = ""
    """Alias of the address that the page says is its own. The article is merged into another one that is known by it,
    if that has the same headline or words."""
    site: str = ""
    """Site of that address. The third of its pages with the same words goes to quarantine: they are no article."""


NOTHING = Learnt()


@dataclass(frozen=True)
class Job:
    """One leased article version."""

    id: str
    version: int
    payload: str
    annotation: str
    """JSON, or "" while there is none."""
    operation: Literal["put", "delete"]
    request_id: str
    text_hash: str
    accepted_at: datetime
    attempts: int
    lane: Lane = "quick"
    first: bool = False
    """Whether Redis knew no earlier version when this one was accepted: none can be on its way."""
    into: str = ""
    """Id of the article that it is merged into, which is all that is left to write; "" where it is not."""
    token: str = ""
    """Name of the hold that it was leased under."""

    @property
    def member(self) -> str:
        """The version's name in the waiting sets, ``id:version``."""
        return f"{self.id}:{self.version}"


@dataclass(frozen=True)
class Swept:
    """Counts of one sweep of a stage."""

    returned: int
    ready: int
    waiting: int
    leased: int
    breaker_open: bool


def as_job(row: list[Any], token: str) -> Job:
    """Return the job that ``lua/lease.lua`` tells of, leased under a token."""
    member, payload, annotation, operation, request_id, text_hash, accepted_at, attempts, lane, first, into = row
    id, version = version_of(member)
    return Job(
        id, version, payload, annotation, operation, request_id, text_hash, moment(accepted_at), int(attempts), lane,
        bool(int(first)), into, token,
    )  # fmt: skip
