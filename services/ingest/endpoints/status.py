"""Route that says what waits at each stage, how quickly it goes, and how Redis is."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from shared import errors
from shared.delivery.census import Census
from shared.http.docs import problems
from shared.http.query_string import ONLY_DECLARED

RATES = (60, 3_600, 86_400)
"""Seconds of which rates are told."""


class StageStatus(BaseModel):
    """What is to be done at one stage."""

    stage: str
    waiting: int
    leased: int
    """Articles that a worker is at."""
    workers: int
    """Worker processes that look after it."""
    oldest_seconds: float | None
    """How long the first of those that wait has waited; None where none does, or where all wait for another try."""


class Rate(BaseModel):
    """Versions accepted, and articles that came to rest, within the last so many seconds."""

    seconds: int
    accepted: int
    finished: int


class Status(BaseModel):
    """What waits, how quickly it goes, and how the server is that keeps it."""

    stages: list[StageStatus]
    rates: list[Rate]
    """Of the last minute, hour and day."""
    quarantined: int
    server: str
    memory_used: float
    """Share of the server's memory limit, 0 to 1; 0 where there is no limit."""
    complaints: list[str]
    """A sentence for each setting or failure that breaks the promise of a 202."""


def status_routes(census: Census) -> APIRouter:
    """Return the route over given parts."""
    router = APIRouter(dependencies=[ONLY_DECLARED])

    @router.get("/status", tags=["operations"], responses=problems(errors.Unavailable, errors.UnknownParameter))
    def get_status() -> Status:
        """Say what waits at each stage and for how long, how quickly it goes, and what is wrong with Redis."""
        now, server = census.now() / 1e6, census.server()
        return Status(
            stages=[
                StageStatus(
                    stage=queue.stage,
                    waiting=queue.waiting,
                    leased=queue.leased,
                    workers=queue.workers,
                    oldest_seconds=round(now - queue.first, 1) if queue.waiting and queue.first <= now else None,
                )
                for queue in server.queues
            ],
            rates=[Rate.model_validate(census.rates(seconds), from_attributes=True) for seconds in RATES],
            quarantined=server.quarantined,
            server=server.name,
            memory_used=round(server.share_used, 3),
            complaints=list(server.complaints),
        )

    return router
