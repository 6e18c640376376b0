"""Suggestions while somebody types: names and titles."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

import apsw
from rapidfuzz.distance import OSA

from services.search.engines.sqlite.labels import labels
from services.search.engines.sqlite.reading import Reading
from services.search.index.questions import Suggestion, SuggestionKind
from services.search.index.rules import KINDS_OF_NAME
from services.search.query.words import words

_FORGIVEN = ((8, 2), (4, 1))
"""Letters that a word has at least, and the typos that it may then have."""


def suggest(reading: Reading, text: str, kinds: Collection[SuggestionKind], size: int) -> list[Suggestion]:
    """Return the best suggestions, see :meth:`services.search.index.port.Index.suggest`."""
    typed = [word.exact for word in words(text)]
    if not typed:
        return []
    suggestions = _best(reading, typed, kinds, size, typos=False)
    if len(suggestions) < size:
        known = {(suggestion.kind, suggestion.id) for suggestion in suggestions}
        others = _best(reading, typed, kinds, size + len(suggestions), typos=True)
        suggestions += [suggestion for suggestion in others if (suggestion.kind, suggestion.id) not in known]
    return suggestions[:size]


def _best(
    reading: Reading, typed: Sequence[str], kinds: Collection[SuggestionKind], size: int, *, typos: bool
) -> list[Suggestion]:
    """Return the most frequent that match, with typos or without."""
    db, suggestions = reading.db, list[Suggestion]()
    names = [kind for kind in KINDS_OF_NAME if kind in kinds]
    if names:
        suggestions += _names(reading, _expression(db, "names_words", typed, typos=typos), names, size)
    if "title" in kinds:
        suggestions += _titles(db, _expression(db, "titles_words", typed, typos=typos), size)
    return sorted(suggestions, key=lambda suggestion: (-suggestion.count, suggestion.id))[:size]


def _names(reading: Reading, match: str, kinds: Sequence[SuggestionKind], size: int) -> list[Suggestion]:
    kind_of = {prefix: kind for kind in kinds for prefix in KINDS_OF_NAME[kind]}
    rows = list(
        reading.db.execute(
            "SELECT DISTINCT e.number, e.id, e.articles FROM names_fts f CROSS JOIN names n ON n.number = f.rowid"
            " CROSS JOIN entities e ON e.number = n.entity"
            " WHERE names_fts MATCH ? AND e.articles AND substr(e.id, 1, instr(e.id, ':')) IN"
            " (SELECT value FROM json_each(?)) AND n.articles ORDER BY e.articles DESC, e.id LIMIT ?",
            (match, json.dumps(list(kind_of)), size),
        )
    )
    label_of = labels(reading.db, reading.now.everything("articles", "any"), [number for number, _, _ in rows])
    return [
        Suggestion(kind=kind_of[id[: id.index(":") + 1]], text=label_of.get(number, id), id=id, count=articles)
        for number, id, articles in rows
    ]


def _titles(db: apsw.Connection, match: str, size: int) -> list[Suggestion]:
    rows = db.execute(
        "SELECT a.id, a.title FROM titles_fts f CROSS JOIN articles a ON a.row = f.rowid"
        " WHERE titles_fts MATCH ? AND a.removed IS NULL ORDER BY a.id LIMIT ?",
        (match, size),
    )
    return [Suggestion(kind="title", text=title, id=id, count=1) for id, title in rows]


def _expression(db: apsw.Connection, vocabulary: str, typed: Sequence[str], *, typos: bool) -> str:
    """Return the FTS5 expression for all typed words, the last one as prefix."""
    groups = []
    for place, word in enumerate(typed):
        star = " *" if place == len(typed) - 1 else ""
        alternatives = [word]
        if typos:
            alternatives += _similar(db, vocabulary, word, prefix=bool(star))
        quoted = " OR ".join(f'"{each}"{star}' for each in alternatives)
        groups.append(f"({quoted})")
    return " AND ".join(groups)


def _similar(db: apsw.Connection, vocabulary: str, word: str, *, prefix: bool) -> Iterator[str]:
    """Yield words of the vocabulary, or their beginnings, that may have been meant by a mistyped ``word``."""
    forgiven = next((typos for letters, typos in _FORGIVEN if len(word) >= letters), 0)
    if not forgiven:
        return
    seen = {word}
    for (known,) in db.execute(
        f"SELECT term FROM {vocabulary} WHERE term >= ? AND term < ?",  # noqa: S608 - one of two
        (word[0], chr(ord(word[0]) + 1)),
    ):
        lengths = range(len(word) - forgiven, len(word) + forgiven + 1) if prefix else (len(known),)
        for meant in (known[:length] for length in lengths):
            if OSA.distance(word, meant, score_cutoff=forgiven) <= forgiven:
                if meant not in seen:
                    seen.add(meant)
                    yield meant
                break
