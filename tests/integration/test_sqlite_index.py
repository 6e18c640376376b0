"""What is particular to the embedded index: its file, its processes, its walks, and FTS5's language."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.analysis import words
from services.search.index import Request
from services.search.query import MAX_DEPTH, MAX_TERMS, And, Node, Not, Or, Phrase, Word, parse
from services.search.sqlite import SqliteIndex
from shared.errors import CursorExpired, Unavailable
from tests.contract.asking import articles, ask, ids, pages
from tests.corpus import Said, change, deletion

ROOT = Path(__file__).parents[2]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FERRY = [Said("The ferry sails", "Ada Nordmann")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "index.sqlite3"


@pytest.fixture
def index(path: Path) -> Iterator[SqliteIndex]:
    opened = SqliteIndex(path, walk_seconds=3_600)
    opened.prepare()
    yield opened
    opened.close()


# The file


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
    with pytest.raises(Unavailable, match="layout 999"):
        index.prepare()


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
from services.search.sqlite import SqliteIndex
from shared.errors import Unavailable
from tests.corpus import change
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
from services.search.sqlite import SqliteIndex
from tests.corpus import Said, change
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
from services.search.sqlite import SqliteIndex
from tests.corpus import change
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
    monkeypatch.setattr("services.search.sqlite.connections.BUSY_MS", 50)
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


# Walks


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_walk_sees_the_moment_of_its_first_page(index: SqliteIndex, sort: str) -> None:
    # Given a walk that has begun
    index.write([change(f"a{n}", said=FERRY * (n % 4 + 1), text="ferry " * (n % 3 + 1)) for n in range(20)])
    request = Request(kind="quotes", words=parse("ferry"), sort=sort, size=7)  # type: ignore[arg-type]
    undisturbed = [id for page in pages(index, request) for id in ids(page)]
    walk = pages(index, request)
    seen = ids(next(walk))
    # When everything changes between its pages
    for number, page in enumerate(walk):
        index.write(
            [
                change(f"a{number}", 2, said=[Said("Nothing of it", "Ada Nordmann")]),
                deletion(f"a{number + 10}", 2),
                change(f"new{number}", said=FERRY * 3, text="ferry " * 50),
            ]
        )
        index.purge(LONG_AGO)
        # Then it goes on as if nothing had
        assert page.total == len(undisturbed)
        seen += ids(page)
    assert seen == undisturbed


def test_next_is_json(index: SqliteIndex) -> None:
    index.write([change(f"a{n}", text="ferry") for n in range(3)])
    request = Request(kind="articles", words=parse("ferry OR boat"), size=1)
    page = index.search(request)
    again = index.search(replace(request, after=json.loads(json.dumps(page.next))))
    assert ids(again) == ["a1"]


def test_a_walk_expires_only_when_what_it_could_see_is_purged(index: SqliteIndex) -> None:
    index.write([change("a"), change("b")])
    index.write([change("a", 2)])
    request = Request(kind="articles", size=1)
    early = index.search(request)
    # What was removed before the walk began is no loss to it
    index.purge(datetime.now(UTC) + timedelta(hours=1))
    assert ids(index.search(replace(request, after=early.next))) == ["b"]
    # What it could have seen is
    index.write([change("b", 2)])
    index.purge(datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(CursorExpired):
        index.search(replace(request, after=early.next))


def test_a_walk_through_a_file_that_was_made_anew_has_expired(index: SqliteIndex, path: Path) -> None:
    index.write([change("a"), change("b")])
    page = index.search(Request(kind="articles", size=1))
    for file in path.parent.iterdir():
        file.unlink()
    index.prepare()
    with pytest.raises(CursorExpired):
        index.search(Request(kind="articles", size=1, after=page.next))


def test_purging_leaves_nothing_of_a_deleted_article(index: SqliteIndex, path: Path) -> None:
    index.write([change("a", 1, said=FERRY), change("b")])
    index.write([change("a", 2, said=FERRY)])
    index.write([deletion("a", 3)])
    assert index.purge(datetime.now(UTC) + timedelta(hours=1)) == 1
    with apsw.Connection(str(path)) as db:
        for table in ("articles", "contents", "articles_fts", "titles_fts", "current"):
            assert db.execute(f"SELECT count(*) FROM {table}").get == 1, table
        for table in ("quotes", "quote_contents", "quotes_fts", "quote_entities", "article_entities", "article_names"):
            assert db.execute(f"SELECT count(*) FROM {table}").get == 0, table
        for table in ("names", "names_fts", "entities"):
            assert db.execute(f"SELECT count(*) FROM {table}").get == 0, table
    db.close()


def test_purging_keeps_the_past_readable_but_not_searchable(index: SqliteIndex) -> None:
    index.write([change("a", 1, said=FERRY, text="Old words")])
    index.write([change("a", 2)])
    index.purge(datetime.now(UTC) + timedelta(hours=1))
    old = index.article("a", 1)
    assert old and old.body.startswith("Old words")
    assert len(old.quotes) == 1
    assert articles(index, "old") == set()


# FTS5's language


@pytest.mark.parametrize(
    "q",
    [
        '"',
        "col : x",
        "title:gull",
        "^gull",
        "gull*",
        "NEAR(gull tern, 2)",
        "gull + tern",
        "{title body} : gull",
        "- gull",
        "gull'; DROP TABLE articles; --",
        "always : 1",
    ],
)
def test_what_fts5_would_take_for_an_operator_is_punctuation(index: SqliteIndex, q: str) -> None:
    tree = Word(q) if words(q) else Phrase("gull " + q)
    assert index.search(Request(kind="articles", words=tree)).total == 0


@pytest.mark.parametrize(
    "level", ["(b OR c -d {})", "-(b OR c -d {})", "-(b OR -c {} d)", "({} OR b -c)", "(-b -c {} OR d)"]
)
def test_the_deepest_query_is_not_too_deep_for_fts5(index: SqliteIndex, level: str) -> None:
    q = "x"
    for _ in range(MAX_DEPTH):
        q = level.format(q)
    assert ask(index, "articles", q).total == 0
    assert ask(index, "quotes", q).total == 0


@pytest.mark.parametrize("joint", [" ", " OR ", " -", "-"])
def test_the_longest_query_is_not_too_long_for_fts5(index: SqliteIndex, joint: str) -> None:
    index.write([change("a")])
    q = joint.join(f"w{number}" for number in range(MAX_TERMS))
    assert ask(index, "articles", q).total == 0


def test_a_word_in_the_title_and_a_rare_word_count_more(index: SqliteIndex) -> None:
    index.write([change(f"filler{n}", text="common") for n in range(20)])
    index.write([change("in-body", text="ferry and common"), change("in-title", title="Ferry", text="and common")])
    assert ids(ask(index, "articles", "ferry")) == ["in-title", "in-body"]
    assert ids(ask(index, "articles", "(common -nowhere) OR ferry"))[:2] == ["in-title", "in-body"]


TEXTS = [
    "red gulls and a white tern",
    "a red tern",
    "gull gull heron",
    "white red",
    "the heron's red gull",
    "nothing",
]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteIndex]:
    index = SqliteIndex(tmp_path_factory.mktemp("texts") / "index.sqlite3", walk_seconds=1)
    index.prepare()
    index.write([change(str(n), title=text, text=TEXTS[n - 1]) for n, text in enumerate(TEXTS)])
    yield index
    index.close()


leaves = st.one_of(
    st.sampled_from(["red", "gull", "tern", "heron", "white", "missing", "red gull"]).map(Word),
    st.sampled_from(["gulls", "gull", "red gull", "white tern", "heron red", "tern red"]).map(Phrase),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=12,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees)
def test_a_query_matches_what_it_says(texts: SqliteIndex, tree: Node) -> None:
    expected = {str(n) for n, text in enumerate(TEXTS) if _says([text, TEXTS[n - 1]], tree)}
    found = texts.search(Request(kind="articles", words=tree, size=10))
    assert set(ids(found)) == expected
    assert found.total == len(expected)


def _says(fields: list[str], node: Node) -> bool:
    """Whether an article with these fields matches, told without any index."""
    match node:
        case Word(text):
            return any(_in_row([w.stem for w in words(text)], [w.stem for w in words(field)]) for field in fields)
        case Phrase(text):
            return any(_in_row([w.exact for w in words(text)], [w.exact for w in words(field)]) for field in fields)
        case And(parts):
            return all(_says(fields, part) for part in parts)
        case Or(parts):
            return any(_says(fields, part) for part in parts)
        case Not(part):
            return not _says(fields, part)


def _in_row(wanted: list[str], there: list[str]) -> bool:
    return any(there[at : at + len(wanted)] == wanted for at in range(len(there)))
