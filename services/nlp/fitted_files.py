"""Fitted files: do ``rankers.json``, ``tagger.npz`` and ``word_vectors.npz`` belong to the code that reads them?

Their numbers mean something by position alone. So each file carries the names of its positions (features, labels,
tags …) as they were when it was made, and loading compares them with those of the code.
"""

from __future__ import annotations

from collections.abc import Sequence

_SHOWN = 5
"""Names that a message lists of each kind of difference; more are counted."""


class FittedFileMismatch(RuntimeError):
    """A fitted file was made for other names than the code has, so that its numbers would mean something else."""


def check_names(file: str, what: str, stored: Sequence[str], code: Sequence[str], made_by: str) -> None:
    """Compare the names that a fitted file carries with those in the code, order included.

    ``what`` says which names they are: *features of the ranker "clause"*; ``made_by`` is the module that fits the file.
    Raises :class:`FittedFileMismatch`, whose message says what differs and what to do.
    """
    if tuple(stored) == tuple(code):
        return
    differences = [
        *_listed("only in the file", [name for name in stored if name not in set(code)]),
        *_listed("only in the code", [name for name in code if name not in set(stored)]),
    ]
    if not differences:
        moved = [f"{n}: {a} in the file, {b} in the code" for n, (a, b) in enumerate(zip(stored, code)) if a != b]  # noqa: B905 (the lengths may differ)
        differences = _listed("at other positions", moved) or [f"{len(stored)} in the file, {len(code)} in the code"]
    raise FittedFileMismatch(
        f"{file} was not fitted for this code: the {what} differ ({'; '.join(differences)}). "
        f"Take the file that belongs to this version, or fit it anew: python -m {made_by}"
    )


def _listed(kind: str, names: list[str]) -> list[str]:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return [f"{kind}: {', '.join(names[:_SHOWN])}{more}"] if names else []
