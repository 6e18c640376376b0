"""The data folder has one stack at a time, and nobody else reads it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.local import folder
from deploy.local.ports import CannotStart
from deploy.local.supervisor import Child, Supervisor


def ignore(_words: str) -> None:
    pass


def test_a_second_stack_is_refused_while_the_first_one_runs(tmp_path: Path) -> None:
    with (
        folder.held(tmp_path / "data", ignore),
        pytest.raises(CannotStart, match=r"Another quotewire runs on .* --data"),
        folder.held(tmp_path / "data", ignore),
    ):
        pass


def test_a_new_stack_waits_for_the_processes_of_a_killed_one(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor()
    with folder.held(tmp_path / "data", said.append) as supervisor.inherited:
        child = Child("worker", [sys.executable, "-c", "import time; time.sleep(2)"], {}, tmp_path / "worker.log")
        supervisor.start(child)

    began = time.monotonic()
    with folder.held(tmp_path / "data", said.append):
        waited = time.monotonic() - began

    assert waited > 1
    assert said == ["Processes of an earlier run are finishing what they hold ..."]
    assert child.process is not None
    assert child.process.poll() is not None


def test_processes_that_never_end_are_named_as_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "ORPHANS_SECONDS", 0.3)
    with folder.held(tmp_path / "data", ignore) as inherited:
        orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], pass_fds=(inherited,))
    try:
        with (
            pytest.raises(CannotStart, match="Processes of an earlier run still work"),
            folder.held(tmp_path / "data", ignore),
        ):
            pass
    finally:
        orphan.kill()
        orphan.wait()


def test_what_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "logs").mkdir(parents=True)
    (data / "logs" / "ingest.log").write_text("who reads this?")
    (data / "logs" / "ingest.log").chmod(0o644)

    with folder.held(data, ignore):
        (data / "index.sqlite3").write_text("new")

        modes = {path.name: path.stat().st_mode & 0o777 for path in [data, *data.rglob("*")]}

    assert {modes.pop("data"), modes.pop("logs")} == {0o700}
    assert set(modes.values()) == {0o600}
