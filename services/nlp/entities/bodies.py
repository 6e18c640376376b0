"""Bodies: which names of an article mean the same organisation: *WHO* and *World Health Organization*."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from services.nlp.entities.mentions import ArticleEntity, Mention
from services.nlp.entities.repeats import is_team
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import Reading

COUNTRIES = {
    "us": "united states", "usa": "united states", "united states of america": "united states", "uk": "united kingdom",
    "britain": "united kingdom", "great britain": "united kingdom", "uae": "united arab emirates",
}  # fmt: skip
"""Other names of countries, in small letters."""

_COMPANY = re.compile(r",? (?:Inc|Ltd|Limited|Corp|Corporation|plc|PLC|LLC|LLP|Co|Company|GmbH|AG|SA|NV)\b\.?$")
_ACRONYM = re.compile(r" ?\(([A-Z][A-Za-z&.-]{1,9})\)")
AGENCIES = frozenset(("AFP", "AP", "BBC", "CNN", "DPA", "PTI", "TASS", "UPI"))
"""What stands in brackets behind the place that a report comes from, be it *UNITED NATIONS (AP)*."""

_SMALL = frozenset(("of", "for", "and", "the", "in", "on", "&", "de", "to"))
_PAPERS = frozenset(("post", "times", "journal", "herald", "tribune", "globe", "chronicle", "gazette", "telegraph"))
_COMMON = frozenset(
    ("american", "associated", "central", "federal", "first", "general", "great", "greater", "house", "international",
     "national", "new", "north", "northern", "royal", "saint", "south", "southern", "st", "state", "supreme", "united",
     "western")
)  # fmt: skip
"""First words of so many bodies that they name none of them."""


class Bodies:
    """The organisations of an article: acronyms and short forms join the full name."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self._r = reading
        self._entities: dict[str, ArticleEntity] = {}
        self._acronyms: dict[str, str] = {}
        self._by_first: dict[str, set[str]] = defaultdict(set)
        self._by_last: dict[str, str] = {}
        self._teams: dict[str, str] = {}
        for text in dict.fromkeys(m.text for m in mentions):
            bare = _COMPANY.sub("", text)
            key, words = bare.casefold(), bare.split()
            if len(words) < 2 and bare == text:
                continue
            for acronym in _initials(words):
                self._acronyms.setdefault(acronym, key)
            self._by_first[words[0].casefold()].add(key)
            if is_team(text):
                self._teams.setdefault(words[-1].casefold(), key)
        for m in mentions:
            explained = _ACRONYM.match(reading.text, m.end)
            if explained and " " in m.text and explained[1] not in AGENCIES:
                self._acronyms[explained[1].replace(".", "").casefold()] = _COMPANY.sub("", m.text).casefold()

    def entity(self, mention: Mention) -> ArticleEntity:
        """Return the body that a mention names."""
        text = _COMPANY.sub("", mention.text)
        words = text.casefold().split()
        key = " ".join(words)
        if len(words) == 1:
            key = self._meant(words[0], mention)
        elif words[-1] in _PAPERS or ("org" in personal_names.title_classes(words[-1]) and words[-1] != "government"):
            self._by_last[words[-1]] = key
        return self._entities.setdefault(key, ArticleEntity("ORG", mention.text))

    def _meant(self, word: str, mention: Mention) -> str:
        """Return the key of the full name that one word stands for."""
        acronym = self._acronyms.get(word.replace(".", "")) if sum(map(str.isupper, mention.text)) > 1 else None
        if acronym:
            return acronym
        if word in self._teams:
            return self._teams[word]
        if word in self._by_last and mention.first and self._r.words[mention.first - 1] == "the":
            return self._by_last[word]
        longer = self._by_first.get(word, ())
        if (
            len(longer) == 1
            and word not in _COMMON
            and "org" not in personal_names.title_classes(word)
            and not _is_place(word)
        ):
            return next(iter(longer))
        return word


def _is_place(word: str) -> bool:
    listed = word_lists.classes("places.tsv"), word_lists.classes("peoples.tsv")
    return word in COUNTRIES or any(word.title() in listed_names for listed_names in listed)


def _initials(words: Iterable[str]) -> set[str]:
    """Return the initials of a name in small letters: *doj* and *dj* for the Department of Justice."""
    every = "".join(word[0] for word in words).casefold()
    great = "".join(word[0] for word in words if word.casefold() not in _SMALL).casefold()
    return {initials for initials in (every, great) if len(initials) > 1}
