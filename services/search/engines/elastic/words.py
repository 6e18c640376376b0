"""Words of a query in Elasticsearch's query language; pure."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from services.search.engines.elastic.act_fields import searched
from services.search.index.fields import Acts
from services.search.index.questions import Kind
from services.search.query import And, Field, Near, Node, Not, Or, Phrase, Prefix, Word, words

Clause = dict[str, Any]

_ANYWHERE: dict[Kind, tuple[Field, ...]] = {"articles": ("title", "body"), "quotes": ("body",)}
"""The fields that a word without a field is looked for in."""

TITLE_WEIGHT = 2
"""How much more a word of the headline counts than one of the body: it says what an article is about.

SQLite has a number of its own, :data:`services.search.engines.sqlite.scoring.TITLE_WEIGHT`: here the score of a field
is multiplied, there the word is counted more often before the score levels off, so that the same number would be
another order. The contract leaves the order by relevance to each engine.
"""
_WEIGHT = {"title": TITLE_WEIGHT}

_STEMMED = frozenset({"title", "body"})

_NESTED = 20
"""Queries within each other in one piece of JSON. Elasticsearch refuses more than 30, the filters around them included
(`indices.query.bool.max_nested_depth`); a question may have some 60, see :data:`services.search.query.MAX_DEPTH`."""


def words_query(node: Node, kind: Kind, acts: Acts, depth: int = 0) -> Clause:
    """Return the query that matches ``node``; ``acts``: whose quotes an article has.

    Words that are adjacent, or near, stand in one field, and of names within one name.
    ``depth``: how deep this is within its piece of JSON.
    """
    if depth == _NESTED:
        return {"wrapper": {"query": base64.b64encode(json.dumps(words_query(node, kind, acts)).encode()).decode()}}
    match node:
        case Word(text, field) if field is None or field in _STEMMED:
            return _adjacent(words.stems(text), _fields("stems", field, kind, acts))
        case Word(text, field) | Phrase(text, field):
            return _adjacent(words.exact(text), _fields("words", field, kind, acts))
        case Prefix(text, field):
            beginning = words.exact(text)
            return _one_of([{"prefix": {name: {"value": beginning}}} for name in _names("words", field, kind, acts)])
        case Near(text, distance, field):
            return _one_of([_near(text, distance, name) for name in _names("stems", field, kind, acts)])
        case And(parts):
            return {"bool": {"must": [words_query(part, kind, acts, depth + 1) for part in parts]}}
        case Or(parts):
            return _one_of([words_query(part, kind, acts, depth + 1) for part in parts])
        case Not(part):
            return {"bool": {"must_not": [words_query(part, kind, acts, depth + 1)]}}


def _searched(field: Field | None, kind: Kind, acts: Acts) -> Sequence[str]:
    return searched(field, kind, acts) if field else _ANYWHERE[kind]


def _names(form: str, field: Field | None, kind: Kind, acts: Acts) -> list[str]:
    return [f"{name}_{form}" for name in _searched(field, kind, acts)]


def _fields(form: str, field: Field | None, kind: Kind, acts: Acts) -> list[str]:
    """Return the fields as a query over several wants them, with what they weigh."""
    names = _searched(field, kind, acts)
    return [f"{name}_{form}^{_WEIGHT[name]}" if name in _WEIGHT else f"{name}_{form}" for name in names]


def _adjacent(tokens: str, fields: Sequence[str]) -> Clause:
    return {"multi_match": {"query": tokens, "fields": fields, "type": "phrase"}}


def _near(text: str, distance: int, name: str) -> Clause:
    # Lucene counts the positions of the narrowest window that none of the terms takes: our `distance`.
    stems = dict.fromkeys(token.stem for token in words.words(text))
    terms = [{"match": {"query": stem}} for stem in stems]
    return {"intervals": {name: {"all_of": {"intervals": terms, "max_gaps": distance, "ordered": False}}}}


def _one_of(alternatives: Sequence[Clause]) -> Clause:
    return {"bool": {"should": list(alternatives), "minimum_should_match": 1}}
