"""Examples of the OpenAPI document: true answers about the seeds (a test compares them with the API's)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from services.search.answers.export.formats import MEDIA_TYPES

FILE = Path(__file__).with_suffix(".json")


def answers() -> dict[str, Any]:
    """Return the answers, by name."""
    by_name: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return by_name


_ANSWERS = answers()
ARTICLE_ID: str = _ANSWERS["article"]["id"]
QUOTE_ID: str = _ANSWERS["quote"]["id"]
ENTITY_ID: str = _ANSWERS["entity"]["id"]


def answer(name: str) -> dict[int | str, dict[str, Any]]:
    """Return FastAPI's ``responses`` with the answer of this name as the example of 200."""
    content = {"application/json": {"example": _ANSWERS[name]}}
    return {200: {"description": _DESCRIPTIONS[name], "content": content}}


def list_answer(name: str) -> dict[int | str, dict[str, Any]]:
    """Return the same for a list, which is answered in other formats, too."""
    responses = answer(name)
    others = [media_type for form, names in MEDIA_TYPES.items() if form != "json" for media_type in names]
    responses[200]["content"] |= {media_type: {"schema": {"type": "string"}} for media_type in others}
    return responses


_DESCRIPTIONS = {
    "articles": "The articles of this page",
    "article": "The article",
    "similar": "The articles most like it, best first",
    "copies": "The other articles of its group",
    "quotes": "The quotes of this page",
    "quote": "The quote",
    "entities": "The entities of this page",
    "entity": "The entity",
    "speakers": "The speakers of this page",
    "timeline": "The counts",
    "network": "The links, the strongest first, and whom they join",
    "suggest": "The completions, best first",
    "compare": "The two sides",
    "in_the_news": "The names, the most outstanding first",
}
