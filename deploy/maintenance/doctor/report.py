"""Report of ``quotewire doctor``: a table for people, JSON for programs, and the exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.maintenance.doctor.examination import Examination
from deploy.maintenance.doctor.finding import Finding, State
from deploy.maintenance.endings import errors_as_exit_status
from deploy.maintenance.place import announced, find

STYLES: dict[State, str] = {"ok": "green", "look": "yellow", "bad": "bold red"}


def doctor(data: Path | None, *, quick: bool, mend: bool, as_json: bool) -> None:
    """See :func:`deploy.maintenance.commands.doctor`."""
    with errors_as_exit_status(again="Try again later.", interrupted="Interrupted. Nothing was changed.") as console:
        place = announced(find(data), console)
        findings = list(Examination(place, console, thorough=not quick, mend=mend).findings())
        well = all(finding.state != "bad" for finding in findings)
        if as_json:
            json.dump({"ok": well, "findings": [asdict(finding) for finding in findings]}, sys.stdout, indent=2)
            sys.stdout.write("\n")
        else:
            _print(findings)
        raise typer.Exit(0 if well else 1)


def _print(findings: Sequence[Finding]) -> None:
    table = Table("part", "is", "what was found, and what to do", show_edge=False)
    for finding in findings:
        state = f"[{STYLES[finding.state]}]{finding.state}[/]"
        table.add_row(finding.name, state, escape(finding.sentence))
    Console(highlight=False).print(table)
