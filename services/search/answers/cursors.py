"""Paging cursors: opaque to clients, signed, bound to one question, valid for a while.

A cursor says where the next page begins (the position that the adapter put into
:attr:`~services.search.index.questions.Page.next`), for which question, and when it was given out. It is signed and
not encrypted: nothing in it is secret, but a position that we did not write must never reach an engine.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from pydantic import BaseModel

from shared.errors import CursorExpired, InvalidCursor

_SPELLING = re.compile(r"[A-Za-z0-9_.-]*")
"""The characters of a cursor. Python's base64 also reads / for _ and + for - and skips what it does not know: without
this check one cursor has many spellings."""


class Cursors:
    """Gives out cursors and reads them back. Everyone with the same ``secret`` reads everyone's."""

    def __init__(self, secret: Callable[[], bytes], lifetime: float) -> None:
        """``secret``: asked at the first cursor, since an engine that keeps it may be away until then. ``lifetime``:
        seconds for which a cursor can be used after it was given out."""
        self._secret = secret
        self._lifetime = lifetime

    @cached_property
    def _serializer(self) -> URLSafeSerializer:
        # SHA-384 fills its base64 to the last bit, so that no other spelling of a signature is valid.
        signing = {"digest_method": hashlib.sha384, "key_derivation": "hmac"}
        return URLSafeSerializer(self._secret(), salt="quotewire cursor", signer_kwargs=signing)

    def give(self, question: str, position: Mapping[str, Any], now: float | None = None) -> str:
        """Return a cursor to the page at ``position`` of ``question``; ``now`` in seconds since 1970."""
        cursor = self._serializer.dumps([question, int(time.time() if now is None else now), position])
        assert isinstance(cursor, str)
        return cursor

    def read(self, cursor: str, question: str, now: float | None = None) -> Mapping[str, Any]:
        """Return the position in ``cursor``.

        Raises InvalidCursor if we did not give it out, or gave it out for another question; CursorExpired if it is
        older than the lifetime.
        """
        try:
            if not _SPELLING.fullmatch(cursor):
                raise BadData("not spelled as we spell cursors")
            bound_to, given_at, position = self._serializer.loads(cursor)
        except BadData:
            raise InvalidCursor(
                "This cursor was not given out by this service. Take next_cursor from an answer, to the letter, or send"
                " the query without a cursor."
            ) from None
        if bound_to != question:
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


_SHOWING = {"cursor", "size", "fields", "facet", "format"}
"""Parameters that say how much to bring and how to show it, and not what is asked: they may change between pages."""


def question_of(kind: str, sort: str, parameters: BaseModel) -> str:
    """Return a digest of what is asked, to which a cursor is bound: what is listed, in which order, and the parameters
    that were given, whatever order their values are in."""
    asked = parameters.model_dump(mode="json", exclude=_SHOWING, exclude_unset=True)
    canonical = {name: sorted(value) if isinstance(value, list) else value for name, value in asked.items()}
    return hashlib.sha256(json.dumps([kind, sort, canonical], sort_keys=True).encode()).hexdigest()[:32]
