"""Mentions in a text without a parse, for tests of what joins them; types of the names of a text."""

from __future__ import annotations

import re

from services.nlp.annotator import Annotator
from services.nlp.entities.mentions import Mention
from services.nlp.parse.reading import Reading
from services.nlp.text import Text


def reading_of(text: str) -> Reading:
    """Return a text as a reading whose tokens are its words and marks, each of which could be a subject."""
    tokens = [m.span() for m in re.finditer(r"[\w.’'-]*\w\.?|[^\w\s]", text)]
    return Reading(
        text,
        0,
        starts=[a for a, _ in tokens],
        ends=[b for _, b in tokens],
        words=[text[a:b].lower() for a, b in tokens],
        deps=["nsubj"] * len(tokens),
        paragraphs=[m.span() for m in re.finditer(r"[^\n]+", text)],
    )


def mentions_of(reading: Reading, *names: str, type_: str = "PERSON") -> list[Mention]:
    """Return the mentions with these texts in order, each the first one behind the one before."""
    mentions: list[Mention] = []
    at = 0
    for name in names:
        start = reading.text.index(name, at)
        at = start + len(name)
        mentions.append(Mention(start, at, name, type_, reading.token_at(start), reading.token_at(at)))
    return mentions


def types(annotator: Annotator, body: str, title: str = "") -> dict[str, str]:
    """Return the types of the entities of a text by their names."""
    return {e.name: e.type for e in annotator.annotate([Text("a1", title, body)])[0].entities}
