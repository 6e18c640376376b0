"""A worker whose handler spends as long on an article as its title says: run by the tests of lanes and budgets.

``python -m tests.integration.delivery.hostile_worker``, with the settings in its environment.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from shared import worker
from shared.cleaning.article import CleanedArticle
from shared.delivery.jobs import Job
from shared.delivery.stage import Done, Handler, Result
from shared.models.receipts import Stage
from shared.settings import Settings


def make_handler() -> Handler:
    """A handler that knows titles such as "compute 3", "regex", "sleep", "memory" beside ordinary ones."""

    def handle(jobs: Sequence[Job]) -> list[Result]:
        for job in jobs:
            _work_at(CleanedArticle.model_validate_json(job.payload).title)
        return [Done(Stage.INDEXED) for _ in jobs]

    return handle


def _work_at(title: str) -> None:
    kind, _, amount = title.partition(" ")
    if kind == "compute":
        end = time.process_time() + float(amount)
        while time.process_time() < end:
            pass
    elif kind == "regex":
        re.match(r"(a+)+b", "a" * 60)  # holds the interpreter for ages
    elif kind == "memory":
        block = bytearray(3_000_000_000)
        block[::4096] = b"x" * len(block[::4096])


if __name__ == "__main__":
    worker.run("hostile-worker", Stage.ANNOTATING, Settings(), make_handler, batch=16)
