"""Heaps of a process: how many of them its threads take their memory from, and what in them is garbage."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MOST_HEAPS = -8
"""``M_ARENA_MAX`` of glibc's malloc.h."""

_TOGETHER = 2


def share_heaps() -> bool:
    """Let all threads take memory from two heaps; return whether this C library can do that. To be called before there
    are threads.

    By default each thread soon has one of its own, and keeps what it once needed: forty threads that answer questions
    over 100,000 articles took 706 MB, and take 479. One thread computes at a time, so that none waits for a heap.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(_MOST_HEAPS, _TOGETHER))
    except (AttributeError, OSError, TypeError):  # no glibc
        return False


def keep_what_is_loaded() -> None:
    """Leave all that was loaded so far out of garbage collection, for good: modules, models, routes.

    A collection looks at each object there is: at 150,000 that stay, while an answer makes some thousands. Reading 200
    quotes took twice as long. And in a fork it writes into what it looks at, which is then a copy of the fork's own.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Look for no garbage meanwhile: for work that makes hundreds of thousands of objects and keeps them to its end, so
    that each look at them is in vain. What nothing refers to any more is freed all the same."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
