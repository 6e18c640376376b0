"""Seeding: post the seeds, wait until they are searchable, and show the quotes of the real one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote as quoted

import httpx
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from deploy.local.ports import CannotStart

WAIT_SECONDS = 120
"""How long the seeds may take; on two busy cores it is about five seconds."""


def load(folder: Path) -> list[dict[str, Any]]:
    """Return the articles to post, the real one first: a JSON file each; a text file beside it is its body.

    Raises CannotStart if the folder holds none.
    """
    articles = []
    for path in sorted(folder.glob("*.json")):
        article = json.loads(path.read_text("utf-8"))
        text = path.with_suffix(".txt")
        if text.exists():
            article["body"] = text.read_text("utf-8")
        articles.append(article)
    if not articles:
        raise CannotStart(f"No seeds in {folder}. Run this where the project lies, or say where with --seeds.")
    return articles


def post(folder: Path, ingest: str, search: str, console: Console, *, while_waiting: Callable[[], None]) -> None:
    """Post the seeds (known ones make no work), wait for them, print the first one's quotes and entities.

    ``while_waiting`` is called again and again, so that a process that ends meanwhile is started again.
    """
    articles = load(folder)
    with httpx.Client(timeout=30) as client:
        receipts = []
        for article in articles:
            answer = client.post(f"{ingest}/v1/articles", json=article)
            if answer.is_error:
                raise CannotStart(f"Ingest refused the seed {article.get('title')!r}: {answer.json().get('detail')}")
            receipts.append((answer.status_code, answer.json()))
        _wait(client, ingest, [receipt for _, receipt in receipts], console, while_waiting)
        new = sum(status == 202 for status, _ in receipts)
        console.print(f"{len(articles)} seeds: {new} posted, {len(articles) - new} known already.\n")
        found = client.get(f"{search}/v1/articles/{receipts[0][1]['id']}")
        if found.is_error:
            raise CannotStart(f"Search does not show the seed: {found.json().get('detail')}")
        show(found.json(), _other_names(client, search, found.json()), console)


def _wait(
    client: httpx.Client,
    ingest: str,
    receipts: list[dict[str, Any]],
    console: Console,
    while_waiting: Callable[[], None],
) -> None:
    end = time.monotonic() + WAIT_SECONDS
    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True)
    with bar:
        task = bar.add_task("Finding quotes", total=len(receipts))
        for receipt in receipts:
            while (state := client.get(f"{ingest}{receipt['status_url']}").json())["state"] != "indexed":
                if state["state"] == "quarantined":
                    raise CannotStart(f"A seed went to quarantine: {state['reason']}")
                if time.monotonic() > end:
                    raise CannotStart(f"The seeds are not searchable after {WAIT_SECONDS} s (one is {state['state']}).")
                while_waiting()
                time.sleep(0.1)
            bar.advance(task)


def _other_names(client: httpx.Client, search: str, article: dict[str, Any]) -> dict[str, list[str]]:
    """Return what else articles, this one too, call the speakers; without those who have one name."""
    others: dict[str, list[str]] = {}
    aliases = {entity["id"]: entity["aliases"] for entity in article["entities"]}
    for speaker in (quote["speaker"] for quote in article["quotes"]):
        if speaker and speaker.get("identity") and speaker["name"] not in others:
            answer = client.get(f"{search}/v1/identities/{quoted(speaker['identity']['id'], safe='')}")
            names = [] if answer.is_error else [name["label"] for name in answer.json()["names"]]
            names = list(dict.fromkeys([*aliases.get(speaker["id"], ()), *names]))
            others[speaker["name"]] = [name for name in names if name != speaker["name"]]
    return {name: also for name, also in others.items() if also}


def show(article: dict[str, Any], others: Mapping[str, Sequence[str]], console: Console) -> None:
    """Print an article's quotes with their speakers, and its entities, as tables."""
    quotes = Table(title=f"Who said what: {escape(article['title'])}", title_justify="left", show_lines=True)
    for name in ("speaker", "cue", "type"):
        quotes.add_column(name, no_wrap=name != "speaker")
    quotes.add_column("text")
    for quote in article["quotes"]:
        speaker = (quote["speaker"] or {}).get("name", "–")
        cue = (quote["cue"] or {}).get("text", "–")
        quotes.add_row(*map(escape, (speaker, cue, quote["type"], quote["text"])))
    console.print(quotes)
    for name, also in others.items():
        console.print(f"{name}: also as {', '.join(also)}", markup=False)
    entities = Table(title="Who and what is named", title_justify="left")
    for name in ("entity", "type", "also as"):
        entities.add_column(name)
    entities.add_column("mentions", justify="right")
    for entity in article["entities"]:
        count = sum(mention["entity"] == entity["id"] for mention in article["mentions"])
        entities.add_row(*map(escape, (entity["name"], entity["type"], ", ".join(entity["aliases"]), str(count))))
    console.print(entities)
