"""Resolver: resolves the names of articles that were written, and keeps whom they mean in the index."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence

from services.search.identified.deciding import apply_decisions
from services.search.identified.index_evidence import IndexEvidence
from services.search.identified.ruling import put_ruled
from services.search.identities.knowledge import MARK
from services.search.identities.resolutions import Resolution
from services.search.identities.resolving import RULES, resolve, to_resolve
from services.search.index.port import Index
from services.search.index.questions import NamesRequest
from shared import logs
from shared.delivery.unresolved import Unresolved
from shared.models.annotations import Entity, EntityType

log = logs.get(__name__)

TOGETHER = 50
"""Names resolved with what was read for one another, and written at once."""

_AT_FIRST = 0.02
"""Seconds that a name takes, as long as none was resolved."""

_TYPES: tuple[EntityType, ...] = ("PERSON", "ORG", "GPE", "LOC")

_WALKED_TOGETHER = 10_000
"""Names noted in one step of a walk: in a second or two."""


class Resolver:
    """Resolves names, some at a time. What waits is kept outside, see :class:`shared.delivery.unresolved.Unresolved`,
    so that it may be stopped at any moment."""

    def __init__(self, index: Index, unresolved: Unresolved) -> None:
        self._index = index
        self._unresolved = unresolved
        self._seconds_each = _AT_FIRST

    def note(self, entities: Iterable[Entity]) -> None:
        """Note the names of articles before they are written, changed or deleted."""
        self._unresolved.note(
            {
                word
                for entity in entities
                for form in (entity.name, *entity.aliases)
                for word in to_resolve(entity.id, form)
            }
        )

    def note_again(self, words: Collection[str]) -> None:
        """Note the names with these words, each with its kind before it: ``person:lee``."""
        self._unresolved.note(words)

    def resolve(self, seconds: float) -> bool:
        """Resolve what waits, for about so long; return whether nothing waits any more."""
        now = time.monotonic()
        deadline = now + seconds
        taken: list[str] = []
        while now <= deadline and (names := self._unresolved.take(self._number_for(deadline - now))):
            evidence = IndexEvidence(self._index)
            evidence.look_up(names)
            resolutions: dict[str, Resolution] = {}
            done = []
            for name in names:
                kind, _, word = name.partition(":")
                resolutions |= {resolution.id: resolution for resolution in resolve(kind, word, evidence)}
                done.append(name)
                if time.monotonic() > deadline:
                    break
            self._keep(list(resolutions.values()))
            self._unresolved.note(set(names) - set(done))
            taken += names
            began, now = now, time.monotonic()
            self._seconds_each = max(1e-6, (now - began) / len(done))
        if taken:
            apply_decisions(self._index)
            self._unresolved.done(taken)
        return now <= deadline

    def _number_for(self, seconds: float) -> int:
        """Return how many names can be resolved in so long, as far as the last ones tell; one at least."""
        return max(1, int(min(TOGETHER, seconds / self._seconds_each)))

    def _keep(self, resolutions: Sequence[Resolution]) -> None:
        """Write what has changed. What a person decided stays, with what the rules say behind it. Who was told from a
        namesake, and no longer is, leads to the name."""
        kept = self._index.resolutions([resolution.id for resolution in resolutions])
        now = {resolution.id for resolution in resolutions}
        parted = {
            other: Resolution(other, name)
            for name, before in kept.items()
            for other in before.by_rule.targets
            if other.startswith(f"{name}~") and MARK not in other and other not in now
        }
        there = self._index.resolutions(parted) if parted else {}
        put_ruled(self._index, [*resolutions, *(each for id, each in parted.items() if id in there)])

    def walk(self) -> bool:
        """Note all names of an index that was never walked through by these rules; return whether there was something
        to do. So an index of a release before, one that was restored or rebuilt with other annotations, and new rules
        come to their identities."""
        mark = f"{self._index.filling()} {RULES}"
        if self._unresolved.walked() == mark:
            return False
        request = NamesRequest("articles", types=_TYPES, sort="name", size=_WALKED_TOGETHER)
        while True:
            page = self._index.names(request)
            self._unresolved.note(frozenset().union(*(to_resolve(name.id, name.label) for name in page.names)))
            if page.next is None:
                break
            request = NamesRequest("articles", types=_TYPES, sort="name", size=_WALKED_TOGETHER, after=page.next)
        self._unresolved.walk_done(mark)
        log.info("noted all names to be resolved", rules=RULES)
        return True
