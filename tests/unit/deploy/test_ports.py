"""What is in the way of a start is said in one line that tells what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from deploy.local import ports
from deploy.local.ports import CannotStart, Wanted


def test_a_port_in_use_is_named_with_its_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=f"Port {number}, which the search API needs.*QUOTEWIRE_SEARCH_PORT"):
            ports.require_free([Wanted(number, "the search API", "QUOTEWIRE_SEARCH_PORT")], "127.0.0.1")


def test_a_port_meant_for_two_is_named_with_both_settings() -> None:
    number = ports.any_free("127.0.0.1")
    wanted = [
        Wanted(number, "the ingest API", "QUOTEWIRE_INGEST_PORT"),
        Wanted(number, "the health of ingest-worker", "QUOTEWIRE_HEALTH_PORT"),
    ]

    with pytest.raises(CannotStart, match=f"Port {number}.*QUOTEWIRE_INGEST_PORT or QUOTEWIRE_HEALTH_PORT"):
        ports.require_free(wanted, "127.0.0.1")


def test_a_full_disk_is_said_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "NEEDED_MEGABYTES", 10**9)  # no disk has a petabyte left

    with pytest.raises(CannotStart, match=r"MB left; 1000000000 MB are needed\. Make room.*--data"):
        ports.require_room(tmp_path)


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    with pytest.raises(CannotStart, match="cannot be written"):
        ports.require_room(tmp_path / "data")


def test_room_enough_leaves_nothing_behind(tmp_path: Path) -> None:
    ports.require_room(tmp_path / "data")

    assert list((tmp_path / "data").iterdir()) == []
