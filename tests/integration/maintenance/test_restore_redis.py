"""The script that puts Redis' part of a backup into the volume of the Compose stack."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from shared.delivery.connection import connect
from shared.delivery.snapshot import save_snapshot
from shared.settings import Settings
from tests.support.redis_server import RedisServer

pytestmark = pytest.mark.redis

SCRIPT = Path(__file__).parents[3] / "deploy" / "redis" / "restore.sh"


@pytest.fixture
def backup(tmp_path: Path, own_redis_server: RedisServer) -> Path:
    """A backup of a Redis that has one key, ``gull``; the server has stopped."""
    folder = tmp_path / "backup"
    folder.mkdir()
    client = connect(Settings(redis_url=own_redis_server.url))
    client.set("gull", "one")
    with (folder / "redis.rdb").open("wb") as file:
        save_snapshot(client, file)
    client.set("gull", "later")
    client.close()
    own_redis_server.stop()
    (folder / "manifest.json").write_text("{}")
    return folder


def restore(backup: Path, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(SCRIPT), str(backup), str(data)],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_redis_is_as_it_was_and_what_was_there_is_set_aside(
    own_redis_server: RedisServer, backup: Path, tmp_path: Path
) -> None:
    done = restore(backup, tmp_path / "redis")

    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("redis/before-restore-*/*.aof"))) == 1
    own_redis_server.start()
    client = connect(Settings(redis_url=own_redis_server.url))
    assert client.get("gull") == "one"
    client.close()


@pytest.mark.parametrize("missing", ["manifest.json", "redis.rdb"])
def test_what_is_no_backup_changes_nothing(backup: Path, tmp_path: Path, missing: str) -> None:
    (backup / missing).unlink()
    before = sorted(tmp_path.glob("redis/**/*"))

    done = restore(backup, tmp_path / "redis")

    assert (done.returncode, missing in done.stderr) == (3, True)
    assert sorted(tmp_path.glob("redis/**/*")) == before
