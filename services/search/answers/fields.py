"""``fields=``: only the named parts of each result."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from shared.errors import Invalid, UnknownField


class Fields:
    """Parts of a result, named by dotted paths such as ``article.title``."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = tuple(dict.fromkeys(paths))
        """In the order of the request."""
        self._tree: dict[str, Any] = {}
        for path in sorted(self.paths, key=len):  # a path that is already there as a whole needs no parts
            names = path.split(".")
            branch = self._tree
            for name in names[:-1]:
                if (branch := branch.setdefault(name, {})) is _WHOLE:
                    break
            else:
                branch[names[-1]] = _WHOLE

    def __contains__(self, path: object) -> bool:
        """Return whether all or a part of the field at ``path`` is among them."""
        branch = self._tree
        for name in str(path).split("."):
            if name not in branch:
                return False
            if (branch := branch[name]) is _WHOLE:
                break
        return True

    def of(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """Return a result, dumped by its model, with these parts only; of a list, those of each of its elements."""
        trimmed: dict[str, Any] = _trimmed(result, self._tree)
        return trimmed


_WHOLE: dict[str, Any] = {}
"""In the tree of a :class:`Fields`: everything below this name."""


def parse_fields(values: Sequence[str], model: type[BaseModel]) -> Fields | None:
    """Return the parts of ``model`` that ``fields=`` names, with commas or repeated, and its ``id``; None if it is
    not given.

    Raises UnknownField with the nearest field that exists, and Invalid where there are only commas.
    """
    if not values:
        return None
    paths = [path for value in values for name in value.split(",") if (path := name.strip())]
    if not paths:
        raise Invalid.of("fields", "names no field; leave it out to get all of them")
    known = _paths(model)
    for path in paths:
        if path not in known:
            raise _unknown(path, known)
    return Fields(paths if "id" in paths else ["id", *paths])


def _trimmed(value: Any, tree: Mapping[str, Any]) -> Any:
    if tree is _WHOLE:
        return value
    if isinstance(value, list):
        return [_trimmed(each, tree) for each in value]
    if isinstance(value, Mapping):
        return {name: _trimmed(value[name], branch) for name, branch in tree.items() if name in value}
    return value


@cache
def _paths(model: type[BaseModel]) -> tuple[str, ...]:
    """Return every path that ``fields=`` may name."""
    return tuple(_walk(model))


def _walk(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for inner in _models(field.annotation):
            yield from (f"{name}.{path}" for path in _walk(inner))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Return the models in the type of a field: itself, one of several, the elements of a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)


def _unknown(path: str, known: Sequence[str]) -> UnknownField:
    shown = path if len(path) <= 60 else path[:60] + "…"
    lower = path[:60].lower()
    # By "name" somebody means "speaker.name" sooner than a word that is spelt alike.
    deeper = [name for name in known if name.rpartition(".")[2] == lower]
    nearest = next(iter([*deeper, *difflib.get_close_matches(lower, known, 1)]), None)
    top = ", ".join(name for name in known if "." not in name)
    hint = f"Did you mean {nearest}?" if nearest else f"Known fields are {top}, and with dots the fields inside these."
    return UnknownField(f"There is no field {shown!r} here. {hint}", field=shown, nearest=nearest)
