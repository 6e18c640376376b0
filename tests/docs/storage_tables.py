"""What Redis, Elasticsearch and SQLite hold, as tables."""

from __future__ import annotations

import re
from typing import Any

import apsw

from services.search.engines.elastic.layout import Layout
from services.search.engines.sqlite import schema
from shared.delivery import receipts
from tests.docs.markdown import table


def redis_keys_table() -> str:
    """The table of :mod:`shared.delivery.receipts`, which is where the keys are documented."""
    text = receipts.__doc__ or ""
    ruler = next(line for line in text.splitlines() if line.startswith("==="))
    starts = [match.start() for match in re.finditer("=+", ruler)]
    _, head, body, _ = text.split(ruler)

    def cells(line: str) -> list[str]:
        ends = zip(starts, [*starts[1:], None], strict=True)
        return [line[start:end].strip().replace("``", "`") for start, end in ends]

    return table(cells(head.strip("\n")), [cells(line) for line in body.strip("\n").splitlines()])


def elasticsearch_table() -> str:
    """The fields of both indices."""
    families = Layout("quotewire").families
    fields = list(dict.fromkeys(name for family in families for name in family.fields))

    def kind(fields: Any, name: str) -> str:
        if name not in fields:
            return ""
        options = dict(fields[name])
        type_, parts = options.pop("type"), options.pop("properties", {})
        of = f" of {', '.join(f'`{part}`' for part in parts)}" if parts else ""
        return f"{type_}{of}" + "".join(f", {key} {str(value).lower()}" for key, value in options.items())

    rows = [(f"`{name}`", *(kind(family.fields, name) for family in families)) for name in fields]
    return table(("field", *(f"`{family.physical}`" for family in families)), rows)


def sqlite_table() -> str:
    """The tables of the index file."""
    db = apsw.Connection(":memory:")
    db.execute(schema.SCHEMA)
    comments = dict(re.findall(r"CREATE TABLE (\w+) \(\s*-- ([^\n]*)", schema.SCHEMA))
    rows = []
    words = {"fts5": "words, to be searched", "fts5vocab": "which words there are"}
    for name, kind in re.findall(r"CREATE (?:TABLE|VIRTUAL TABLE) (\w+) (?:USING (\w+))?", schema.SCHEMA):
        columns = ", ".join(f"`{column}`" for _, column, *_ in db.execute(f"PRAGMA table_info({name})"))
        rows.append((f"`{name}`", columns, words.get(kind) or comments.get(name, "")))
    return table(("table", "columns", "holds"), rows)
