"""The embedded stack: the processes of the distributed one, on one machine, with the data in one folder."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape

from deploy import health, parts
from deploy.local import cores, damage, folder, forking, ports, redis_server
from deploy.local.ports import CannotStart, Wanted
from deploy.local.supervisor import Child, Supervisor
from services.ingest.settings import Settings as IngestSettings
from services.search.settings import Settings as SearchSettings

READY_SECONDS = 90
"""How long the slowest start may take: a cold disk and a model of 13 MB on a busy laptop need about 20."""

STARTS_BEFORE_GIVING_UP = 3
"""A process that dies so often before it was ever ready will not come up by itself."""


def run(data: Path, seeds: Path | None, *, nlp_workers: int | None = None) -> None:
    """Start everything, post the seeds if there are any, and serve until Ctrl-C or SIGTERM.

    ``nlp_workers``: processes that annotate; None: as :mod:`deploy.local.cores` has it.
    """
    annotating = nlp_workers or cores.nlp_workers(cores.usable())
    console = Console(highlight=False)
    supervisor = Supervisor()
    try:
        with _stopped_by_signals(), folder.held(data, console.print) as supervisor.inherited:
            addresses = _start(supervisor, data, console, annotating)
            if seeds is not None:
                from deploy.local import seeding

                seeding.post(seeds, addresses["ingest"], addresses["search"], console, while_waiting=supervisor.watch)
            console.print()
            console.print(f"  [bold]page[/]     {addresses['search']}/")
            for name, address in addresses.items():
                console.print(f"  [bold]{name:<8}[/] {address}/docs")
            console.print(f"  [bold]data[/]     {data.resolve()} (logs in {data / 'logs'})")
            console.print(f"  [bold]nlp[/]      processes that annotate: {annotating}; cores found: {cores.usable()}")
            console.print("\nServing. Ctrl-C stops everything; the data stay.")
            while True:
                supervisor.watch()
                time.sleep(0.5)
    except CannotStart as error:
        console.print(f"[red]quotewire:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("\nStopping: every process finishes what it holds ...")
    finally:
        supervisor.stop()
        damage.settle_index(data / "index.sqlite3")
    console.print("Stopped.")


def _start(supervisor: Supervisor, data: Path, console: Console, annotating: int) -> dict[str, str]:
    ingest, search = IngestSettings(), SearchSettings()
    health_ports = {"nlp-worker": 1, "ingest-worker": 0, "indexer": 2}
    wanted = [
        Wanted(ingest.ingest_port, "the ingest API", "QUOTEWIRE_INGEST_PORT"),
        Wanted(search.search_port, "the search API", "QUOTEWIRE_SEARCH_PORT"),
        *(
            Wanted(ingest.health_port + n, f"the health of {name}", "QUOTEWIRE_HEALTH_PORT")
            for name, n in health_ports.items()
        ),
    ]
    ports.require_free(wanted, ingest.host)
    redis_command, redis_url = redis_server.configure(data / "redis", "127.0.0.1", ports.any_free("127.0.0.1"))
    environment = {
        "QUOTEWIRE_REDIS_URL": redis_url,
        "QUOTEWIRE_SEARCH_ENGINE": "sqlite",
        "QUOTEWIRE_SQLITE_PATH": str((data / "index.sqlite3").resolve()),
        "QUOTEWIRE_SEARCH_URL": f"http://127.0.0.1:{search.search_port}",
        "QUOTEWIRE_INGEST_URL": f"http://127.0.0.1:{ingest.ingest_port}",
    }

    def child(name: str, *command: str, part: Callable[[], object] | None = None, **extra: str) -> None:
        log = data / "logs" / f"{name}.log"
        supervisor.start(Child(name, command, environment | extra, log, part))

    python = [sys.executable, "-m", "deploy.cli"]
    log_size = damage.log_size(data / "logs" / "redis.log")
    console.print("Starting ...")  # without a spinner, whose thread would forbid to fork
    child("redis", *redis_command)
    forking.import_what_is_shared()
    for worker, (name, offset) in zip(
        (parts.Worker.NLP, parts.Worker.INGEST, parts.Worker.SEARCH), health_ports.items(), strict=True
    ):
        processes = annotating if worker is parts.Worker.NLP else 1
        command = ("work", str(worker), "--processes", str(processes))
        port = str(ingest.health_port + offset)
        child(name, *python, *command, part=partial(parts.work, worker, processes), QUOTEWIRE_HEALTH_PORT=port)
    for api in parts.Api:
        child(str(api), *python, "serve", str(api), part=partial(parts.serve, api))
    _wait_until_ready(supervisor, [one.port for one in wanted])
    if told := damage.truncated_redis(data, log_size, redis_url):
        console.print(f"[red]quotewire:[/] {escape(told)}", soft_wrap=True)
    return {
        "ingest": f"http://127.0.0.1:{ingest.ingest_port}",
        "search": f"http://127.0.0.1:{search.search_port}",
    }


def _wait_until_ready(supervisor: Supervisor, serving: list[int]) -> None:
    end = time.monotonic() + READY_SECONDS
    missing = set(serving)
    while missing:
        supervisor.watch()
        for child in supervisor.dead():
            if child.failures >= STARTS_BEFORE_GIVING_UP:
                advice = damage.unreadable_redis(child.log) if child.name == "redis" else ""
                raise CannotStart(f"{child.name} does not start. {advice}The end of {child.log}:\n{_tail(child.log)}")
        if time.monotonic() > end:
            raise CannotStart(f"Not ready after {READY_SECONDS} s: ports {sorted(missing)}. The logs tell more.")
        for port in list(missing):
            if health.ask(f"http://127.0.0.1:{port}/health/ready")[0]:
                missing.discard(port)
        time.sleep(0.1)


def _tail(log: Path, lines: int = 5) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """SIGTERM ends us the way Ctrl-C does; and Ctrl-C does even where a shell that started us in the background had it
    ignored."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
