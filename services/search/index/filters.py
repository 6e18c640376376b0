"""Filters: conditions that results have to meet besides the words of a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.search.index.fields import Acts, Facet, FieldName

UNKNOWN = "unknown"
"""The value of the ``speaker`` filter for quotes that the text gives to nobody."""

NameWithin = tuple[str, tuple[str, ...]]
"""A name id, and the ids of articles."""


@dataclass(frozen=True)
class Bearers:
    """A condition on a field of entities: one of these, or none of them.

    It is what an identity is to an engine: all who bear some names, and who bears others in certain articles or
    outside of them.
    """

    field: FieldName
    values: tuple[str, ...]
    """Ids or names, as in :attr:`Filters.include`."""
    within: tuple[NameWithin, ...] = ()
    """Name ids that count in these articles only."""
    outside: tuple[NameWithin, ...] = ()
    """Name ids that count in all articles but these."""
    excluded: bool = False
    """Whether results have none of them."""
    counting: bool = False
    """Whether every facet heeds it, the one of its field, too."""


@dataclass(frozen=True)
class Filters:
    """Conditions that results have to meet besides the words.

    Values of one field are alternatives; fields add up. Asked of articles, a filter on quotes means: has a quote that
    matches it, each filter on its own; asked of quotes, all are true of the same quote. How values compare is declared
    with each field, in :mod:`services.search.index.fields`: what a facet counts is what its value finds as filter.
    """

    act: Acts = "speech"
    """Act of the quotes that count. The others are not there: no list shows them, no facet counts them, and an article
    has neither their speakers nor anything else of theirs. An article without quotes still matches. The facet ``act``
    counts, of each act, the quotes that would match if only that one counted; of articles, those with such quotes."""

    include: Mapping[FieldName, Sequence[str]] = field(default_factory=dict)
    """By field, the values that results have one of. No values are no condition."""
    exclude: Mapping[FieldName, Sequence[str]] = field(default_factory=dict)
    """By field, the values that results have none of: what has no value at all is kept."""
    bearers: Sequence[Bearers] = ()
    """Conditions that all hold besides."""
    confidence_min: float | None = None
    """0 to 1: quotes whose speaker is at least so sure. What has no speaker has no confidence, and does not match."""
    has_quotes: bool | None = None
    """Articles with (True) or without (False) quotes; of quotes, whether the article has some: True lets all pass."""
    since: datetime | None = None
    until: datetime | None = None
    """Both inclusive, on ``published_at``. Undated articles match no range."""
    copies_of: str | None = None
    """Only articles that are in one group with the article of this id; itself is none of them. Only for
    :meth:`services.search.index.port.Index.search` of articles."""

    def without(self, facet: Facet | FieldName) -> Filters:
        """Return the filters that the counting of ``facet`` heeds: all but its own, both ways."""
        if facet == "day":
            return replace(self, since=None, until=None)
        return replace(
            self,
            include={name: values for name, values in self.include.items() if name != facet},
            exclude={name: values for name, values in self.exclude.items() if name != facet},
            bearers=[bearers for bearers in self.bearers if bearers.counting or bearers.field != facet],
        )
