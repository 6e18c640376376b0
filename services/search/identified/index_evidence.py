"""Evidence from the index: what its articles tell of names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from services.search.identities.body_names import abbreviated_from
from services.search.identities.evidence import BLOCK, SAMPLE, CountedName, Row
from services.search.identities.kinds import beginnings
from services.search.identities.knowledge import KnownEntity
from services.search.identities.place_names import written_words
from services.search.index.port import Index
from services.search.query.words import exact

_LETTERS = range(2, 7)
"""Letters of a word that may be an acronym: *F.B.I.* is three words to the index."""


class IndexEvidence:
    """Implements :class:`services.search.identities.evidence.Evidence`. What was asked once is remembered: for a few
    names, not for good."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._rows: dict[str, Sequence[Row]] = {}
        self._names: dict[tuple[str, str], Sequence[CountedName]] = {}
        self._known: dict[str, Sequence[KnownEntity]] = {}

    def look_up(self, names: Collection[str]) -> None:
        """Ask at once for what :meth:`names_with` and :meth:`known` will be asked for, of words with their kind before
        (``person:lee``): an index answers that for many words nearly as fast as for one."""
        for kind in {name.partition(":")[0] for name in names}:
            words = {word for other, _, word in (name.partition(":") for name in names) if other == kind}
            self._look_up(kind, frozenset().union(*map(written_words, words)) if kind == "place" else words)
        entries = self._index.known(names)
        self._known |= {name: [each for each in entries if name in each.words] for name in names}

    def names_with(self, word: str, type: str) -> Sequence[CountedName]:
        """Return the names with this word."""
        if (word, type) not in self._names:
            self._look_up(type, [word])
        return self._names[word, type]

    def _look_up(self, type: str, words: Collection[str]) -> None:
        written = {word: _written(word, type) for word in words}
        every = {form for forms in written.values() for form in forms}
        namesakes = [self._index.namesakes(every, beginning, BLOCK) for beginning in beginnings(type)]
        for word, forms in written.items():
            named = {name.id: name for each in namesakes for form in forms for name in each[form]}.values()
            names = [CountedName(name.id, name.label, name.count) for name in named]
            self._names[word, type] = sorted(names, key=lambda name: (-name.articles, name.id))[:BLOCK]

    def rows(self, id: str) -> Sequence[Row]:
        """Return the newest articles of a name."""
        if id not in self._rows:
            self._rows[id] = [
                Row(sighting.article, id, sighting.source, sighting.month, company=sighting.entities - {id})
                for sighting in self._index.sightings(id, SAMPLE)
            ]
        return self._rows[id]

    def roles(self, id: str) -> Mapping[str, Collection[str]]:
        """Return what the newest quotes of a name call the speaker."""
        return self._index.roles(id, SAMPLE)

    def known(self, kind: str, word: str) -> Sequence[KnownEntity]:
        """Return the entries of loaded knowledge with this word."""
        key = f"{kind}:{word}"
        return self._known[key] if key in self._known else self._index.known([key])

    def shares(self, ids: Sequence[str]) -> Mapping[str, float]:
        """Return the share of all articles that name each of these."""
        named = self._index.named(ids)
        return {id: max(1, named[id].count if id in named else 0) / self._held for id in ids}

    @cached_property
    def _held(self) -> int:
        return max(1, self._index.held())


def _written(word: str, type: str) -> list[str]:
    """Return the forms in which an index has a word of a name."""
    forms = [exact(word)]
    others = abbreviated_from(word) if type == "org" else []
    forms += [exact(other) for other in others]
    if type in ("org", "place"):
        forms += [" ".join(each) for each in (word, *others) if each.isalpha() and len(each) in _LETTERS]
    return [form for form in forms if form]
