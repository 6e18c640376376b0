"""Log lines: what stands in them, and what happens where they cannot be written."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from shared import logs
from shared.settings import Settings


class _FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configured)


def test_a_line_of_ours_and_one_of_a_librarys_have_the_same_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(), "ingest")
    with logs.bound(request_id="desk-7"):
        logs.get("ours").info("accepted", version=7)
        logging.getLogger("theirs").warning("slow")

    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())

    assert (ours["event"], ours["version"], ours["logger"], ours["level"]) == ("accepted", 7, "ours", "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("slow", "theirs", "warning")
    assert {line["service"] + line["request_id"] for line in (ours, theirs)} == {"ingestdesk-7"}


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_level="warning"), "ingest")
    logs.get("ours").info("accepted")

    assert not capsys.readouterr().err


def test_a_traceback_stands_in_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(), "ingest")
    try:
        raise KeyError("gull")
    except KeyError:
        logs.get("ours").exception("unhandled error")

    line = json.loads(capsys.readouterr().err)

    assert line["level"] == "error"
    assert "KeyError: 'gull'" in line["exception"]


def test_a_full_disk_of_logs_fails_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    logs.configure(Settings(), "ingest")
    monkeypatch.setattr(sys, "stderr", _FullDisk())

    logs.get("ours").info("accepted")
