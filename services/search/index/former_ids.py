"""Former ids of quotes: those that an earlier release gave, and the present one that each leads on to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from shared.models import Annotation
from shared.quote_ids import quote_id


def former_ids(article_id: str, annotation: Annotation | Mapping[str, Any]) -> dict[str, str]:
    """Return the ids in an annotation that are not made as they are today, each with today's id of the same words.

    Asked when an annotation is about to be replaced, so that what is cited by a former id is found whoever the new
    annotation says has said it. Release 0.2 made ids of the speaker's name, too. ``annotation``: also as stored JSON.
    """
    if isinstance(annotation, Annotation):
        quotes: Iterable[tuple[str, str, str]] = ((quote.id, quote.field, quote.text) for quote in annotation.quotes)
    else:
        quotes = ((quote["id"], quote.get("field", "body"), quote["text"]) for quote in annotation["quotes"])
    repeats: Counter[tuple[str, str]] = Counter()
    former = {}
    for id, field, text in quotes:
        repeats[field, text] += 1
        present = quote_id(article_id, field, text, repeats[field, text])
        if id != present:
            former[id] = present
    return former
