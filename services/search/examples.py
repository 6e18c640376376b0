"""What the OpenAPI document shows: true answers about the seeds (a test compares them with what is answered)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from services.search.answers.export.formats import MEDIA_TYPES

FILE = Path(__file__).with_suffix(".json")


def answers() -> dict[str, Any]:
    """Every answer that is shown, by name."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


_ANSWERS = answers()
ARTICLE_ID: str = _ANSWERS["article"]["id"]
QUOTE_ID: str = _ANSWERS["quote"]["id"]
ENTITY_ID: str = _ANSWERS["entity"]["id"]


def answer(name: str) -> dict[int | str, dict[str, Any]]:
    """FastAPI's ``responses`` with the answer of this name as the example of 200."""
    content = {"application/json": {"example": _ANSWERS[name]}}
    return {200: {"description": _DESCRIPTIONS[name], "content": content}}


def listed(name: str) -> dict[int | str, dict[str, Any]]:
    """The same for a list, which can be had in other formats, too."""
    found = answer(name)
    others = [media_type for form, names in MEDIA_TYPES.items() if form != "json" for media_type in names]
    found[200]["content"] |= {media_type: {"schema": {"type": "string"}} for media_type in others}
    return found


_DESCRIPTIONS = {
    "articles": "The articles of this page",
    "article": "The article",
    "similar": "The articles most like it, best first",
    "quotes": "The quotes of this page",
    "quote": "The quote",
    "entities": "The entities of this page",
    "entity": "The entity",
    "speakers": "The speakers of this page",
    "timeline": "The counts",
    "network": "The links, the strongest first, and whom they join",
    "suggest": "The completions, best first",
    "compare": "The two sides",
}
