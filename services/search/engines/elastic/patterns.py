"""Lucene's regular expressions for the terms that say two things, see :data:`name_fields.SEPARATOR`; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from services.search.engines.elastic.name_fields import SEPARATOR
from services.search.query.words import exact

_TOGETHER_CHARS = 5_000
"""Of ids or words in one pattern: below what mapping.py allows, and what Lucene turns into an automaton with ease."""


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
    return (starting_with(f"{id}{SEPARATOR}" for id in some) for some in together(ids))


def together(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield texts as many at a time as are wise in one pattern."""
    some: list[str] = []
    for text in texts:
        if some and sum(map(len, some)) + len(text) > _TOGETHER_CHARS:
            yield some
            some = []
        some.append(text)
    if some:
        yield some
