"""Records about names and quotes, as the index port keeps them: who is called so, whom names mean, what people decided,
corrected and know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from services.search.corrections.corrections import Correction
from services.search.engines.sqlite import corrections, decisions, knowledge, resolutions
from services.search.engines.sqlite.connections import Connections
from services.search.engines.sqlite.resolutions import put as put_resolutions
from services.search.engines.sqlite.roles import roles
from services.search.identities.decisions import Decision
from services.search.identities.knowledge import KnownEntity
from services.search.identities.resolutions import Resolution, Sighting
from services.search.index.questions import AboutNames, Named


class Records:
    """Part of :class:`services.search.index.port.Index`: what identities are made from, and what is kept of them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def namesakes(self, words: Collection[str], type: str, size: int) -> Mapping[str, Sequence[Named]]:
        """Return the entities with each of these words in a name."""
        with self._connections.reading() as reading:
            return {word: resolutions.namesakes(reading, word, type, size) for word in words}

    def named(self, ids: Collection[str]) -> Mapping[str, Named]:
        """Return how many articles list each of these entities, and what the newest calls it."""
        with self._connections.reading() as reading:
            return resolutions.named(reading, ids)

    def sightings(self, id: str, size: int) -> Sequence[Sighting]:
        """Return articles that list an entity."""
        with self._connections.reading() as reading:
            return resolutions.sightings(reading, id, size)

    def roles(self, id: str, size: int) -> Mapping[str, frozenset[str]]:
        """Return what articles call a speaker, by article."""
        with self._connections.reading() as reading:
            return roles(reading, id, size)

    def put_resolutions(self, resolutions: Sequence[Resolution]) -> None:
        """Write whom these names mean, on disk when this returns."""
        with self._connections.writing() as db:
            put_resolutions(db, resolutions)

    def resolutions(self, ids: Collection[str]) -> Mapping[str, Resolution]:
        """Return whom these names mean."""
        with self._connections.reading() as reading:
            return resolutions.of_names(reading.db, ids)

    def about_names(self, ids: Collection[str], called: Collection[str] = ()) -> AboutNames:
        """Return whom these names mean, the names that lead to one of them, and what some are called."""
        with self._connections.reading() as reading:
            around = resolutions.around(reading.db, ids)
            there = resolutions.named(reading, called) if called else {}
        return AboutNames(frozenset(ids), around, {id: there.get(id) for id in called})

    def resolutions_to(self, ids: Collection[str]) -> Sequence[Resolution]:
        """Return the names that lead to one of these."""
        with self._connections.reading() as reading:
            return resolutions.to_names(reading.db, ids)

    def put_decisions(self, kept: Sequence[Decision]) -> None:
        """Write decisions, on disk when this returns."""
        with self._connections.writing() as db:
            decisions.put(db, kept)

    def decisions(self, after: str, size: int) -> Sequence[Decision]:
        """Return the decisions behind an id."""
        with self._connections.reading() as reading:
            return decisions.after(reading.db, after, size)

    def put_corrections(self, kept: Sequence[Correction]) -> None:
        """Write corrections, on disk when this returns."""
        with self._connections.writing() as db:
            corrections.put(db, kept)

    def corrections(self, after: str, size: int) -> Sequence[Correction]:
        """Return the corrections behind an id."""
        with self._connections.reading() as reading:
            return corrections.after(reading.db, after, size)

    def corrections_of(self, articles: Collection[str]) -> Sequence[Correction]:
        """Return the corrections of articles."""
        with self._connections.reading() as reading:
            return corrections.of_articles(reading.db, articles)

    def put_knowledge(self, entries: Sequence[KnownEntity]) -> None:
        """Write entries of knowledge, on disk when this returns."""
        with self._connections.writing() as db:
            knowledge.put(db, entries)

    def forget_knowledge(self, ids: Collection[str]) -> None:
        """Delete entries of knowledge."""
        with self._connections.writing() as db:
            knowledge.forget(db, ids)

    def known(self, keys: Collection[str]) -> Sequence[KnownEntity]:
        """Return the entries with one of these keys."""
        with self._connections.reading() as reading:
            return knowledge.having(reading.db, keys)

    def knowledge(self, after: str, size: int, collection: str | None = None) -> Sequence[KnownEntity]:
        """Return the entries behind an id."""
        with self._connections.reading() as reading:
            return knowledge.after(reading.db, after, size, collection)

    def collections(self) -> Mapping[str, int]:
        """Return the sets that were loaded, with the number of their entries."""
        with self._connections.reading() as reading:
            return knowledge.collections(reading.db)
