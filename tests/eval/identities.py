"""Score identities through the API: ``python -m tests.eval.identities ARTICLES.jsonl --gold GOLD.jsonl``.

``ARTICLES``: on each line an article as it is posted, with an ``id`` of its own beside. They are posted to a running
stack, and read once they are indexed and their identities have settled. ``GOLD``: ``{"article", "type", "name",
"aliases", "who"}`` on each line, one for an entity of an article; ``who`` tells people apart, ``-`` is nobody and ``?``
unknown. ``--out`` keeps what the API answered, ``{"article", "entities": [{"name", "aliases", "type", "identity"}]}``.

The measure is B-cubed (Bagga and Baldwin 1998) over those who are named in two articles or more, each counted once.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

Row = Mapping[str, Any]

SETTLE_SECONDS = 10
"""Identities have settled when none has changed for so long: it is as long as one may take."""


def main() -> None:
    """Post, wait, read, score and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.identities", description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--type", default="PERSON", help="type of the names that are scored")
    parser.add_argument("--out", type=Path, help="a file for what the API answered")
    parser.add_argument("--ingest", default="http://127.0.0.1:8001")
    parser.add_argument("--search", default="http://127.0.0.1:8002")
    parser.add_argument("--minutes", type=float, default=30, help="how long indexing may take")
    options = parser.parse_args()
    with httpx.Client(timeout=60) as client:
        began = time.monotonic()
        id_of = _post(client, options.ingest, _rows(options.articles))
        _wait(client, options.ingest, id_of.values(), began + 60 * options.minutes)
        print(f"{len(id_of)} articles indexed in {time.monotonic() - began:.0f} s")
        answers = _settled(client, options.search, id_of)
    print(f"identities settled {time.monotonic() - began - SETTLE_SECONDS:.0f} s after the first post")
    if options.out:
        options.out.write_text("".join(f"{json.dumps(answer, ensure_ascii=False)}\n" for answer in answers), "utf-8")
    if options.gold:
        gold = [row for row in _rows(options.gold) if row["type"] == options.type and row["who"] not in ("-", "?")]
        precision, recall = people(pairs(gold, answers))
        score = 2 * precision * recall / (precision + recall)
        print(f"{options.type} people: precision {precision:.1%}, recall {recall:.1%}, F1 {score:.1%}")


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _post(client: httpx.Client, ingest: str, articles: Iterable[Row]) -> dict[str, str]:
    """Post articles; return where the state of each stands, without those that are refused."""
    id_of = {}
    for article in articles:
        answer = client.post(f"{ingest}/v1/articles", json={k: v for k, v in article.items() if k != "id"})
        if answer.is_client_error:
            print(f"refused: {article['id']}: {answer.json().get('detail')}")
            continue
        id_of[article["id"]] = answer.json()["status_url"]
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
    return {
        "article": id,
        "entities": [
            one | {"identity": entity["identity"]["id"] if entity["identity"] else f"{entity['id']} in {id}"}
            for one, entity in zip(shown, entities, strict=True)
        ],
    }


def pairs(gold: Sequence[Row], answers: Sequence[Row]) -> list[tuple[str, str]]:
    """Return who each row of gold is, and the identity of the entity with its name; one of its own if there is none."""
    entities = {answer["article"]: answer["entities"] for answer in answers}
    found = []
    for number, row in enumerate(gold):
        forms = {name.casefold() for name in (row["name"], *row["aliases"])}
        there = [
            entity["identity"]
            for entity in entities.get(row["article"], ())
            if entity["type"] == row["type"] and forms & {n.casefold() for n in (entity["name"], *entity["aliases"])}
        ]
        found.append((row["who"], there[0] if there else f"none {number}"))
    return found


def people(found: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Return B-cubed precision and recall of pairs of a person and an identity, over persons with two pairs or more."""
    both, of_person, of_identity = Counter(found), Counter(who for who, _ in found), Counter(id for _, id in found)
    precision: dict[str, float] = defaultdict(float)
    recall: dict[str, float] = defaultdict(float)
    for who, id in found:
        precision[who] += both[who, id] / of_identity[id] / of_person[who]
        recall[who] += both[who, id] / of_person[who] / of_person[who]
    counted = [who for who, rows in of_person.items() if rows > 1]
    return sum(precision[who] for who in counted) / len(counted), sum(recall[who] for who in counted) / len(counted)


if __name__ == "__main__":
    main()
