"""Stopwatch: how long an answer takes, for its ``took_ms``."""

from __future__ import annotations

import time


class Stopwatch:
    """Measures from when it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def ms(self) -> int:
        """Milliseconds so far."""
        return round((time.perf_counter() - self._start) * 1000)
