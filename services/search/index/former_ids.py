"""Former ids of quotes: those that an earlier release gave, or that an article gave which was merged into another, and
the present one that each leads on to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shared.models.annotations import Annotation
from shared.quote_ids import quote_id


def former_ids(article_id: str, annotation: Annotation | Mapping[str, Any]) -> dict[str, str]:
    """Return the ids in an annotation that are not made as they are today, each with today's id of the same words.

    Asked when an annotation is about to be replaced, so that what is cited by a former id is found whoever the new
    annotation says has said it. Release 0.2 made ids of the speaker's name, too. ``annotation``: also as stored JSON.
    """
    numbered = _numbered(annotation)
    present = ((id, quote_id(article_id, field, text, number)) for id, field, text, number in numbered)
    return {id: now for id, now in present if id != now}


def merged_ids(into: str, annotation: Annotation | Mapping[str, Any], former: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of the quotes of an article that is merged ``into`` another, each with the id that the same words
    have there; and its ``former`` ids, each with the id that its present one leads on to."""
    moved = {id: quote_id(into, field, text, number) for id, field, text, number in _numbered(annotation)}
    return {id: moved.get(present, present) for id, present in former.items()} | moved


def _numbered(annotation: Annotation | Mapping[str, Any]) -> Iterator[tuple[str, str, str, int]]:
    """Yield each quote's id, field and text, and its number among those of the same words in the same field."""
    if isinstance(annotation, Annotation):
        quotes: Iterable[tuple[str, str, str]] = ((quote.id, quote.field, quote.text) for quote in annotation.quotes)
    else:
        quotes = ((quote["id"], quote.get("field", "body"), quote["text"]) for quote in annotation["quotes"])
    repeats: Counter[tuple[str, str]] = Counter()
    for id, field, text in quotes:
        repeats[field, text] += 1
        yield id, field, text, repeats[field, text]
