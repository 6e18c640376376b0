"""A damaged index file is not ready, and says what to do."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from services.search.api import make_api
from services.search.engines.sqlite import SqliteIndex
from services.search.settings import Settings
from tests.support.corpus import a_month
from tests.support.serving import serving


def test_a_damaged_file_is_not_ready(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    with closing(SqliteIndex(path, walk_seconds=300)) as index:
        index.prepare()
        index.write(a_month())
    content = bytearray(path.read_bytes())
    content[8_192:-4_096] = b"\x00gull" * ((len(content) - 12_288) // 5 + 1)  # the beginning stays, as in a torn copy
    path.write_bytes(content)

    with closing(SqliteIndex(path, walk_seconds=300)) as index, serving(make_api(Settings(), index)) as client:
        end = time.monotonic() + 20
        while (answer := client.get("/health/ready")).status_code == 200 and time.monotonic() < end:
            time.sleep(0.05)

    assert answer.status_code == 503
    assert answer.json()["missing"] == ["index"]
    assert "quotewire restore" in answer.json()["parts"]["index"]


def test_a_file_that_took_the_place_of_a_damaged_one_is_ready(tmp_path: Path) -> None:
    path, sound = tmp_path / "index.sqlite3", tmp_path / "sound.sqlite3"
    for place in (path, sound):
        with closing(SqliteIndex(place, walk_seconds=300)) as index:
            index.prepare()
            index.write(a_month())
    content = bytearray(path.read_bytes())
    content[8_192:] = b"\xff" * (len(content) - 8_192)
    path.write_bytes(content)
    with closing(SqliteIndex(path, walk_seconds=300)) as index:
        assert index.check()
        path.unlink()
        sound.rename(path)
        index.ready()
        assert not index.check()
