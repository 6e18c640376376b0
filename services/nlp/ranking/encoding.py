"""Categories as numbers: the codes that the features of rankers give to tags, dependencies and types of entities."""

from __future__ import annotations

SPEAKING_TYPES = ("PERSON", "ORG", "GPE", "NORP")
"""Types of entities that speak; the order is part of what was fitted, as that of all categories is."""

VERB_DEPS = ("ROOT", "ccomp", "advcl", "relcl", "conj", "xcomp", "acl", "pcomp", "parataxis")
"""Dependencies of a verb."""

VERB_TAGS = ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN", "MD")
"""Part-of-speech tags of a verb."""


def category_code(categories: tuple[str, ...], value: str | None) -> float:
    """Return the position of a value among the categories of a feature; -1 for none of them.

    >>> category_code(VERB_TAGS, "VBZ"), category_code(VERB_TAGS, "NN")
    (1.0, -1.0)
    """
    return float(categories.index(value)) if value in categories else -1.0
