"""Figures of accuracy and speed, in ``docs/figures.json``: measuring commands record them, documents show them."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ELSEWHERE = "QUOTEWIRE_FIGURES"
"""Environment variable that names another file, for figures that no document should show."""

FILE = Path(os.environ.get(ELSEWHERE) or Path(__file__).parents[2] / "docs" / "figures.json")


def read() -> dict[str, Any]:
    """Return all figures, by the name of what was measured."""
    figures: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return figures


def record(name: str, values: dict[str, Any]) -> None:
    """Put new values of one measurement in the place of its old ones, with the day; ``make docs`` shows them."""
    figures = read() | {name: {"measured": datetime.now(UTC).date().isoformat(), **values}}
    FILE.write_text(json.dumps(figures, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
