"""How documents are laid out: settings, analysers and fields. ARCHITECTURE.md has the table with reasons."""

from __future__ import annotations

from typing import Any

SETTINGS = {
    # One shard holds tens of millions of quotes and makes counts exact; a second node gets a copy.
    "index.number_of_shards": 1,
    "index.auto_expand_replicas": "0-1",
    # An article of a million characters that is a list of names has a tenth as many; it is no reason to refuse it.
    "index.mapping.nested_objects.limit": 1_000_000,
    # Which values to count is asked by patterns made of ids; the usual 1,000 characters are less than a long id.
    "index.max_regex_length": 10_000,
    "index.analysis.filter.beginnings": {"type": "edge_ngram", "min_gram": 1, "max_gram": 100},
    "index.analysis.analyzer.beginnings": {"type": "custom", "tokenizer": "whitespace", "filter": ["beginnings"]},
}

_KEYWORD = {"type": "keyword", "ignore_above": 8_191}
"""Lucene refuses terms of more than 32,766 bytes, and with them the document; a character has at most four bytes."""

_TEXT = {"type": "text", "analyzer": "whitespace"}
"""Text that :mod:`services.search.analysis` has already taken apart, so that both engines and the highlighter agree on
every word. (Lucene's English stemmer is older than ours: to it, ``international`` and ``intern`` are one word.)"""

_NAMES = _TEXT | {"norms": False}
"""The words of several names; a hundred empty positions between them keep phrases within one."""

_BEGINNINGS = {"type": "text", "analyzer": "beginnings", "norms": False, "index_options": "docs"}
"""Every beginning of every word: a typo in a beginning is then a typo in a whole term."""

_MICROSECONDS = {"type": "long"}
"""Since 1970. Lucene's dates have milliseconds, its finer dates no year before 1970 or after 2262."""

_SHOWN = {"type": "keyword", "index": False, "ignore_above": 8_191}
"""Counted, never searched for."""

_FIELDS = {
    "id": _KEYWORD,
    "source": _KEYWORD,
    "source_words": _NAMES,
    "language": _KEYWORD,
    "author": _KEYWORD,
    "tag": _KEYWORD,
    "annotator": _KEYWORD,
    "published_us": _MICROSECONDS,
    "hour": _KEYWORD,
    "day": _KEYWORD,
    "week": _KEYWORD,
    "month": _KEYWORD,
    "year": _KEYWORD,
    "length": {"type": "integer"},
    "title_stems": _TEXT,
    "title_words": _TEXT,
    "body_stems": _TEXT,
    "body_words": _TEXT,
    "type": _KEYWORD,
    "cue": _KEYWORD,
    "cue_words": _NAMES,
    "role_words": _NAMES,
    "confidence": {"type": "double"},
    "unattributed": {"type": "boolean"},
    "speaker": _KEYWORD,
    "speaker_names": _KEYWORD,
    "speaker_labels": _SHOWN,
    "speaker_words": _NAMES,
    "about": _KEYWORD,
    "about_names": _KEYWORD,
    "about_labels": _SHOWN,
    "entity": _KEYWORD,
    "entity_names": _KEYWORD,
    "entity_labels": _SHOWN,
    "entity_words": _NAMES,
    "listed_names": _KEYWORD,
    "deleted": {"type": "boolean"},
    "deleted_at": {"type": "date"},
    # Kept as it came, not indexed: however many mentions an article has, the mapping does not grow.
    "stored": {"type": "object", "enabled": False},
}

ARTICLES: dict[str, Any] = _FIELDS | {
    "title_beginnings": _BEGINNINGS,
    "names": _KEYWORD,
    "mentions": _KEYWORD,
    "suggested": {
        "type": "nested",
        "properties": {"id": _KEYWORD, "type": _KEYWORD, "words": _NAMES, "beginnings": _BEGINNINGS},
    },
}
QUOTES: dict[str, Any] = _FIELDS | {
    "article_id": _KEYWORD,
    "slot": {"type": "integer"},
    "start": {"type": "integer"},
    "revision": {"type": "long"},
    "pairs": _KEYWORD,
}

KEPT = ["deleted", "deleted_at", "stored"]
"""What is kept of a document as it came. All else is made from it, and would only double what is stored."""
