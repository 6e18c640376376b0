"""Score identities through the API: ``python -m tests.eval.identities EVAL --stack embedded --record``.

``EVAL`` holds ``score_identity.py`` and, in ``data/``, articles (``polnear.jsonl``) and who is who in them
(``identity.jsonl``). The articles are posted to a stack, one that is started for it or one that runs and is empty, and
read once they are indexed and their identities have settled. ``--out`` keeps what the API answered:
``{"article", "entities": [{"name", "aliases", "type", "identity"}]}``. The scorer says what its figures mean.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from services.search.identities.kinds import kind_of
from tests.chaos.distributed import Distributed
from tests.chaos.embedded import Embedded
from tests.support import figures
from tests.support.elasticsearch_local import LocalElasticsearch

Row = Mapping[str, Any]

SETTLE_SECONDS = 10
"""Identities have settled when none has changed for so long: it is as long as one may take."""

TYPES = ("PERSON", "ORG")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def main() -> None:
    """Post, wait, read, score, print and record."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.identities", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="EVAL")
    parser.add_argument("--stack", choices=("embedded", "distributed"), help="start one: on SQLite, on Elasticsearch")
    parser.add_argument("--knowledge", type=Path, help="a file that is imported before")
    parser.add_argument("--out", type=Path, help="a file for what the API answered")
    parser.add_argument("--record", action="store_true", help="record the figures; make docs shows them")
    parser.add_argument("--ingest", default="http://127.0.0.1:8001", help="of a stack that runs")
    parser.add_argument("--search", default="http://127.0.0.1:8002", help="of a stack that runs")
    parser.add_argument("--minutes", type=float, default=30, help="how long indexing may take")
    options = parser.parse_args()
    if options.record and (not options.stack or options.knowledge):
        parser.error("recorded are figures of a stack that is started here, without knowledge: --stack")
    with stack(options.stack, options.ingest, options.search) as (ingest, search), httpx.Client(timeout=60) as client:
        if options.knowledge:
            _import(options.knowledge, search)
        began = time.monotonic()
        id_of = _post(client, ingest, articles(_rows(options.folder / "data" / "polnear.jsonl")))
        _wait(client, ingest, id_of.values(), began + 60 * options.minutes)
        indexed = time.monotonic() - began
        print(f"{len(id_of)} articles indexed in {indexed:.0f} s", flush=True)
        answers = _settled(client, search, id_of)
        settled = time.monotonic() - began - SETTLE_SECONDS - indexed
    print(f"identities settled {settled:.0f} s later")
    written = "".join(f"{json.dumps(answer, ensure_ascii=False)}\n" for answer in answers)
    if options.out:
        options.out.write_text(written, "utf-8")
    scores = {type_: _scored(options.folder, written, type_) for type_ in TYPES}
    print(json.dumps(scores, indent=1))
    if options.record:
        seconds = {"indexed": round(indexed), "settled": round(settled)}
        figures.record(f"identities_{options.stack}", {"articles": len(id_of), "seconds": seconds, **scores})


@contextmanager
def stack(name: str | None, ingest: str, search: str) -> Iterator[tuple[str, str]]:
    """Start a stack of this name, and stop it at the end; yield where its services answer. Without a name: as given."""
    if name is None:
        yield ingest, search
        return
    with tempfile.TemporaryDirectory(prefix="quotewire-identities-") as data:
        folder = Path(data)
        folder.chmod(0o711)  # Elasticsearch may run as somebody else
        if name == "embedded":
            embedded = Embedded(folder / "data")
            try:
                embedded.wait_until_ready()
                yield embedded.ingest, embedded.search
            finally:
                embedded.stop()
        else:
            with LocalElasticsearch() as node, Distributed(folder, folder, node, {}) as distributed:
                distributed.wait_until_ready()
                yield distributed.ingest, distributed.search


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def articles(rows: Iterable[Row]) -> dict[str, Row]:
    """Return articles as they are posted, by the ids that they have in the set: their first paragraph is the title.

    Control characters, which the API refuses with the advice to remove them, are removed.
    """
    posted: dict[str, Row] = {}
    for row in rows:
        title, _, body = _CONTROL.sub("", row["text"]).partition("\n\n")
        meta = row["meta"]
        posted[row["id"]] = {
            "title": title.removesuffix("."),
            "body": body,
            "source": meta["publisher"],
            "published_at": meta["date"],
        }
    return posted


def _import(file: Path, search: str) -> None:
    command = [sys.executable, "-m", "deploy.cli", "identities", "import", str(file), "--search", search]
    subprocess.run(command, check=True)


def _post(client: httpx.Client, ingest: str, posted: Mapping[str, Row]) -> dict[str, str]:
    """Post articles; return where the state of each stands, without those that are refused."""
    id_of = {}
    for id, article in posted.items():
        answer = client.post(f"{ingest}/v1/articles", json=article)
        if answer.is_client_error:
            print(f"refused: {id}: {answer.json().get('detail')}")
            continue
        id_of[id] = answer.json()["status_url"]
    return id_of


def _wait(client: httpx.Client, ingest: str, status_urls: Iterable[str], end: float) -> None:
    for url in status_urls:
        while (state := client.get(f"{ingest}{url}").json()["state"]) not in ("indexed", "quarantined", "superseded"):
            if time.monotonic() > end:
                raise SystemExit(f"An article is still {state}.")
            time.sleep(0.5)


def _settled(client: httpx.Client, search: str, status_urls: Mapping[str, str]) -> list[Row]:
    """Return what the API answers once it answers the same again."""
    answers: list[Row] = []
    while (again := [_read(client, search, id, url) for id, url in status_urls.items()]) != answers:
        answers = again
        time.sleep(SETTLE_SECONDS)
    return answers


def _read(client: httpx.Client, search: str, id: str, status_url: str) -> Row:
    article = client.get(f"{search}/v1/articles/{status_url.rstrip('/').split('/')[3]}")
    entities = article.json()["entities"] if article.is_success else []
    shown = [{name: entity[name] for name in ("name", "aliases", "type")} for entity in entities]
    identities = [_identity(id, entity) for entity in entities]
    return {
        "article": id,
        "entities": [one | {"identity": identity} for one, identity in zip(shown, identities, strict=True)],
    }


def _identity(article: str, entity: Row) -> str:
    """Return the id of an entity's identity; of one that nobody can tell, an id of its own in the article. Names of
    types that have no identities, such as events, go by their name ids."""
    if entity["identity"]:
        return str(entity["identity"]["id"])
    return f"{entity['id']} in {article}" if kind_of(entity["id"]) else str(entity["id"])


def _scored(folder: Path, answers: str, type_: str) -> dict[str, float]:
    """Return the figures that are shown, as the folder's scorer prints them for what the API answered."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
        file.write(answers)
        file.flush()
        gold = folder / "data" / "identity.jsonl"
        command = [sys.executable, str(folder / "score_identity.py"), str(gold), file.name, "--type", type_, "--json"]
        score = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    people = score["all"]["people"]
    return {
        "precision": round(100 * people["p"], 1),
        "recall": round(100 * people["r"], 1),
        "f1": round(100 * people["f"], 1),
        "largest": round(100 * score["largest_id_share"], 1),
        "largest_least": round(100 * score["largest_id_share_min"], 1),
        "of_two": score["over_merged_ids"],
    }


if __name__ == "__main__":
    main()
