"""Identity in full: who somebody is, by which names, and what people decided about it."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel

from services.search.answers.decisions import DecisionAnswer, find_decisions
from services.search.identified.knowing import known_roots
from services.search.identified.meanings import has_identity, name_of
from services.search.identified.who import who_is
from services.search.identities.knowledge import KnownEntity
from services.search.index.port import Index
from services.search.index.questions import Named
from services.search.index.results import Ambiguous, FacetValue, Identity
from services.search.parameters import ENTITY_ID
from shared.errors import NotFound

MAX_DECISIONS = 100
"""Decisions that are shown with an identity, the newest; ``/v1/identities/decisions?id=`` has the others."""


class IdentityInFull(BaseModel):
    """Who somebody is."""

    id: str
    """The id by which lists show them."""
    identity: Identity | None
    """None: nobody can tell, or a person said that it is no name."""
    names: list[FacetValue]
    """The name ids that lead there, with how many articles list each where it does."""
    ambiguous: list[Ambiguous]
    knowledge: list[KnownEntity]
    """What was loaded of it, with its source; several where a person merged two that are known."""
    decisions: list[DecisionAnswer]


def get_identity(index: Index, id: str) -> IdentityInFull:
    """Return who is meant by an id. Raises NotFound where no article gives such a name and nobody decided about it."""
    who = who_is(index, id) if ENTITY_ID.fullmatch(id) else None
    decided = find_decisions(index, about=id, size=MAX_DECISIONS, before=None).results if who else []
    names = list(who.names) if who else []
    if who and not names:  # nobody can tell whom it means, and no other name means the same
        names = [FacetValue(value=each.id, label=each.label, count=each.count) for each in _named(index, id)]
    if who is None or not (names or who.ambiguous or decided):
        raise NotFound("There is no such identity; /v1/suggest and /v1/entities?name= find ids.")
    return IdentityInFull(
        id=who.shown,
        identity=who.identity,
        names=names,
        ambiguous=list(who.ambiguous),
        knowledge=known_roots(index, who.roots),
        decisions=decided,
    )


def _named(index: Index, id: str) -> Collection[Named]:
    """Return the name that an id is of, if articles give it and names of its type have identities."""
    return index.named([name_of(id)]).values() if has_identity(id) else ()
