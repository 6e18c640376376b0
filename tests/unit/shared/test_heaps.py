"""Heaps of a process."""

from __future__ import annotations

import gc
import platform

from shared.heaps import keep_what_is_loaded, nothing_collected, share_heaps


def test_heaps_are_shared_where_the_c_library_can_do_that() -> None:
    assert share_heaps() == (platform.libc_ver()[0] == "glibc")


def test_what_is_loaded_is_looked_at_by_no_collection() -> None:
    loaded = [[number] for number in range(1_000)]
    before = gc.get_freeze_count()
    try:
        keep_what_is_loaded()
        assert gc.get_freeze_count() >= before + len(loaded)
        assert not any(held is loaded for held in gc.get_objects())
    finally:
        gc.unfreeze()


def test_nothing_is_looked_at_while_nothing_is_collected() -> None:
    with nothing_collected():
        assert not gc.isenabled()
        with nothing_collected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
