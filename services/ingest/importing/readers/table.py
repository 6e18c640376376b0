"""Tables as CSV: a row is an article, its columns are fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from services.ingest.forms.html_page import HtmlPage
from services.ingest.importing.options import Options
from services.ingest.importing.readers.lines import bounded_lines
from services.ingest.importing.record import MAX_RECORD_BYTES, Record, UnreadableFileError, document
from shared.models.articles import Article

FIELDS = frozenset([*Article.model_fields, *HtmlPage.model_fields])
"""Fields that a column may hold."""

_TEXTS = ("body", "html")
_LISTS = frozenset(["authors", "tags"])
_BETWEEN = ";"
"""Between the values of a list in one cell."""


def read_table(path: Path, options: Options) -> Iterator[Record]:
    """Yield a record for each row. Raises UnreadableFileError where no column holds a text."""
    csv.field_size_limit(MAX_RECORD_BYTES)
    with path.open("rb") as file:
        lines = _Lines(file, options.encoding)
        rows = csv.reader(lines, _dialect(path, options.encoding), strict=True)
        try:
            header = [name.strip() for name in next(rows, [])]
        except csv.Error as error:
            raise UnreadableFileError(f"is not a table: {error}") from None
        fields = _fields_by_column(header, options.columns)
        while True:
            place = f"line {lines.number + 1}"
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Record(place, refusal=f"is not a row of a table: {error}", offset=file.tell())
                continue
            if row:
                yield _record(place, row, header, fields, options, file.tell())


class _Lines:
    """Lines of a file as text; bytes that the encoding does not know become lone surrogates."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._lines, self._encoding = bounded_lines(file), encoding
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        if line is None:
            raise csv.Error(f"the line has more than {MAX_RECORD_BYTES:,} bytes")
        text = line.decode(self._encoding, "surrogateescape")
        return text.removeprefix("\ufeff") if self.number == 1 else text


def _dialect(path: Path, encoding: str) -> type[csv.Dialect]:
    """Return the dialect that the header's delimiter is of: comma, semicolon or tab."""
    with path.open("rb") as file:
        head = io.BytesIO(file.readline(100_000)).read().decode(encoding, "replace")
    most = max(",;\t", key=head.count)

    class Dialect(csv.excel):
        delimiter = most

    return Dialect


def _fields_by_column(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return the field that each column holds: by ``--map``, or by its name."""
    for field, column in columns.items():
        if column not in header:
            raise UnreadableFileError(f"has no column {column!r} for the field {field}; it has {_listed(header)}")
    by_name = {column: column.lower() for column in header if column.lower() in FIELDS - columns.keys()}
    fields = by_name | {column: field for field, column in columns.items()}
    if not set(_TEXTS) & set(fields.values()):
        raise UnreadableFileError(
            f"has no column named body or html; name the one of the text, --map body=COLUMN. It has {_listed(header)}"
        )
    return fields


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in header[:20])
    return f"the columns {shown}{' …' if len(header) > 20 else ''}" if shown else "no columns"


def _record(
    place: str, row: Sequence[str], header: Sequence[str], fields: Mapping[str, str], options: Options, offset: int
) -> Record:
    if len(row) != len(header):
        return Record(place, refusal=f"has {len(row)} cells, where the header has {len(header)}", offset=offset)
    if any("\udc80" <= character <= "\udcff" for cell in row for character in cell if character > "\ud7ff"):
        return Record(
            place, refusal=f"is not {options.encoding}; name the encoding, such as --encoding latin-1", offset=offset
        )
    values: dict[str, Any] = {"source": options.source}
    for column, cell in zip(header, row, strict=True):
        field = fields.get(column)
        if field in _LISTS:
            values[field] = [part.strip() for part in cell.split(_BETWEEN) if part.strip()]
        elif field:
            values[field] = cell if field in _TEXTS else cell.strip()
    if values.get("html"):
        values.pop("body", None)
    elif "title" not in values:
        values["title"] = ""
    record = document(place, values, offset)
    return record if "html" in values or values.get("title") else _untitled(record)


def _untitled(record: Record) -> Record:
    """Return the record of an article whose title is empty, which it may be, but not absent."""
    return Record(record.place, record.line[:-1] + b', "title": ""}', offset=record.offset)
