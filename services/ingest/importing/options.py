"""Options of an import that its readers look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Options:
    """Options of an import."""

    source: str | None = None
    """Source of articles that name none."""
    encoding: str = "utf-8"
    """Encoding of text and of tables; pages of HTML say theirs themselves."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Column of a table by the field that it holds."""
