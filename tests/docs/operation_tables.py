"""The settings, metrics, commands and make targets, as tables."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import prometheus_client
import typer
from pydantic import BaseModel, SecretStr
from pydantic_settings import BaseSettings

import services.ingest.settings
import services.nlp.settings
import services.search.settings
import shared.settings
from deploy.cli import app as cli
from shared import metrics
from tests.docs.markdown import first_sentence, table
from tests.docs.pages import ROOT

SETTINGS: dict[str, type[BaseSettings]] = {
    "all": shared.settings.Settings,
    "ingest": services.ingest.settings.Settings,
    "nlp": services.nlp.settings.Settings,
    "search": services.search.settings.Settings,
}


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


def commands_table() -> str:
    """Every command of ``quotewire``, with its arguments."""
    rows = []
    for name, command in _commands(typer.main.get_command(cli)):
        _, *arguments = command.collect_usage_pieces(command.make_context(name, [], resilient_parsing=True))
        named = (
            piece[1 : piece.rindex("}")].upper()
            if piece.startswith("{")
            else piece.replace("[[", "[").replace("]]", "]")
            for piece in arguments
        )
        usage = " ".join(["quotewire", name, *named])
        rows.append((f"`{usage}`", first_sentence(command.help)))
    return table(("command", "meaning"), rows)


def _argument(piece: str) -> str:
    """Return an argument as it is written: a choice by its name, one that may be left out in one pair of brackets."""
    if piece.startswith("{"):
        return piece[1 : piece.rindex("}")].upper()
    return piece.replace("[[", "[").replace("]]", "]")


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def targets_table() -> str:
    """Every target of the Makefile."""
    found = re.findall(r"^([a-z-]+):.*## (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return table(("target", "meaning"), [(f"`make {name}`", said) for name, said in found])
