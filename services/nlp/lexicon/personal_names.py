"""Personal names: titles before them, suffixes after them, short forms, the gender of first names."""

from __future__ import annotations

import re
from typing import Literal

from services.nlp.lexicon import word_lists

Gender = Literal["f", "m"]

ABBREVIATED = {
    "sen": "senator", "gov": "governor", "rep": "representative", "gen": "general", "col": "colonel", "capt": "captain",
    "lt": "lieutenant", "sgt": "sergeant", "prof": "professor", "dr": "doctor", "rev": "reverend", "maj": "major",
    "adm": "admiral", "lieut": "lieutenant", "pm": "minister", "premier": "minister", "ceo": "executive",
    "pontiff": "pope",
}  # fmt: skip
"""Title -> the noun that a later "the senator" uses."""

PARTICLES = frozenset(
    ("al", "el", "bin", "ibn", "bint", "ben", "da", "das", "de", "del", "della", "der", "den", "di", "do", "dos", "du",
     "la", "las", "le", "lo", "los", "ter", "ten", "van", "vom", "von", "zu")
)  # fmt: skip
"""Small words that belong to the surname behind them."""

_FIRST_TOO = frozenset(("al", "ben", "del", "van", "lo"))
"""Particles that are first names, too: *Al Gore*."""

FIRST_NAMED = frozenset(("sir", "dame", "prince", "princess", "king", "queen", "pope", "saint"))
"""Titles before a first name: *Sir Edmund*."""

_PART = re.compile(r"[^\W_](?:[\w.'’-]*[\w.])?")
_NICKNAME = re.compile(r"(?<=\w) [“\"‘'(](\w[\w.’'-]*)[”\"’')](?= \w)")
_INITIAL = re.compile(r"(?:[^\W\d_]\.?){1,3}")
_WORD = re.compile(r"\S+")
_MISREAD = re.compile(r"[ÂÃÄÅ](?=[^\W\d_]?[\u0080-\u00bf\u2013-\u203a€ŒœŠšŸŽžƒˆ˜™]|[13]\u2044)")
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
_ARTICLE = re.compile(r"(?:a[lsnrtdz]|ash|el|ul)-(?=\w{3})")


def title_classes(word: str) -> frozenset[str]:
    """Return the classes of a word in ``titles.tsv``: title, person, org …"""
    return word_lists.classes("titles.tsv").get(word.rstrip(".").lower(), frozenset())


def gender_of_noun(word: str) -> Gender | None:
    """Return the gender of a person who is called by a noun: *spokeswoman*, *Mr*."""
    classes = title_classes(word)
    return "f" if "f" in classes else "m" if "m" in classes else None


def parts(name: str) -> tuple[list[str], list[str]]:
    """Split a name into the titles before it and the name itself; suffixes and what stands in marks are left out.

    >>> parts("Vice President Joe “Amtrak” Biden Jr.")
    (['vice', 'president'], ['Joe', 'Biden'])
    >>> parts("J. K. Rowling")
    ([], ['J.K.', 'Rowling'])
    """
    words: list[str] = _PART.findall(_NICKNAME.sub("", as_encoded(name)))
    titles: list[str] = []
    while len(words) > 1 and title_classes(words[0]) & {"title", "before"}:
        titles.append(words.pop(0).rstrip(".").lower())
    while len(words) > 1 and "suffix" in title_classes(words[-1].replace(".", "")):
        words.pop()
    while len(words) > 2 and len(words[0]) < 6 and words[0][-1] == "." and len(words[1]) == 2 and words[1][1] == ".":
        words[:2] = [words[0] + words[1]]
    return titles, words


def as_encoded(name: str) -> str:
    """Return a name as it was before UTF-8 was read as Latin-1 or Windows-1252.

    >>> as_encoded("JosÃ© MuÃ±oz"), as_encoded("ÃngstrÃ¶m"), as_encoded("São Tomé")
    ('José Muñoz', 'ÃngstrÃ¶m', 'São Tomé')
    """
    return _WORD.sub(_decoded, name) if _MISREAD.search(name) else name


def _decoded(word: re.Match[str]) -> str:
    whole = word[0].replace("1\u20444", "¼").replace("1\u20442", "½").replace("3\u20444", "¾")
    for encoding in ("latin-1", "cp1252") if _MISREAD.search(word[0]) else ():
        try:
            return whole.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return word[0]


def generation(name: str) -> str:
    """Return the generation that a name ends with, as it is written: *Jr.*, *III*; else nothing."""
    last = name.rsplit(None, 1)[-1]
    return last if last.replace(".", "").lower() in _GENERATIONS and last != name else ""


def nickname(name: str) -> str | None:
    """Return the nickname that a name holds in marks: *Robert “Bob” Smith*."""
    marked = _NICKNAME.search(name)
    return marked[1] if marked else None


def surname_at(words: list[str]) -> int:
    """Return the position of the word that the surname begins with, particles included: *Pieter | van der Meer*."""
    at = len(words) - 1
    while at > 0 and words[at - 1].lower() in PARTICLES:
        at -= 1
    return 1 if at == 0 and len(words) == 2 and words[0].lower() in _FIRST_TOO else at


def without_article(surname: str) -> str:
    """Return a surname in small letters without an Arabic article, which it loses when alone: *al-Assad*, *Assad*."""
    return _ARTICLE.sub("", surname, count=1)


def same_first(one: str, other: str) -> bool:
    """May two first names, in small letters, be the same person's: *bob* and *robert*, *j.* and *joanne*?"""
    if one == other:
        return True
    if one[0] == other[0] and (_INITIAL.fullmatch(one) or _INITIAL.fullmatch(other)) and "." in one + other:
        return True
    short = word_lists.classes("short_names.tsv")
    none: frozenset[str] = frozenset()
    return other in short.get(one, none) or one in short.get(other, none)


def is_first_name(word: str) -> bool:
    """Return whether a word is a listed first name, or an initial: *J.*."""
    return bool(_INITIAL.fullmatch(word)) or word.lower() in word_lists.classes("first_names.tsv")


def gender(titles: list[str], words: list[str]) -> Gender | None:
    """Return the gender that titles or a first name tell, where they tell any."""
    for title in titles:
        if of_title := gender_of_noun(title):
            return of_title
    if len(words) < 2 or (words[0].lower() == "kim" and (len(words) > 2 or "-" in words[1])):
        return None  # Kim Jong-un has the surname first
    known = word_lists.classes("first_names.tsv")
    first = words[0].lower().rstrip(".")
    genders = known.get(first) or known.get(first.split("-")[0]) or ()
    return "f" if "f" in genders else "m" if "m" in genders else None
