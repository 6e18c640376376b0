"""Annotation of a whole index: in this process, or in a pool of several."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import chain
from multiprocessing import connection, get_context, parent_process
from types import TracebackType
from typing import TYPE_CHECKING, Self

from services.nlp.text import Text, text_of
from services.search.index.rebuilding import CannotRebuild, StoredEntry
from shared.models.annotations import Annotation, Annotator

if TYPE_CHECKING:
    from services.nlp import annotator

TOGETHER = 8
"""Articles given to a process at once: enough for the network to work on together, few enough to share a batch."""


class AnnotatorPool:
    """Annotate the articles of a rebuild in ``processes``; a context manager that ends them."""

    def __init__(self, processes: int) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # several processes with several threads each get in the way
        self._pool = None
        if processes > 1:
            self._pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_serve)
        self.annotator: Annotator = _annotator().annotator

    def __call__(self, entries: Sequence[StoredEntry]) -> list[Annotation | None]:
        """Return one annotation for each entry, all of them selected; None where the annotator fails.

        Raises CannotRebuild if a process has another annotator.
        """
        texts = [text_of(entry.id, entry.article) for entry in entries if entry.article]
        shares = [texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER)]
        made = list(chain.from_iterable(self._pool.map(_annotated, shares) if self._pool else map(_annotated, shares)))
        if any(annotation and annotation.annotator != self.annotator for annotation in made):
            raise CannotRebuild(
                "The annotator was replaced since this run began: drop the run with --abort, and start again."
            )
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)


@cache
def _annotator() -> annotator.Annotator:
    from services.nlp.annotator import load  # spaCy takes a second to import, and only one command needs it

    return load()


def _annotated(texts: list[Text]) -> list[Annotation | None]:
    try:
        return list(_annotator().annotate(texts))
    except Exception:  # noqa: BLE001 - whatever it is, the article to blame is found by trying one at a time
        if len(texts) == 1:
            return [None]
        return [annotation for text in texts for annotation in _annotated([text])]


def _serve() -> None:
    """Prepare a process of the pool: leave Ctrl-C to the parent, and do not outlive it if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = parent_process()
    assert parent

    def die_with_it() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=die_with_it, daemon=True).start()
