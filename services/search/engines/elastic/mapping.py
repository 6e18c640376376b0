"""Mapping of the two indices: settings, analysers and fields.

Of ``speaker``, ``about`` and ``entity`` the field itself has ids, ``…_names`` whole names and
aliases, folded, ``…_words`` the words of each of these, ``…_labels`` each id with the name that people should see,
``…_named`` the ids that are no figures.
Terms of two parts have a tab between them, see :data:`name_fields.SEPARATOR`. A field of quotes holds, in an article,
the values of all its quotes of speech; how those of thought and of either are called, :mod:`act_fields` says.
"""

from __future__ import annotations

from typing import Any, get_args

from services.search.engines.elastic.act_fields import of_act
from services.search.index.fields import ENTITY_FIELDS, TERM_FIELDS, WITH_FIGURES, Acts, named

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

SETTINGS_OF_ARTICLES = SETTINGS | {
    # Half the disk for a millisecond more of a page of ten articles, and no processor time. Of a page of quotes, which
    # are read from many more places, it would be half of the time again.
    "index.codec": "best_compression",
}

_KEYWORD = {"type": "keyword", "ignore_above": 8_191}
"""Lucene refuses terms of more than 32,766 bytes, and with them the document; a character has at most four bytes."""

_TEXT = {"type": "text", "analyzer": "whitespace"}
"""Text that :mod:`services.search.query.words` has already taken apart, so that both engines and the highlighter agree
on every word. (Lucene's English stemmer is older than ours: to it, ``international`` and ``intern`` are one word.)"""

_NAMES = _TEXT | {"norms": False}
"""The words of several names; a hundred empty positions between them keep phrases within one."""

_BEGINNINGS = {"type": "text", "analyzer": "beginnings", "norms": False, "index_options": "docs"}
"""Every beginning of every word: a typo in a beginning is then a typo in a whole term."""

_MICROSECONDS = {"type": "long"}
"""Since 1970. Lucene's dates have milliseconds, its finer dates no year before 1970 or after 2262."""

_SHOWN = {"type": "keyword", "index": False, "ignore_above": 8_191}
"""Counted, never searched for."""


_FORMS = {"": _KEYWORD, "_names": _KEYWORD, "_labels": _SHOWN}
"""The fields of entities: their ids, all their names, and what to show."""


def _filterable() -> dict[str, Any]:
    """Return the fields that are filtered and counted by; what is compared by its words is below, with the words."""
    terms = {field.name: _KEYWORD for field in TERM_FIELDS}
    names = {named(field.name): _SHOWN for field in ENTITY_FIELDS if field.figures}
    return terms | names | {f"{field.name}{form}": kind for field in ENTITY_FIELDS for form, kind in _FORMS.items()}


def _by_act() -> dict[str, Any]:
    """Return the fields of articles for quotes of thought, and for those of either act, which are only counted."""
    terms = [field.name for field in TERM_FIELDS if field.of_quotes]
    entities = [field.name for field in ENTITY_FIELDS if field.of_quotes]
    thought = {of_act(name, "thought"): _KEYWORD for name in terms}
    thought |= {f"{of_act(name, 'thought')}{form}": kind for name in entities for form, kind in _FORMS.items()}
    either = {of_act(name, "any"): _SHOWN for name in terms}
    either |= {f"{of_act(name, 'any')}{form}": _SHOWN for name in entities for form in ("", "_labels")}
    names = {named(of_act(name, acts)): _SHOWN for name in entities if name in WITH_FIGURES for acts in get_args(Acts)}
    return thought | either | names


_FIELDS = {
    "id": _KEYWORD,
    **_filterable(),
    "published_us": _MICROSECONDS,  # missing where undated
    # The beginnings of the intervals that it falls into: exact in any year, and counted as fast as any keyword.
    "hour": _KEYWORD,
    "day": _KEYWORD,
    "week": _KEYWORD,
    "month": _KEYWORD,
    "year": _KEYWORD,
    "length": {"type": "integer"},  # characters of the body, or of the quote
    # Stems are for words, words as written for phrases and beginnings. Of quotes, the body is what was said.
    "title_stems": _TEXT,
    "title_words": _TEXT,
    "body_stems": _TEXT,
    "body_words": _TEXT,
    # The words of names, cues and roles: those that a query looks for in one field, and that roles are filtered by.
    "source_words": _NAMES,
    "speaker_words": _NAMES,
    "entity_words": _NAMES,
    "cue_words": _NAMES,  # as in the text, and lemmas
    "role_words": _NAMES,
    "confidence": {"type": "double"},  # the greatest
    "unattributed": {"type": "boolean"},  # whether there is a quote of nobody
    # A name from one of its words on, and the id; of an article its entities, of a quote its speaker.
    "listed_names": _KEYWORD,
    # What copies have in common, see grouping: of an article its group, of a quote that and the number of its words.
    "group": _KEYWORD,
    "deleted": {"type": "boolean"},
    "deleted_at": {"type": "date"},
    # Kept as it came, not indexed: however many mentions an article has, the mapping does not grow.
    "stored": {"type": "object", "enabled": False},
}

ARTICLES: dict[str, Any] = _FIELDS | {
    **_by_act(),
    "speaker_thought_words": _NAMES,
    "cue_thought_words": _NAMES,
    "role_thought_words": _NAMES,
    "confidence_thought": {"type": "double"},
    "unattributed_thought": {"type": "boolean"},
    "title_beginnings": _BEGINNINGS,
    "text": _KEYWORD,  # the digest of what it prints
    "bands": _KEYWORD,  # by what texts of one story are found
    "former_quote_ids": _KEYWORD,  # those that earlier annotations gave its quotes
    "names": _KEYWORD,  # an id, and one of its names as written
    "mentions": _KEYWORD,  # an id, and in how many places it is named
    # A document for each name of a person, an organisation or a place: all words typed have to be in one of them.
    "suggested": {
        "type": "nested",
        "properties": {"id": _KEYWORD, "type": _KEYWORD, "words": _NAMES, "beginnings": _BEGINNINGS},
    },
}
QUOTES: dict[str, Any] = _FIELDS | {
    "article_id": _KEYWORD,
    "slot": {"type": "integer"},
    "act": _KEYWORD,
    "start": {"type": "integer"},
    "revision": {"type": "long"},  # the external version, to be searched for
    "pairs": _KEYWORD,  # the speaker, and somebody that the quote is about
}

KEPT = ["deleted", "deleted_at", "stored"]
"""The parts of a document that are kept as they came. All else is made from them, and would only double the storage."""
