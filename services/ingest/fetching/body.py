"""Bodies of answers, bounded while they arrive and while they are decompressed."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable
from typing import Protocol

from services.ingest.fetching.failures import FetchFailed

_STEP = 65_536
"""Bytes decompressed in one step: a bomb is noticed after one of them too many."""

ACCEPTED_ENCODINGS = "gzip"
"""The one coding that is asked for: every server has it, and Python's own library decompresses it in bounded steps."""


class _Decoder(Protocol):
    def decode(self, data: bytes, room: int) -> bytes:
        """Return what ``data`` holds, or more than ``room`` bytes of it."""

    def end(self) -> None:
        """Raise FetchFailed where the body was cut off."""


class _Identity:
    def decode(self, data: bytes, room: int) -> bytes:
        return data

    def end(self) -> None:
        return


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by its head
        self._begun = False

    def decode(self, data: bytes, room: int) -> bytes:
        self._begun = self._begun or bool(data)
        pieces, size = [], 0
        while data and not self._stream.eof:
            try:
                pieces.append(self._stream.decompress(data, _STEP))
            except zlib.error as error:
                raise FetchFailed("bad_encoding", f"The answer is not the gzip that it says it is ({error}).") from None
            size += len(pieces[-1])
            if size > room:
                break
            data = self._stream.unconsumed_tail
        return b"".join(pieces)

    def end(self) -> None:
        if self._begun and not self._stream.eof:
            raise FetchFailed("no_connection", "The answer was cut off in the middle.")


def decoder(coding: str) -> _Decoder:
    """Return the decoder for a Content-Encoding. Raises FetchFailed for one that was not asked for."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return _Identity()
    if coding in ("gzip", "x-gzip", "deflate"):
        return _Gzip()
    raise FetchFailed("bad_encoding", f"The server compresses with {coding[:40]!r}, though only gzip was asked for.")


async def read(stream: AsyncIterable[bytes], coding: str, max_bytes: int, *, cut: bool = False) -> bytes:
    """Return the body of an answer, decompressed.

    Raises FetchFailed (``too_large``) where it has more than ``max_bytes``, compressed or not; with ``cut``, its first
    ``max_bytes`` are returned instead.
    """
    decode = decoder(coding)
    pieces: list[bytes] = []
    received = size = 0
    async for chunk in stream:
        received += len(chunk)
        pieces.append(decode.decode(chunk, max_bytes - size))
        size += len(pieces[-1])
        if size > max_bytes or received > max_bytes:
            if cut:
                return b"".join(pieces)[:max_bytes]
            raise FetchFailed("too_large", f"The answer has more than {max_bytes:,} bytes.")
    decode.end()
    return b"".join(pieces)
