"""Texts remembered: those written or compared last, so that no copy of today's news has them read and hashed anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from services.search.groups.texts import Text

MAX_WORDS = 500_000
"""Words of all texts that are remembered: those of some 700 usual articles, 12 MB."""


class RememberedTexts:
    """The texts that were asked for last, by their digest. Threads may share it."""

    def __init__(self, max_words: int = MAX_WORDS) -> None:
        self._max_words = max_words
        self._words = 0
        self._texts: OrderedDict[int, Text] = OrderedDict()
        self._lock = Lock()

    def keep(self, text: Text) -> None:
        """Remember a text, as the one that was asked for last."""
        with self._lock:
            if text.digest not in self._texts:
                self._words += text.length
            self._texts[text.digest] = text
            self._texts.move_to_end(text.digest)
            while self._words > self._max_words:
                _, oldest = self._texts.popitem(last=False)
                self._words -= oldest.length

    def get(self, digest: int, read: Callable[[], Text | None]) -> Text | None:
        """Return the text of a digest, if need be from where it is stored."""
        text = self._texts.get(digest) or read()
        if text:
            self.keep(text)
        return text
