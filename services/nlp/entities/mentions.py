"""What entities are made of while an article is annotated: the places where they are named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from services.nlp.lexicon import personal_names


@dataclass(slots=True)
class Name:
    """One stretch of the text that names something."""

    start: int
    end: int
    text: str
    type: str
    first: int
    """First token; ``after`` is the token after the last."""
    after: int


@dataclass(slots=True)
class Known:
    """One entity of the article, while it is put together."""

    type: str
    name: str
    mentions: list[Name] = field(default_factory=list)
    gender: personal_names.Gender | None = None
    roles: set[str] = field(default_factory=set)
    """Nouns that the article calls a person by: president, spokesman."""
    told: set[str] = field(default_factory=set)
    """What else it tells of a person beside the name: *former*, *Ohio*, *45*. In small letters."""

    @property
    def forms(self) -> Counter[str]:
        """How often each form of the name occurs."""
        return Counter(m.text for m in self.mentions)
