"""Receipts: stages of an article version, and accounts of what was taken and refused."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from shared.models.values import Frozen


class Stage(StrEnum):
    """Stage of an article version. The first four are waiting or at work; the others are final."""

    ACCEPTED = "accepted"
    PREPARING = "preparing"
    ANNOTATING = "annotating"
    INDEXING = "indexing"
    INDEXED = "indexed"
    QUARANTINED = "quarantined"
    SUPERSEDED = "superseded"
    DELETED = "deleted"
    MERGED = "merged"
    """Its page says that it is another article, to which its id leads on."""


FINAL_STAGES = frozenset({Stage.INDEXED, Stage.QUARANTINED, Stage.SUPERSEDED, Stage.DELETED, Stage.MERGED})


class Receipt(Frozen):
    """Receipt: what became of one accepted version of one article."""

    id: str
    version: int
    """Microseconds since 1970 at acceptance, or one more than the previous version where that is larger."""
    operation: Literal["put", "delete"] = "put"
    state: Stage
    attempts: int = 0
    """Attempts: how often a worker took it up in its present stage and did not finish."""
    reason: str | None = None
    """Reason of the quarantine, or what the last failure said."""
    request_id: str | None = None
    source: str | None = None
    """Source that the article was posted with."""
    form: str | None = None
    """Form that it was posted in; None where an earlier release accepted it."""
    feed: str | None = None
    """Feed that it came from; None where a client posted it."""
    into: str | None = None
    """Id of the article that it was merged into, since its page says so; None where it was not."""
    times: dict[str, datetime] = Field({})
    """Times at which each stage was entered."""


class Refusal(Frozen):
    """Refusal of an input: where it came from, and why it was not taken."""

    at: datetime
    source: str | None = None
    form: str
    """``unknown`` where it could not be told."""
    code: str
    """For programs, as in a problem document."""
    detail: str
    request_id: str | None = None


class SourceCounts(Frozen):
    """Counts of what a source has sent, by what became of it."""

    source: str | None = None
    """None: those inputs that name none; and of all sources together."""
    seen_at: datetime | None = None
    """Time of its latest input."""
    sent: int
    """Sum of the four."""
    accepted: int
    unchanged: int
    refused: int
    quarantined: int
    forms: dict[str, dict[str, int]] = Field({})
    """The same, by form."""
