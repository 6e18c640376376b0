"""Record of an archive: one article, or the reason why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_RECORD_BYTES = 64_000_000
"""Bytes of a record that are read before it is passed over: far more than any article, and bounded all the same."""


class UnreadableFileError(Exception):
    """A file, or what is left of it, cannot be read. The message completes a sentence that begins with its name."""


@dataclass(frozen=True)
class Record:
    """One record of a file."""

    place: str
    """Place in the file, for a person: *line 7*; "" where the file is one record."""
    line: bytes = b""
    """The document, as a line of a bulk request."""
    refusal: str = ""
    """Reason why it cannot be posted; "" where it can."""
    offset: int = 0
    """Bytes of the file that are read so far."""


def document(place: str, fields: Mapping[str, Any], offset: int = 0) -> Record:
    """Return the record of a document that is to be posted; fields without a value are left out."""
    given = {name: value for name, value in fields.items() if value not in (None, "", [])}
    return Record(place, json.dumps(given).encode(), offset=offset)
