"""A client that goes on asking while parts of a stack are killed.

Every request may be answered (then its outcome is promised), refused or never answered (then it may have happened or
not).
"""

from __future__ import annotations

import random
import threading
from abc import ABC, abstractmethod
from collections import Counter
from types import TracebackType
from typing import Any, Self

import httpx

REFUSED_SECONDS = 0.5
"""How long a client keeps quiet after a refusal, as one does that minds Retry-After."""


class Client(ABC):
    """Asks from a thread of its own, as a context manager: leaving it stops it, and raises what stopped it before."""

    def __init__(self, address: str, seed: str | int, *, pause: float) -> None:
        self.answers: Counter[str] = Counter()
        # Longer than any answer takes, so that "not answered" means that the connection broke.
        self._client = httpx.Client(base_url=address, timeout=60)
        self._pause = pause
        self._random = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._take_turns)
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()
        if self._error and not error:
            raise self._error

    @abstractmethod
    def _take_turn(self) -> None:
        """Ask for something, or let the turn pass."""

    def _take_turns(self) -> None:
        try:
            while not self._stop.wait(self._pause):
                self._take_turn()
        except BaseException as error:
            self._error = error

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response | None:
        """Return the answer; None where none came or it was refused: it may have been done all the same, and only the
        reply been lost."""
        try:
            answer = self._client.request(method, path, **request)
        except httpx.TransportError:
            outcome = "unanswered"
        else:
            if answer.status_code not in (429, 503):
                return answer
            outcome = "refused"
        self.answers[outcome] += 1
        self._stop.wait(REFUSED_SECONDS)
        return None
