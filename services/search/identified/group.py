"""Group: what finds somebody in the index, wherever they are called by one name or another."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.search.index.fields import FieldName
from services.search.index.filters import Bearers, NameWithin


@dataclass
class Group:
    """What finds somebody: names, and names in certain articles or outside of them."""

    values: set[str] = field(default_factory=set)
    within: set[NameWithin] = field(default_factory=set)
    outside: set[NameWithin] = field(default_factory=set)

    def add(self, other: Group) -> None:
        """Add what finds somebody else, too."""
        self.values |= other.values
        self.within |= other.within
        self.outside |= other.outside

    @property
    def names(self) -> frozenset[str]:
        """All names that find them somewhere."""
        return frozenset({*self.values, *(name for name, _ in (*self.within, *self.outside))})

    def only(self, name: str) -> Group:
        """Return what finds them by one of the names."""
        return Group(
            self.values & {name},
            {each for each in self.within if each[0] == name},
            {each for each in self.outside if each[0] == name},
        )

    def is_just(self, value: str) -> bool:
        """Return whether only this value finds them."""
        return self.values == {value} and not self.within and not self.outside

    def bearers(self, field: FieldName, *, excluded: bool = False, counting: bool = False) -> Bearers:
        """Return the condition that a field has, or has not, somebody of the group."""
        return Bearers(
            field,
            tuple(sorted(self.values)),
            tuple(sorted(self.within)),
            tuple(sorted(self.outside)),
            excluded=excluded,
            counting=counting,
        )
