"""How the two indices are laid out: their names, settings and mappings. ARCHITECTURE.md has the table with reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GENERATION = 1
"""Counts the layouts. A changed mapping goes into a new physical index of the next generation; readers and writers
only know the aliases, which then move."""

_KEYWORD = {"type": "keyword", "ignore_above": 8_191}
"""Lucene refuses terms of more than 32,766 bytes, and with them the document; a character has at most four bytes."""

_WORDS = {"type": "text", "analyzer": "whitespace"}
"""Text that :mod:`services.search.analysis` has already taken apart, so that both engines and the highlighter agree on
every word. (Lucene's English stemmer is older than ours: to it, ``international`` and ``intern`` are one word.)"""

_MICROSECONDS = {"type": "long"}
"""Since 1970. Lucene's dates have milliseconds, its finer dates no year before 1970 or after 2262."""

_PAYLOAD = {"type": "object", "enabled": False}
"""Kept as it came, not indexed: however many mentions an article has, the mapping does not grow."""

_FILTERED = {
    "source": _KEYWORD,
    "language": _KEYWORD,
    "published_us": _MICROSECONDS,
    "day": _KEYWORD,
    "type": _KEYWORD,
    "speaker": _KEYWORD,
    "speaker_names": _KEYWORD,
    "about": _KEYWORD,
    "about_names": _KEYWORD,
    "entity": _KEYWORD,
    "entity_names": _KEYWORD,
    "labels": _KEYWORD | {"index": False},
    "deleted": {"type": "boolean"},
    "deleted_at": {"type": "date"},
    "stored": _PAYLOAD,
}
_ARTICLES = _FILTERED | {
    "id": _KEYWORD,
    "title_stems": _WORDS,
    "title_words": _WORDS,
    "body_stems": _WORDS,
    "body_words": _WORDS,
}
_QUOTES = _FILTERED | {
    "id": _KEYWORD,
    "article_id": _KEYWORD,
    "slot": {"type": "integer"},
    "start": {"type": "integer"},
    "revision": {"type": "long"},
    "stems": _WORDS,
    "words": _WORDS,
}


@dataclass(frozen=True)
class Family:
    """The names of one kind of document: its physical index and the aliases that are used instead of it.

    The aliases carry the layout's generation. So a process of another release neither writes documents that this
    layout does not expect, nor reads fields that its own expects and this one lacks: it finds no index of its
    generation, and waits. (:mod:`services.search.elastic.rebuild` moves the aliases by which older releases read.)
    """

    name: str
    fields: Mapping[str, Any]

    @property
    def read(self) -> str:
        """The alias that searches go to. It does not show tombstones."""
        return f"{self.name}-v{GENERATION}"

    @property
    def write(self) -> str:
        """The alias that writes, and reads by ``_id``, go to. It shows everything."""
        return f"{self.read}-write"

    @property
    def next(self) -> str:
        """The alias of an index in the making, see :mod:`services.search.elastic.rebuild`."""
        return f"{self.name}-next"

    @property
    def physical(self) -> str:
        """The first index of this generation; one that is rebuilt has the time behind it."""
        return f"{self.name}-{GENERATION:06}"

    @property
    def aliases(self) -> dict[str, dict[str, Any]]:
        """What an index in use is known by."""
        return {self.read: {"filter": {"term": {"deleted": False}}}, self.write: {"is_write_index": True}}

    def generation_of(self, alias: str) -> int | None:
        """The layout that a write alias belongs to; None if ``alias`` is no write alias of this family."""
        found = re.fullmatch(rf"{re.escape(self.name)}(?:-v(\d+))?-write", alias)
        return int(found[1] or 1) if found else None  # the first one had no number

    def definition(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """What the index is created with, aliases included, so that it never exists without them."""
        searched = [name for name, field in self.fields.items() if field is _WORDS]
        return {
            # One shard holds tens of millions of quotes and makes facet counts exact; a second node gets a copy.
            "settings": {"index.number_of_shards": 1, "index.auto_expand_replicas": "0-1", **settings},
            "mappings": {
                "dynamic": "strict",
                # Made from title, body and quote whenever needed; kept beside them they would double what is stored.
                "_source": {"excludes": searched},
                "properties": dict(self.fields),
            },
            "aliases": self.aliases,
        }


@dataclass(frozen=True)
class Layout:
    """Both families, under the prefix that keeps several stacks on one cluster apart."""

    prefix: str

    @property
    def articles(self) -> Family:
        """One document an article; ``_id`` is the article's id."""
        return Family(f"{self.prefix}-articles", _ARTICLES)

    @property
    def quotes(self) -> Family:
        """One document a quote; ``_id`` is the article's id and the quote's place (slot) in its list of quotes."""
        return Family(f"{self.prefix}-quotes", _QUOTES)

    @property
    def families(self) -> tuple[Family, Family]:
        """Both."""
        return self.articles, self.quotes

    @property
    def care(self) -> str:
        """The index of one document: who rebuilds at the moment, what for, and how far that is."""
        return f"{self.prefix}-care"

    @property
    def retired(self) -> str:
        """What the alias of an index that was replaced begins with; the time of that (ms since 1970) follows."""
        return f"{self.prefix}-retired-"
