"""Show which lines and branches of the rules the golden set runs: ``make golden-coverage``.

Counted are all modules of ``services/nlp`` but those that carry annotations (command, worker, settings) and those that
fit the rankers and the tagger. Lines that run when a module is imported count as run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from coverage import Coverage

CARRIERS = ("services/nlp/cli.py", "services/nlp/worker.py", "services/nlp/settings.py", "services/nlp/fitting/*")


def measured() -> dict[str, Any]:
    """Annotate the golden set under coverage; return coverage's own JSON report."""
    coverage = Coverage(branch=True, source=["services.nlp"], omit=CARRIERS, data_file=None, config_file=False)
    coverage.start()
    # Only what is imported from here on is measured.
    from services.nlp.annotator import load
    from tests.golden.texts import golden_texts

    load().annotate(golden_texts())
    coverage.stop()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        coverage.json_report(outfile=str(report))
        return dict(json.loads(report.read_text("utf-8")))


def main() -> None:
    """Print the share of lines and branches that the golden set runs, module by module, and those it does not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden.rule_coverage", description=main.__doc__)
    parser.parse_args()
    assert "services.nlp.annotator" not in sys.modules
    report = measured()
    print(f"{'module':<52} {'lines':>12} {'branches':>12}  not run: lines; branches from->to (0: leaves)")
    for name, module in [*report["files"].items(), ("all", report | {"summary": report["totals"]})]:
        summary = module["summary"]
        lines = f"{summary['covered_lines']}/{summary['num_statements']}"
        branches = f"{summary['covered_branches']}/{summary['num_branches']}"
        ran = module.get("missing_lines", [])
        jumps = [f"{a}->{max(b, 0)}" for a, b in module.get("missing_branches", []) if b not in ran]
        print(f"{name:<52} {lines:>12} {branches:>12}  {' '.join(map(str, ran))}; {' '.join(jumps)}".rstrip("; "))


if __name__ == "__main__":
    main()
