"""A stack is backed up while it works, destroyed, and restored; articles go from one index into another."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.search.bootstrap import open_index
from services.search.engines.sqlite import SqliteIndex
from services.search.identified.deciding import all_decisions
from services.search.identities.decisions import Decision
from services.search.index.port import Index
from shared.settings import Settings
from tests.integration.rebuild.place import place_on
from tests.support.corpus import Said, a_month, change, deletion
from tests.support.pipeline import Pipeline, pipeline_on
from tests.support.redis_server import RedisServer

pytestmark = pytest.mark.redis

THREE = [Said("One gull", "Ada Nordmann"), Said("Two gulls", "Ada Nordmann"), Said("Three gulls", "Mohsen Milani")]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of an embedded stack; its Redis is that of the fixture ``own_redis_server``."""
    return tmp_path


@pytest.fixture
def pipeline(own_redis_server: RedisServer, data: Path) -> Iterator[Pipeline]:
    with pipeline_on(Settings(redis_url=own_redis_server.url), data / "index.sqlite3") as opened:
        yield opened


def run(*command: object, **environment: str) -> tuple[int, str]:
    """The exit status of a command, and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", *map(str, command)],
        env=os.environ | environment,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def done(*command: object, **environment: str) -> str:
    status, said = run(*command, **environment)
    assert status == 0, said
    return said


def environment_of(pipeline: Pipeline) -> dict[str, str]:
    settings = pipeline.settings
    return {
        "QUOTEWIRE_REDIS_URL": settings.redis_url,
        "QUOTEWIRE_QUEUE_NAME_PREFIX": settings.queue_name_prefix,
        "QUOTEWIRE_SEARCH_ENGINE": "sqlite",
        "QUOTEWIRE_SQLITE_PATH": str(settings.sqlite_path),
    }


def destroy(data: Path) -> None:
    """What a lost disk leaves of an embedded stack."""
    shutil.rmtree(data / "redis")
    for file in data.glob("index.sqlite3*"):
        file.unlink()


def test_a_destroyed_stack_is_as_it_was_when_it_was_backed_up(
    own_redis_server: RedisServer, pipeline: Pipeline, data: Path
) -> None:
    one, two = pipeline.indexed("One gull.", "Two gulls.")
    waiting = pipeline.post("Three gulls.").json()
    done("backup", data / "copy", "--data", data)
    pipeline.indexed("Four gulls.")  # later than the backup: lost, and to be posted again
    own_redis_server.kill()
    destroy(data)

    said = done("restore", data / "copy", "--data", data)

    assert "Restored 2 articles" in said
    again = RedisServer(data / "redis")
    try:
        with pipeline_on(Settings(redis_url=again.url), data / "index.sqlite3") as restored:
            restored.work()  # what waited is done again
            assert [restored.found(id) for id in (one, two, waiting["id"])] == [True] * 3
            assert restored.post("One gull.").status_code == 200
            assert restored.post("Four gulls.").status_code == 202
            assert restored.health()["status"] == "ok"
    finally:
        again.kill()


def test_a_stack_is_restored_from_an_encrypted_backup_and_only_with_its_passphrase(
    own_redis_server: RedisServer, pipeline: Pipeline, data: Path
) -> None:
    [one] = pipeline.indexed("One gull over the secret harbour.")
    waiting = pipeline.post("Two gulls over the secret harbour.").json()["id"]
    right, wrong = data / "right", data / "wrong"
    right.write_text("a gull, a heron and a tern\n")
    wrong.write_text("a gull, a heron and a swan\n")
    done("backup", data / "copy", "--data", data, "--passphrase-file", right)
    own_redis_server.kill()
    destroy(data)

    for file in (data / "copy").iterdir():
        assert b"gull" not in file.read_bytes()
    assert not list(data.glob("backup-*"))
    status, said = run("restore", data / "copy", "--data", data)
    assert (status, "--passphrase-file" in said) == (3, True)
    status, said = run("restore", data / "copy", "--data", data, "--passphrase-file", wrong)
    assert (status, "the passphrase is another one" in said) == (3, True)
    done("restore", data / "copy", "--data", data / "on a new disk", "--passphrase-file", right)
    done("restore", data / "copy", "--data", data, "--passphrase-file", right)
    assert (data / "on a new disk" / "index.sqlite3").read_bytes() == (data / "index.sqlite3").read_bytes()

    assert not list(data.glob("decrypted-*"))
    again = RedisServer(data / "redis")
    try:
        with pipeline_on(Settings(redis_url=again.url), data / "index.sqlite3") as restored:
            restored.work()
            assert [restored.found(id) for id in (one, waiting)] == [True, True]
    finally:
        again.kill()


def test_what_was_indexed_between_the_two_copies_is_done_again_and_not_lost(
    own_redis_server: RedisServer, pipeline: Pipeline, data: Path
) -> None:
    pipeline.indexed("One gull.")
    waiting = pipeline.post("Two gulls.").json()["id"]
    done("backup", data / "copy", "--data", data)
    pipeline.work()
    copy = data / "copy" / "index.sqlite3"
    copy.unlink()
    with closing(SqliteIndex(data / "index.sqlite3", walk_seconds=300)) as index:
        index.copy_to(copy, lambda _: None)  # as if indexing had been quicker than the backup
        newer = index.revisions([waiting])
    manifest = json.loads((data / "copy" / "manifest.json").read_text())
    manifest["files"]["index.sqlite3"] = hashlib.sha256(copy.read_bytes()).hexdigest()
    manifest["articles"] = 2
    (data / "copy" / "manifest.json").write_text(json.dumps(manifest))
    own_redis_server.kill()
    destroy(data)
    done("restore", data / "copy", "--data", data)
    again = RedisServer(data / "redis")
    try:
        with pipeline_on(Settings(redis_url=again.url), data / "index.sqlite3") as restored:
            restored.work()
            receipt = restored.receipts.receipt(waiting)
            assert receipt and receipt.state == "indexed"
            with closing(open_index(restored.settings)) as there:
                assert there.revisions([waiting]) == newer
    finally:
        again.kill()


def test_a_restore_sets_aside_what_is_there(own_redis_server: RedisServer, pipeline: Pipeline, data: Path) -> None:
    pipeline.indexed("One gull.")
    done("backup", data / "copy", "--data", data)
    own_redis_server.kill()
    done("restore", data / "copy", "--data", data)
    (aside,) = data.glob("before-restore-*")
    assert {"index.sqlite3", "appendonlydir"} <= {path.name for path in aside.iterdir()}


def test_a_lost_index_is_refilled_from_a_backup_while_everything_runs(pipeline: Pipeline, data: Path) -> None:
    one, two, three = pipeline.indexed("One gull.", "Two gulls.", "Three gulls.")
    done("backup", data / "copy", "--data", data)
    (later,) = pipeline.indexed("Four gulls.")
    pipeline.client.delete(f"/v1/articles/{three}")
    pipeline.work()
    pipeline.lose()
    pipeline.indexed("Five gulls.")

    said = done("restore", data / "copy", "--index-only", "--data", data)

    assert "2 articles" in said
    assert [pipeline.found(id) for id in (one, two, three, later)] == [True, True, False, False]
    for id in (one, two):
        assert pipeline.receipts.receipt(id)
    assert pipeline.post("Four gulls.").status_code == 202
    pipeline.work()
    assert pipeline.found(later)


def test_a_damaged_backup_is_refused(own_redis_server: RedisServer, pipeline: Pipeline, data: Path) -> None:
    pipeline.indexed("One gull.")
    done("backup", data / "copy", "--data", data)
    copy = data / "copy" / "index.sqlite3"
    content = bytearray(copy.read_bytes())
    content[5_000] ^= 1
    copy.write_bytes(content)
    own_redis_server.kill()
    status, said = run("restore", data / "copy", "--data", data)
    assert status == 3
    assert "is damaged" in said
    assert (data / "index.sqlite3").exists()


def test_a_folder_that_is_no_backup_is_refused(data: Path) -> None:
    (data / "copy").mkdir()
    status, said = run("restore", data / "copy", "--data", data)
    assert status == 3
    assert "was not finished" in said


def test_a_backup_needs_a_folder_of_its_own(pipeline: Pipeline, data: Path) -> None:
    status, said = run("backup", data, "--data", data)
    assert status == 3
    assert "is not empty" in said


def test_a_folder_that_cannot_be_written_is_told_in_one_line(pipeline: Pipeline, data: Path) -> None:
    (data / "a file").touch()
    status, said = run("backup", data / "a file" / "copy", "--data", data)
    assert status == 3
    assert "a file/copy cannot be used: Not a directory." in said


def test_an_export_holds_everything_and_fills_another_index(pipeline: Pipeline, data: Path) -> None:
    with closing(open_index(pipeline.settings)) as index:
        index.prepare()
        index.write([*a_month(), change("a", 1, said=THREE), change("a", 2, said=THREE[1:]), deletion("b", 3)])
        wholes = list(index.whole_articles())
    done("export", data / "all.jsonl", **environment_of(pipeline))
    lines = (data / "all.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines[1:-1]] == [each.id for each in wholes]

    other = data / "other" / "index.sqlite3"
    done("restore", data / "all.jsonl", **environment_of(pipeline) | {"QUOTEWIRE_SQLITE_PATH": str(other)})

    with closing(open_index(pipeline.settings.model_copy(update={"sqlite_path": other}))) as index:
        assert list(index.whole_articles()) == wholes


def test_an_export_and_a_restore_keep_what_people_decided(pipeline: Pipeline, data: Path) -> None:
    merge = Decision(
        id="0000000001", decision="merge", name="person:tia-brandt", into="person:ada-brome", by="Mia", at="2026-01-01"
    )
    with closing(open_index(pipeline.settings)) as index:
        index.prepare()
        index.write([change("a", 1, said=THREE)])
        index.put_decisions([merge])
    done("export", data / "all.jsonl", **environment_of(pipeline))

    other = data / "other" / "index.sqlite3"
    done("restore", data / "all.jsonl", **environment_of(pipeline) | {"QUOTEWIRE_SQLITE_PATH": str(other)})
    done("reindex", **environment_of(pipeline) | {"QUOTEWIRE_SQLITE_PATH": str(other)})

    with closing(open_index(pipeline.settings.model_copy(update={"sqlite_path": other}))) as index:
        assert list(all_decisions(index)) == [merge]
        assert index.resolutions([merge.name])[merge.name].target == merge.into


def test_an_interrupted_export_goes_on_where_it_stopped(pipeline: Pipeline, data: Path) -> None:
    with closing(open_index(pipeline.settings)) as index:
        index.prepare()
        index.write(a_month())
    done("export", data / "all.jsonl", **environment_of(pipeline))
    whole = (data / "all.jsonl").read_bytes()
    lines = whole.splitlines(keepends=True)
    (data / "again.jsonl.part").write_bytes(b"".join(lines[:3]) + lines[3][:50])
    done("export", data / "again.jsonl", **environment_of(pipeline))
    assert (data / "again.jsonl").read_bytes() == whole


def test_an_export_that_is_not_whole_is_refused(pipeline: Pipeline, data: Path) -> None:
    with closing(open_index(pipeline.settings)) as index:
        index.prepare()
        index.write(a_month())
    done("export", data / "all.jsonl", **environment_of(pipeline))
    lines = (data / "all.jsonl").read_bytes().splitlines(keepends=True)
    (data / "half.jsonl").write_bytes(b"".join(lines[:4]))
    status, said = run("restore", data / "half.jsonl", **environment_of(pipeline))
    assert status == 3
    assert "not whole" in said


@pytest.mark.elasticsearch
@pytest.mark.slow
def test_articles_move_from_sqlite_to_elasticsearch_and_back(
    pipeline: Pipeline, data: Path, request: pytest.FixtureRequest
) -> None:
    with closing(open_index(pipeline.settings)) as index:
        index.prepare()
        index.write([*a_month(), change("a", 1, said=THREE), change("a", 2, said=THREE[1:]), deletion("b", 3)])
        before = comparable(index)
    place = place_on("elasticsearch", data, lambda: str(request.getfixturevalue("elasticsearch_url")))
    there = environment_of(pipeline) | place.environment
    try:
        done("export", data / "all.jsonl", **environment_of(pipeline))
        done("restore", data / "all.jsonl", **there)
        assert comparable(place.open()) == before
        done("backup", data / "copy", **there)
        back = data / "back" / "index.sqlite3"
        done("restore", data / "copy", **environment_of(pipeline) | {"QUOTEWIRE_SQLITE_PATH": str(back)})
        with closing(open_index(pipeline.settings.model_copy(update={"sqlite_path": back}))) as index:
            assert comparable(index) == before
    finally:
        place.leave()


def comparable(index: Index) -> list[object]:
    """All articles, without the hashes of older versions' texts, which Elasticsearch does not keep."""
    every = {"versions": {"__all__": {"text_hash"}}}
    return [each.model_dump(exclude=every) for each in index.whole_articles()]


def test_a_stack_that_runs_is_not_overwritten(pipeline: Pipeline, data: Path) -> None:
    pipeline.indexed("One gull.")
    done("backup", data / "copy", "--data", data)
    with (data / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, said = run("restore", data / "copy", "--data", data)
    assert status == 3
    assert "Another quotewire runs" in said
    assert pipeline.post("One gull.").status_code == 200
