"""Paging cursors: opaque to clients, signed, bound to one question, valid for a while.

A cursor is ``payload.signature``, both base64url. The payload says where the next page begins (what the adapter put
into :attr:`Page.next`), for which question, and when it was given out. It is signed and not encrypted: nothing in it
is secret, but a position that we did not write must never reach an engine.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

from shared.errors import CursorExpired, InvalidCursor

_SIGNATURE_BYTES = 16


class Cursors:
    """Gives out cursors and reads them back. Everyone with the same ``key`` reads everyone's."""

    def __init__(self, key: bytes, lifetime: float) -> None:
        """``lifetime``: seconds for which a cursor can be used after it was given out."""
        self._key = key
        self._lifetime = lifetime

    def give(self, question: bytes, position: Mapping[str, Any], now: float | None = None) -> str:
        """A cursor to the page at ``position`` of ``question``; ``now`` in seconds since 1970."""
        payload = json.dumps(
            [question.hex(), int(time.time() if now is None else now), position], separators=(",", ":")
        ).encode()
        return f"{_encode(payload)}.{_encode(self._sign(payload))}"

    def read(self, cursor: str, question: bytes, now: float | None = None) -> Mapping[str, Any]:
        """The position in ``cursor``.

        Raises InvalidCursor if we did not give it out, or gave it out for another question; CursorExpired if it is
        older than the lifetime.
        """
        payload, signature = (_decode(part) for part in _halves(cursor))
        if not hmac.compare_digest(signature, self._sign(payload)):
            raise InvalidCursor("This cursor was not given out by this service. Send the query without it.")
        asked, given_at, position = json.loads(payload)
        if asked != question.hex():
            raise InvalidCursor(
                "This cursor belongs to another query. Repeat the path and every parameter of the query that gave it"
                " (only size, fields, facet and format may change), or send the new query without a cursor."
            )
        if (time.time() if now is None else now) > given_at + self._lifetime:
            raise CursorExpired(
                f"A cursor can be used for {self._lifetime:g} seconds. Send the query again without it."
            )
        assert isinstance(position, dict)
        return position

    def _sign(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, payload, hashlib.sha256)[:_SIGNATURE_BYTES]


_SHOWING = frozenset({"cursor", "size", "fields", "facet", "format"})
"""Parameters that say how much to bring and how to show it, not what is asked: they may change from page to page."""


def question(path: str, parameters: Iterable[tuple[str, str]]) -> bytes:
    """What a cursor is bound to: the path and its parameters in any order, but for those that only say how to show."""
    asked = sorted((name, value) for name, value in parameters if name not in _SHOWING)
    return hashlib.sha256(json.dumps([path, asked]).encode()).digest()[:_SIGNATURE_BYTES]


def _halves(cursor: str) -> list[str]:
    halves = cursor.split(".")
    if len(halves) != 2:
        raise InvalidCursor("This is no cursor: take next_cursor from an answer, to the letter.")
    return halves


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """The bytes of ``text``; only the one spelling that :func:`_encode` writes is accepted."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        data = b""
    if not data or _encode(data) != text:
        raise InvalidCursor("This is no cursor: take next_cursor from an answer, to the letter.")
    return data
