"""Fits: how well an entity fits a description, in points."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.entities.mentions import ArticleEntity

Fits = Callable[[ArticleEntity], float | None]
"""Function that scores how well an entity fits a description; None where it does not."""

MATCH = 2.5
"""Points for an entity that the article calls by the noun of the description."""

TIED = 2.0
"""Points from which on something that the article says of an entity ties a description to it."""
