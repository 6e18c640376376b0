"""Values that models share: times in UTC, lines of text, spans."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from shared.text import no_control_characters, one_line

TextField = Literal["body", "title"]

Line = Annotated[str, AfterValidator(no_control_characters), StringConstraints(strip_whitespace=True)]

ON_ONE_LINE = BeforeValidator(lambda value: one_line(value) if isinstance(value, str) else value)
"""Takes a name that somebody typed as :func:`shared.text.one_line` writes it."""

Span = tuple[int, int]


def _utc(value: datetime) -> datetime:
    """Return the time in UTC, which is what one without a zone means, so that equal instants are equal values."""
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies before the year 1 or after 9999 in UTC") from None


def _iso_only(value: object) -> object:
    """Refuse numbers: pydantic would read ``2024`` as 2024 seconds after 1970, which nobody means."""
    if not isinstance(value, str | date | None) or (isinstance(value, str) and value.strip().lstrip("+-").isdigit()):
        raise ValueError("should be an ISO 8601 date or time, such as 2017-03-27 or 2017-03-27T10:00:00Z")
    return value


Moment = Annotated[datetime, BeforeValidator(_iso_only), AfterValidator(_utc)]


class Frozen(BaseModel):
    """A value: immutable, and strict about unknown fields, so that a misspelt one is never silently lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")
