"""Formats of lists, and the choice among them: by ``format=``, else by the header Accept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.search.parameters import Format
from shared.errors import NotAcceptable

MEDIA_TYPES: dict[Format, tuple[str, ...]] = {
    "json": ("application/json",),
    "csv": ("text/csv",),
    "jsonl": ("application/x-ndjson", "application/jsonl", "application/x-jsonlines"),
    "rss": ("application/rss+xml",),
    "atom": ("application/atom+xml",),
}
"""Media types that Accept may name each format by; our answer calls itself by the first. JSON lines have no registered
name: those in use are x-ndjson, which most programs know, and jsonl."""

_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?", re.ASCII)
_MAX_RANGES = 50
"""Media ranges that are read of one header; browsers send about eight."""


class _Range(NamedTuple):
    """A media range of the header, such as ``text/*;q=0.5``."""

    type: str
    subtype: str
    quality: float


class Choice(NamedTuple):
    """A format, and the media type of the answer."""

    format: Format
    media_type: str


def choose_format(format: Format | None, accept: Sequence[str]) -> Choice:
    """Return the format of the answer. ``accept``: the values of all Accept headers; none means that any will do.

    Of equally preferred ones it is the first of :data:`MEDIA_TYPES`; so browsers and ``curl`` get JSON. Raises
    NotAcceptable where the header refuses everything. See RFC 9110, section 12.5.1.
    """
    names = [Choice(form, name) for form, names in MEDIA_TYPES.items() for name in names]
    if format is not None:
        return next(each for each in names if each.format == format)
    ranges = _ranges(",".join(accept))
    if not ranges:
        return names[0]
    best = max(names, key=lambda each: _quality(each.media_type, ranges))  # the first of equals
    if _quality(best.media_type, ranges) == 0:
        known = ", ".join(each.media_type for each in names)
        raise NotAcceptable(f"This is answered as {known}; name one of them in the header Accept, or leave it out.")
    return best


def _ranges(header: str) -> list[_Range]:
    ranges = []
    for part in header.split(",")[:_MAX_RANGES]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        type_, slash, subtype = name.partition("/")
        quality = next(
            (value for parameter in parameters for q, _, value in [parameter.partition("=")] if q == "q"), "1"
        )
        if slash and _QUALITY.fullmatch(quality):
            ranges.append(_Range(type_, subtype, float(quality)))
    return ranges


def _quality(media_type: str, ranges: Sequence[_Range]) -> float:
    """Return the quality value of ``media_type``: that of the most exact range it falls into."""
    type_, _, subtype = media_type.partition("/")
    for wanted in ((type_, subtype), (type_, "*"), ("*", "*")):
        if qualities := [each.quality for each in ranges if (each.type, each.subtype) == wanted]:
            return max(qualities)
    return 0.0
