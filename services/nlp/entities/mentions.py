"""Mentions: the stretches of an article that name something, and the entities that they are put together to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from services.nlp.lexicon import personal_names

NAMED = frozenset(("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"))
"""Types that are names; the others are numbers and times."""


@dataclass(slots=True)
class Mention:
    """One stretch of the text that names something."""

    start: int
    end: int
    text: str
    type: str
    first: int
    """First token; ``after`` is the token after the last."""
    after: int


@dataclass(slots=True)
class ArticleEntity:
    """One entity of the article, while it is put together."""

    type: str
    name: str
    mentions: list[Mention] = field(default_factory=list)
    gender: personal_names.Gender | None = None
    roles: set[str] = field(default_factory=set)
    """Nouns that the article calls a person by: president, spokesman."""
    descriptors: set[str] = field(default_factory=set)
    """What else it says of a person beside the name, in small letters: *former*, *Ohio*, *45*."""

    @property
    def forms(self) -> Counter[str]:
        """Counts of each form of the name."""
        return Counter(m.text for m in self.mentions)


def fullest(forms: Counter[str]) -> str:
    """Return the form of a name with the most words, not in capitals where there is another, then the most frequent."""
    return max(forms, key=lambda form: (len(form.split()), not form.isupper(), forms[form]))
