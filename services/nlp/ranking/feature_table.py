"""Feature tables: the names of the numbers that a ranker weighs, in order, and what each measures.

The trees know a feature by its position alone. So each ranker has a table beside the code that fills in the numbers,
and ``rankers.json`` carries the names and categories that it was fitted with: loading compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.nlp.fitted_files import check_names

MADE_BY = "services.nlp.fitting.rankers"


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """The features of one ranker."""

    ranker: str
    """Its name in ``rankers.json``."""
    measures: Mapping[str, str]
    """Name -> what it measures, in the order of the numbers. A feature that is true or false is 1 or 0."""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name -> the categories whose positions are its values (:func:`~services.nlp.ranking.encoding.category_code`)."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the numbers."""
        return tuple(self.measures)

    def as_json(self) -> dict[str, Any]:
        """Return what ``rankers.json`` keeps of the table."""
        return {"features": list(self.names), "categories": {name: list(c) for name, c in self.categories.items()}}

    def check(self, stored: Mapping[str, Any]) -> None:
        """Compare what a file keeps with the table.

        Raises :class:`~services.nlp.fitted_files.FittedFileMismatch` where the names of features or categories differ,
        or their order.
        """
        what = f'features of the ranker "{self.ranker}"'
        check_names("rankers.json", what, stored.get("features", ()), self.names, MADE_BY)
        categories = stored.get("categories", {})
        check_names("rankers.json", f"{what} that are categories", sorted(categories), sorted(self.categories), MADE_BY)
        for name, known in self.categories.items():
            check_names("rankers.json", f"categories of {name}, of the {what},", categories[name], known, MADE_BY)
