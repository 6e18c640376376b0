"""Failures of fetching, and the turn of a host that has not come yet."""

from __future__ import annotations

from typing import Literal

from shared import errors

Failure = Literal[
    "bad_address", "private_address", "unknown_host", "no_connection", "too_slow", "too_large", "bad_encoding",
    "too_many_redirects", "robots",
]  # fmt: skip
"""Fixed short words for what went wrong, for people to read in a list and for programs to count."""

_TEMPORARY = frozenset({"unknown_host", "no_connection", "too_slow"})


class FetchFailed(errors.OutsideFault):
    """An address could not be fetched; ``failure`` is the short word, ``detail`` the sentence."""

    def __init__(self, failure: Failure, detail: str, *, temporary: bool | None = None) -> None:
        super().__init__(detail)
        self.failure: Failure = failure
        self.temporary = failure in _TEMPORARY if temporary is None else temporary
        """Whether the same request may succeed later."""


class NotYet(Exception):
    """It is not this request's turn at a host; it has one in ``seconds``, under the ticket that it came with."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"waits {seconds:.0f} s for its turn at {host}")
        self.host, self.seconds = host, seconds
