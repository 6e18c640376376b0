"""Files of an import: from the paths that were named to the files in order, each with its reader."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from services.ingest.importing.options import Options
from services.ingest.importing.readers.lines import read_json_lines
from services.ingest.importing.readers.single import read_json, read_page, read_text
from services.ingest.importing.readers.table import read_table
from services.ingest.importing.readers.warc import read_warc
from services.ingest.importing.record import Record

Reader = Callable[[Path, Options], Iterator[Record]]

READERS: dict[str, Reader] = {
    ".warc": read_warc,
    ".warc.gz": read_warc,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_table,
    ".tsv": read_table,
    ".json": read_json,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".txt": read_text,
}
"""Reader by the end of a file's name, in lower case."""


def reader_of(path: Path) -> Reader | None:
    """Return the reader of a file, by its name; None where there is none."""
    name = path.name.lower()
    return next((reader for end, reader in READERS.items() if name.endswith(end)), None)


def expand(paths: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Return the files that paths, folders (with all below them) and patterns mean, sorted; and those that mean none.

    In a folder, and by a pattern, files without a reader are passed over.
    """
    files: set[Path] = set()
    empty: list[str] = []
    for path in paths:
        named = Path(path)
        if named.is_dir():
            meant = [file for file in named.rglob("*") if file.is_file() and reader_of(file)]
        elif named.is_file():
            meant = [named] if reader_of(named) else []
        else:
            meant = [Path(file) for file in glob.glob(path, recursive=True) if Path(file).is_file()]  # noqa: PTH207
            meant = [file for file in meant if reader_of(file)]
        files.update(meant)
        if not meant:
            empty.append(path)
    return sorted(files), empty
