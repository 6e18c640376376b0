"""An indexer beside a test, which takes up what people say as it comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from services.search.settings import Settings
from services.search.worker import Indexer


@contextmanager
def indexing(settings: Settings) -> Iterator[None]:
    """Look for what waits, all the time, in a thread of its own."""
    stop = threading.Event()

    def index_meanwhile() -> None:
        indexer = Indexer(settings)
        while not stop.wait(0.05):
            indexer.look()

    worker = threading.Thread(target=index_meanwhile)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()
