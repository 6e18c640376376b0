"""Parts of a stack: each is one process, which serves or works until it is told to stop."""

from __future__ import annotations

import ctypes
import enum
import os
import sys
import tempfile

_SET_NAME = 15
"""``PR_SET_NAME`` of Linux' prctl.h."""


class Api(enum.StrEnum):
    """Processes that serve HTTP."""

    INGEST = "ingest"
    SEARCH = "search"


class Worker(enum.StrEnum):
    """Processes that work at a stage."""

    INGEST = "ingest"
    NLP = "nlp"
    SEARCH = "search"


_NAMES = {Worker.INGEST: "ingest-worker", Worker.NLP: "nlp-worker", Worker.SEARCH: "indexer"}


def serve(api: Api) -> None:
    """Serve one of the two APIs."""
    import uvicorn

    from shared.http import server

    _name_process(str(api))
    if api is Api.INGEST:
        from services.ingest.settings import Settings as IngestSettings

        ingest = IngestSettings()
        host, port = ingest.host, ingest.ingest_port
    else:
        from services.search.settings import Settings as SearchSettings

        search = SearchSettings()
        host, port = search.host, search.search_port
    uvicorn.Server(server.config(f"services.{api}.api:create", factory=True, host=host, port=port)).run()


def work(worker: Worker, processes: int) -> None:
    """Work at one stage with so many processes."""
    _name_process(_NAMES[worker])
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # several processes with several threads each only get in the way
    if sys.platform == "linux":  # the folder where forked children count; the metrics library reads this when imported
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="quotewire-metrics-")
    if worker is Worker.INGEST:
        from services.ingest.worker import run as work_at
    elif worker is Worker.NLP:
        from services.nlp.worker import run as work_at
    else:
        from services.search.worker import run as work_at
    work_at(processes)


def _name_process(name: str) -> None:
    """Let ``top`` and the like show which part this is (Linux); children that it forks have the same name."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_NAME, name.encode())
