"""Curl lines of the documents with the answers they show, so that a test can give them to a stack word for word."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_STATUS = re.compile(r"HTTP/[\d.]+ (\d{3})")


@dataclass(frozen=True)
class Example:
    """A command, which may run over several lines, and what a document says it prints."""

    command: str
    output: str


def curl_examples(*documents: Path) -> list[Example]:
    """Return every ``$ curl …`` in the console blocks of the documents, in order."""
    examples: list[Example] = []
    for block in (block for document in documents for block in _BLOCK.findall(document.read_text("utf-8"))):
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
    """Assert that what is shown was printed; "…" stands for anything; times, versions and such may differ."""
    assert _STATUS.findall(example.output) == _STATUS.findall(printed), printed
    shown, body = _body(example.output), _body(printed)
    if not shown.startswith("{"):  # no JSON: word for word
        assert shown.splitlines() == body.splitlines()
        return
    _agree(json.loads(_ELISION.sub("", shown)), json.loads(body), "")


_ELISION = re.compile(r",?\s*…(?=\s*[}\],\n]|$)")
"""What is left out after the last shown member of an object or a list; not an ellipsis within a string."""

_VOLATILE = frozenset({"version", "times", "request_id", "next_cursor", "took_ms", "confidence"})


def _body(answer: str) -> str:
    """Without the headers that ``curl -i`` prints."""
    answer = answer.replace("\r\n", "\n")
    return answer.partition("\n\n")[2] if _STATUS.match(answer) else answer


def _agree(shown: Any, printed: Any, at: str) -> None:
    if isinstance(shown, dict):
        assert isinstance(printed, dict) and shown.keys() <= printed.keys(), f"{at}: {printed}"
        for key, value in shown.items():
            if key not in _VOLATILE:
                _agree(value, printed[key], f"{at}/{key}")
    elif isinstance(shown, list):
        assert isinstance(printed, list) and len(shown) <= len(printed), f"{at}: {printed}"
        for index, (one, other) in enumerate(zip(shown, printed, strict=False)):
            _agree(one, other, f"{at}/{index}")
    else:
        assert shown == printed, f"{at}: shown {shown!r}, printed {printed!r}"
