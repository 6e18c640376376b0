"""Every form of posting, sent to a running stack and found in its search."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Protocol

import httpx

from tests.support.feeds import rss, rss_item


class Site(Protocol):
    """A site whose pages a test writes."""

    def url(self, path: str) -> str:
        """Return the address by which the stack asks for a page."""

    def put(self, path: str, body: str) -> None:
        """Answer a path with this from now on."""


SOURCE = "Quay Gazette"
BODY = "“The {} is open again,” said harbour master Felicity Brome on Monday."
ITEM = {"uri": "urn:newsml:agency.example:quay", "type": "text", "copyrightHolder": SOURCE}


def article(word: str) -> dict[str, Any]:
    return {"title": f"About a {word}", "body": BODY.format(word), "source": SOURCE}


def found(search: str, expected: int) -> int:
    """How many articles of the source are searchable, as soon as they are as many as expected."""
    end = time.monotonic() + 120
    while True:
        total = int(httpx.get(f"{search}/v1/articles", params={"source": SOURCE, "size": 1}).json()["total"])
        if total == expected or time.monotonic() > end:
            return total
        time.sleep(0.3)


def assert_a_feed_arrives(ingest: str, search: str, site: Site) -> None:
    """A home page names its feed; the feed is added, polled, its page fetched, and its quote found with its speaker."""
    prose = f"<p>{BODY.format('lighthouse')} The keeper nodded, and the crowd went home.</p>" * 3
    head = "<head><title>The lighthouse</title></head>"
    site.put("/news/1.html", f"<html>{head}<body><article>{prose}</article></body></html>")
    site.put("/rss.xml", rss([rss_item(site.url("/news/1.html"), "The lighthouse")], "Harbour Feed"))
    site.put(
        "/", '<html><head><link rel=alternate type="application/rss+xml" title="All" href="/rss.xml"></head></html>'
    )

    def quotewire(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "deploy.cli", "feeds", *arguments, "--ingest", ingest]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    offered = quotewire("add", site.url("/"))
    assert offered.returncode == 1 and site.url("/rss.xml") in offered.stderr
    added = quotewire("add", site.url("/rss.xml"))
    assert added.returncode == 0, added.stderr
    end = time.monotonic() + 120
    while not (quotes := httpx.get(f"{search}/v1/quotes", params={"source": "Harbour Feed"}).json())["total"]:
        assert time.monotonic() < end, quotewire("show", site.url("/rss.xml")).stdout
        time.sleep(0.3)
    assert {quote["speaker"]["name"] for quote in quotes["results"]} == {"Felicity Brome"}
    id = httpx.get(f"{ingest}/v1/feeds").json()["results"][0]["id"]
    [receipt] = httpx.get(f"{ingest}/v1/receipts", params={"feed": id}).json()["results"]
    assert (receipt["state"], receipt["form"]) == ("indexed", "feed_item")
    assert quotewire("remove", site.url("/rss.xml")).returncode == 0


def assert_every_form_arrives(ingest: str, search: str, folder: Path) -> None:
    """Bulk, import and push, each in the forms that it takes; then a notice that takes an item back."""
    page = f"<html><body><article><h1>A page</h1><p>{(BODY.format('slipway') + ' ') * 4}</p></article></body></html>"
    lines = [article("dock"), {"html": page, "source": SOURCE}]
    bulk = httpx.post(
        f"{ingest}/v1/articles/bulk",
        content="".join(f"{json.dumps(line)}\n" for line in lines) + "torn\n",
        headers={"content-type": "application/x-ndjson"},
        timeout=30,
    )
    assert [json.loads(line)["status"] for line in bulk.text.splitlines()] == [202, 202, 400]

    item = ITEM | {"headlines": [{"value": "About a quay"}], "bodies": [{"value": BODY.format("quay")}]}
    assert httpx.post(f"{ingest}/v1/push", json=item, timeout=30).status_code == 202

    (folder / "lines.jsonl").write_text("\n".join(json.dumps(article(word)) for word in ("pier", "mole", "pier")))
    (folder / "table.csv").write_text(f'Head,Text\nAbout a crane,"{BODY.format("crane")}"\n')
    (folder / "note.txt").write_text(f"About a tug\n\n{BODY.format('tug')}")
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "import", "--ingest", ingest, "--source", SOURCE, str(folder),
         "--map", "title=Head", "--map", "body=Text"],
        env=os.environ | {"XDG_STATE_HOME": str(folder / "state")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "4 new, 1 unchanged" in done.stderr

    assert found(search, 7) == 7
    quotes = httpx.get(f"{search}/v1/quotes", params={"source": SOURCE, "speaker": "Felicity Brome"}).json()
    assert quotes["total"] >= 7
    counts = next(
        each
        for each in httpx.get(f"{ingest}/v1/sources", params={"size": 100}).json()["results"]
        if each["source"] == SOURCE
    )
    assert (counts["accepted"], counts["unchanged"], counts["quarantined"]) == (7, 1, 0)

    notice = httpx.post(f"{ingest}/v1/push", json={"uri": ITEM["uri"], "pubStatus": "canceled"}, timeout=30)
    assert notice.status_code == 202
    assert found(search, 6) == 6
