"""The tables in the documents that are made from the code, so that they cannot say anything else.

A block begins with ``<!-- from the code: NAME -->`` and ends with ``<!-- end -->``. ``python -m tests.docs.tables``
writes all of them anew; ``test_docs.py`` fails while one differs.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import apsw
import prometheus_client
import typer
from fastapi import FastAPI
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

import services.ingest.api
import services.ingest.settings
import services.nlp.settings
import services.search.api
import services.search.settings
import shared.settings
from deploy.cli import app as cli
from services.search import parameters, query
from services.search.answers.export import formats
from services.search.bootstrap import open_index
from services.search.endpoints.comparison import QUOTES_READ
from services.search.engines.elastic.layout import Layout
from services.search.engines.sqlite import schema
from services.search.index import rules
from services.search.index.questions import MAX_GROUPS
from shared import errors, metrics
from shared.delivery import receipts
from shared.delivery.connection import FORGET_ABOVE, REFUSE_ABOVE, connect
from shared.delivery.doorbell import Doorbell, make_celery
from shared.models import MAX_BODY_CHARS, Article

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "seeds" / "README.md")

_BLOCK = re.compile(r"(<!-- from the code: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

SETTINGS: dict[str, type[BaseSettings]] = {
    "all": shared.settings.Settings,
    "ingest": services.ingest.settings.Settings,
    "nlp": services.nlp.settings.Settings,
    "search": services.search.settings.Settings,
}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def first_sentence(text: str | None) -> str:
    """Up to the first full stop, on one line; reStructuredText's marks as Markdown's."""
    line = " ".join((text or "").split())
    line = re.split(r"(?<=[.!?])\s+(?=[A-Z0-9\"`(])", line, maxsplit=1)[0].removesuffix(".")
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", line).replace("``", "`")


@cache
def apis() -> dict[str, FastAPI]:
    """Both applications, over parts that are not connected."""
    ingest, search = services.ingest.settings.Settings(), services.search.settings.Settings()
    kept = receipts.Receipts(connect(ingest), prefix=ingest.queue_name_prefix, keep_days=ingest.receipt_days)
    return {
        "ingest": services.ingest.api.make_api(ingest, kept, Doorbell(make_celery(ingest), ingest)),
        "search": services.search.api.make_api(search, open_index(search)),
    }


def routes() -> Iterator[tuple[str, str, str, str]]:
    """Service, method, path and summary of every route that an OpenAPI document has."""
    for service, api in apis().items():
        for path, methods in api.openapi()["paths"].items():
            for method, said in methods.items():
                yield service, method.upper(), path, first_sentence(said.get("description"))


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The strings that stand below a class's fields."""
    [body] = [
        node.body
        for node in ast.parse(textwrap.dedent(inspect.getsource(model))).body
        if isinstance(node, ast.ClassDef)
    ]
    return {
        field.target.id: text.value.value
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, SecretStr):
        return "a secret"
    return f"`{','.join(value) if isinstance(value, list) else value}`" if value != [] else "–"


def settings_table() -> str:
    """Every setting, its default and what it is for."""
    rows = [
        (
            f"`QUOTEWIRE_{name.upper()}`",
            service,
            _shown(field.get_default(call_default_factory=True)),
            first_sentence(meanings.get(name)),
        )
        for service, model in SETTINGS.items()
        for meanings in [_docstrings(model)]
        for name, field in model.model_fields.items()
        if service == "all" or name not in shared.settings.Settings.model_fields
    ]
    return table(("setting", "for", "default", "meaning"), rows)


def metrics_table() -> str:
    """Every metric."""
    rows = []
    for metric in vars(metrics).values():
        if isinstance(metric, prometheus_client.metrics.MetricWrapperBase):
            [described] = metric.describe()
            name = described.name + ("_total" if described.type == "counter" else "")
            labels = ", ".join(f"`{label}`" for label in metric._labelnames)
            rows.append((f"`{name}`", described.type, labels, described.documentation))
    return table(("metric", "type", "labels", "meaning"), rows)


def routes_table() -> str:
    """Every route; what both services have is told once."""
    both = {route[1:3] for route in routes() if route[0] == "ingest"} & {r[1:3] for r in routes() if r[0] == "search"}
    rows = {
        (method, path): ("both" if (method, path) in both else service, f"`{method} {path}`", said)
        for service, method, path, said in routes()
    }
    return table(
        ("service", "route", "meaning"),
        sorted(rows.values(), key=lambda row: ("ingest", "search", "both").index(row[0])),
    )


def _named(name: str, field: FieldInfo) -> tuple[str, str]:
    """A parameter as it is written, and what it means."""
    return f"`{field.alias or name}`", (field.description or "").removesuffix(".")


def selection_table() -> str:
    """Every parameter that selects articles or quotes, beside the one that does the opposite."""
    fields = parameters.Selection.model_fields
    rows = []
    for name, field in fields.items():
        if not name.startswith("exclude_"):
            written, meaning = _named(name, field)
            rows.append((f"{written} `exclude_{name}`" if f"exclude_{name}" in fields else written, meaning))
    return table(("parameter", "meaning"), rows)


