"""Results as CSV: RFC 4180, UTF-8, a header, flat columns, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from services.search.answers.models import ListedEntity, ListedSpeaker
from services.search.index.results import FoundQuote
from shared.models import FoundArticle

COLUMNS: dict[type[BaseModel], tuple[str, ...]] = {
    FoundArticle: (
        "id", "version", "title", "source", "url", "published_at", "modified_at", "accepted_at", "authors", "language",
        "tags", "quote_count", "length", "entities.id", "entities.name", "external_id", "annotator",
    ),
    FoundQuote: (
        "id", "text", "type", "modality", "speaker.id", "speaker.name", "speaker.type", "speaker.role",
        "speaker.resolved_by", "speaker.confidence", "cue.text", "cue.lemma", "mentions", "article.id", "article.title",
        "article.source", "article.url", "article.published_at", "context.before", "context.after", "field", "start",
        "end", "annotator",
    ),
    ListedEntity: ("id", "name", "type", "articles", "mentions", "quotes_by", "quotes_about"),
    ListedSpeaker: ("id", "name", "type", "quotes"),
}  # fmt: skip
"""The columns of each kind of result where ``fields=`` names none; what is left out can be named."""

_SEPARATOR = "; "
"""Between the values of one cell."""

_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheets run or compute, full-width forms included (OWASP, CSV injection)."""


def columns(model: type[BaseModel], fields: Sequence[str] | None) -> list[str]:
    """The columns of results of this kind: the leaves of ``fields``, in that order, or the usual ones."""
    if fields is None:
        return list(COLUMNS[model])
    every = list(leaves(model))
    return list(dict.fromkeys(leaf for field in fields for leaf in every if f"{leaf}.".startswith(f"{field}.")))


def leaves(model: type[BaseModel]) -> Iterator[str]:
    """The dotted paths to everything in ``model`` that has no fields of its own."""
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is None:
            yield name
        else:
            yield from (f"{name}.{leaf}" for leaf in leaves(inner))


def rows(results: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """Lines of CSV for results as JSON values."""
    paths = [column.split(".") for column in columns]
    return _written([_cell(_at(result, path)) for path in paths] for result in results)


def header(columns: Sequence[str]) -> bytes:
    """The first line."""
    return _written([columns])


def _written(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field of this type holds: itself, one of several, or none."""
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, BaseModel) else None
    return next(filter(None, map(_model_in, typing.get_args(annotation))), None)


def _at(value: Any, path: Sequence[str]) -> Any:
    """What stands at ``path``; through a list, the list of what stands there in each of its elements."""
    for number, name in enumerate(path):
        if isinstance(value, list):
            return [_at(each, path[number:]) for each in value]
        value = value.get(name) if isinstance(value, Mapping) else None
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
    """``text`` so that a spreadsheet shows it: what would be a formula gets an apostrophe in front.

    Blanks in front of a formula do not count, since some programs cut them off.
    """
    if text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(_FORMULAS):
        return f"'{text}"
    return text
