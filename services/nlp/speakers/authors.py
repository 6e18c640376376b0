"""Authors: whose *I* it is that stands outside quotation marks in a signed piece."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.nlp.lexicon import personal_names, word_lists

_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;&/|@]|\b(?:and|with)\b", re.IGNORECASE)
_DESKS = frozenset(
    ("admin", "agencies", "agency", "bureau", "contributor", "contributors", "correspondent", "correspondents", "desk",
     "editor", "editorial", "editors", "newsroom", "press", "reporter", "reporters", "service", "services", "staff",
     "team", "wire", "writer", "writers")
)  # fmt: skip
"""Words of signatures that name a desk, not a person."""


def sole_author(authors: Sequence[str]) -> str | None:
    """Return the name of the author where exactly one person is named: *By Ann Lee*, but not *Ann Lee and AP*."""
    if len(authors) != 1:
        return None
    name = _BY.sub("", authors[0], count=1).strip()
    words = name.split()
    _, own = personal_names.parts(name)
    if len(words) < 2 or len(own) < 2 or _SEVERAL.search(name) or not all(word[0].isalpha() for word in words):
        return None
    if _DESKS.intersection(map(str.lower, words)) or name in word_lists.classes("bodies.tsv"):
        return None
    if any("org" in personal_names.title_classes(word) for word in words):
        return None
    return " ".join(own)
