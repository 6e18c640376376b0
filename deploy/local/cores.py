"""Cores of this machine, and how many of them annotate."""

from __future__ import annotations

import os

MOST_BY_DEFAULT = 8
"""Processes that annotate unless more are asked for: each has a model of its own, some 200 MB."""


def usable() -> int:
    """Return the cores that this process may use: all, or those that taskset or a container leaves it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def nlp_workers(cores: int) -> int:
    """Return how many processes annotate: to annotate takes ten times as long as all else, so one core is left for the
    rest, where there are several."""
    return min(max(1, cores - 1), MOST_BY_DEFAULT)
