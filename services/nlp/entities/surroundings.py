"""Surroundings: what a text says that a town lies in: *Paris, Texas*; *Springfield, Ill.*; *Perth, Scotland*."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from services.nlp.entities.mentions import Mention
from services.nlp.lexicon import word_lists
from services.nlp.parse.reading import Reading

_SHORT = re.compile(r"[A-Z]\.[A-Z]\.?|[A-Z][a-z]{1,4}\.|[A-Z]{2}")
"""A state, as newspapers shorten it."""
_NO_STATES = frozenset(("U.S.", "U.S", "US", "U.K.", "U.K", "UK", "U.N.", "UN", "E.U.", "EU", "D.C.", "D.C", "DC"))
"""What is written so, too."""
_CAPITALS = frozenset(("D.C.", "D.C", "DC"))
_NATIONS = frozenset(("England", "Northern Ireland", "Scotland", "Wales"))
_ROW = re.compile(r",?\s+(?:and|or|&)\s")
"""Behind the last but one of several: *Paris, Germany and Spain*."""


def surroundings(reading: Reading, mentions: Sequence[Mention]) -> Mapping[int, str]:
    """Return what stands behind places as what they lie in, by the ids of the mentions.

    A state or a country behind a comma; not in a row of names, nor behind another state or country.
    """
    places = sorted((each for each in mentions if each.type in ("GPE", "LOC")), key=lambda each: each.start)
    inside = {}
    for place, around, behind in zip(places, places[1:], [*places[2:], None], strict=False):
        if place.type != "GPE" or reading.text[place.end : around.start] != ", ":
            continue
        in_row = behind and reading.text[around.end : behind.start] == ", " and _is_large(behind.text)
        if _lies_in(place.text, around.text) and not in_row and not _goes_on(reading, around):
            inside[id(place)] = around.text
    return inside


def named_with(mentions: Sequence[tuple[str, Mention]], inside: Mapping[int, str]) -> dict[int, str]:
    """Return what mentions of places, each with its key, lie in, by their ids: all of a name if the text gives one, or
    of two towns of one name those that it follows."""
    by_key: defaultdict[str, set[str]] = defaultdict(set)
    for key, mention in mentions:
        if id(mention) in inside:
            by_key[key].add(inside[id(mention)])
    named = {}
    for key, mention in mentions:
        if len(by_key[key]) == 1:
            named[id(mention)] = next(iter(by_key[key]))
        elif id(mention) in inside:
            named[id(mention)] = inside[id(mention)]
    return named


def _lies_in(place: str, around: str) -> bool:
    if _is_large(place):
        return around in _CAPITALS and place.casefold() == "washington"
    return around not in _CAPITALS and _is_large(around)


def _goes_on(reading: Reading, around: Mention) -> bool:
    """Return whether a row of names goes on behind a state or a country in full."""
    return bool(not _SHORT.fullmatch(around.text) and _ROW.match(reading.text, around.end))


def _is_large(name: str) -> bool:
    """Return whether a name is a state's or a country's."""
    listed = word_lists.classes("places.tsv").get(name, frozenset())
    if listed & {"state", "country"} or name in _NATIONS:
        return True
    return not listed and name not in _NO_STATES and bool(_SHORT.fullmatch(name))
