"""Run of an import: file by file, batch by batch, with the tally written after each."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx

from services.ingest.importing.files import reader_of
from services.ingest.importing.options import Options
from services.ingest.importing.record import Record, UnreadableFileError
from services.ingest.importing.sending import Notice, Result, batches, send
from services.ingest.importing.tally import Tally, TallyFile

Advance = Callable[[Path, int, int], None]
"""Called with the file, the bytes of it that are done, and the articles that are done in all."""


def run(
    files: Sequence[Path],
    options: Options,
    client: httpx.Client,
    kept: TallyFile,
    *,
    advance: Advance,
    waiting: Notice,
) -> Tally:
    """Import files, from where an earlier run stopped; return the tally. Raises Unavailable where ingest stays away."""
    tally = kept.read() or Tally()
    begin = time.monotonic() - tally.seconds
    for number in range(tally.file, len(files)):
        if number > tally.file:
            tally.file, tally.records = number, 0
        path = files[number]
        for batch in batches(_unread(path, options, tally)):
            _take(path, batch, send(client, [record.line for record in batch if not record.refusal], waiting), tally)
            tally.seconds = time.monotonic() - begin
            kept.write(tally)
            advance(path, batch[-1].offset, tally.done)
    return tally


def _unread(path: Path, options: Options, tally: Tally) -> Iterator[Record]:
    """Yield the records that an earlier run has not done; the last one says why the rest of a file cannot be read."""
    reader = reader_of(path)
    assert reader is not None, "files without a reader are passed over"
    return itertools.islice(_with_its_end(path, reader(path, options)), tally.records, None)


def _with_its_end(path: Path, records: Iterator[Record]) -> Iterator[Record]:
    try:
        yield from records
    except UnreadableFileError as error:
        yield Record("", refusal=str(error), offset=path.stat().st_size)
    except OSError as error:
        yield Record("", refusal=f"cannot be read: {error.strerror}")


def _take(path: Path, batch: Sequence[Record], results: Sequence[Result], tally: Tally) -> None:
    answered = iter(results)
    for record in batch:
        place = f"{path}, {record.place}" if record.place else str(path)
        if record.refusal:
            tally.refuse(place, record.refusal)
        else:
            result = next(answered)
            if result["outcome"] == "refused":
                tally.refuse(place, str(result["problem"]["detail"]))
            else:
                tally.outcomes[result["outcome"]] += 1
        tally.records += 1
