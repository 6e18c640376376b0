"""Web archives (WARC, plain or compressed): each page that was answered with 200 is an article."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType
from fastwarc.warc import HeaderMap

from services.ingest.importing.options import Options
from services.ingest.importing.readers.single import decoded
from services.ingest.importing.record import Record, UnreadableFileError, document

MAX_PAGE_BYTES = 10_000_000
"""Bytes of a page, decompressed. Ingest takes 2 MB; more is read so that its refusal is the one of every other form."""

MAX_TAIL_BYTES = 64_000_000
"""Bytes after the last record up to which a file is looked at for an incomplete one."""

_LENGTH = re.compile(rb"^Content-Length:\s*(\d{1,15})", re.IGNORECASE | re.MULTILINE)
_HTML = ("text/html", "application/xhtml+xml")


def read_warc(path: Path, options: Options) -> Iterator[Record]:
    """Yield a record for each page; what is not a page is passed over. Raises UnreadableFileError where it is cut."""
    number = last = 0
    with path.open("rb") as file:
        try:
            for archived in ArchiveIterator(file, auto_decode="transfer", strict_mode=False):
                number += 1
                last = archived.stream_pos
                if archived.record_type == WarcRecordType.response and (record := _record(number, archived, options)):
                    yield record
        except UnreadableFileError:
            raise
        except Exception as error:  # the parser raises several kinds, some of them its own
            raise UnreadableFileError(
                f"cannot be read after record {number:,}: {error or type(error).__name__}"
            ) from error
    if not number:
        raise UnreadableFileError("holds no records that can be read; is it a WARC file?")
    if _is_cut(path, last):
        raise UnreadableFileError(f"is cut in the middle, after record {number:,}")


def _record(number: int, archived: WarcRecord, options: Options) -> Record | None:
    place, offset = f"record {number}", archived.stream_pos
    head = cast("HeaderMap | None", archived.http_headers)  # the package's types leave the None out
    if head is None:
        if archived.is_http:
            raise UnreadableFileError(f"is cut in the middle of record {number:,}")
        return None
    if head.status_code != 200 or archived.http_content_type not in _HTML:
        return None
    raw = archived.reader.read(MAX_PAGE_BYTES + 1)
    declared = archived.content_length
    if len(raw) < min(declared, MAX_PAGE_BYTES) and "transfer-encoding" not in {
        name.lower() for name, _ in head.items()
    }:
        raise UnreadableFileError(f"is cut in the middle of record {number:,}")
    coding = (head.get("Content-Encoding") or "").strip().lower()
    try:
        page = _decompressed(raw, coding)
    except (zlib.error, ValueError) as error:
        return Record(place, refusal=f"cannot be decompressed: {error}", offset=offset)
    if len(page) > MAX_PAGE_BYTES:
        return Record(place, refusal=f"is a page of more than {MAX_PAGE_BYTES:,} bytes", offset=offset)
    url = archived.headers.get("WARC-Target-URI")
    html = decoded(page, archived.http_charset)
    return document(place, {"html": html, "url": url and url.strip("<>"), "source": options.source}, offset)


def _decompressed(raw: bytes, coding: str) -> bytes:
    """Return the page, and of one that is too long no more than is needed to see that."""
    if coding in ("", "identity"):
        return raw
    if coding in ("gzip", "x-gzip", "deflate"):
        if coding != "deflate" and not raw.startswith(b"\x1f\x8b"):
            return raw  # many archives keep the header of what they have decompressed
        return zlib.decompressobj(47).decompress(raw, MAX_PAGE_BYTES + 1)
    if raw.lstrip()[:1] == b"<":
        return raw
    raise ValueError(f"the coding {coding[:20]!r} is not known here")


def _is_cut(path: Path, last: int) -> bool:
    """Return whether a file ends in the middle of a record: the parser passes over one whose head is incomplete.

    ``last``: place of the last record that was read.
    """
    with path.open("rb") as file:
        file.seek(last)
        rest = file.read(MAX_TAIL_BYTES + 1)
    if len(rest) > MAX_TAIL_BYTES:
        return False  # not worth reading it twice
    return _is_gzip_cut(rest) if rest.startswith(b"\x1f\x8b") else _is_plain_cut(rest)


def _is_gzip_cut(rest: bytes) -> bool:
    while rest.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(31)
        chunk = rest
        while chunk and not member.eof:
            member.decompress(chunk, MAX_PAGE_BYTES)
            chunk = member.unconsumed_tail
        if not member.eof:
            return True
        rest = member.unused_data
    return False


def _is_plain_cut(rest: bytes) -> bool:
    while rest:
        head, end, body = rest.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or not length or len(body) < int(length[1]):
            return True
        rest = body[int(length[1]) :].lstrip(b"\r\n")
    return False
