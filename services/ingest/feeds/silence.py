"""Silence of a feed against its own habit: the longest pauses of the last weeks say what is usual for it.

Nights, weekends and holidays are pauses, too; counted by weeks, they are known after the first of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from services.ingest.feeds.schedule import DAY

KEPT_WEEKS = 5
"""Weeks whose longest pause is kept, so that a month's habit counts."""

TIMES_LONGER = 2.0
"""How many times longer than the longest pause a silence is unusual."""

LEAST_SILENCE = DAY
LEAST_ARRIVALS, LEAST_HISTORY = 5, 7 * DAY
"""What has to be known of a feed before anything is said: a habit shows over a week."""


class Habit(BaseModel):
    """Habit of a feed: when it has brought something new, and its longest pause in each of the last weeks."""

    first_at: float | None = None
    latest_at: float | None = None
    """Seconds since 1970 of the first and the latest arrival of something new."""
    arrivals: int = 0
    longest: dict[int, float] = {}
    """Seconds of the longest pause, by the number of its week."""

    @classmethod
    def of_dates(cls, times: Sequence[float]) -> Habit:
        """Return the habit that the dates of the first listing show."""
        habit = cls()
        for time in sorted(times):
            habit = habit.after_arrival(time)
        return habit

    def after_arrival(self, now: float) -> Habit:
        """Return the habit after something new has come."""
        if self.first_at is None or self.latest_at is None:
            return Habit(first_at=now, latest_at=now, arrivals=1)
        week, pause = int(now // (7 * DAY)), max(0.0, now - self.latest_at)
        longest = {w: p for w, p in self.longest.items() if w > week - KEPT_WEEKS}
        longest[week] = max(pause, longest.get(week, 0.0))
        return Habit(
            first_at=self.first_at, latest_at=max(now, self.latest_at), arrivals=self.arrivals + 1, longest=longest
        )

    def unusual_at(self) -> float | None:
        """Return the time from which its silence is unusual; None while its habit is not known."""
        if self.first_at is None or self.latest_at is None or self.arrivals < LEAST_ARRIVALS:
            return None
        if self.latest_at - self.first_at < LEAST_HISTORY:
            return None
        return self.latest_at + max(LEAST_SILENCE, TIMES_LONGER * max(self.longest.values(), default=0.0))
