"""Who speaks, by full name; the forms of a name; roles: on invented articles.

The rules were written with ``names.toml`` at hand; ``names_unseen.toml`` was written afterwards, in two lots.
``python -m pytest tests/eval/test_names.py -s`` prints the shares and what is wrong.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.nlp.annotator import Annotator
from services.nlp.text import Text
from shared.models.annotations import Annotation


@pytest.mark.parametrize(("name", "least"), [("names", 0.9), ("names_unseen", 0.85)])
def test_speakers_names_and_roles(annotator: Annotator, name: str, least: float) -> None:
    articles = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))["article"]
    texts = [Text(str(n), a.get("title", ""), a["body"]) for n, a in enumerate(articles)]
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    print()
    for article, annotation in zip(articles, annotator.annotate(texts), strict=True):
        for kind, expected, found in _checks(article, annotation):
            asked[kind] += 1
            right[kind] += expected == found
            if expected != found:
                print(f"{kind}: {expected!r}, not {found!r}: {article['body'][:60]}…")
    print(name, {kind: f"{right[kind]} of {n}" for kind, n in asked.items()})
    assert right.total() >= least * asked.total()


def _checks(article: dict[str, Any], annotation: Annotation) -> Iterator[tuple[str, object, object]]:
    """What is asked, what it should be, what it is. A body may go by another form of its name, people may not."""
    known = {e.id: e for e in annotation.entities}
    speakers = {q.text: q.speaker for q in annotation.quotes}
    for words, name in article.get("says", {}).items():
        who = next((s for text, s in speakers.items() if words in text), None)
        said = _plain(who.name) if who else None
        body = known.get(who.id) if who and who.type == "ORG" else None
        if body and _plain(name) in map(_plain, body.aliases):
            said = _plain(name)
        yield "says", _plain(name), said
    for name, forms in article.get("one", {}).items():
        whole = next((e for e in annotation.entities if name in (e.name, *e.aliases)), None)
        yield "one", {name, *forms}, {name, *forms} & {whole.name, *whole.aliases} if whole else None
    roles = {s.name: s.role for s in speakers.values() if s}
    for name, role in article.get("roles", {}).items():
        yield "roles", role, roles.get(name, "no quote")
    types = {form: e.type for e in annotation.entities for form in (e.name, *e.aliases)}
    for name, kind in article.get("types", {}).items():
        yield "types", kind, types.get(name)
    for name in article.get("absent", ()):
        yield "absent", None, types.get(name)


def _plain(name: str) -> str:
    return name.casefold().removeprefix("the ")
