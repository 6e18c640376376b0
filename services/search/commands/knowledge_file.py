"""Files of knowledge: an entry a line of JSON, or a YAML list, read an entry at a time; wrong ones are told by line.

The first one may say what all are: ``{"set": "congress", "source": "…"}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from services.search.identities.knowledge import MAX_ID_CHARS, Collection, KnowledgeEntry, Source

MAX_ENTRY_BYTES = 256 * 1024
"""Of one entry: a hundred names and roles at their longest take half of it."""
YAML = (".yaml", ".yml")


class Header(BaseModel):
    """What a file says of itself."""

    model_config = ConfigDict(extra="forbid")

    set: Collection | None = None
    source: Source = ""


@dataclass(frozen=True)
class Wrong:
    """An entry that is left out."""

    line: int
    reason: str
    """What is wrong, and what to do about it."""


class _PlainLoader(yaml.SafeLoader):
    """Reads YAML without anchors, by which a list could hold itself, and with dates and numbers as they are written."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as in the class above
        letter: [each for each in resolvers if each[0] == "tag:yaml.org,2002:null"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="an alias (*) is not taken; write the value out")
        return super().compose_node(parent, index)


def read(path: Path) -> Iterator[tuple[int, Header | KnowledgeEntry | Wrong]]:
    """Yield what a file holds, each with the number of its (first) line. Raises OSError."""
    seen: dict[str, int] = {}
    with path.open("rb") as file:
        pieces = _items(file) if path.suffix.lower() in YAML else _lines(file)
        first = True
        for line, piece in pieces:
            if isinstance(piece, Wrong):
                yield line, piece
            elif piece:
                entry = _entry(line, piece, seen, yaml_item=path.suffix.lower() in YAML, may_be_header=first)
                first = False
                yield line, entry


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | Wrong]]:
    number = 0
    while line := file.readline(MAX_ENTRY_BYTES + 1):
        number += 1
        if len(line) > MAX_ENTRY_BYTES:
            while not line.endswith(b"\n") and (line := file.readline(MAX_ENTRY_BYTES)):
                pass
            yield number, _too_long(number)
        else:
            yield number, line.removeprefix(b"\xef\xbb\xbf").strip()


def _items(file: BinaryIO) -> Iterator[tuple[int, bytes | Wrong]]:
    """Yield the items of a YAML list, cut where a line begins with a hyphen, so that a broken one ends there."""
    item, began, long = b"", 1, False
    for number, line in _raw_lines(file):
        if line.startswith(b"- ") or line.rstrip() == b"-":
            if long or _says_something(item):
                yield began, _too_long(began) if long else item
            item, began, long = line, number, False
        elif len(item) + len(line) > MAX_ENTRY_BYTES:
            long = True
        else:
            item += line
    if long or _says_something(item):
        yield began, _too_long(began) if long else item


def _raw_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number, ended = 1, True
    while line := file.readline(MAX_ENTRY_BYTES + 1):
        yield number, line.removeprefix(b"\xef\xbb\xbf") if ended else b" " + line
        ended = line.endswith(b"\n")
        number += ended


def _says_something(item: bytes) -> bool:
    lines = [line.strip() for line in item.splitlines()]
    return any(line and line not in (b"---", b"...") and not line.startswith(b"#") for line in lines)


def _too_long(line: int) -> Wrong:
    return Wrong(line, f"is longer than {MAX_ENTRY_BYTES // 1024} KiB; is it one entry? Give fewer names or roles.")


def _entry(
    line: int, piece: bytes, seen: dict[str, int], *, yaml_item: bool, may_be_header: bool
) -> Header | KnowledgeEntry | Wrong:
    try:
        value = _yaml_item(piece) if yaml_item else json.loads(piece)
    except UnicodeDecodeError as error:
        return Wrong(line, f"is not UTF-8 (byte {error.start}); save the file as UTF-8.")
    except RecursionError:
        return Wrong(line, "is nested too deeply; an entry is flat: see --help.")
    except yaml.reader.ReaderError as error:
        return Wrong(line, f"is not UTF-8, or holds a control character ({error.reason}); save the file as UTF-8.")
    except yaml.MarkedYAMLError as error:
        place = min(error.problem_mark.line if error.problem_mark else 0, piece.rstrip().count(b"\n"))
        return Wrong(line + place, f"cannot be read as YAML: {error.problem}.")
    except (ValueError, yaml.YAMLError) as error:
        return Wrong(line, f"cannot be read: {str(error).splitlines()[0]}. Write one entry of JSON a line.")
    if not isinstance(value, dict):
        return Wrong(line, "should be an entry with id, type and names: see --help.")
    is_header = "names" not in value and ("set" in value or "source" in value)
    if is_header and not may_be_header:
        return Wrong(line, "says what all entries are, which only the first may; move it to the top.")
    try:
        if is_header:
            return Header.model_validate(value)
        entry = KnowledgeEntry.model_validate(value)
    except ValidationError as error:
        return Wrong(line, _said(error))
    ids = {"id": entry.id, **({"Wikidata id": entry.wikidata} if entry.wikidata else {})}
    for what, id in ids.items():
        if before := seen.get(f"{what} {id}"):
            return Wrong(line, f"has the {what} {id} of line {before}; give each its own, or put them together.")
    seen |= {f"{what} {id}": line for what, id in ids.items()}
    return entry


def _yaml_item(piece: bytes) -> Any:
    items = yaml.load(piece, _PlainLoader)  # noqa: S506 - a safe one
    return items[0] if isinstance(items, list) and len(items) == 1 else items


_MESSAGES = {
    "string_type": "should be text, in quotes",
    "tuple_type": "should be a list",
    "string_too_short": "is empty",
    "too_short": "is empty",
}
"""Messages in place of Pydantic's, where somebody who wrote a list would not understand these."""
_FORMS = {
    "id": f"should be up to {MAX_ID_CHARS} letters, digits, hyphens and underscores",
    "wikidata": "should be a Wikidata id, such as Q42",
    "set": "should be small letters, digits, hyphens and underscores, 64 at most",
}
SAID = 3
"""Wrong values that are named of one entry."""


def _said(error: ValidationError) -> str:
    """Return what is wrong with an entry: the fields that it lacks, those that there are not, and wrong values."""
    errors = error.errors(include_url=False)
    deepest = [
        each
        for each in errors
        if not any(each["loc"] == other["loc"][: len(each["loc"])] for other in errors if other is not each)
    ]
    missing, unknown = (
        ", ".join(_place(each["loc"]) for each in deepest if each["type"] == type_)
        for type_ in ("missing", "extra_forbidden")
    )
    said = [f"lacks {missing}"] if missing else []
    said += [f"has {unknown}, which no entry has"] if unknown else []
    said += [_wrong_value(each) for each in deepest if each["type"] not in ("missing", "extra_forbidden")][:SAID]
    return f"{'; '.join(said)}."


def _place(location: Sequence[str | int]) -> str:
    """Return where a value stands, counted from 1."""
    return ".".join(str(part + 1 if isinstance(part, int) else part)[:100] for part in location)


def _wrong_value(error: ErrorDetails) -> str:
    place = _place(error["loc"])
    message = _MESSAGES.get(error["type"], error["msg"].removeprefix("Value error, ").removeprefix("Input "))
    if error["type"] == "too_long":
        message = "has {actual_length:,} values; {max_length} are taken".format(**error["ctx"])
    if error["type"] == "string_pattern_mismatch":
        message = _FORMS.get(place, message)
    return f"{place} {message}" if place else message
