"""A wall clock for single processes that a test sets, by libfaketime; the machine's own is never touched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.support.real_parts import missing

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/opt/homebrew/lib/faketime/libfaketimeMT.1.dylib")

SITE = Path(__file__).with_name("fake_clock_site")
"""Mends ``time.sleep`` of Python under libfaketime."""


def libraries() -> list[str]:
    """Where libfaketime is installed on this machine."""
    return [str(path) for pattern in LIBRARIES for path in Path("/").glob(pattern.lstrip("/"))]


class FakeClock:
    """A clock in a file; processes that get :attr:`environment` go by it. Only wall time is faked, as in life."""

    def __init__(self, folder: Path) -> None:
        found = libraries()
        if not found:
            missing("libfaketime is not installed (Debian: apt-get install faketime)")
        self._file = folder / "clock"
        self.set(0)
        self.environment: Mapping[str, str] = {
            "LD_PRELOAD": found[0],
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
            # Its repair for older C libraries spoils timed waits, such as the 5 ms that Python's threads wait for
            # each other: requests took seconds.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "PYTHONPATH": str(SITE),
        }

    def set(self, seconds: int) -> None:
        """Set the clock so far ahead of the machine's (behind it, if negative). It is noticed within a second."""
        replaced = self._file.with_suffix(".new")
        replaced.write_text(f"{seconds:+d}\n", "ascii")
        replaced.replace(self._file)
