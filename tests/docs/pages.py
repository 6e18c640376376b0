"""The documents: where they are, and which of their blocks are made from the code.

A block begins with ``<!-- from the code: NAME -->`` and ends with ``<!-- end -->``.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

DOCUMENTS = (
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    ROOT / "seeds" / "README.md",
    ROOT / "services" / "nlp" / "MODEL_CARD.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)
"""Everything that a reader is sent to."""

SHOWING_REQUESTS = (ROOT / "README.md", ROOT / "docs" / "tour.md", ROOT / "docs" / "reconciling.md")
"""The documents with curl lines and their answers."""

BLOCK = re.compile(r"(<!-- from the code: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def shown(document: Path) -> str:
    """Return the path of a document as a reader knows it, from the root of the repository."""
    return str(document.relative_to(ROOT))
