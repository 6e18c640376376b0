"""Name types: one for each name of an article, from the tagger's types of its mentions and from the words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from services.nlp.entities import clubs, kinds
from services.nlp.entities.body_signs import stands_as_body
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
_MEMBERS = frozenset(("Conservatives", "Democrats", "Liberals", "Republicans", "Socialists", "Tories"))
"""Members of parties, with whatever stands before: *Lee Democrats*."""
_IN = frozenset(("in", "near", "outside", "around"))
_OF = frozenset(
    ("town", "city", "village", "port", "suburb", "province", "district", "municipality", "region", "county", "state",
     "island", "mayor", "capital", "governor", "council", "residents")
)  # fmt: skip
"""Nouns whose *of* leads to a place."""
_OWNED = frozenset(
    ("airport", "borders", "bridge", "bridges", "capital", "coast", "council", "downtown", "harbor", "harbour",
     "hospitals", "inhabitants", "mayor", "neighborhoods", "neighbourhoods", "outskirts", "parliament", "population",
     "port", "pupils", "railway", "residents", "riverside", "roads", "schools", "skyline", "streets", "suburbs",
     "townspeople", "waterfront")
)  # fmt: skip
"""Nouns for what a place has and a person hardly: *Halmstow's city council*."""
_BETWEEN = frozenset(("JJ", "JJR", "JJS", "NN", "NNP", "VBN", "VBG", "CD"))
"""Tags of the words between *'s* and the noun."""


_AGE = re.compile(r"[1-9]\d|10\d")
_SIDES = frozenset(
    ("North", "Northern", "South", "Southern", "East", "Eastern", "West", "Western", "Central", "Native")
)
_ROW = ([","], [",", "and"], ["and"], ["or"], [",", "or"])
"""Words between two names in a row: *Leeds, Burnley and Hull*."""
_BODIES = frozenset(("Fund", "Initiative", "News", "Press", "Coalition", "Project", "Network", "Campaign"))
_SMALL = frozenset(("of", "the", "and", "de", "la"))
_CALLED = frozenset(("called", "nicknamed", "dubbed", "named", "as", "word", "term", "name"))
_NO_WORKS = frozenset(("PERSON", "ORG", "GPE", "PRODUCT", "EVENT", "FAC"))
"""Types that the tagger takes a title for."""


def _is_people(name: str) -> bool:
    *before, last = name.split()
    if before and not (len(before) == 1 and (before[0] in _SIDES or (last.endswith("s") and _is_place(before[0])))):
        return False
    known = word_lists.classes("peoples.tsv")
    return last in known or (last.endswith("s") and last[:-1] in known)


def _are_members(name: str) -> bool:
    return " " in name and name.rsplit(None, 1)[1] in _MEMBERS


def _is_body(name: str) -> bool:
    last = name.rsplit(None, 1)[-1]
    return last in _BODIES or "org" in personal_names.title_classes(last) or last.isupper()


def _is_place(word: str) -> bool:
    return word in word_lists.classes("places.tsv")


def is_title(name: str) -> bool:
    """Is it made of nothing but titles, nouns for persons, peoples and parties?"""
    *before, last = name.split()
    titles = {"title", "before", "person"}
    return bool(personal_names.title_classes(last.removesuffix("s")) & titles) and all(
        personal_names.title_classes(word) & titles or word in _PARTIES or _is_people(word) for word in before
    )


def _as_a_place(r: Reading, first: int, after: int) -> bool:
    """Return whether a name stands where a place does: *in Halmstow*, *the town of Halmstow*, *HALMSTOW (Wire) -*.

    But not: *in Halmstow's speech*.
    """
    if after < len(r) and r.words[after] in ("'s", "’s"):
        return False
    if first == 0 or r.text[r.starts[first] - 1] == "\n":
        return after < len(r) and r.words[after] == "(" and r.slice(first, after).isupper()
    before = r.words[first - 1]
    return before in _IN or (before == "of" and first > 1 and r.words[first - 2] in _OF)


def _owns_as_a_place(r: Reading, after: int) -> bool:
    """Return whether a name owns what places have, up to three words before it: *Halmstow's new city council*."""
    if after + 1 >= len(r) or r.words[after] not in ("'s", "’s"):
        return False
    at = after + 1
    while at < min(after + 4, len(r) - 1) and r.tags[at] in _BETWEEN and r.tags[at + 1][:2] in ("NN", "JJ"):
        at += 1
    return r.words[at] in _OWNED


