"""Lines of a body that is streamed in, without ever holding more than one line's limit of it."""

from __future__ import annotations

from collections.abc import Iterator

from shared import errors

Line = bytes | errors.TooLarge
"""The bytes of a line without its end, or the refusal of one that is longer than the limit."""


class LineSplitter:
    """Split bytes that come in chunks at line feeds. Of a line above ``limit`` bytes nothing is kept."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = bytearray()
        self._too_long = False
        """Whether the beginning of the present line was dropped."""

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Yield the lines that end within ``chunk``."""
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            self._add(part)
            yield self._take()
        self._add(rest)

    def end(self) -> Iterator[Line]:
        """Yield the last line where it does not end with a line feed."""
        if self._rest or self._too_long:
            yield self._take()

    def _add(self, part: bytes) -> None:
        if self._too_long or len(self._rest) + len(part) > self._limit:
            self._rest.clear()
            self._too_long = True
        else:
            self._rest += part

    def _take(self) -> Line:
        line: Line = bytes(self._rest).removesuffix(b"\r")
        if self._too_long:
            line = errors.TooLarge(f"A line may have {self._limit:,} bytes.", limit=self._limit)
        self._rest.clear()
        self._too_long = False
        return line
