"""Results as CSV: RFC 4180, UTF-8, a header, flat columns, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import typing
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from services.search.answers.models import ListedEntity, ListedSpeaker
from services.search.index.results import FoundArticle, FoundQuote

COLUMNS: dict[type[BaseModel], tuple[str, ...]] = {
    FoundArticle: (
        "id", "version", "title", "source", "url", "published_at", "modified_at", "accepted_at", "authors", "language",
        "tags", "quote_count", "length", "entities.id", "entities.name", "external_id", "annotator",
    ),
    FoundQuote: (
        "id", "text", "type", "act", "modality", "speaker.id", "speaker.name", "speaker.type", "speaker.role",
        "speaker.resolved_by", "speaker.confidence", "cue.text", "cue.lemma", "mentions", "article.id", "article.title",
        "article.source", "article.url", "article.published_at", "context.before", "context.after", "field", "start",
        "end", "annotator",
    ),
    ListedEntity: ("id", "name", "type", "articles", "mentions", "quotes_by", "quotes_about"),
    ListedSpeaker: ("id", "name", "type", "quotes"),
}  # fmt: skip
"""Columns of each kind of result where ``fields=`` names none; the others can be named."""

_SEPARATOR = "; "
"""Between the values of one cell."""

_FORMULA_SIGNS = frozenset("=+-−@")
"""Beginnings of cells that spreadsheets run or compute (OWASP, CSV injection); some read a minus sign like a hyphen.
Full-width, small, superscript and subscript forms of them count as well."""

_INVISIBLE = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
"""Unicode categories of characters that show nothing: controls, byte order marks, soft hyphens, overrides of the
direction of writing, spaces. Some programs cut them off before they look for a formula."""


def columns(model: type[BaseModel], fields: Sequence[str] | None) -> list[str]:
    """Return the columns of results of this kind: the leaves of ``fields``, in that order, or the usual ones."""
    if fields is None:
        return list(COLUMNS[model])
    every = list(leaves(model))
    return list(dict.fromkeys(leaf for field in fields for leaf in every if f"{leaf}.".startswith(f"{field}.")))


def leaves(model: type[BaseModel]) -> Iterator[str]:
    """Return the dotted paths to everything in ``model`` that has no fields of its own."""
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is None:
            yield name
        else:
            yield from (f"{name}.{leaf}" for leaf in leaves(inner))


def rows(results: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """Return lines of CSV for results as JSON values."""
    paths = [column.split(".") for column in columns]
    return _written([_cell(_at(result, path)) for path in paths] for result in results)


def header(columns: Sequence[str]) -> bytes:
    """Return the first line."""
    return _written([columns])


def _written(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field of this type holds: itself, one of several, or none."""
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, BaseModel) else None
    return next(filter(None, map(_model_in, typing.get_args(annotation))), None)


def _at(value: Any, path: Sequence[str]) -> Any:
    """Return the value at ``path``; through a list, the list of the values there in each of its elements."""
    for number, name in enumerate(path):
        if isinstance(value, list):
            return [_at(each, path[number:]) for each in value]
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str():
            return _harmless(value)
        case list() if all(isinstance(each, str) for each in value):
            return _harmless(_SEPARATOR.join(value))
        case _:
            return _harmless(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _harmless(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it: what would be a formula gets an apostrophe in front."""
    if text[:1].isalnum():  # nearly all cells
        return text
    visible = next((character for character in text if unicodedata.category(character) not in _INVISIBLE), "")
    # Compatibility forms are folded: NFKC makes "=" of "＝", "﹦" and "⁼".
    if text.startswith(("\t", "\r", "\n")) or unicodedata.normalize("NFKC", visible) in _FORMULA_SIGNS:
        return f"'{text}"
    return text