Named = tuple[str, str, str, int, int]
"""A mention: key of its name, text, the tagger's type, first token, token after the last."""


class _Evidence:
    """Evidence of the types of an article's names, by the keys of the names."""

    def __init__(self, r: Reading, mentions: Iterable[Named]) -> None:
        self.votes: dict[str, Counter[str]] = defaultdict(Counter)
        self.shown: dict[str, str] = {}
        self.as_places: Counter[str] = Counter()
        self.owning: Counter[str] = Counter()
        """How often a name owns what only places have."""
        self.as_bodies: Counter[str] = Counter()
        self.as_clubs: Counter[str] = Counter()
        self._tagged: set[int] = set()
        """First tokens of the mentions."""
        self.titled: set[str] = set()
        self.told: dict[str, Counter[str]] = defaultdict(Counter)
        """Types that nouns beside a name tell."""
        self.in_marks: Counter[str] = Counter()
        """How often a name fills a pair of quotation marks."""
        self.with_article: Counter[str] = Counter()
        """How often *the* stands before a name that no noun follows: *the Courier*, but not *the Brant inquiry*."""
        self.in_rows: dict[str, list[str]] = defaultdict(list)
        """Keys of the names beside a name in rows."""
        last: Named | None = None
        for mention in mentions:
            key, text, kind, first, after = mention
            self.votes[key][kind] += 1
            self.shown[key] = text
            self.owning[key] += (owns := _owns_as_a_place(r, after))
            self.as_places[key] += owns or _as_a_place(r, first, after)
            self._tagged.add(first)
            self.as_bodies[key] += stands_as_body(r, first, after)
            self.as_clubs[key] += clubs.stands_as_club(r, first, after)
            if kind == "PERSON" and first and "title" in personal_names.title_classes(r.words[first - 1]):
                self.titled.add(key)
            if kind in ("PERSON", "GPE", "ORG") and " " in text and _has_age(r, after):
                self.titled.add(key)
            if told := kinds.beside(r, first, after):
                self.told[key][told] += 1
            self.in_marks[key] += _fills_marks(r, first, after)
            self.with_article[key] += _has_article(r, first, after)
            if last and r.words[last[4] : first] in _ROW:
                self.in_rows[key].append(last[0])
                self.in_rows[last[0]].append(key)
            last = mention
        self.likeliest = {
            key: max(votes.items(), key=lambda kv: (kv[1], kv[0]))[0] for key, votes in self.votes.items()
        }
        self._find_untagged(r)
        self.parts_of_people: set[str] = set()
        self.heads_of_bodies: set[str] = set()
        self.places_by_initials: dict[str, str] = {}
        self.bodies_by_initials: set[str] = set()
        self.storms: set[str] = set()
        """Names of storms alone: *otto*, of *Hurricane Otto*."""
        for key, kind in self.likeliest.items():
            start, *more = key.split() or [key]
            words = self.shown[key].casefold().split()
            if more and kind == "PERSON" and not _are_members(self.shown[key]):
                self.parts_of_people |= {start, more[-1]}
            elif more and kind == "ORG":
                self.heads_of_bodies.add(start)
                great = (word[0] for word in words if word not in _SMALL and word not in ("for", "in", "on"))
                self.bodies_by_initials |= {"".join(word[0] for word in words), "".join(great)}
            elif more and kind == "EVENT" and kinds.storm(self.shown[key]):
                self.storms.add(more[-1])
            elif len(words) > 2 and kind in PLACES:
                self.places_by_initials["".join(word[0] for word in words if word not in _SMALL)] = kind

    def _find_untagged(self, r: Reading) -> None:
        """Count as bodies, too, what the tagger missed of names of one word that it takes for people."""
        people = {key for key, kind in self.likeliest.items() if kind == "PERSON" and " " not in key}
        for token, word in enumerate(r.words if people else ()):
            if word in people and token not in self._tagged:
                self.as_bodies[word] += stands_as_body(r, token, token + 1)
                self.as_clubs[word] += clubs.stands_as_club(r, token, token + 1)

    def type(self, key: str) -> str:
        """Return the type of a name: what it must be by its words, then what is said of it, then what it looks like."""
        kind, votes, text = self.likeliest[key], self.votes[key], self.shown[key]
        listed = text in word_lists.classes("places.tsv")
        body = word_lists.classes("bodies.tsv").get(text, frozenset())
        if key in self.parts_of_people and (not listed or votes["PERSON"] >= votes["GPE"]):
            return "PERSON"
        if _is_people(text) or (kind == "PERSON" and _are_members(text)):
            return "NORP"
        if key in self.storms:
            return "EVENT"
        if key in self.titled:  # Mr Justice Fordham
            return "PERSON"
        if known := word_lists.classes("names.tsv").get(text):
            return next(iter(known))
        as_place = kind == "PERSON" and 2 * self.as_places[key] >= votes.total()
        if "body" in body or (kind == "PERSON" and key in self.heads_of_bodies and not as_place):
            return "ORG"  # Ford, of the Ford Motor Company; but Halmstow of Halmstow Rovers
        person = kind == "PERSON" and bool(personal_names.gender([], text.split()))
        if kinds.is_thing(text) or clubs.is_club(text):
            person = False
        if self.as_clubs[key] and kind in ("PERSON", "GPE") and not (person or listed):
            return "ORG"
        if not person and (form := kinds.by_form(text)):
            return kind if form in PLACES and kind in PLACES and listed else form
        if key in self.bodies_by_initials and sum(map(str.isupper, text)) > 1:
            return "ORG"
        if kind == "ORG" and text.isupper() and self.places_by_initials.get(key) in PLACES:
            return self.places_by_initials[key]
        if kind == "PERSON" and self.as_bodies[key] * (2 if person else 6) >= votes.total():
            return "ORG"
        told = kinds.most_told(self.told[key])
        person = person and not (told and self.with_article[key])  # the tug Ann Lee, later the Ann Lee
        if told and not person and not (listed and kind == "GPE"):
            return told
        if (
            2 * self.in_marks[key] > votes.total()
            and not person
            and not listed
            and kind in _NO_WORKS
            and not _is_body(text)
        ):
            return "WORK_OF_ART"
        if " " not in text and kind in ("PERSON", "GPE") and self._is_among_bodies(key, "perhaps" in body):
            return "ORG"
        if as_place:
            return "GPE"
        if kind == "PERSON" and " " not in text and 2 * self.with_article[key] > votes.total():
            return "ORG"
        if kind in PLACES:
            return (
                "GPE"
                if listed or self.owning[key]
                else "LOC"
                if _NATURE.match(text)
                else "FAC"
                if _BUILT.match(text)
                else kind
            )
        return kind

    def _is_among_bodies(self, key: str, perhaps: bool) -> bool:
        """Return whether a name stands in rows of bodies alone: *Leeds United, Chelsea and Hull City*."""
        beside = {self.likeliest[other] for other in self.in_rows[key]}
        return beside == {"ORG"} and (perhaps or (len(self.in_rows[key]) > 1 and self.likeliest[key] == "PERSON"))