def showing_table() -> str:
    """Every other parameter, and the endpoints that take it with this meaning."""
    takers: dict[str, type[BaseModel]] = {
        "articles, quotes": parameters.Parameters,
        "entities": parameters.EntitiesParameters,
        "speakers": parameters.SpeakersParameters,
        "one entity": parameters.ProfileParameters,
        "one article": parameters.VersionParameter,
        "similar": parameters.SimilarParameters,
        "timeline": parameters.TimelineParameters,
        "network": parameters.NetworkParameters,
        "suggest": parameters.SuggestParameters,
        "compare": parameters.CompareParameters,
    }
    selecting = {_named(*field) for field in parameters.Selection.model_fields.items()}
    found: dict[tuple[str, str], list[str]] = {}
    for taker, model in takers.items():
        for parameter in map(_named, model.model_fields, model.model_fields.values()):
            if parameter not in selecting:
                found.setdefault(parameter, []).append(taker)
    rows = [(name, ", ".join(where), meaning) for (name, meaning), where in found.items()]
    return table(("parameter", "of", "meaning"), rows)


def formats_table() -> str:
    """Every format of a list."""
    holds = {
        "json": "a page in the envelope",
        "csv": "all results, a line each; `fields=` chooses the columns; safe to open in a spreadsheet",
        "jsonl": "all results, a JSON object on each line",
        "rss": "a page, the newest first, with a link to the next (RFC 5005)",
        "atom": "the same",
    }
    rows = [
        (f"`{form}`", " ".join(f"`{name}`" for name in names), holds[form])
        for form, names in formats.MEDIA_TYPES.items()
    ]
    return table(("`format=`", "`Accept:`", "holds"), rows)


def errors_table() -> str:
    """Every kind of answer that is a problem."""

    def walk(kind: type[errors.QuotewireError]) -> Iterator[type[errors.QuotewireError]]:
        for one in kind.__subclasses__():
            yield one
            yield from walk(one)

    kinds = {kind.code: kind for kind in walk(errors.QuotewireError) if kind.status != 500}
    rows = [
        (str(kind.status), f"`{kind.code}`", first_sentence(kind.__doc__))
        for kind in kinds.values()
        if kind is not errors.Refused
    ]
    return table(("status", "`code`", "when"), sorted(rows))


def commands_table() -> str:
    """Every command of ``quotewire``, with its arguments."""
    group: Any = typer.main.get_command(cli)
    rows = []
    for name, command in group.commands.items():
        _, *arguments = command.collect_usage_pieces(command.make_context(name, [], resilient_parsing=True))
        named = (
            piece[1:-1].upper() if piece.startswith("{") else piece.replace("[[", "[").replace("]]", "]")
            for piece in arguments
        )
        usage = " ".join(["quotewire", name, *named])
        rows.append((f"`{usage}`", first_sentence(command.help)))
    return table(("command", "meaning"), rows)


def targets_table() -> str:
    """Every target of the Makefile."""
    found = re.findall(r"^([a-z-]+):.*## (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return table(("target", "meaning"), [(f"`make {name}`", said) for name, said in found])


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
    db.execute(schema._SCHEMA)
    comments = dict(re.findall(r"CREATE TABLE (\w+) \(\s*-- ([^\n]*)", schema._SCHEMA))
    rows = []
    words = {"fts5": "words, to be searched", "fts5vocab": "which words there are"}
    for name, kind in re.findall(r"CREATE (?:TABLE|VIRTUAL TABLE) (\w+) (?:USING (\w+))?", schema._SCHEMA):
        columns = ", ".join(f"`{column}`" for _, column, *_ in db.execute(f"PRAGMA table_info({name})"))
        rows.append((f"`{name}`", columns, words.get(kind) or comments.get(name, "")))
    return table(("table", "columns", "holds"), rows)


def limits_table() -> str:
    """How much is too much."""
    article = Article.model_fields
    [title] = [part.max_length for part in article["title"].metadata if hasattr(part, "max_length")]
    rows = [
        (
            "a request body",
            f"{shared.settings.Settings.model_fields['max_request_bytes'].default:,} bytes, as received",
        ),
        ("an article's body", f"{MAX_BODY_CHARS:,} characters"),
        ("its title", f"{title:,} characters"),
        ("`q`", f"{query.MAX_CHARS:,} characters, {query.MAX_TERMS} words, parentheses {query.MAX_DEPTH} deep"),
        ("near words in `q`", f"{query.MAX_NEAR} groups, at most {query.MAX_DISTANCE} words apart"),
        ("filter values in one query", f"{parameters.MAX_VALUES}"),
        ("results on a page", f"{parameters.MAX_SIZE}; `next_cursor` leads to the next, and an export has no limit"),
        ("points of a timeline", f"{MAX_GROUPS:,}"),
        ("quotes that a comparison reads", f"the {QUOTES_READ:,} newest of each side"),
        (
            "older versions kept of an article",
            f"{rules.MAX_PAST_VERSIONS}, {rules.MAX_PAST_CHARS:,} characters together",
        ),
        (
            "Redis' memory",
            f"from {FORGET_ABOVE:.0%} on the oldest finished articles are forgotten,"
            f" from {REFUSE_ABOVE:.0%} on posts get 429",
        ),
    ]
    return table(("limit", "value"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings_table,
    "metrics": metrics_table,
    "routes": routes_table,
    "selection": selection_table,
    "showing": showing_table,
    "formats": formats_table,
    "errors": errors_table,
    "limits": limits_table,
    "commands": commands_table,
    "targets": targets_table,
    "redis_keys": redis_keys_table,
    "elasticsearch": elasticsearch_table,
    "sqlite": sqlite_table,
}


def renewed(text: str) -> str:
    """A document with its tables as the code has them now."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{TABLES[block[2]]()}\n{block[3]}", text)


def blocks(text: str) -> list[str]:
    """The names of the tables that a document shows."""
    return [name for _, name, _ in _BLOCK.findall(text)]


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(renewed(document.read_text("utf-8")), "utf-8")
