"""Stored documents of Elasticsearch, read into what search answers; pure. :mod:`documents` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.search.groups.description import Group
from services.search.index.fields import Acts
from services.search.index.questions import FoundArticleText
from services.search.index.results import ArticleVersion, FoundArticle, FoundQuote, StoredArticle
from shared.cleaning.article import BESIDE_THE_TEXT

Stored = Mapping[str, Any]

_UNLISTED = frozenset({"body", "cleaning", *BESIDE_THE_TEXT})
BODY = "stored.article.body"
SHOWN = {
    "articles": [
        f"stored.{part}"
        for part in (
            "version",
            "accepted_at",
            "quote_count",
            "thought_count",
            "length",
            "lead",
            "group",
            "article",
            "annotation.detected_language",
            "annotation.entities",
            "annotation.annotator",
        )
    ],
    "quotes": ["stored"],
}
"""The parts of a document that a list of results needs; of an article without words to highlight all but ``BODY``."""


def stored_article(id: str, stored: Stored, version: int | None) -> StoredArticle | None:
    """Return the article as of ``version`` (None: the current one), or None where there is no such version."""
    entries = [stored, *stored["past"]]
    versions = [
        ArticleVersion(
            version=entry["version"],
            accepted_at=entry["accepted_at"],
            title=entry["article"]["title"],
            current=entry is stored,
        )
        for entry in entries
    ]
    chosen = next((entry for entry in entries if version in (None, entry["version"])), None)
    if chosen is None:
        return None
    return StoredArticle.model_validate(
        {
            **chosen["article"],
            **chosen["annotation"],
            **{key: chosen[key] for key in ("version", "accepted_at", "indexed_at")},
            "id": id,
            "versions": versions,
        }
    )


def found_article(id: str, stored: Stored, acts: Acts, group: Group | None) -> FoundArticleText:
    """Return an article as a list of results shows it where quotes of ``acts`` count; with the beginning of its body
    where that was not asked for."""
    detected = stored["annotation"].get("detected_language")
    every, thoughts = stored["quote_count"], stored["thought_count"]
    metadata = {key: value for key, value in stored["article"].items() if key not in _UNLISTED}
    article = FoundArticle.model_validate(
        {
            **metadata,
            "id": id,
            "version": stored["version"],
            "accepted_at": stored["accepted_at"],
            "entities": stored["annotation"]["entities"],
            "quote_count": {"speech": every - thoughts, "thought": thoughts, "any": every}[acts],
            "length": stored["length"],
            "annotator": stored["annotation"]["annotator"]["version"],
            "group": group,
            "language": stored["article"].get("language") or (detected and detected["tag"]),
            "highlights": {},
            "places": [],
        }
    )
    return FoundArticleText(article, stored["article"].get("body", stored["lead"]))


def found_quote(stored: Stored) -> FoundQuote:
    """Return a quote as search answers it."""
    return FoundQuote.model_validate(
        {
            **stored["quote"],
            "article": stored["article"],
            "annotator": stored["annotator"],
            "highlights": {},
        }
    )
