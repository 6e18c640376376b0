"""What the OpenAPI document shows of ingest."""

from __future__ import annotations

from typing import Any

from services.ingest.page import Page
from shared.models import Article

ID = "b7wq2m5kd3f6hj4nzsxa"

_ARTICLE = {
    "title": "Mayor opens the new bridge",
    "body": "“It took nine years, and it was worth every one of them,” said Mayor Ana Torres on Monday.",
    "url": "https://example.org/news/bridge",
    "source": "Example Courier",
    "published_at": "2026-03-02T09:00:00Z",
}
_PAGE = {"html": "<html><body><article><p>…</p></article></body></html>", "url": "https://example.org/news/bridge"}

POST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"anyOf": [Article.model_json_schema(), Page.model_json_schema()]},
            "examples": {"article": {"value": _ARTICLE}, "page": {"value": _PAGE}},
        }
    },
}
