"""Export: a file of JSON lines with all that an index holds, in the order of ids, to be read by programs and restored.

The first line says what it is, each other one is a :class:`services.search.index.whole_articles.WholeArticle`, then
come knowledge that was loaded, people's decisions about identities and their corrections of quotes, and the last one
says that it is whole::

    {"quotewire_export": 1, "identity": "…", "began_us": 1790000000000000, "quotewire": "0.1.0"}
    {"id": "…", "revision": …, "deleted_at": null, "versions": [{"version": …, "article": {…}, "annotation": {…}}]}
    {"quotewire_knowledge": {"id": "q42", "type": "PERSON", "names": ["…"], "collection": "…", …}}
    {"quotewire_decision": {"id": "…", "decision": "merge", "name": "person:…", "into": "person:…", "by": "…", …}}
    {"quotewire_correction": {"id": "…", "correction": "no_quote", "article": "…", "quote": {…}, "by": "…", …}}
    {"quotewire_export_end": 1}

Unfinished it is called ``….part``, and is continued behind the last id in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from deploy.maintenance.endings import Refusal
from services.search.corrections.corrections import Correction
from services.search.identified.deciding import Judgement
from services.search.identities.decisions import Decision
from services.search.identities.knowledge import KnownEntity
from services.search.index.whole_articles import WholeArticle

FORMAT = 1
_JUDGEMENTS: Mapping[str, type[Judgement]] = {
    "quotewire_knowledge": KnownEntity,
    "quotewire_decision": Decision,
    "quotewire_correction": Correction,
}
"""Names of the lines of what people said."""
LAST_LINE_BYTES = 200
"""More than the last line takes."""


@dataclass(frozen=True)
class Header:
    """What the first line says."""

    identity: str
    """Of the index that was exported."""
    began_us: int
    """When the export began, by Redis' clock where it could be asked (microseconds since 1970)."""

    def line(self) -> bytes:
        """Return it as a line."""
        return _line(
            {
                "quotewire_export": FORMAT,
                "identity": self.identity,
                "began_us": self.began_us,
                "quotewire": version("quotewire"),
            }
        )


def write(
    path: Path,
    header: Header,
    articles: Callable[[str], Iterable[WholeArticle]],
    judgements: Callable[[], Iterable[Judgement]],
    advance: Callable[[int], None],
) -> int:
    """Write an export to ``path``, or continue the one that was begun there; return how many lines of articles it has.

    ``articles`` yields those behind an id. Raises Refusal if another index's export was begun there."""
    part = path.with_name(f"{path.name}.part")
    with part.open("ab+") as file:
        count, last = _continue(file, header, part)
        advance(count)
        for article in articles(last):
            file.write(article.model_dump_json().encode() + b"\n")
            count += 1
            advance(1)
        for judgement in judgements():
            name = next(name for name, model in _JUDGEMENTS.items() if isinstance(judgement, model))
            file.write(_line({name: judgement.model_dump(mode="json")}))
        file.write(_line({"quotewire_export_end": count}))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return count


def _continue(file: BinaryIO, header: Header, part: Path) -> tuple[int, str]:
    """Place the file behind the last whole line; return how many articles it has, and the last id."""
    file.seek(0)
    first = file.readline()
    if not first.endswith(b"\n"):
        file.truncate(0)
        file.write(header.line())
        return 0, ""
    if _header(first, part).identity != header.identity:
        raise Refusal(f"{part} was begun from another index: remove it, or export to another file.")
    count, last, whole = 0, "", file.tell()
    while (line := file.readline()).endswith(b"\n"):
        id = json.loads(line).get("id")
        if id is None:
            break  # what people said, or the end, were written, and the file not yet renamed
        count, last, whole = count + 1, id, file.tell()
    file.truncate(whole)
    return count, last


def read_header(path: Path) -> Header:
    """Return what the export says of itself. Raises Refusal if it is none, or not whole."""
    with path.open("rb") as file:
        header = _header(file.readline(), path)
        file.seek(max(0, path.stat().st_size - LAST_LINE_BYTES))
        end = file.read().splitlines()[-1:]
    if not end or b'"quotewire_export_end"' not in end[0]:
        raise Refusal(f"{path} is not whole: its last line is missing. Export again.")
    return header


def read(path: Path) -> Iterator[WholeArticle]:
    """Yield the articles. Raises Refusal at a line that is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if number == 1 or line.startswith(b'{"quotewire_'):
                continue
            try:
                yield WholeArticle.model_validate_json(line)
            except ValidationError as error:
                what = error.errors(include_url=False)[0]
                place = ".".join(map(str, what["loc"]))
                raise Refusal(f"{path}, line {number}: {place} {what['msg']}. Was the file changed?") from None


def read_judgements(path: Path) -> Iterator[Judgement]:
    """Yield knowledge, people's decisions and corrections; an export of an earlier release has none. Raises Refusal at
    a line that should be one and is not."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            for name, model in _JUDGEMENTS.items():
                if not line.startswith(f'{{"{name}"'.encode()):
                    continue
                try:
                    yield model.model_validate(json.loads(line)[name])
                except ValueError:
                    raise Refusal(
                        f"{path}, line {number}: cannot be read as a {name.partition('_')[2]}. Was the file changed?"
                    ) from None


def _header(line: bytes, path: Path) -> Header:
    try:
        said = json.loads(line)
        known = said["quotewire_export"] == FORMAT
    except (ValueError, KeyError, TypeError):
        raise Refusal(f"{path} is no export of Quotewire: its first line should say so.") from None
    if not known:
        raise Refusal(f"{path} is an export of format {said['quotewire_export']}; this Quotewire reads {FORMAT}.")
    return Header(str(said["identity"]), int(said["began_us"]))


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
