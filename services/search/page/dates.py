"""Dates as people write them: absolute, in UTC, the same for everybody who is shown a page."""

from __future__ import annotations

from datetime import UTC, date, datetime


def day(moment: date | datetime | None) -> str:
    """Return *4 May 2026*; "" for none."""
    if moment is None:
        return ""
    at = moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else moment
    return f"{at.day} {at:%b} {at.year}"


def minute(moment: datetime | None) -> str:
    """Return *4 May 2026, 12:30 UTC*; "" for none."""
    return f"{day(moment)}, {moment.astimezone(UTC):%H:%M} UTC" if moment else ""


def there(moment: datetime, offset: str) -> str:
    """Return the minute that clocks showed where they are ``offset`` from UTC: *4 May 2026, 14:30 (+02:00)*."""
    at = moment.astimezone(datetime.strptime(offset, "%z").tzinfo)
    return f"{day(at.replace(tzinfo=None))}, {at:%H:%M} ({offset})"


def span(first: datetime | None, last: datetime | None) -> str:
    """Return *26 Mar 2017 – 4 May 2026*, or the day if it is one; "" where there is none."""
    days = list(dict.fromkeys(text for text in (day(first), day(last)) if text))
    return " – ".join(days)


def iso(moment: datetime | None) -> str:
    """Return the moment as HTML's ``datetime`` attribute has it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else ""
