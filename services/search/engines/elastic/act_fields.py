"""Fields of articles that depend on the act of their quotes; pure.

Speech has the field's own name, thought and either act one of their own: ``speaker``, ``speaker_thought``,
``speaker_any``. The last is only counted by, since a search looks in the other two as easily. A quote has one act, and
one field for its values.
"""

from __future__ import annotations

from services.search.index.fields import FIELDS, WITH_FIGURES, Acts, each_act, named
from services.search.index.questions import Kind

_BY_ACT = frozenset({*(field.name for field in FIELDS if field.of_quotes), "confidence", "unattributed"})


def of_act(name: str, acts: Acts) -> str:
    """Return the field of an article's document for what its quotes of ``acts`` have."""
    return name if acts == "speech" else f"{name}_{acts}"


def searched(name: str, kind: Kind, acts: Acts) -> list[str]:
    """Return the fields to search for what quotes of ``acts`` have."""
    if kind == "quotes" or name not in _BY_ACT:
        return [name]
    return [of_act(name, act) for act in each_act(acts)]


def counted(name: str, kind: Kind, acts: Acts) -> str:
    """Return the field to count the values by that quotes of ``acts`` have."""
    return of_act(name, acts) if kind == "articles" and name in _BY_ACT else name


def counted_names(name: str, kind: Kind, acts: Acts, *, figures: bool = False) -> str:
    """Return the same field, or if it has figures and they do not count, the one without them."""
    field = counted(name, kind, acts)
    return named(field) if name in WITH_FIGURES and not figures else field
