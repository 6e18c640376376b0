"""Heaps of a process."""

from __future__ import annotations

import platform

from shared.heaps import share_heaps


def test_heaps_are_shared_where_the_c_library_can_do_that() -> None:
    assert share_heaps() == (platform.libc_ver()[0] == "glibc")
