"""Lucene's regular expressions for the terms that say two things, see :data:`name_fields.SEPARATOR`; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from services.search.engines.elastic.name_fields import SEPARATOR
from services.search.query.words import exact

_TOGETHER_CHARS = 5_000
"""Ids in one pattern: well below what mapping.py allows, and what Lucene turns into an automaton without effort."""


def literal(text: str) -> str:
    """Return the pattern of just this text."""
    return "".join(char if char.isalnum() else f"\\{char}" for char in text)


def of_types(types: Iterable[str]) -> str:
    """Return the pattern of ids of these types; of any type where there are none."""
    prefixes = starting_with(f"{type_.lower()}:" for type_ in types)
    return prefixes or ".*"


def starting_with(prefixes: Iterable[str]) -> str:
    """Return the pattern of what begins with one of these; an empty one where there are none."""
    alternatives = "|".join(literal(prefix) for prefix in prefixes)
    return f"({alternatives}).*" if alternatives else ""


def names_beginning(typed: str, types: Collection[str]) -> str:
    """Return the pattern of ``listed_names`` whose name begins with these words, the last of them a prefix."""
    return f"{literal(exact(typed))}[^{SEPARATOR}]*{SEPARATOR}{of_types(types)}"


def with_id(ids: Sequence[str]) -> Iterator[str]:
    """Yield the patterns of terms that begin with one of these ids, as few as is wise."""
    together: list[str] = []
    for id in ids:
        if together and sum(map(len, together)) + len(id) > _TOGETHER_CHARS:
            yield starting_with(f"{id}{SEPARATOR}" for id in together)
            together = []
        together.append(id)
    if together:
        yield starting_with(f"{id}{SEPARATOR}" for id in together)
