"""What suggestions have to be, computed the slow way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from services.search.index.questions import SuggestionKind
from services.search.query.words import words
from tests.contract.oracle_rules import Held

KINDS: dict[str, SuggestionKind] = {
    "PERSON": "person", "ORG": "organization", "NORP": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
}  # fmt: skip


class Expected(NamedTuple):
    """One suggestion: in the order of these fields they are listed."""

    with_typos: bool
    minus_count: int
    id: str
    kind: SuggestionKind
    texts: frozenset[str]
    """One of these is shown."""


def suggestions(articles: Sequence[Held], text: str, kinds: Collection[SuggestionKind]) -> list[Expected]:
    """All suggestions for what was typed, in order."""
    typed = [word.exact for word in words(text)]
    if not typed:
        return []
    names: dict[tuple[str, SuggestionKind], set[str]] = {}
    naming: Counter[str] = Counter()
    found = []
    for held in articles:
        naming.update(held.listed.keys())
        for entity in held.annotation.entities:
            if entity.type in KINDS:
                names.setdefault((entity.id, KINDS[entity.type]), set()).update(held.names[entity.id])
        if "title" in kinds and (typos := fewest_typos(typed, held.article.title)) is not None:
            found.append(Expected(typos > 0, -1, held.id, "title", frozenset({held.article.title})))
    for (id, kind), forms in names.items():
        matching = [typos for form in forms if (typos := fewest_typos(typed, form)) is not None]
        if kind in kinds and matching:
            found.append(Expected(min(matching) > 0, -naming[id], id, kind, frozenset(forms)))
    return sorted(found, key=lambda each: each[:3])


def fewest_typos(typed: Sequence[str], text: str) -> int | None:
    """How many typos there are if ``text`` was meant; None if it cannot have been."""
    tokens = {word.exact for word in words(text)}
    total = 0
    for place, word in enumerate(typed):
        last = place == len(typed) - 1
        costs = [cost for token in tokens if (cost := typos(word, token, prefix=last)) is not None]
        if not costs:
            return None
        total += min(costs)
    return total


def typos(word: str, token: str, *, prefix: bool) -> int | None:
    """How many letters have to change to make the token, or its beginning, of the word; None: more than is forgiven."""
    if not token or word[0] != token[0]:
        return None
    forgiven = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    ends = range(max(0, len(word) - forgiven), min(len(token), len(word) + forgiven) + 1) if prefix else [len(token)]
    cost = min((distance(word, token[:end]) for end in ends), default=forgiven + 1)
    return cost if cost <= forgiven else None


def distance(a: str, b: str) -> int:
    """Letters more, less, other, or two neighbours exchanged (optimal string alignment)."""
    rows = [list(range(len(b) + 1))]
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, rows[i - 2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
