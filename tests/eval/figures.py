"""Score the annotator on annotated sets and record the figures that the documents show: ``make eval EVAL=FOLDER``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.support import figures

COLUMNS = ("span_f1", "joint_p", "joint_r", "joint_f1", "resolved_recall", "ner_f1", "words_per_s")


def evaluated(folder: Path, sets: str | None) -> dict[str, dict[str, Any]]:
    """Return the scores of each set, as the folder's ``evaluate.py`` prints them for ``quotewire annotate``."""
    annotate = f"{Path(sys.executable).with_name('quotewire')} annotate {{in}} --output {{out}}"
    chosen = ["--sets", sets] if sets else []
    command = [sys.executable, str(folder / "evaluate.py"), "--json", *chosen, "--", annotate]
    scores: dict[str, dict[str, Any]] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return scores


def main() -> None:
    """Score, print a table, record."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.figures", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds evaluate.py, its scorers and data/")
    parser.add_argument("--sets", help="only these, separated by commas")
    parser.add_argument("--dry-run", action="store_true", help="record nothing")
    options = parser.parse_args()
    if not (options.folder / "evaluate.py").exists():
        parser.error(f"{options.folder} has no evaluate.py: name the folder with the annotated sets")
    scores = evaluated(options.folder, options.sets)
    table = Table("set", *COLUMNS)
    for name, score in scores.items():
        table.add_row(name, *(str(score.get(column, "")) for column in COLUMNS))
        if not options.dry_run:
            figures.record(name, score)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