def types(r: Reading, mentions: Iterable[Named]) -> dict[str, str]:
    """Return the type of each key."""
    evidence = _Evidence(r, mentions)
    return {key: evidence.type(key) for key in evidence.likeliest}


def _has_age(r: Reading, after: int) -> bool:
    """Return whether an age stands behind a name: *Femi Adeyemi, 45,*."""
    return (
        after + 2 < len(r) and r.words[after] == r.words[after + 2] == "," and bool(_AGE.fullmatch(r.words[after + 1]))
    )


def _fills_marks(r: Reading, first: int, after: int) -> bool:
    """Return whether a name and nothing else stands in quotation marks, as a title does: not *called “Bo”*."""
    if first == 0 or after >= len(r) or r.text[r.starts[first] - 1] not in '“"‘':
        return False
    behind = r.text[r.ends[after - 1] : r.ends[after - 1] + 2].lstrip(",.")
    opened = next((i for i in range(first - 1, max(-1, first - 3), -1) if r.starts[i] < r.starts[first] - 1), -1)
    if behind[:1] not in ("”", '"', "’") or opened < 0 or not r.words[opened][-1].isalpha():
        return False  # a title stands in a sentence, not at its beginning
    return r.words[opened] not in _CALLED and (r.tags[opened][0] != "V" or " " in r.slice(first, after))


def _has_article(r: Reading, first: int, after: int) -> bool:
    plain = after >= len(r) or (r.tags[after][0] not in "NJ" and r.words[after] not in ("'s", "’s", "-"))
    return first > 0 and r.words[first - 1] == "the" and plain
