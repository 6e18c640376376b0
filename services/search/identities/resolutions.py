"""Resolutions: whom the name ids of articles mean, and what an index tells of names so that it can be decided.

A name id means the bearer of one other name id, and so on until one that means its own bearer. That one does so
wherever nothing else is said of single articles. The ends of these ways are the *identities*;
:mod:`services.search.identities` decides where they lead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.models.annotations import EntityType

DecidedBy = Literal["rule", "knowledge", "person"]
"""Who decided: a rule of ours, knowledge that was loaded, or a person. The later ones outdo the earlier."""

DECIDED = "~decided"
"""Is among the keys of every resolution that a person's decision has put in the place of a rule's."""


@dataclass(frozen=True)
class Resolution:
    """Whom a name means: the outcome for one name id."""

    id: str
    target: str = ""
    """The name id whose bearer it means in every article but those below; its own id: its own bearer, who may have
    further names; empty: nobody in particular, every article for itself."""
    by_article: Mapping[str, str] = field(default_factory=dict)
    """The name ids whose bearers it means in these articles."""
    confidence: float = 1.0
    """0 to 1: how sure that is. It is the least sure of them."""
    decided_by: DecidedBy = "rule"
    called: str = ""
    """What the bearer is called; empty: what articles call them."""
    type: EntityType | None = None
    """What the bearer is; None: what the name id says."""
    ruled: Resolution | None = None
    """What the rules say, where a person has decided something; it comes back when that is undone."""

    @property
    def trivial(self) -> bool:
        """Whether it says no more than nothing: the name means its own bearer, everywhere."""
        return self.target == self.id and not self.by_article and not self.called and self.ruled is None

    @property
    def by_rule(self) -> Resolution:
        """What the rules say."""
        return self.ruled or self

    @property
    def keys(self) -> frozenset[str]:
        """What it is found by in an index, see :meth:`services.search.index.port.Index.resolutions_to`."""
        return self.targets | {DECIDED} if self.ruled else self.targets

    @property
    def targets(self) -> frozenset[str]:
        """The name ids that it leads to, without its own."""
        return frozenset({self.target, *self.by_article.values()} - {"", self.id})


def as_resolution(stored: Mapping[str, Any]) -> Resolution:
    """Return a resolution from its fields, as :func:`dataclasses.asdict` writes them."""
    ruled = stored.get("ruled")
    return Resolution(**{**stored, "ruled": as_resolution(ruled) if ruled else None})


@dataclass(frozen=True)
class Sighting:
    """One article that names an entity."""

    article: str
    source: str
    month: str
    """Of publication, as *2017-03*; empty where the article has no date."""
    entities: frozenset[str]
    """Name ids of all entities of the article."""
