"""Dates that an article may have: none before newspapers were printed, none that lies ahead of us."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shared import errors
from shared.models.articles import ArticleMetadata

EARLIEST = date(1600, 1, 1)
"""Dates before it are mistakes: the first newspapers were printed in the 1600s."""

LATEST_AHEAD = timedelta(days=1)
"""How far ahead of us a date may be: clocks and zones differ by less."""


def fault_of(moment: date) -> str | None:
    """Return what is wrong with a date or a time; None where it may be."""
    day = moment.date() if isinstance(moment, datetime) else moment
    if day < EARLIEST:
        return f"lies before {EARLIEST.year}, when no news was printed"
    return "lies more than a day ahead" if day > (datetime.now(UTC) + LATEST_AHEAD).date() else None


def require_dates(posted: ArticleMetadata) -> None:
    """Raise Invalid where a client gives a date that cannot be."""
    faults = [
        errors.FieldError(name, f"{fault}; send the right one, or none", "value_error")
        for name, moment in (("published_at", posted.published_at), ("modified_at", posted.modified_at))
        if moment and (fault := fault_of(moment))
    ]
    if faults:
        raise errors.Invalid.of_all(faults)
