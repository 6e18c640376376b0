"""A part of the stack that is forked is a process of its own, and shares only what its supervisor has imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from deploy.local.forking import Forked
from deploy.local.supervisor import Child, Supervisor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="parts are forked on Linux only")


def forked(log: Path, part: Callable[[], object], inherited: int | None = None) -> Forked:
    return Forked(part, environment={"WHOSE": "its own"}, log=log, inherited=inherited, begin=lambda: None)


def test_it_writes_into_its_log_and_has_its_own_environment(tmp_path: Path) -> None:
    process = forked(tmp_path / "log", lambda: print(os.environ["WHOSE"]))

    assert process.wait() == process.poll() == process.returncode == 0
    assert (tmp_path / "log").read_text("utf-8") == "its own\n"
    assert "WHOSE" not in os.environ


def test_it_ends_with_the_status_of_its_part(tmp_path: Path) -> None:
    assert forked(tmp_path / "log", lambda: sys.exit(75)).wait() == 75


def test_an_error_of_its_part_is_in_its_log(tmp_path: Path) -> None:
    def fail() -> None:
        raise ValueError("no room")

    assert forked(tmp_path / "log", fail).wait() == 1
    assert "ValueError: no room" in (tmp_path / "log").read_text("utf-8")


def test_it_has_no_file_of_its_supervisor_but_the_lock_it_has_to_inherit(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock, (tmp_path / "processes.lock").open("w") as processes:
        process = forked(tmp_path / "log", lambda: time.sleep(60), processes.fileno())
        try:
            wait_until(lambda: os.getsid(process.pid) == process.pid)
            wait_until(lambda: str(tmp_path / "log") in opened(process.pid))
            wait_until(lambda: lock.name not in opened(process.pid))
            assert processes.name in opened(process.pid)
        finally:
            process.terminate()
            assert process.wait() == -signal.SIGTERM


def test_waiting_for_it_has_an_end(tmp_path: Path) -> None:
    process = forked(tmp_path / "log", lambda: time.sleep(60))

    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    process.terminate()
    process.wait()


def test_a_supervisor_starts_a_part_that_died_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    supervisor, child = Supervisor(), Child("part", ["false"], {}, tmp_path / "log", lambda: time.sleep(60))
    supervisor.start(child)
    first = supervisor.pids()["part"]
    psutil.Process(first).kill()
    try:
        wait_until(lambda: started_again(supervisor, first))
    finally:
        supervisor.stop()


def test_what_is_shared_starts_no_thread_and_reads_no_environment() -> None:
    script = (
        "import sys, threading; from deploy.local import forking; forking.import_what_is_shared();"
        "print(threading.active_count(), 'prometheus_client' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "1 False\n"


def started_again(supervisor: Supervisor, first: int) -> bool:
    supervisor.watch()
    return supervisor.pids().get("part", first) != first


def opened(pid: int) -> set[str]:
    return {str(descriptor.readlink()) for descriptor in Path(f"/proc/{pid}/fd").iterdir() if descriptor.is_symlink()}


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
