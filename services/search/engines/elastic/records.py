"""Records about names and quotes, as the index port keeps them: who is called so, whom names mean, what people decided,
corrected and know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from elasticsearch import Elasticsearch

from services.search.corrections.corrections import Correction
from services.search.engines.elastic import about_names, namesakes, resolutions
from services.search.engines.elastic.engine import Engine
from services.search.engines.elastic.kept_by_id import KeptById
from services.search.engines.elastic.layout import Layout
from services.search.engines.elastic.resolutions import KeptResolutions
from services.search.identities.decisions import Decision
from services.search.identities.knowledge import KnownEntity
from services.search.identities.resolutions import Resolution, Sighting
from services.search.index.questions import AboutNames, Named


class Records:
    """Part of :class:`services.search.index.port.Index`: what identities are made from, and what is kept of them."""

    def __init__(self, client: Elasticsearch, layout: Layout, engine: Engine) -> None:
        self._engine = engine
        self._resolutions = KeptResolutions(client, layout.resolutions)
        self._decisions = KeptById(client, layout.decisions, Decision)
        self._corrections = KeptById(client, layout.corrections, Correction, ("article",))
        self._knowledge = KeptById(client, layout.knowledge, KnownEntity, ("collection", "keys"))

    def create_records(self) -> None:
        """Create the indices of records that are missing."""
        for kept in (self._resolutions, self._decisions, self._corrections, self._knowledge):
            kept.create()

    def namesakes(self, words: Collection[str], type: str, size: int) -> Mapping[str, Sequence[Named]]:
        """Return the entities with each of these words in a name."""
        return namesakes.namesakes(self._engine, words, type, size)

    def named(self, ids: Collection[str]) -> Mapping[str, Named]:
        """Return how many articles list each of these entities, and what the newest calls it."""
        return namesakes.named(self._engine, ids)

    def sightings(self, id: str, size: int) -> Sequence[Sighting]:
        """Return articles that list an entity."""
        return namesakes.sightings(self._engine, id, size)

    def roles(self, id: str, size: int) -> Mapping[str, frozenset[str]]:
        """Return what articles call a speaker, by article."""
        return namesakes.roles(self._engine, id, size)

    def put_resolutions(self, resolutions: Sequence[Resolution]) -> None:
        """Write whom these names mean; searchable when this returns."""
        self._resolutions.put(resolutions)

    def resolutions(self, ids: Collection[str]) -> Mapping[str, Resolution]:
        """Return whom these names mean."""
        return self._resolutions.of_names(ids)

    def about_names(self, ids: Collection[str], called: Collection[str] = ()) -> AboutNames:
        """Return whom these names mean, the names that lead to one of them, and what some are called."""
        if len(ids) <= resolutions.TOGETHER:
            answers = self._engine.ask_each(about_names.questions(ids, called))
            if about := about_names.about(ids, called, answers):
                return about
        there = self.named(called)
        return AboutNames(frozenset(ids), self._resolutions.around(ids), {id: there.get(id) for id in called})

    def resolutions_to(self, ids: Collection[str]) -> Sequence[Resolution]:
        """Return the names that lead to one of these."""
        return self._resolutions.to_names(ids)

    def put_decisions(self, kept: Sequence[Decision]) -> None:
        """Write decisions; searchable when this returns."""
        self._decisions.put(kept)

    def decisions(self, after: str, size: int) -> Sequence[Decision]:
        """Return the decisions behind an id."""
        return self._decisions.after(after, size)

    def put_corrections(self, kept: Sequence[Correction]) -> None:
        """Write corrections; searchable when this returns."""
        self._corrections.put(kept)

    def corrections(self, after: str, size: int) -> Sequence[Correction]:
        """Return the corrections behind an id."""
        return self._corrections.after(after, size)

    def corrections_of(self, articles: Collection[str]) -> Sequence[Correction]:
        """Return the corrections of articles."""
        return self._corrections.having("article", articles)

    def put_knowledge(self, entries: Sequence[KnownEntity]) -> None:
        """Write entries of knowledge; searchable when this returns."""
        self._knowledge.put(entries)

    def forget_knowledge(self, ids: Collection[str]) -> None:
        """Delete entries of knowledge."""
        self._knowledge.forget(ids)

    def known(self, keys: Collection[str]) -> Sequence[KnownEntity]:
        """Return the entries with one of these keys."""
        return self._knowledge.having("keys", keys)

    def knowledge(self, after: str, size: int, collection: str | None = None) -> Sequence[KnownEntity]:
        """Return the entries behind an id."""
        return self._knowledge.after(after, size, {} if collection is None else {"collection": collection})

    def collections(self) -> Mapping[str, int]:
        """Return the sets that were loaded, with the number of their entries."""
        return self._knowledge.counts("collection")
