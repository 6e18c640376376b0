"""Day chart: results counted by day as a picture of bars, each a link to its stretch of time.

It is drawn from the facet ``day`` of a list, which counts all days whatever stretch is chosen; so a chosen stretch is
shown larger, and the way out leads to all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, get_args

from services.search.index.questions import MAX_FACET_DAYS
from services.search.index.results import FacetValue
from services.search.page import dates
from services.search.page.address import Address

Step = Literal["day", "week", "month", "year"]

MOST_BARS = 130
"""Bars beside each other that a pointer can still hit on a wide screen, six pixels each."""

FEW_BARS = 45
"""The step is the finest that needs no more than about so many bars, unless an address names one."""

HEIGHT = 100.0


@dataclass(frozen=True)
class Bar:
    """A stretch of time with what falls into it. Lengths are in parts of a hundred."""

    x: float
    width: float
    height: float
    count: int
    label: str
    address: Address


class StepLink(NamedTuple):
    """A step that the bars may have."""

    step: Step
    active: bool
    address: Address


class DayChart(NamedTuple):
    """The picture."""

    bars: Sequence[Bar]
    steps: Sequence[StepLink]
    step: Step
    first: str
    last: str
    most: int
    all_time: Address | None
    """The address without a chosen stretch; None where none is chosen."""
    note: str
    """What the picture leaves out; "" if nothing."""


def draw(
    address: Address,
    days: Sequence[FacetValue],
    step: Step | None,
    since: datetime | None,
    until: datetime | None,
) -> DayChart | None:
    """Return the picture of what is counted, None where nothing in the stretch is dated."""
    counts = {date.fromisoformat(value.value): value.count for value in days}
    left = since.date() if since else date.min
    right = until.date() if until else date.max
    shown = {at: count for at, count in counts.items() if left <= at <= right}
    if not shown:
        return None
    first, last = min(shown), max(shown)
    if since and until and (until - since).days <= 2 * MOST_BARS:  # a chosen month is shown to its ends
        first, last = left, right
    fit = [each for each in get_args(Step) if _bars(first, last, each) <= FEW_BARS]
    chosen: Step = step or (fit[0] if fit else "year")
    starts = _starts(first, last, chosen)
    note = ""
    if len(days) >= MAX_FACET_DAYS:
        note = f"The latest {MAX_FACET_DAYS:,} days are counted."
    if len(starts) > MOST_BARS:
        starts = starts[-MOST_BARS:]
        note = f"The last {MOST_BARS} {chosen}s are shown; a longer step shows all."
    totals: Counter[date] = Counter()
    for at, count in shown.items():
        totals[_start(at, chosen)] += count
    most = max((totals[start] for start in starts), default=0) or 1
    width = 100 / len(starts)
    bars = [
        Bar(
            x=number * width,
            width=width,
            height=max(3.0, HEIGHT * totals[start] / most),
            count=totals[start],
            label=_label(start, chosen),
            address=address.without("interval").setting(
                {"from": str(start), "to": str(_start_after(start, chosen) - timedelta(days=1))}
            ),
        )
        for number, start in enumerate(starts)
        if totals[start]
    ]
    possible = [each for each in get_args(Step) if each == chosen or 1 < _bars(first, last, each) <= MOST_BARS]
    return DayChart(
        bars=bars,
        steps=[StepLink(each, each == chosen, address.setting({"interval": each})) for each in possible],
        step=chosen,
        first=_label(starts[0], "day" if chosen == "week" else chosen),
        last=_label(starts[-1], "day" if chosen == "week" else chosen),
        most=most,
        all_time=address.without("from", "to", "interval") if since or until else None,
        note=note,
    )


def _bars(first: date, last: date, step: Step) -> int:
    days = (last - first).days + 1
    return {"day": days, "week": days // 7 + 1, "month": days // 30 + 1, "year": days // 365 + 1}[step]


def _start(at: date, step: Step) -> date:
    match step:
        case "day":
            return at
        case "week":
            return at - timedelta(days=min(at.weekday(), at.toordinal() - 1))
        case "month":
            return at.replace(day=1)
        case "year":
            return at.replace(month=1, day=1)


def _start_after(start: date, step: Step) -> date:
    """Return the first day of the next stretch, the last day of the calendar at its end."""
    try:
        match step:
            case "day" | "week":
                return start + timedelta(days=7 if step == "week" else 1)
            case "month":
                return _start(start.replace(day=1) + timedelta(days=31), "month")
            case "year":
                return start.replace(year=start.year + 1)
    except (ValueError, OverflowError):
        return date.max


def _starts(first: date, last: date, step: Step) -> list[date]:
    """Return the first days of all stretches, of more than :data:`MOST_BARS` the last ones and one."""
    if step in ("day", "week"):
        length = 7 if step == "week" else 1
        first = max(
            _start(first, step),
            _start(last, step) - timedelta(days=length * min(MOST_BARS, last.toordinal() // length - 1)),
        )
    starts = [_start(first, step)]
    while (following := _start_after(starts[-1], step)) <= last and following > starts[-1]:
        starts.append(following)
    return starts


def _label(start: date, step: Step) -> str:
    match step:
        case "day":
            return dates.day(start)
        case "week":
            return f"week of {dates.day(start)}"
        case "month":
            return f"{start:%b} {start.year}"
        case "year":
            return str(start.year)
