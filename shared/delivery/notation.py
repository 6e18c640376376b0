"""How versions and moments are written in Redis."""

from __future__ import annotations

from datetime import UTC, datetime


def version_of(member: str) -> tuple[str, int]:
    """Return the article id and the version of a member of a waiting set, ``id:version``."""
    id, version = member.split(":")
    return id, int(version)


def moment(microseconds: str | float) -> datetime:
    """Return the moment that is written as microseconds since 1970."""
    return datetime.fromtimestamp(int(microseconds) / 1e6, UTC)
