"""Record what the annotator makes of the golden set: ``python -m tests.golden.record``, or ``make golden``.

A changed annotation is only written when GENERATION was raised; new and rewritten texts always are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.nlp.annotator import Annotator, load
from services.nlp.text import Text
from services.nlp.version import GENERATION
from tests.golden.texts import golden_texts

PATH = Path(__file__).parent / "record.jsonl"

TOLERANCE = 0.0015
"""Most that a confidence may differ. It is rounded to thousandths, and its last digit may be another on a processor
that adds up in another order. Everything else is compared exactly."""

SHOWN = 20
"""Changed texts that a message lists, and differences of one."""

Annotated = dict[str, Any]
"""A line of the record: id, a digest of title and body, entities, mentions, quotes."""


@dataclass(frozen=True)
class Record:
    """Annotations by the id of the text, and the generation that made them."""

    generation: int
    lines: Mapping[str, Annotated]


def annotated(annotator: Annotator, texts: Sequence[Text]) -> dict[str, Annotated]:
    """Annotate texts; return the lines by the texts' ids. What is not set is left out, and so is the annotator."""
    lines = {}
    for text, annotation in zip(texts, annotator.annotate(texts), strict=True):
        digest = hashlib.sha256(f"{text.title}\0{text.body}".encode()).hexdigest()[:12]
        output = annotation.model_dump(mode="json", exclude={"annotator"}, exclude_defaults=True)
        lines[text.id] = json.loads(json.dumps({"id": text.id, "text": digest} | output))
    return lines


def load_record(path: Path = PATH) -> Record:
    """Read the record; an empty one of generation 0 where there is none."""
    if not path.exists():
        return Record(0, {})
    head, *lines = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return Record(head["generation"], {line["id"]: line for line in lines})


def save_record(record: Record, path: Path = PATH) -> None:
    """Write the record, a line a text."""
    rows = [{"generation": record.generation}, *record.lines.values()]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Yield where two annotations differ, and how."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from differences(before.get(key), after.get(key), f"{path}.{key}".lstrip("."))
    elif isinstance(before, list) and isinstance(after, list):
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from differences(one, other, f"{path}[{number}]")
        if len(before) != len(after):
            yield f"{path} were {len(before)}, are {len(after)}"
    elif path.endswith("confidence") and isinstance(before, float) and isinstance(after, float):
        if abs(before - after) > TOLERANCE:
            yield f"{path} was {before}, is {after}"
    elif before != after:
        yield f"{path} was {_brief(before)}, is {_brief(after)}"


def changes(record: Record, lines: Mapping[str, Annotated]) -> dict[str, list[str]]:
    """Return the ids of texts that are as recorded but whose annotation is not, each with the differences."""
    changed = {}
    for id_, line in lines.items():
        known = record.lines.get(id_)
        if known and known["text"] == line["text"] and (found := list(differences(known, line))):
            changed[id_] = found
    return changed


def verdict(record: Record, generation: int, lines: Mapping[str, Annotated]) -> str:
    """Say what is wrong between record, generation and annotations, and what to do; nothing where all is well."""
    changed = changes(record, lines)
    if record.generation != generation:
        return (
            f"GENERATION is {generation}, but the golden set was recorded under {record.generation}; {len(changed)} of "
            f"{len(lines)} annotations changed. Run `make golden`, look at the diff of {PATH.name}, and commit it."
        )
    if changed:
        return (
            f"{_listed(changed)}\n\nThe annotations above changed, but GENERATION is still {generation}. If they were "
            "meant to change: raise GENERATION in services/nlp/version.py and run `make golden`. If not, the last "
            "change of the code, of its data or of a dependency is to blame."
        )
    if other := sorted(_unrecorded(record, lines) | record.lines.keys() - lines.keys()):
        return f"Texts of the golden set were added, rewritten or removed: {', '.join(other)}. Run `make golden`."
    return ""


def _unrecorded(record: Record, lines: Mapping[str, Annotated]) -> set[str]:
    return {id_ for id_, line in lines.items() if record.lines.get(id_, {}).get("text") != line["text"]}


def _listed(changed: Mapping[str, list[str]]) -> str:
    shown = [
        f"{id_}:" + "".join(f"\n    {difference}" for difference in found[:SHOWN]) for id_, found in changed.items()
    ]
    more = [f"... and {len(shown) - SHOWN} texts more"] if len(shown) > SHOWN else []
    return "\n".join([*shown[:SHOWN], *more])


def _brief(value: Any) -> str:
    return "not set" if value is None else text if len(text := repr(value)) < 160 else f"{text[:160]}…"


class NotRaised(Exception):
    """Annotations changed, but GENERATION is still the one that they were recorded under."""


def renewed(
    record: Record, generation: int, lines: Mapping[str, Annotated], keep_generation: bool = False
) -> tuple[Record, str]:
    """Return the new record, and in a sentence what is new in it.

    Raises :class:`NotRaised` where annotations changed and the generation did not, unless it may be kept.
    """
    changed = changes(record, lines)
    if changed and record.generation == generation and not keep_generation:
        raise NotRaised(
            f"{_listed(changed)}\n\nNothing was written: {len(changed)} annotations changed, but GENERATION is still "
            f"{generation}. Raise it in services/nlp/version.py and run this again; or, if the last release has a lower"
            " one, run this with --keep-generation."
        )
    return Record(generation, lines), (
        f"{len(lines)} texts under generation {generation}: {len(_unrecorded(record, lines))} new or rewritten, "
        f"{len(changed)} with another annotation, {len(record.lines.keys() - lines.keys())} removed."
    )


def main() -> None:
    """Annotate the golden set and write the record anew."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden.record", description=main.__doc__)
    parser.add_argument(
        "--keep-generation",
        action="store_true",
        help="write changed annotations though GENERATION is the record's: it was raised since the last release",
    )
    options = parser.parse_args()
    try:
        record, news = renewed(load_record(), GENERATION, annotated(load(), golden_texts()), options.keep_generation)
    except NotRaised as e:
        sys.exit(str(e))
    save_record(record)
    print(news)


if __name__ == "__main__":
    main()
