"""What is known of personal names: titles before them, suffixes after them, the gender of first names."""

from __future__ import annotations

import re
from typing import Literal

from services.nlp import lexicon

Gender = Literal["f", "m"]

ABBREVIATED = {
    "sen": "senator", "gov": "governor", "rep": "representative", "gen": "general", "col": "colonel", "capt": "captain",
    "lt": "lieutenant", "sgt": "sergeant", "prof": "professor", "dr": "doctor", "rev": "reverend", "maj": "major",
    "adm": "admiral", "pm": "minister", "premier": "minister",
}  # fmt: skip
"""Title -> the noun that a later "the senator" uses."""

_PART = re.compile(r"[^\W_](?:[\w.'’-]*[\w.])?")


def kinds(word: str) -> frozenset[str]:
    """What ``titles.tsv`` says of a word."""
    return lexicon.classes("titles.tsv").get(word.rstrip(".").lower(), frozenset())


def gender_of_noun(word: str) -> Gender | None:
    """The gender of a person called ``word``: spokeswoman, Mr."""
    found = kinds(word)
    return "f" if "f" in found else "m" if "m" in found else None


def parts(name: str) -> tuple[list[str], list[str]]:
    """Split a name into the titles before it and the name itself, suffixes left out.

    >>> parts("Vice President Joe Biden Jr.")
    (['vice', 'president'], ['Joe', 'Biden'])
    """
    words: list[str] = _PART.findall(name)
    titles: list[str] = []
    while len(words) > 1 and kinds(words[0]) & {"title", "before"}:
        titles.append(words.pop(0).rstrip(".").lower())
    while len(words) > 1 and "suffix" in kinds(words[-1].replace(".", "")):
        words.pop()
    return titles, words


def gender(titles: list[str], words: list[str]) -> Gender | None:
    """What titles or a first name say about the gender, where they say anything."""
    for title in titles:
        if found := gender_of_noun(title):
            return found
    if len(words) < 2:
        return None
    known = lexicon.classes("first_names.tsv")
    first = words[0].lower().rstrip(".")
    found_for = known.get(first) or known.get(first.split("-")[0]) or ()
    return "f" if "f" in found_for else "m" if "m" in found_for else None


def is_first(word: str) -> bool:
    """Is it a first name that mostly goes with one gender?"""
    return word.lower() in lexicon.classes("first_names.tsv")
