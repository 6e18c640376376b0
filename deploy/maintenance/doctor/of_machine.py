"""Findings about this machine: disk, memory, versions, and settings that nobody reads."""

from __future__ import annotations

import difflib
import os
import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from deploy.local.ports import NEEDED_MEGABYTES
from deploy.maintenance.doctor.finding import Finding
from deploy.maintenance.place import Place
from services.ingest.settings import Settings as IngestSettings
from services.nlp.settings import Settings as NlpSettings

LEAST_MEMORY_MEGABYTES = 300
"""A worker with its model takes about 150; below this the next batch of long articles may not fit."""


def findings(place: Place) -> Iterator[Finding]:
    """Yield what is to be said of the machine that the command runs on."""
    if place.settings.search_engine == "sqlite":
        yield _disk(place.settings.sqlite_path)
    available = _available_memory()
    if available is not None:
        state = "ok" if available > LEAST_MEMORY_MEGABYTES else "look"
        advice = "" if state == "ok" else " Close other programs, or give the machine more."
        yield Finding("ram", state, f"{available:,} MB of memory are free.{advice}")  # type: ignore[arg-type]
    yield Finding("versions", "ok", f"Quotewire {version('quotewire')}, Python {platform.python_version()}.")
    yield _settings(place)


def _disk(index: Path) -> Finding:
    folder = next(parent for parent in index.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free // 1_000_000
    size = index.stat().st_size // 1_000_000 if index.exists() else 0
    if free < NEEDED_MEGABYTES:
        return Finding("disk", "bad", f"The disk under {folder} has {free:,} MB left: make room.")
    if free < size:
        return Finding(
            "disk",
            "look",
            f"The disk under {folder} has {free:,} MB left, less than the index ({size:,} MB) takes: too little for a"
            " rebuild or a backup beside it.",
        )
    return Finding("disk", "ok", f"{free:,} MB are free; the index takes {size:,} MB.")


def _available_memory() -> int | None:
    """Return the megabytes that programs could still get; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) // 1000 for line in lines if line.startswith("MemAvailable:")), None)


def _settings(place: Place) -> Finding:
    known = {
        f"QUOTEWIRE_{name.upper()}"
        for settings in (IngestSettings, NlpSettings, type(place.settings))
        for name in settings.model_fields
    }
    unknown = sorted(name for name in os.environ if name.startswith("QUOTEWIRE_") and name not in known)
    if not unknown:
        return Finding("settings", "ok", "Every setting in the environment is one of ours.")
    nearest = difflib.get_close_matches(unknown[0], known, 1)
    meant = f"; {nearest[0]} is meant, perhaps" if nearest else ""
    return Finding("settings", "look", f"Nobody reads {', '.join(unknown)} in the environment{meant}.")
