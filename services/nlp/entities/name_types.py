"""Name types: one for each name of an article, from the tagger's types of its mentions and from the words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import Reading

PLACES = frozenset(("GPE", "LOC", "FAC"))
"""Types of places."""

_NATURE = re.compile(
    r"(?:Lake|Mount|Mt\.?|Cape|River|Gulf of|Bay of|Sea of|Strait of|Isle of) [A-Z]|"
    r".+ (?:River|Lake|Sea|Ocean|Mountains?|Hills|Valley|Desert|Islands?|Peninsula|Bay|Gulf|Strait|Coast)$"
)
_BUILT = re.compile(
    r".+ (?:Airport|Bridge|Stadium|Street|Avenue|Road|Boulevard|Highway|Square|Tower|Tunnel|Station|Dam|Canal)$"
)
_PARTIES = frozenset(("Conservative", "Democratic", "Green", "Labour", "Liberal", "Republican", "Tory"))
_IN = frozenset(("in", "near", "outside", "around"))
_OF = frozenset(
    ("town", "city", "village", "port", "suburb", "province", "district", "municipality", "region", "county", "state",
     "island", "mayor", "capital", "governor", "council", "residents")
)  # fmt: skip
"""Nouns whose *of* leads to a place."""


def _is_people(name: str) -> bool:
    known = word_lists.classes("peoples.tsv")
    return name in known or (name.endswith("s") and name[:-1] in known)


def is_title(name: str) -> bool:
    """Is it made of nothing but titles, nouns for persons, peoples and parties?"""
    *before, last = name.split()
    titles = {"title", "before", "person"}
    return bool(personal_names.title_classes(last.removesuffix("s")) & titles) and all(
        personal_names.title_classes(word) & titles or word in _PARTIES or _is_people(word) for word in before
    )


def _as_a_place(r: Reading, first: int, after: int) -> bool:
    """Does the name stand where a place does: in Halmstow, the town of Halmstow? But not: in Halmstow's speech."""
    if first == 0 or (after < len(r) and r.words[after] in ("'s", "’s")):
        return False
    before = r.words[first - 1]
    return before in _IN or (before == "of" and first > 1 and r.words[first - 2] in _OF)


def types(r: Reading, mentions: Iterable[tuple[str, str, str, int, int]]) -> dict[str, str]:
    """Return the type of each key. A mention: key, text, the tagger's type, first token, token after the last."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[str, str] = {}
    as_places: Counter[str] = Counter()
    titled: set[str] = set()
    for key, text, kind, first, after in mentions:
        votes[key][kind] += 1
        shown[key] = text
        as_places[key] += _as_a_place(r, first, after)
        if kind == "PERSON" and first and "title" in personal_names.title_classes(r.words[first - 1]):
            titled.add(key)
    likeliest = {key: max(kinds.items(), key=lambda kv: (kv[1], kv[0]))[0] for key, kinds in votes.items()}
    parts_of_people: set[str] = set()
    heads_of_bodies: set[str] = set()
    for key, kind in likeliest.items():
        start, *more = key.split() or [key]
        if more and kind == "PERSON":
            parts_of_people |= {start, more[-1]}
        elif more and kind == "ORG":
            heads_of_bodies.add(start)
    places, bodies = word_lists.classes("places.tsv"), word_lists.classes("bodies.tsv")
    for key, kind in likeliest.items():
        text, listed = shown[key], shown[key] in places
        if key in parts_of_people and (not listed or votes[key]["PERSON"] >= votes[key]["GPE"]):
            likeliest[key] = "PERSON"
        elif kind != "NORP" and _is_people(text):
            likeliest[key] = "NORP"
        elif key in titled:  # Mr Justice Fordham
            likeliest[key] = "PERSON"
        elif "body" in bodies.get(text, ()) or (
            kind == "PERSON" and key in heads_of_bodies
        ):  # Ford, of the Ford Motor Company
            likeliest[key] = "ORG"
        elif kind == "PERSON" and 2 * as_places[key] >= votes[key].total():
            likeliest[key] = "GPE"
        elif kind in PLACES:
            place = "GPE" if listed else "LOC" if _NATURE.match(text) else "FAC" if _BUILT.match(text) else kind
            likeliest[key] = place
    return likeliest
