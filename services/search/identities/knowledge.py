"""Knowledge: people, bodies and places that somebody has listed, with their names, roles by date, and ids elsewhere.

An entry is an identity of its own: the names that mean it lead to its root, which no article gives as a name, so that
it keeps its meaning whoever else turns up. Knowledge beats rules, decisions of people beat knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from services.search.identities.body_names import body_words
from services.search.identities.kinds import kind_of
from services.search.identities.person_names import person_name
from services.search.identities.place_names import place_name
from shared.models.values import ON_ONE_LINE, Frozen
from shared.text import entity_id, no_control_characters

MARK = "~k-"
"""Stands between name and id in the root of an entry, ``person:ann-lee~k-q42``. No other id of an identity has it."""

MAX_NAMES, MAX_ROLES, MAX_IDS = 100, 100, 50
"""Names, roles and other ids of one entry; more than anybody in Wikidata needs for English."""
MAX_ID_CHARS = 64

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MONTH = len("2017-03")


def _date(value: str) -> str:
    parts = _DATE.fullmatch(value)
    try:
        if not parts:
            raise ValueError
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        raise ValueError("should be a date as 2017, 2017-03 or 2017-03-27") from None
    return value


def _no_name(value: str) -> str:
    if not any(character.isalpha() for character in value):
        raise ValueError("should be a name, with letters")
    return no_control_characters(value)


def _line(most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most)


Name = Annotated[str, _line(100), AfterValidator(_no_name), ON_ONE_LINE]
Collection = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Source = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True), AfterValidator(no_control_characters)]
Date = Annotated[str, AfterValidator(_date)]
Text = Annotated[str, _line(200), AfterValidator(no_control_characters)]
KnownId = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        min_length=1,
        max_length=MAX_ID_CHARS,
        pattern=r"(?i)^[a-z0-9][a-z0-9_-]*$",
    ),
]


class KnownRole(Frozen):
    """What somebody was, and when."""

    model_config = ConfigDict(populate_by_name=True)

    role: Text
    """*United States Senator from Maine*."""
    since: Date | None = Field(None, alias="from")
    """A year, month or day; None: not known."""
    until: Date | None = Field(None, alias="to")
    """The last day, inclusive; None: not known, or still."""

    @model_validator(mode="after")
    def _in_order(self) -> KnownRole:
        if self.since and self.until and self.until < self.since[: len(self.until)]:
            raise ValueError(f"ends ({self.until}) before it begins ({self.since})")
        return self

    def at(self, month: str) -> bool:
        """Return whether it was in a month, *2017-03*; one that is not known says nothing against it."""
        return not (month and (self.begins_after(month) or self.ended_before(month)))

    def begins_after(self, month: str) -> bool:
        """Return whether it began later than a month."""
        since = (self.since or "")[:_MONTH]
        return bool(since and month) and month[: len(since)] < since

    def ended_before(self, month: str) -> bool:
        """Return whether it was over by a month."""
        until = (self.until or "")[:_MONTH]
        return bool(until and month) and month[: len(until)] > until


class KnowledgeEntry(Frozen):
    """A person, a body or a place, as a list gives it."""

    id: KnownId
    """Whatever the set goes by, best a Wikidata id; letters in either case are the same."""
    type: Literal["PERSON", "ORG", "GPE", "LOC"]
    names: Annotated[tuple[Name, ...], Field(min_length=1, max_length=MAX_NAMES)]
    """All that it is called, the first as answers call it."""
    roles: Annotated[tuple[KnownRole, ...], Field(max_length=MAX_ROLES)] = ()
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]{0,11}$")] | None = None
    ids: Annotated[Mapping[Text, Text], Field(max_length=MAX_IDS)] = Field(default_factory=dict)
    """Its ids elsewhere, by the name of who gives them."""


class KnownEntity(KnowledgeEntry):
    """An entry of loaded knowledge."""

    collection: Collection = "imported"
    """The set that it came with."""
    source: Source = ""
    """Where the set is from, and its licence."""

    @property
    def kind(self) -> str:
        """The kind of its names: ``person``, ``org``, ``place``."""
        return kind_of(self.type.lower())

    @property
    def root(self) -> str:
        """The id that all its names lead to."""
        return f"{entity_id(self.type, self.names[0])}{MARK}{self.id}"

    @property
    def words(self) -> frozenset[str]:
        """The words in its names by which names are resolved, with the kind before: ``person:lee``."""
        if self.type == "PERSON":
            words = {word for name in self.names for word in person_name(name).words}
        elif self.kind == "place":
            words = {word for name in self.names if (word := place_name(name).word)}
        else:
            words = {first for name in self.names for first in body_words(name)[:1]}
        return frozenset(f"{self.kind}:{word}" for word in words)

    @property
    def keys(self) -> frozenset[str]:
        """What it is found by in an index: its words, and the end of its root."""
        return self.words | {f"{MARK}{self.id}"}


def key_of(root: str) -> str | None:
    """Return the end of an entry's root, which is among its :attr:`KnownEntity.keys`; None for other ids."""
    _, mark, id = root.partition(MARK)
    return f"{mark}{id}" if mark else None
