"""Layout of the two indices: their names, and the aliases that are used instead. :mod:`mapping` has their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.search.engines.elastic import mapping

GENERATION = 8
"""Counts the layouts. A changed mapping goes into a new physical index of the next generation; readers and writers
only know the aliases, which then move."""


@dataclass(frozen=True)
class Family:
    """The names of one kind of document: its physical index and the aliases that are used instead of it.

    The aliases carry the layout's generation. So a process of another release neither writes documents that this
    layout does not expect, nor reads fields that its own expects and this one lacks: it finds no index of its
    generation, and waits. (``rebuild.py`` moves the aliases by which older releases read.)
    """

    name: str
    fields: Mapping[str, Any]
    settings: Mapping[str, Any]

    @property
    def read(self) -> str:
        """The alias that searches go to. It does not show tombstones."""
        return f"{self.name}-v{GENERATION}"

    @property
    def write(self) -> str:
        """The alias that writes, and reads by ``_id``, go to. It shows everything."""
        return f"{self.read}-write"

    @property
    def next(self) -> str:
        """The alias of an index in the making, see :mod:`services.search.engines.elastic.rebuild`."""
        return f"{self.name}-next"

    @property
    def physical(self) -> str:
        """The first index of this generation; one that is rebuilt has the time behind it."""
        return f"{self.name}-{GENERATION:06}"

    @property
    def aliases(self) -> dict[str, dict[str, Any]]:
        """The aliases of an index in use, with their options."""
        return {self.read: {"filter": {"term": {"deleted": False}}}, self.write: {"is_write_index": True}}

    def generation_of(self, alias: str) -> int | None:
        """Return the layout that a write alias belongs to; None if ``alias`` is not a write alias of this family."""
        numbered = re.fullmatch(rf"{re.escape(self.name)}(?:-v(\d+))?-write", alias)
        return int(numbered[1] or 1) if numbered else None  # the first one had no number

    def definition(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the index is created with; aliases included, so that it never exists without them."""
        return {
            "settings": {**self.settings, **settings},
            "mappings": {
                "dynamic": "strict",
                "_source": {"includes": mapping.KEPT},
                "properties": dict(self.fields),
            },
            "aliases": self.aliases,
        }


@dataclass(frozen=True)
class Layout:
    """Both families, under the prefix that keeps several stacks on one cluster apart."""

    prefix: str

    @property
    def articles(self) -> Family:
        """One document an article; ``_id`` is the article's id."""
        return Family(f"{self.prefix}-articles", mapping.ARTICLES, mapping.SETTINGS_OF_ARTICLES)

    @property
    def quotes(self) -> Family:
        """One document a quote; ``_id`` is the article's id and the quote's place (slot) in its list of quotes."""
        return Family(f"{self.prefix}-quotes", mapping.QUOTES, mapping.SETTINGS)

    @property
    def families(self) -> tuple[Family, Family]:
        """Both families."""
        return self.articles, self.quotes

    @property
    def care(self) -> str:
        """The index of the one document of :class:`~services.search.engines.elastic.rebuild_lock.RebuildLock`."""
        return f"{self.prefix}-care"

    @property
    def resolutions(self) -> str:
        """The index of :class:`~services.search.engines.elastic.resolutions.KeptResolutions`."""
        return f"{self.prefix}-identities"

    @property
    def decisions(self) -> str:
        """The index of people's decisions about identities."""
        return f"{self.prefix}-decisions"

    @property
    def corrections(self) -> str:
        """The index of people's corrections of quotes."""
        return f"{self.prefix}-corrections"

    @property
    def knowledge(self) -> str:
        """The index of knowledge that was loaded."""
        return f"{self.prefix}-knowledge"

    @property
    def kept_by_id(self) -> tuple[str, ...]:
        """The indices of :class:`~services.search.engines.elastic.kept_by_id.KeptById`."""
        return self.decisions, self.corrections, self.knowledge

    @property
    def retired(self) -> str:
        """The beginning of the alias of a replaced index; the time of that (ms since 1970) follows."""
        return f"{self.prefix}-retired-"
