"""Lines of a file, none of them longer than memory has room for; and files of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from services.ingest.importing.options import Options
from services.ingest.importing.record import MAX_RECORD_BYTES, Record


def bounded_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the number of each line, from 1, and the line with its end; None in place of one that is too long."""
    number = 0
    while line := file.readline(MAX_RECORD_BYTES):
        number += 1
        if line.endswith(b"\n") or len(line) < MAX_RECORD_BYTES:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_RECORD_BYTES)
        yield number, None


def read_json_lines(path: Path, options: Options) -> Iterator[Record]:
    """Yield a record for each line that is not blank, as it stands there: ingest says what is wrong with it."""
    with path.open("rb") as file:
        for number, line in bounded_lines(file):
            place = f"line {number}"
            if line is None:
                yield Record(place, refusal=f"has more than {MAX_RECORD_BYTES:,} bytes", offset=file.tell())
            elif stripped := line.removeprefix(b"\xef\xbb\xbf").strip():
                yield Record(place, with_source(stripped, options), offset=file.tell())


def with_source(line: bytes, options: Options) -> bytes:
    """Return the line with the ``--source`` where it is an article that names none."""
    if not options.source:
        return line
    try:
        document: Any = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(document, dict) or "uri" in document or document.get("source"):
        return line
    return json.dumps(document | {"source": options.source}).encode()
