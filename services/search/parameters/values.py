"""Single values of parameters: ids, names, dates, periods."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

from services.search.query.words import words
from shared.models.values import ON_ONE_LINE
from shared.text import no_control_characters

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,199}", re.ASCII)
"""The form of ids of articles and quotes; nothing else is looked for."""

ENTITY_ID = re.compile(r"[a-z_]{1,20}:[\w-]{1,2000}(?:~[0-9a-z]{1,10}|~k-[0-9a-z_-]{1,64})?")
"""The form of ids of entities (see :func:`shared.text.entity_id`; slugs keep letters of every script)."""

Format = Literal["json", "csv", "jsonl", "rss", "atom"]
"""Formats of lists."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?:[Zz]|(?P<sign>[ +-])(?P<zone>\d\d:?\d\d))?", re.ASCII
)
_CALENDAR = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def _moment(value: object, whole_day: time) -> datetime:
    """Return the moment of a date or time as typed, in UTC where it has no zone.

    A bare date is the first or last moment of its day.
    """
    text = str(value).strip()
    try:
        if _DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), whole_day, UTC)
        if parts := _TIME.fullmatch(text):
            # A "+02:00" that was not percent-encoded arrives as " 02:00".
            zone = (parts["sign"].replace(" ", "+") + parts["zone"]) if parts["zone"] else "+00:00"
            return datetime.fromisoformat(f"{parts[1]}T{parts[2]}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("should be an ISO 8601 date or time, such as 2017-03-27 or 2017-03-27T10:00:00Z")


def period(text: str) -> tuple[datetime, datetime]:
    """Return the first and last moment (both inclusive, UTC) of a period.

    It is written ``2017``, ``2017-03``, ``2017-03-01``, or as two of these with ``..`` between them. Raises ValueError
    for anything else.
    """
    first, dots, last = text.strip().partition("..")
    try:
        since, until = _bounds(first)[0], _bounds(last if dots else first)[1]
    except ValueError:
        message = "should be a year, a month, a day, or two of them: 2017, 2017-03, 2017-03-01, 2017-03-01..2017-03-31"
        raise ValueError(message) from None
    if since > until:
        raise ValueError("ends before it begins; exchange the two dates")
    return since, until


def _bounds(text: str) -> tuple[datetime, datetime]:
    parts = _CALENDAR.fullmatch(text.strip())
    if not parts:
        raise ValueError
    year, month, day = (int(part) if part else None for part in parts.groups())
    assert year is not None
    last_month = month or 12
    return (
        datetime.combine(date(year, month or 1, day or 1), time.min, UTC),
        datetime.combine(date(year, last_month, day or monthrange(year, last_month)[1]), time.max, UTC),
    )


def with_a_word(text: str) -> str:
    """Return a text that has a letter or a digit. Raises ValueError for others."""
    if not words(text):
        raise ValueError("has no letter or digit to go by")
    return text


_SCHEMA = WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]})
Since = Annotated[datetime | None, BeforeValidator(lambda value: _moment(value, time.min)), _SCHEMA]
Until = Annotated[datetime | None, BeforeValidator(lambda value: _moment(value, time.max)), _SCHEMA]
Value = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(no_control_characters)
]
"""A name, an id, anything that is compared as a whole."""
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=300),
    ON_ONE_LINE,
    AfterValidator(no_control_characters),
    AfterValidator(with_a_word),
]
"""What somebody is called from now on."""
Typed = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(no_control_characters),
    AfterValidator(with_a_word),
]
"""The beginning of a name, as somebody types it."""
