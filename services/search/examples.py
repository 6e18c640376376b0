"""What the OpenAPI document shows: true answers about the seeds (a test compares them with what is answered)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


def answers() -> dict[str, Any]:
    """Every answer that is shown, by name."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


_ANSWERS = answers()
ARTICLE_ID: str = _ANSWERS["article"]["id"]
QUOTE_ID: str = _ANSWERS["quote"]["id"]


def answer(name: str) -> dict[int | str, dict[str, Any]]:
    """FastAPI's ``responses`` with the answer of this name as the example of 200."""
    content = {"application/json": {"example": _ANSWERS[name]}}
    return {200: {"description": _DESCRIPTIONS[name], "content": content}}


_DESCRIPTIONS = {
    "articles": "The articles of this page",
    "article": "The article",
    "quotes": "The quotes of this page",
    "quote": "The quote",
}
