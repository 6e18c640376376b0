"""What the embedded stack says of a damaged file when it starts, and how it leaves the index when it stops."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from deploy.local import damage, redis_server
from deploy.local.ports import any_free
from services.search.engines.sqlite import SqliteIndex
from shared.delivery.census import Census
from shared.delivery.connection import connect
from shared.errors import Unavailable
from shared.settings import Settings
from tests.support.pipeline import pipeline_on

WRITES_AND_IS_KILLED = """
import os, sys
from pathlib import Path
from services.search.engines.sqlite import SqliteIndex
from tests.support.corpus import a_month
index = SqliteIndex(Path(sys.argv[1]), walk_seconds=300)
index.prepare()
index.write(a_month())
os._exit(9)
"""


@contextmanager
def started(data: Path) -> Iterator[str]:
    """Redis of a stack in ``data``, as the supervisor starts it: its address."""
    command, url = redis_server.configure(data / "redis", "127.0.0.1", any_free("127.0.0.1"))
    (data / "logs").mkdir(exist_ok=True)
    with (data / "logs" / "redis.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log)
    with closing(connect(Settings(redis_url=url))) as client:
        while True:
            try:
                Census(client, "qw").keys()
                break
            except Unavailable:
                time.sleep(0.05)
    yield url
    process.kill()
    process.wait()


@pytest.mark.redis
def test_what_a_truncated_file_of_redis_has_lost_is_told_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "redis" / "appendonlydir" / "appendonly.aof.1.incr.aof"
    with started(tmp_path) as url, pipeline_on(Settings(redis_url=url), tmp_path / "index.sqlite3") as pipeline:
        (one,) = pipeline.indexed("One gull.")
        two = pipeline.post("Two gulls.").json()
        kept = file.stat().st_size
        three = pipeline.post("Three gulls.").json()
        receipt = pipeline.receipts.receipt(one)
        assert receipt
        accepted = [(one, receipt.version), (two["id"], two["version"]), (three["id"], three["version"])]
    lines = [{"event": "accepted", "outcome": "new", "article_id": id, "version": version} for id, version in accepted]
    (tmp_path / "logs" / "ingest.log").write_text("".join(json.dumps(line) + "\n" for line in lines))
    with file.open("rb+") as damaged:
        damaged.truncate(kept + 30)

    since = damage.log_size(tmp_path / "logs" / "redis.log")
    with started(tmp_path) as url:
        told = damage.truncated_redis(tmp_path, since, url)

    assert told
    assert "missing: 1" in told
    assert three["id"] in told
    assert one not in told


@pytest.mark.redis
def test_a_whole_file_of_redis_is_no_news(tmp_path: Path) -> None:
    for _ in range(2):
        since = damage.log_size(tmp_path / "logs" / "redis.log")
        with started(tmp_path) as url:
            assert damage.truncated_redis(tmp_path, since, url) is None


@pytest.mark.redis
def test_a_file_of_redis_that_is_damaged_before_its_end_is_told_with_what_to_do(tmp_path: Path) -> None:
    command, _ = redis_server.configure(tmp_path / "redis", "127.0.0.1", any_free("127.0.0.1"))
    with started(tmp_path) as url, closing(connect(Settings(redis_url=url))) as client:
        client.set("gulls", "three")
    file = tmp_path / "redis" / "appendonlydir" / "appendonly.aof.1.incr.aof"
    file.write_bytes(b"no command" + file.read_bytes())

    log = tmp_path / "again.log"
    with log.open("wb") as output:
        assert subprocess.run(command, stdout=output, check=False, timeout=30).returncode

    assert "`quotewire restore`" in damage.unreadable_redis(log)
    assert damage.unreadable_redis(tmp_path / "logs" / "redis.log") == ""


def test_a_stopped_stack_leaves_the_index_as_one_file(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    subprocess.run([sys.executable, "-c", WRITES_AND_IS_KILLED, str(path)], check=False)
    log = tmp_path / "index.sqlite3-wal"
    assert log.stat().st_size > 0
    damage.settle_index(path)
    assert not log.exists()
    with closing(SqliteIndex(path, walk_seconds=300)) as index:
        assert not index.check()
