"""Texts remembered: those written or compared last, so that no copy of today's news has them read and hashed anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from services.search.groups.texts import Sketch, Text

MAX_WORDS = 500_000
"""Words of all texts that are remembered: those of some 700 usual articles, 12 MB."""

MAX_SKETCHES = 16_384
"""Texts whose sketches are remembered, in 18 MB: those that forms and small print bring up again and again."""


class RememberedTexts:
    """The texts that were asked for last, by their digest, and the sketches of more. Threads may share it."""

    def __init__(self, max_words: int = MAX_WORDS, max_sketches: int = MAX_SKETCHES) -> None:
        self._max_words, self._max_sketches = max_words, max_sketches
        self._sketches: OrderedDict[int, Sketch] = OrderedDict()
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
            self._sketches[text.digest] = text.sketch
            self._sketches.move_to_end(text.digest)
            if len(self._sketches) > self._max_sketches:
                self._sketches.popitem(last=False)

    def sketch(self, digest: int) -> Sketch | None:
        """Return the sketch of a text; None where it is not remembered."""
        return self._sketches.get(digest)

    def get(self, digest: int, read: Callable[[], Text | None]) -> Text | None:
        """Return the text of a digest, if need be from where it is stored."""
        text = self._texts.get(digest) or read()
        if text:
            self.keep(text)
        return text
