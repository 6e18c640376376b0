"""The README's curl lines with the answers it shows, so that a test can give them to a stack word for word."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.docker.stack import ROOT

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r'"(\w+)":')
_STATUS = re.compile(r"HTTP/[\d.]+ (\d{3})")


@dataclass(frozen=True)
class Example:
    """A command, which may run over several lines, and what the README says it prints."""

    command: str
    output: str


def curl_examples() -> list[Example]:
    """Every ``$ curl …`` in the README's console blocks, in order."""
    examples: list[Example] = []
    for block in _BLOCK.findall((ROOT / "README.md").read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            last = next(i for i, line in enumerate(lines) if not line.endswith("\\"))
            # A quoted body may go on over lines without a backslash.
            while "\n".join(lines[: last + 1]).count("'") % 2:
                last += 1
            command = "\n".join(lines[: last + 1])
            if command.startswith("curl "):
                examples.append(Example(command, "\n".join(lines[last + 1 :]).strip()))
    return examples


def assert_agrees(example: Example, printed: str) -> None:
    """The shape, the words and the HTTP status shown are those printed; numbers, times and ids may differ."""
    assert _STATUS.findall(example.output) == _STATUS.findall(printed), printed
    try:
        shown = json.loads(example.output)
    except ValueError:  # shortened for the reader
        assert set(_KEY.findall(example.output)) <= set(_KEY.findall(printed)), printed
        return
    _agree(shown, json.loads(printed), "")


_WORDS = frozenset({"name", "text", "title", "type", "state", "code", "lemma", "source"})


def _agree(shown: Any, printed: Any, at: str) -> None:
    if isinstance(shown, dict):
        assert isinstance(printed, dict) and shown.keys() <= printed.keys(), f"{at}: {printed}"
        for key, value in shown.items():
            _agree(value, printed[key], f"{at}/{key}")
    elif isinstance(shown, list):
        assert isinstance(printed, list) and len(shown) <= len(printed), f"{at}: {printed}"
        for index, (one, other) in enumerate(zip(shown, printed, strict=False)):
            _agree(one, other, f"{at}/{index}")
    elif at.rsplit("/", 1)[-1] in _WORDS:
        assert shown == printed, f"{at}: shown {shown!r}, printed {printed!r}"
    elif shown is not None and printed is not None:
        assert isinstance(printed, type(shown)), f"{at}: {printed!r}"
