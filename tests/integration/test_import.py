"""Archives on a disk, imported by the command over HTTP: every format, bad files, a kill in the middle."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shared.delivery.receipts import Receipts
from shared.delivery.tokens import new_token
from shared.models.receipts import Stage

pytestmark = pytest.mark.redis

BODY = "“The bridge will open in June,” said Mayor Ana Torres of Halmstow."


Import = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def start(api: tuple[httpx.Client, Receipts], tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    def start(*arguments: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "import", "--ingest", str(api[0].base_url), *map(str, arguments)],
            env=os.environ | {"XDG_STATE_HOME": str(tmp_path / "state"), "COLUMNS": "200"},
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def run(start: Callable[..., subprocess.Popen[str]]) -> Import:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        process = start(*arguments)
        _, said = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, stderr=said)

    return run


def documents(receipts: Receipts) -> list[dict[str, Any]]:
    """What waits at the first stages, as it was posted."""
    found = []
    for stage in (Stage.ANNOTATING, Stage.PREPARING):
        while True:
            jobs, left = receipts.lease(stage, new_token(), seconds=600, count=1_000, size=10**9, max_attempts=3)
            found += [json.loads(job.payload) for job in jobs]
            if not left and not jobs:
                break
    return [document.get("posted", document) for document in found]


def article(number: int) -> dict[str, str]:
    return {"title": f"Bridge {number}", "body": f"{BODY} {number}", "url": f"https://halmstow.example/{number}"}


def warc(count: int) -> list[bytes]:
    records = []
    for number in range(count):
        page = f"<html><body><article><h1>Bridge {number}</h1><p>{BODY}</p></article></body></html>".encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"WARC-Date: 2026-03-01T00:00:00Z\r\nWARC-Target-URI: https://halmstow.example/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        records.append(head.encode() + http + b"\r\n\r\n")
    return records


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def test_a_folder_of_every_format_is_taken_whole(
    run: Import, api: tuple[httpx.Client, Receipts], tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    (folder / "deeper").mkdir(parents=True)
    (folder / "lines.jsonl").write_text("\n".join(json.dumps(article(n)) for n in (10, 11, 12)) + "\n\n")
    (folder / "table.csv").write_text(
        table([["title", "body", "tags", "ID"], ["A title", f"{BODY}\nA second line", "bridge; road", "x"]])
    )
    (folder / "pages.warc").write_bytes(b"".join(warc(2)))
    (folder / "pages.warc.gz").write_bytes(b"".join(map(gzip.compress, warc(4)[2:])))
    (folder / "deeper" / "page.html").write_text(f"<html><body><p>{BODY}</p></body></html>")
    (folder / "deeper" / "a note.txt").write_text(f"The bridge\n\n{BODY}\nAnd so on.")
    (folder / "item.json").write_text(json.dumps({"uri": "urn:x:1", "bodies": [{"value": BODY}], "type": "text"}))
    (folder / "list.json").write_text(json.dumps([article(7), article(8)]))
    (folder / "picture.jpeg").write_bytes(b"\xff\xd8")

    done = run(folder, "--source", "Halmstow Courier")

    assert done.returncode == 0, done.stderr
    assert "8 files: 13 new" in done.stderr
    posted = documents(api[1])
    assert len(posted) == 13
    assert {"title": "The bridge", "body": f"{BODY}\nAnd so on.", "source": "Halmstow Courier"}.items() <= next(
        document for document in posted if document.get("title") == "The bridge"
    ).items()
    row = next(document for document in posted if document.get("title") == "A title")
    assert (row["body"], row["tags"], row["source"]) == (
        f"{BODY}\nA second line", ["bridge", "road"], "Halmstow Courier",
    )  # fmt: skip
    assert sorted(str(d["url"]) for d in posted if d.get("html") and d["url"]) == [
        f"https://halmstow.example/{n}" for n in range(4)
    ]


def test_the_same_again_makes_no_work(run: Import, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(article(n)) for n in range(20)))

    first, again = run(file), run(str(tmp_path / "*.jsonl"))

    assert "20 new" in first.stderr
    assert "20 unchanged" in again.stderr


def test_columns_are_mapped_by_name(run: Import, api: tuple[httpx.Client, Receipts], tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(table([["Überschrift", "Text", "title"], ["Brücke", BODY, "x"]], ";"), "cp1252")

    done = run(file, "--encoding", "cp1252", "--map", "title=Überschrift", "--map", "body=Text")

    assert done.returncode == 0, done.stderr
    [document] = documents(api[1])
    assert (document["title"], document["body"]) == ("Brücke", BODY)


CUT_PLAIN, CUT_GZIP = b"".join(warc(3))[:-200], b"".join(map(gzip.compress, warc(3)))[:-200]
BAD_FILES: dict[str, tuple[str, bytes, int, str]] = {
    "a WARC cut in the middle": ("a.warc", CUT_PLAIN, 2, "cut in the middle"),
    "a compressed WARC cut in the middle": ("a.warc.gz", CUT_GZIP, 2, "cut in the middle"),
    "a WARC that is none": ("a.warc", b"<html>no</html>", 0, "Invalid WARC header"),
    "a WARC cut in the text of a page": ("a.warc", b"".join(warc(3))[:-20], 2, "cut in the middle"),
    "an empty WARC": ("a.warc", b"", 0, "holds no records that can be read"),
    "a table without a text": ("a.csv", table([["Headline", "Text"], ["a", "b"]]).encode(), 0, "--map body=COLUMN"),
    "an empty table": ("a.csv", b"", 0, "no columns"),
    "a row of other cells": (
        "a.csv", table([["title", "body"], ["a", BODY], ["b"], ["c", BODY, "d"], ["e", f"{BODY}."]]).encode(), 2,
        "has 1 cells, where the header has 2",
    ),
    "a row in Latin-1": (
        "a.csv", b"title,body\nBr\xfccke,b\n" + table([["b", f"{BODY}."]]).encode(), 1,
        "--encoding latin-1",
    ),
    "10 MB in one cell": (
        "a.csv", table([["title", "body"], ["a", "x" * 10_000_000], ["b", BODY]]).encode(), 1, "A line may have",
    ),
    "a quotation mark that is never closed": ("a.csv", b'title,body\na,b\nc,"' + b"d\n" * 1_000, 1, "unexpected end"),
    "text in Latin-1": ("a.txt", f"Brücke\n{BODY}".encode("cp1252"), 0, "--encoding latin-1"),
    "an empty text": ("a.txt", b"", 0, "body"),
    "JSON that is torn": ("a.json", b'{"title": ', 0, "is not JSON"),
    "a line that is no JSON": ("a.jsonl", json.dumps(article(1)).encode() + b"\nnonsense\n{}\n", 1, "is not JSON"),
    "a line of 70 MB": (
        "a.jsonl", b"x" * 70_000_000 + b"\n" + json.dumps(article(1)).encode(), 1, "has more than 64,000,000 bytes",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "good", "reason"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_what_is_bad_is_told_and_the_rest_goes_on(
    run: Import, api: tuple[httpx.Client, Receipts], tmp_path: Path, name: str, content: bytes, good: int, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.jsonl").write_text(json.dumps(article(99)))

    done = run(tmp_path / name, tmp_path / "z.jsonl", "--report", tmp_path / "report")

    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    report = json.loads((tmp_path / "report").read_text())
    assert report["outcomes"]["new"] == good + 1
    assert any(reason in why for why in report["refused"]), report
    assert any(str(tmp_path / name) in example for why in report["refused"].values() for example in why["examples"])


BAD_OPTIONS = {
    "a path that is not there": (["nowhere.csv"], "nowhere.csv: nothing to import there"),
    "a file of another kind": (["picture.jpeg"], "names end in .warc"),
    "a field that no article has": (["z.jsonl", "--map", "headline=H"], "FIELD=COLUMN"),
    "an encoding that does not exist": (["z.jsonl", "--encoding", "latin-77"], "no such encoding"),
}


@pytest.mark.parametrize(("arguments", "reason"), BAD_OPTIONS.values(), ids=BAD_OPTIONS.keys())
def test_a_wrong_option_is_told_before_anything_is_sent(
    run: Import, api: tuple[httpx.Client, Receipts], tmp_path: Path, arguments: list[str], reason: str
) -> None:
    (tmp_path / "z.jsonl").write_text(json.dumps(article(1)))
    (tmp_path / "picture.jpeg").write_bytes(b"\xff\xd8")
    paths = [str(tmp_path / a) if a.endswith(("jsonl", "jpeg", "csv")) else a for a in arguments]

    done = run(*paths)

    assert done.returncode == 2
    assert reason in " ".join(done.stderr.replace("│", " ").split()).replace(str(tmp_path) + "/", "")
    assert documents(api[1]) == []


@pytest.mark.slow
def test_an_import_that_is_killed_goes_on_where_it_stopped(
    run: Import, start: Callable[..., subprocess.Popen[str]], api: tuple[httpx.Client, Receipts], tmp_path: Path
) -> None:
    lines = [json.dumps(article(n)) for n in range(10_000)]
    lines[4_710] = '{"title": "torn'
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(lines))
    kept = tmp_path / "state" / "quotewire" / "imports"

    process = start(file)
    while not (written := list(kept.glob("*.json"))) or json.loads(written[0].read_text())["records"] < 2_000:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = json.loads(written[0].read_text())
    done = run(file)

    assert 2_000 <= before["records"] < 10_000
    assert done.returncode == 3
    assert "An earlier run has done" in done.stderr
    assert "lines.jsonl, line 4711" in done.stderr
    assert not list(kept.glob("*.json"))
    assert len({document["title"] for document in documents(api[1])}) == 9_999
    known = int(done.stderr.split(" unchanged")[0].split()[-1].replace(",", "")) if " unchanged" in done.stderr else 0
    assert known <= 500, "only the batch that was under way was sent twice"


@given(numbers=st.lists(st.integers(0, 5), min_size=1, max_size=8), empty=st.integers(0, 3))
@hypothesis_settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_that_an_archive_holds_adds_up(
    run: Import, api: tuple[httpx.Client, Receipts], tmp_path: Path, numbers: list[int], empty: int
) -> None:
    # given lines and rows of articles, some of them twice, some without a body
    before = api[0].get("/v1/sources").json()["all"]["sent"]
    archive = tmp_path / os.urandom(6).hex()
    archive.mkdir()
    articles = [*map(article, numbers), *[article(n) | {"body": ""} for n in range(empty)]]
    (archive / "lines.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in articles))
    (archive / "table.csv").write_text(table([["title", "body", "url"], *(list(each.values()) for each in articles)]))

    run(archive)

    counts = api[0].get("/v1/sources").json()["all"]
    assert counts["sent"] - before == 2 * len(articles)
    assert counts["sent"] == sum(counts[each] for each in ("accepted", "unchanged", "refused", "quarantined"))
