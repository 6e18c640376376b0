"""The file of the embedded index, and the processes and threads that share it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import apsw
import pytest

from services.search.engines.sqlite import SqliteIndex
from services.search.engines.sqlite.connections import READERS, Connections
from services.search.index.questions import Request
from shared.errors import Unavailable
from tests.contract.queries import articles, ask, ids, pages
from tests.support.corpus import Said, change, deletion

ROOT = Path(__file__).parents[3]
FERRY = [Said("The ferry sails", "Ada Nordmann")]


def test_before_the_indexer_has_prepared_the_file_readers_say_so(path: Path) -> None:
    index = SqliteIndex(path, walk_seconds=1)
    with pytest.raises(Unavailable, match="does not exist"):
        index.ready()
    path.parent.mkdir()
    path.touch()
    with pytest.raises(Unavailable, match="has not started yet"):
        index.ready()
    index.prepare()
    index.ready()


def test_a_file_that_is_replaced_while_open_is_opened_anew(index: SqliteIndex, path: Path) -> None:
    index.write([change("a")])
    assert articles(index) == {"a"}
    for file in path.parent.iterdir():
        file.unlink()
    with pytest.raises(Unavailable):
        index.search(Request(kind="articles"))
    index.prepare()
    assert articles(index) == set()
    index.write([change("b")])
    assert articles(index) == {"b"}


def test_a_file_of_another_layout_is_not_touched(index: SqliteIndex, path: Path) -> None:
    index.close()
    with apsw.Connection(str(path)) as db:
        db.pragma("user_version", 999)
    db.close()
    with pytest.raises(Unavailable, match="layout 999"):
        index.ready()
    with pytest.raises(Unavailable, match="newer Quotewire"):
        index.prepare()


def test_a_file_of_an_earlier_layout_is_refused_with_the_way_out(index: SqliteIndex, path: Path) -> None:
    index.close()
    with apsw.Connection(str(path)) as db:
        db.pragma("user_version", 1)
    db.close()
    with pytest.raises(Unavailable, match="quotewire reindex"):
        index.ready()


def test_a_file_that_is_no_index_is_unavailable(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"certainly not a database " * 1_000)
    index = SqliteIndex(path, walk_seconds=1)
    with pytest.raises(Unavailable):
        index.prepare()
    with pytest.raises(Unavailable):
        index.ready()


def test_a_full_disk_is_unavailable_and_loses_nothing_that_was_acknowledged(path: Path) -> None:
    # Given a process that may not write files of over a megabyte, which to SQLite is a disk that takes no more
    script = """
import resource, sys
from pathlib import Path
from services.search.engines.sqlite import SqliteIndex
from services.search.engines.sqlite.connections import READERS, Connections
from shared.errors import Unavailable
from tests.support.corpus import change
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
index = SqliteIndex(Path(sys.argv[1]), walk_seconds=1)
index.prepare()
for number in range(1_000):
    try:
        index.write([change(f"a{number}", text=f"gull{number} " * 2_000)])
    except Unavailable:
        print(number)
        break
"""
    # When it writes until it is refused
    run = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True, cwd=ROOT)
    # Then all that was acknowledged is there, and with room again the next write succeeds
    written = int(run.stdout)
    assert written > 0
    index = SqliteIndex(path, walk_seconds=1)
    assert ask(index, size=1).total == written
    assert index.write([change("next")]) == ["written"]
    index.close()


def test_what_was_acknowledged_survives_a_kill(path: Path) -> None:
    # Given a writer that says after each write what it wrote
    script = """
import sys
from pathlib import Path
from services.search.engines.sqlite import SqliteIndex
from services.search.engines.sqlite.connections import READERS, Connections
from tests.support.corpus import Said, change
index = SqliteIndex(Path(sys.argv[1]), walk_seconds=1)
index.prepare()
for number in range(100_000):
    index.write([change(f"a{number}", said=[Said("The ferry sails", "Ada Nordmann")])])
    print(f"a{number}", flush=True)
"""
    writer = subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout
    # When it is killed in the middle of its work
    acknowledged = [writer.stdout.readline().strip() for _ in range(20)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.stdout.read().split()
    writer.wait()
    # Then each of them is there, whole
    index = SqliteIndex(path, walk_seconds=1)
    assert articles_with_quotes(index) == articles_all(index) >= set(acknowledged)
    index.close()


def articles_all(index: SqliteIndex) -> set[str]:
    return {id for page in pages(index, Request(kind="articles", size=1_000)) for id in ids(page)}


def articles_with_quotes(index: SqliteIndex) -> set[str]:
    return {id.partition(":")[0] for page in pages(index, Request(kind="quotes", size=1_000)) for id in ids(page)}


# Processes and threads


def test_processes_that_start_at_once_prepare_one_index(path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from services.search.engines.sqlite import SqliteIndex
from services.search.engines.sqlite.connections import READERS, Connections
from tests.support.corpus import change
index = SqliteIndex(Path(sys.argv[1]), walk_seconds=1)
sys.stdin.read()
index.prepare()
index.write([change(f"a{os.getpid()}")])
"""
    # Given processes that are ready to go
    processes = [
        subprocess.Popen([sys.executable, "-c", script, path], stdin=subprocess.PIPE, cwd=ROOT) for _ in range(4)
    ]
    # When all of them prepare the index
    for process in processes:
        assert process.stdin
        process.stdin.close()
    # Then each can write to it
    assert [process.wait() for process in processes] == [0] * 4
    index = SqliteIndex(path, walk_seconds=1)
    assert len(articles(index)) == 4
    index.close()


def test_a_writer_that_waits_in_vain_for_another_is_unavailable(
    index: SqliteIndex, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.search.engines.sqlite.connections.BUSY_MS", 50)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    index.close()
    with pytest.raises(Unavailable, match="another process"):
        index.write([change("a")])
    assert articles(index) == set()  # readers do not wait
    other.execute("ROLLBACK")
    other.close()
    assert index.write([change("a")]) == ["written"]


def test_threads_read_whole_articles_while_another_writes(index: SqliteIndex) -> None:
    # Given readers who compare, again and again, what one answer says of articles and quotes
    errors: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                page = ask(index, "articles", "ferry", size=3)
                assert page.total == sum(value.count for value in page.facets["type"])
                ask(index, "quotes", '"ferry sails"')
        except BaseException as error:
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    # When articles come in and go
    for number in range(30):
        index.write([change(f"a{number}", said=FERRY), deletion(f"a{number - 5}", 2)])
    done.set()
    for reader in readers:
        reader.join()
    # Then no reader has seen half of one
    assert errors == []


def test_one_reader_more_than_may_read_at_once_waits_for_a_turn(index: SqliteIndex, path: Path) -> None:
    connections, came = Connections(path), threading.Event()

    def read() -> None:
        with connections.reading():
            came.set()

    with ExitStack() as stack:
        for _ in range(READERS):
            stack.enter_context(connections.reading())
        waiting = threading.Thread(target=read)
        waiting.start()
        assert not came.wait(0.1)
    waiting.join()
    assert came.is_set()
    connections.close()
