"""Markdown that is made from code: a table, and a docstring's first sentence as a cell of one."""

from __future__ import annotations

import re
from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def first_sentence(text: str | None) -> str:
    """Up to the first full stop, on one line; reStructuredText's marks as Markdown's."""
    line = " ".join((text or "").split())
    line = re.split(r"(?<=[.!?])\s+(?=[A-Z0-9\"`(])", line, maxsplit=1)[0].removesuffix(".")
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", line).replace("``", "`")
