"""Tally of an import: how many articles ended how, and why some were refused; on the disk, to go on after a kill."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel

MAX_REASONS, MAX_EXAMPLES = 100, 3
"""Different reasons that are kept, and places that are named for each; all are counted."""

OTHER = "other reasons"


class Reason(BaseModel):
    """Reason of refusals: how many, and where the first of them stand."""

    count: int = 0
    examples: list[str] = []


class Tally(BaseModel):
    """Tally of an import so far."""

    file: int = 0
    """Number of the file that is being read, from 0."""
    records: int = 0
    """Records of it that are done."""
    outcomes: Counter[str] = Counter()
    reasons: dict[str, Reason] = {}
    seconds: float = 0

    def refuse(self, place: str, why: str) -> None:
        """Count a refusal."""
        self.outcomes["refused"] += 1
        if why not in self.reasons and len(self.reasons) >= MAX_REASONS:
            why = OTHER
        reason = self.reasons.setdefault(why, Reason())
        reason.count += 1
        if len(reason.examples) < MAX_EXAMPLES:
            reason.examples.append(place)

    @property
    def done(self) -> int:
        """Articles that were answered or refused."""
        return sum(self.outcomes.values())


class TallyFile:
    """The tally on the disk. It is of one list of files: of another list, an import begins anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of(cls, files: Sequence[Path], ingest: str) -> Self:
        """Return the file for these files and that ingest, in the user's folder for states of programs."""
        names = json.dumps([ingest, *(str(file.resolve()) for file in files)])
        home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
        return cls(home / "quotewire" / "imports" / f"{hashlib.sha256(names.encode()).hexdigest()[:16]}.json")

    def read(self) -> Tally | None:
        """Return the tally of an import that did not come to its end; None if there is none that can be read."""
        try:
            return Tally.model_validate_json(self._path.read_bytes())
        except (OSError, ValueError):
            return None

    def write(self, tally: Tally) -> None:
        """Replace what is on the disk in one step."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.write_text(tally.model_dump_json(), "utf-8")
        beside.replace(self._path)

    def remove(self) -> None:
        """Forget the import, which is at its end."""
        self._path.unlink(missing_ok=True)


def as_json(tally: Tally) -> dict[str, Any]:
    """Return the report of an import, for programs."""
    return {
        "outcomes": dict(tally.outcomes),
        "refused": {why: reason.model_dump() for why, reason in tally.reasons.items()},
    }
