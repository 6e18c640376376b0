"""Bodies: which names of an article mean the same organisation: *WHO* and *World Health Organization*."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from services.nlp.entities.clubs import PAPERS, is_club, is_team
from services.nlp.entities.mentions import ArticleEntity, Mention
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import Reading

COUNTRIES = {
    "us": "united states", "usa": "united states", "united states of america": "united states", "uk": "united kingdom",
    "britain": "united kingdom", "great britain": "united kingdom", "uae": "united arab emirates",
}  # fmt: skip
"""Other names of countries, in small letters."""

_COMPANY = re.compile(r",? (?:Inc|Ltd|Limited|Corp|Corporation|plc|PLC|LLC|LLP|Co|Company|GmbH|AG|SA|NV)\b\.?$")
_CLUB = re.compile(r"(?:^(?:A?FC|AC|FK|SC) | (?:A?FC|CF|RFC|SC)$)")
"""Letters of clubs: *FC Porto*, *Halmstow Rovers FC*."""
_GROUP = re.compile(r"(?<= )\S+ (?P<group>Group|Holdings?)$")
_ACRONYM = re.compile(r" ?\(([A-Z][A-Za-z&.-]{1,9})\)")
AGENCIES = frozenset(("AFP", "AP", "BBC", "CNN", "DPA", "PTI", "TASS", "UPI"))
"""What stands in brackets behind the place that a report comes from, be it *UNITED NATIONS (AP)*."""

_SMALL = frozenset(("of", "for", "and", "the", "in", "on", "&", "de", "to"))
_COMMON = frozenset(
    ("american", "associated", "central", "federal", "first", "general", "great", "greater", "house", "international",
     "national", "new", "north", "northern", "royal", "saint", "south", "southern", "st", "state", "supreme", "united",
     "western")
)  # fmt: skip
"""First words of so many bodies that they name none of them."""
_GENERIC = frozenset(
    ("aid", "air", "corps", "democrats", "action", "house", "international", "line", "lines", "live", "media", "news",
     "online", "pac", "press", "radio", "republicans", "research", "services", "state", "street", "studios", "today",
     "tv", "watch", "week", "world")
)  # fmt: skip
"""Last words of so many bodies that they name none of them."""
_PARTIES = frozenset(("conservative", "democratic", "labour", "liberal", "republican"))
_TIES = frozenset(
    ("of", "for", "and", "in", "on", "&", "at", "to", "de", "del", "della", "des", "di", "du", "für", "von")
)


class Bodies:
    """The organisations of an article: acronyms and short forms join the full name."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self._r = reading
        self._entities: dict[str, ArticleEntity] = {}
        self._explained: dict[str, str] = {}
        self._initials: dict[str, set[str]] = defaultdict(set)
        self._by_first: dict[str, set[str]] = defaultdict(set)
        self._ending: dict[str, set[str]] = defaultdict(set)
        """Keys of the names that end with some words of theirs, by these words."""
        self._by_last: dict[str, str] = {}
        self._teams: set[str] = set()
        for text in dict.fromkeys(m.text for m in mentions):
            bare = _bare(text)
            key, words = bare.casefold(), bare.casefold().split()
            if len(words) < 2 and bare == text:
                continue
            for initials in _initials(words):
                self._initials[initials].add(key)
            self._by_first[words[0]].add(key)
            if is_team(text):
                self._teams.add(key)
            if is_team(text) or (_TIES.isdisjoint(words) and not _sets_apart(words[0])):
                for at in range(1, len(words)):
                    self._ending[" ".join(words[at:])].add(key)
        for m in mentions:
            explained = _ACRONYM.match(reading.text, m.end)
            if explained and " " in m.text and explained[1] not in AGENCIES:
                self._explained[explained[1].replace(".", "").casefold()] = _bare(m.text).casefold()

    def entity(self, mention: Mention) -> ArticleEntity:
        """Return the body that a mention names."""
        bare = _bare(mention.text)
        words = bare.casefold().split()
        key = " ".join(words)
        if len(words) == 1:
            key = self._meant(words[0], mention)
        elif self._is_short(bare, words):
            key = next(iter(self._ending[key]))
        if " " in key and (words[-1] in PAPERS or _is_kind(words[-1])):
            self._by_last[words[-1]] = key
        return self._entities.setdefault(key, ArticleEntity("ORG", mention.text))

    def _is_short(self, bare: str, words: list[str]) -> bool:
        """Return whether a name of several words is the end of one longer one: *City Council*, of *Brant City Council*.

        Not *the Supreme Court* beside *Brant Supreme Court*, nor *Labour Party*, which is a name of its own.
        """
        longer = self._ending.get(" ".join(words), ())
        if len(longer) != 1 or not (_is_kind(words[-1]) or words[-1] in PAPERS) or is_club(bare):
            return False
        if words[0] in _COMMON or bare in word_lists.classes("bodies.tsv"):
            return False
        return len(next(iter(longer)).split()) - len(words) < 3

    def _meant(self, word: str, mention: Mention) -> str:
        """Return the key of the full name that one word stands for; the word itself where two could be meant."""
        letters = word.replace(".", "")
        if sum(map(str.isupper, mention.text)) > 1:
            if explained := self._explained.get(letters):
                return explained
            if len(self._initials[letters]) == 1:
                return next(iter(self._initials[letters]))
        after_the = bool(mention.first) and self._r.words[mention.first - 1] == "the"
        if word in self._by_last and after_the:
            return self._by_last[word]
        if word in COUNTRIES or "org" in personal_names.title_classes(word):
            whole = {key for key in self._by_first.get(word, ()) if key.split()[1:2] in (["of"], ["for"])}
            return whole.pop() if after_the and len(whole) == 1 else word  # the Bank of Brant, later the Bank
        first = set() if word in _COMMON or _is_place(word) else self._by_first.get(word, set())
        last = self._ending.get(word, set())
        unsure = word in _GENERIC or mention.text.isupper() or _is_place(word) or (word in PAPERS and not after_the)
        longer = first | (last & self._teams if unsure else last)
        return next(iter(longer)) if len(longer) == 1 else word


def _bare(name: str) -> str:
    """Return the name of a body without the letters of companies and clubs, and *Group* behind two words."""
    bare = _CLUB.sub("", _COMPANY.sub("", name), count=1)
    group = _GROUP.search(bare)
    return bare[: group.start("group") - 1] if group else bare


def _is_kind(word: str) -> bool:
    """Return whether a word names a kind of body."""
    return word != "government" and "org" in personal_names.title_classes(word)


def _sets_apart(word: str) -> bool:
    """Return whether a first word makes another body of one: *Republican Congress*, *Tarnish Special Operations*."""
    return word in _COMMON or word in _PARTIES or word.title() in word_lists.classes("peoples.tsv")


def _is_place(word: str) -> bool:
    listed = word_lists.classes("places.tsv"), word_lists.classes("peoples.tsv")
    return word in COUNTRIES or any(word.title() in listed_names for listed_names in listed)


def _initials(words: Iterable[str]) -> set[str]:
    """Return the initials of a name in small letters: *doj* and *dj* for the Department of Justice."""
    every = "".join(word[0] for word in words).casefold()
    great = "".join(word[0] for word in words if word.casefold() not in _SMALL).casefold()
    return {initials for initials in (every, great) if len(initials) > 1}
