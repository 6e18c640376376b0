"""The commands of ``quotewire feeds``: they ask ingest, and show its answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.ingest.feeds.feed import feed_id
from services.ingest.feeds.opml import MEDIA_TYPES
from services.ingest.identity import ID
from services.ingest.settings import Settings

FAILED = 1
PAGE = 100

Document = dict[str, Any]
_out, _err = Console(highlight=False), Console(stderr=True, highlight=False, soft_wrap=True)


class Refused(Exception):
    """Ingest refuses what was asked; ``document`` is the problem."""

    def __init__(self, document: Document) -> None:
        super().__init__(str(document.get("detail", document)))
        self.document = document


def add(
    ingest: str | None,
    addresses: Sequence[str],
    *,
    source: str | None,
    title: str | None,
    every: int | None,
    check: bool,
) -> None:
    """Add feeds; of an address that holds none, show those that it links to."""

    def add_one(client: httpx.Client, address: str) -> None:
        given = {"url": address, "source": source, "title": title, "every_minutes": every, "check": check}
        answer = client.post("/v1/feeds", json={name: value for name, value in given.items() if value is not None})
        feed = _document(answer)
        _say(f"{'known' if answer.status_code == 200 else 'added'}  {feed['id']}  {feed['title'] or feed['url']}")

    _each(ingest, addresses, add_one)


def act(ingest: str | None, which: Sequence[str], action: str) -> None:
    """Pause, resume or poll feeds."""

    def act_on_one(client: httpx.Client, feed: str) -> None:
        shown = _document(client.post(f"/v1/feeds/{_id(feed)}/{action}", json={}))
        _say(f"{shown['state']}  {shown['id']}  {shown['title'] or shown['url']}")

    _each(ingest, which, act_on_one)


def remove(ingest: str | None, which: Sequence[str]) -> None:
    """Remove feeds."""

    def remove_one(client: httpx.Client, feed: str) -> None:
        answer = client.delete(f"/v1/feeds/{_id(feed)}")
        if answer.is_error:
            raise Refused(answer.json())
        _say(f"removed  {feed}")

    _each(ingest, which, remove_one)


def show_list(ingest: str | None, *, quiet: bool) -> None:
    """Print a table of feeds."""
    with _asking(ingest) as client:
        feeds = list(_all(client, quiet=quiet))
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "feed", "last poll", "result", "next poll", "brought", "latest"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "brought" else "left")
    for feed in feeds:
        result = Text(_result(feed), style="yellow" if feed["failures"] or feed["quiet_since"] else "")
        following = feed["state"] if feed["state"] != "waiting" else _when(feed["next_poll_at"])
        table.add_row(
            feed["id"], Text(feed["title"] or feed["url"]), _when(feed["polled_at"]), result, following,
            f"{feed['items']:,}", _when(feed["new_at"]),
        )  # fmt: skip
    _out.print(table if feeds else "No feeds yet: quotewire feeds add ADDRESS")


def show(ingest: str | None, feed: str) -> None:
    """Print one feed and its latest fetches."""
    with _asking(ingest) as client:
        found = _document(client.get(f"/v1/feeds/{_id(feed)}"))
    _say(
        f"{found['title'] or found['url']}\n{found['url']}\n{found['state']}, next poll {_when(found['next_poll_at'])}"
    )
    if found["quiet_since"]:
        _say(f"quiet for longer than is usual for it, since {_when(found['quiet_since'])}")
    table = Table(box=None, pad_edge=False)
    for heading in ("at", "result", "http", "items", "new", "next in", ""):
        table.add_column(heading, overflow="fold")
    for fetch in found["fetches"]:
        numbers = ("" if fetch[name] is None else str(fetch[name]) for name in ("http", "items", "new"))
        table.add_row(
            _when(fetch["at"]), fetch["status"], *numbers, f"{fetch['next_minutes']:.0f} min", Text(fetch["detail"])
        )
    _out.print(table)


def import_lists(ingest: str | None, files: Sequence[Path]) -> None:
    """Add the feeds of OPML files."""

    def import_one(client: httpx.Client, name: str) -> None:
        headers = {"content-type": MEDIA_TYPES[0]}
        outcome = _document(client.post("/v1/feeds/opml", content=Path(name).read_bytes(), headers=headers))
        _say(f"{name}: {outcome['added']:,} added, {outcome['known']:,} known, {len(outcome['refused']):,} refused")
        for refused in outcome["refused"]:
            _say(f"  {refused['detail']}")

    _each(ingest, [str(file) for file in files], import_one)


def export(ingest: str | None, file: Path | None) -> None:
    """Write all feeds as OPML."""
    with _asking(ingest) as client:
        answer = client.get("/v1/feeds/opml")
        if answer.is_error:
            raise Refused(answer.json())
    if file:
        file.write_bytes(answer.content)
    else:
        sys.stdout.buffer.write(answer.content)


def _each(ingest: str | None, names: Sequence[str], do: Callable[[httpx.Client, str], None]) -> None:
    """Do something for each; what is refused stops nothing, and is told at the end by the exit status."""
    failed = False
    with _asking(ingest) as client:
        for name in names:
            try:
                do(client, name)
            except Refused as refused:
                failed = True
                _err.print(f"{name}: {refused}", style="red", markup=False)
                for offer in refused.document.get("feeds", ()):
                    _err.print(f"  quotewire feeds add {offer['url']}   {offer['title']}", markup=False)
    if failed:
        raise typer.Exit(FAILED)


@contextmanager
def _asking(ingest: str | None) -> Iterator[httpx.Client]:
    address = (ingest or f"http://127.0.0.1:{Settings().ingest_port}").rstrip("/")
    try:
        with httpx.Client(base_url=address, timeout=60) as client:
            yield client
    except httpx.HTTPError as error:
        reason = error or type(error).__name__
        _err.print(f"Ingest cannot be reached at {address} ({reason}).", style="red", markup=False)
        raise typer.Exit(FAILED) from None
    except Refused as refused:
        _err.print(str(refused), style="red", markup=False)
        raise typer.Exit(FAILED) from None


def _all(client: httpx.Client, *, quiet: bool) -> Iterator[Document]:
    offset = 0
    while True:
        page = _document(client.get("/v1/feeds", params={"size": PAGE, "offset": offset, "quiet": quiet}))
        yield from page["results"]
        offset += PAGE
        if offset >= page["total"]:
            return


def _document(answer: httpx.Response) -> Document:
    document: Document = answer.json()
    if answer.is_error:
        raise Refused(document)
    return document


def _id(feed: str) -> str:
    """Return the id that an id or an address means."""
    if ID.fullmatch(feed):
        return feed
    try:
        return feed_id(feed)
    except ValueError as error:
        raise Refused({"detail": f"is neither a feed's id nor its address: it {error}"}) from None


def _result(feed: Document) -> str:
    return " · ".join(filter(None, [feed["status"] or "–", "quiet" if feed["quiet_since"] else ""]))


def _when(moment: str | None) -> str:
    """Return a time as people say it: *in 12 min*, *3 h ago*."""
    if moment is None:
        return "–"
    seconds = (datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()
    size = abs(seconds)
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if size >= length:
            return f"in {size / length:.0f} {unit}" if seconds > 0 else f"{size / length:.0f} {unit} ago"
    return "now"


def _say(text: str) -> None:
    _out.print(text, markup=False, soft_wrap=True)
