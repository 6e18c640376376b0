"""Known: which entries of loaded knowledge a name may mean, and which of them a role or a date tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence

from services.search.identities.body_names import body_words
from services.search.identities.evidence import Row
from services.search.identities.knowledge import KnownEntity, KnownRole
from services.search.identities.occupations import go_together, occupation
from services.search.identities.person_names import person_name
from services.search.identities.place_names import place_name
from shared.text import fold

LIFETIME = 30
"""Years before the first and after the last of somebody's roles in which articles may still mean them by the name
alone: a senator of 1850 is not the candidate of 2020."""
_MOSTLY = 0.85
"""Share of the articles with a date that lie beyond, for the name to be somebody else's."""

_SHORT = {
    "sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative", "gov": "governor",
    "congressman": "representative", "congresswoman": "representative", "pm": "premier", "atty": "attorney",
    "lt": "lieutenant", "gen": "general", "sec": "secretary", "amb": "ambassador", "us": "united", "pres": "president",
}  # fmt: skip
_CHANGES = frozenset(
    ["state", "vice", "deputy", "assistant", "associate", "acting", "shadow", "under", "lieutenant", "district", "city"]
)
"""Words with which a role is another one: a vice president is no president."""
_PAST = frozenset(["former", "then", "late", "ex", "onetime", "retired"])
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_OF = re.compile(r"\b(?:from|of|for)\b")


def bearers(kind: str, name: str, entries: Iterable[KnownEntity]) -> list[KnownEntity]:
    """Return the entries that have just this name, by their ids."""
    key = _key(kind, name)
    return sorted(
        (each for each in entries if each.kind == kind and any(_key(kind, other) == key for other in each.names)),
        key=lambda each: each.id,
    )


def _key(kind: str, name: str) -> Hashable:
    parts: Mapping[str, Callable[[str], Hashable]] = {"person": person_name, "org": body_words, "place": place_name}
    return parts[kind](name)


def of_their_time(entries: Iterable[KnownEntity], rows: Sequence[Row]) -> list[KnownEntity]:
    """Return the entries whose lifetime the articles lie in, nearly all of them."""
    months = [row.month for row in rows if row.month]
    return [each for each in entries if sum(_beyond(each, month) for month in months) <= (1 - _MOSTLY) * len(months)]


def _beyond(entry: KnownEntity, month: str) -> bool:
    """Return whether a month is long before or after all of somebody's roles, where these have dates."""
    if not entry.roles:
        return False
    year = int(month[:4])
    first = min(int(each.since[:4]) if each.since else 0 for each in entry.roles)
    last = max(int(each.until[:4]) if each.until else year for each in entry.roles)
    return not first - LIFETIME <= year <= last + LIFETIME


def fields(entry: KnownEntity) -> set[str]:
    """Return the fields of an entry's roles: *office*, *sport*."""
    return {found[0] for each in entry.roles if (found := occupation(each.role))}


def in_field(entry: KnownEntity, theirs: Collection[str]) -> bool:
    """Return whether somebody with these fields may be the entry."""
    own = fields(entry)
    return any(one == other or go_together(one, other) for one in own for other in theirs)


def told_by_role(entries: Sequence[KnownEntity], roles: Collection[str], month: str) -> KnownEntity | None:
    """Return the one entry that had at the time what an article calls somebody; None where that is none, or several.

    Of several, the one with more words of it in common: *Vermont Sen.*, of two senators.
    """
    scores: dict[str, int] = {}
    for entry in entries:
        agreeing = [_agreement(known, said, month) for known in entry.roles for said in roles]
        if best := max(agreeing, default=0):
            scores[entry.id] = best
    first = max(scores.values(), default=0)
    told = [entry for entry in entries if scores.get(entry.id) == first]
    return told[0] if first and len(told) == 1 else None


def _agreement(known: KnownRole, said: str, month: str) -> int:
    """Return how many words a role has in common with what an article says; 0 where it is another one."""
    head, place = _parts(said)
    known_head, known_place = _parts(known.role)
    past = bool(_PAST & {*head})
    head = [word for word in head if word not in _PAST]
    if not head or not known_head or head[-1] not in known_head or {*head} & _CHANGES != {*known_head} & _CHANGES:
        return 0
    if place and known_place and not {*place} & {*known_place}:
        return 0
    if month and not (known.ended_before(month) if past else known.at(month)):
        return 0
    return len({*head, *place} & {*known_head, *known_place})


def _parts(role: str) -> tuple[list[str], list[str]]:
    """Return the words of a role before *of* or *from*, and those behind; short ones in full."""
    head, _, behind = _OF.sub("\n", fold(role).split(",")[0], count=1).partition("\n")
    return _words(head), _words(behind)


def _words(text: str) -> list[str]:
    words = (word.replace(".", "") for word in _WORD.findall(text))
    return [_SHORT.get(word, word) for word in words if word != "the"]
