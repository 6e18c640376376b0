"""Files that are one article each: text, a page of HTML; and JSON, which may be a list of several."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from trafilatura.utils import detect_encoding

from services.ingest.importing.options import Options
from services.ingest.importing.readers.lines import with_source
from services.ingest.importing.record import MAX_RECORD_BYTES, Record, UnreadableFileError, document


def read_text(path: Path, options: Options) -> Iterator[Record]:
    """Yield the article of a text file: its first line is the title where more follows, else the file's name is."""
    raw = _whole(path)
    try:
        text = raw.decode(options.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise UnreadableFileError(f"is not {options.encoding}; name the encoding, such as --encoding latin-1") from None
    first, _, rest = text.strip().partition("\n")
    title, body = (first.strip(), rest.strip("\r\n")) if rest.strip() else (path.stem, text)
    yield document("", {"title": title, "body": body, "source": options.source}, len(raw))


def read_page(path: Path, options: Options) -> Iterator[Record]:
    """Yield the page of an HTML file, decoded as it says itself."""
    raw = _whole(path)
    yield document("", {"html": decoded(raw), "source": options.source}, len(raw))


def read_json(path: Path, options: Options) -> Iterator[Record]:
    """Yield the object of a JSON file, or each of a list of objects."""
    raw = _whole(path)
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"is not JSON: {error}") from None
    if not isinstance(content, list):
        yield Record("", with_source(json.dumps(content).encode(), options), offset=len(raw))
        return
    for number, item in enumerate(content, 1):
        line = with_source(json.dumps(item).encode(), options)
        yield Record(f"item {number}", line, offset=len(raw) * number // len(content))


def decoded(raw: bytes, charset: str | None = None) -> str:
    """Return a page as text: in the encoding that was declared, or the likeliest one."""
    for encoding in [charset, *detect_encoding(raw)]:
        try:
            return raw.decode(encoding or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def _whole(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(MAX_RECORD_BYTES + 1)
    if len(raw) > MAX_RECORD_BYTES:
        raise UnreadableFileError(f"has more than {MAX_RECORD_BYTES:,} bytes, which is too much for one article")
    return raw
