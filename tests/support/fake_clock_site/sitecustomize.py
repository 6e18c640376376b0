"""What Python imports at its start in a process under a fake clock; see :mod:`tests.support.fake_clock`.

``time.sleep`` sleeps until a time of the monotonic clock, which libfaketime mistakes for one of the wall clock and
refuses. ``select`` waits for a while instead.
"""

from __future__ import annotations

import select
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    select.select([], [], [], float(seconds))


time.sleep = _sleep
