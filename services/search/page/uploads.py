"""Uploads: a file that a browser sent as the lines of JSON that ingest's bulk route takes.

A text or a page of HTML is one line; a JSON file is one, or one for each object of its list; lines of JSON stay as they
are. What the lines hold is for ingest to judge.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

from services.search.page.forms import Upload
from shared.errors import Refused

SUFFIXES = (".html", ".htm", ".txt", ".json", ".jsonl", ".ndjson")
"""Endings of files that are taken."""

MAX_ARTICLES = 10_000
"""Articles of one file: what is taken within half a minute, while the browser waits."""

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([a-zA-Z0-9_-]{2,40})")


def lines_of(upload: Upload) -> list[bytes]:
    """Return the lines of a file. Raises Refused for a file of another kind, one that cannot be read, or a long one."""
    lines = list(islice(_lines(upload), MAX_ARTICLES + 1))
    if not lines:
        raise Refused("The file is empty.")
    if len(lines) > MAX_ARTICLES:
        raise Refused(f"The file holds more than {MAX_ARTICLES:,} articles; for such: quotewire import.")
    return lines


def _lines(upload: Upload) -> Iterator[bytes]:
    name = PurePath(upload.name)
    match name.suffix.lower():
        case ".jsonl" | ".ndjson":
            yield from (line for line in upload.content.split(b"\n") if line.strip())
        case ".json":
            yield from _objects(upload.content)
        case ".html" | ".htm":
            yield _line({"html": _page(upload.content)})
        case ".txt":
            first, _, rest = _text(upload.content).strip().partition("\n")
            title, body = (first.strip(), rest.strip("\r\n")) if rest.strip() else (name.stem, first)
            yield _line({"title": title, "body": body})
        case _:
            raise Refused(f"Files that can be added here end in {', '.join(SUFFIXES)}; for others: quotewire import.")


def _objects(content: bytes) -> Iterator[bytes]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused("The file is not JSON.") from None
    yield from (_line(each) for each in (document if isinstance(document, list) else [document]))


def _page(content: bytes) -> str:
    """Return a page as text: in UTF-8, in the encoding that it declares, or as browsers take what declares none."""
    declared = _CHARSET.search(content[:4_096])
    for encoding in ("utf-8", declared[1].decode() if declared else "", "windows-1252"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", "replace")


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The file is not UTF-8; save it as that first.") from None


def _line(document: object) -> bytes:
    return json.dumps(document).encode()
