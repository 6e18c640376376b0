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

REASONS = {
    ("annotator.py", "return self._annotator"): "the worker and the command ask for it",
    ("entities/finding.py", "if first < taken:", "continue"): "the tagger's names never overlap: a safeguard",
    ("entities/finding.py", "while start < end and text[start].isspace():", "start += 1"): (
        "no figure was seen to begin with a blank, in 30,000 shuffled texts: a safeguard"
    ),
    ("entities/tagger.py", "return next(self.pipe([doc]))"): "spaCy's way for one document; the annotator has many",
    ("entities/word_features.py", "self._known.clear()"): "takes 50,000 different words",
    ("fitted_files.py",): "only where a fitted file does not match the code, which stops the start; unit tests",
    ("quotes/modality.py", "if cue is None:", "return False"): (
        "what has no cue stands in marks or in a transcript, and so is verbatim: a safeguard"
    ),
    ("ranking/feature_table.py", 'return {"features": list'): "fitting writes it",
    (
        "ranking/trees.py",
        'raise ValueError(f"a row has',
    ): "rows of another length are a mistake of the code; unit tests",
    ("version.py", "raise TypeError("): "data of an unknown kind are a mistake; unit tests",
}
"""Lines that no text runs, by the module and by what they, or they and the line before them, begin with; and why."""


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


def reason(module: str, line: int) -> str:
    """Return why no text runs a line, as :data:`REASONS` knows; nothing where a text is missing."""
    lines = ["", *Path(module).read_text("utf-8").splitlines()]
    before, here = lines[line - 1].strip(), lines[line].strip()
    for (name, *known), why in REASONS.items():
        begins = [text.startswith(start) for text, start in zip([before, here][-len(known) :], known, strict=False)]
        if module.endswith(f"services/nlp/{name}") and all(begins):
            return why
    return ""


def main() -> None:
    """Print the share of lines and branches that the golden set runs, module by module, and those it does not run.

    Exit status 1 where it does not run a line, and no reason is known.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.golden.rule_coverage", description=main.__doc__)
    parser.parse_args()
    report = measured()
    print(f"{'module':<48} {'lines':>12} {'branches':>12}  branches not run, by lines (0 leaves)")
    missing = []
    for name, module in [*sorted(report["files"].items()), ("all", {"summary": report["totals"]})]:
        summary = module["summary"]
        lines = f"{summary['covered_lines']}/{summary['num_statements']}"
        branches = f"{summary['covered_branches']}/{summary['num_branches']}"
        missing += [(name, line) for line in module.get("missing_lines", [])]
        jumps = " ".join(f"{a}->{max(b, 0)}" for a, b in module.get("missing_branches", []))
        print(f"{name:<48} {lines:>12} {branches:>12}  {jumps}".rstrip())
    print("\nlines not run")
    reasons = [(f"{name}:{line}", reason(name, line)) for name, line in missing]
    for place, why in reasons:
        print(f"{place:<48} {why or 'WRITE A TEXT THAT RUNS IT, or say in REASONS why none can'}")
    sys.exit(not all(why for _, why in reasons))


if __name__ == "__main__":
    main()
