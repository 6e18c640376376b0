"""Which names of an article are one entity: *Clinton* and *Hillary Clinton*, *WHO* and *World Health Organization*."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.nlp.entities.mentions import Known, Name
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import SUBJECTS, Reading
from shared.text import fold

_TITLES = frozenset(("title", "before"))

RIVALS = 12
"""People of one surname who are looked at; more are no article but a list."""

_COUNTRIES = {
    "us": "united states", "usa": "united states", "united states of america": "united states", "uk": "united kingdom",
    "britain": "united kingdom", "great britain": "united kingdom", "uae": "united arab emirates",
}  # fmt: skip
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


def known(reading: Reading, mentions: list[Name]) -> list[Known]:
    """The entities that the mentions name, in the order of the text."""
    people = _People(reading, [m for m in mentions if m.type == "PERSON"])
    bodies = _Bodies(reading, [m for m in mentions if m.type == "ORG"])
    others: dict[tuple[str, str], Known] = {}
    found: dict[int, Known] = {}
    for m in mentions:
        if m.type == "PERSON":
            entity = people.entity(m)
        elif m.type == "ORG":
            entity = bodies.entity(m)
        else:
            key = m.text.casefold()
            if m.type == "GPE":
                key = _COUNTRIES.get(key.replace(".", ""), key)
            entity = others.setdefault((m.type, key), Known(m.type, m.text))
        entity.mentions.append(m)
        found[id(entity)] = entity
    for entity in found.values():
        if entity.type == "PERSON":
            entity.name = people.name(entity)
        elif entity.type in ("ORG", "GPE"):
            entity.name = _usual(entity.forms)
        else:
            entity.name = entity.forms.most_common(1)[0][0]
    return list(found.values())


def _fullest(forms: Counter[str]) -> str:
    """The form with the most words, not in capitals where there is another, then the most frequent."""
    return max(forms, key=lambda form: (len(form.split()), not form.isupper(), forms[form]))


def _usual(forms: Counter[str]) -> str:
    """The fullest form, but an acronym that the article uses more often."""
    fullest, common = _fullest(forms), max(forms, key=lambda form: (forms[form], len(form)))
    return common if " " not in common and common[1:] != common[1:].lower() else fullest


@dataclass(slots=True)
class _Form:
    """One form of a person's name, taken apart."""

    shown: list[str]
    words: list[str]
    """In small letters, without accents."""
    generation: str
    nickname: str
    full: bool
    """Does it hold more than the surname or the first name?"""


@dataclass(slots=True)
class _Person:
    """Somebody whom the article names in full, or only by one word."""

    words: list[str]
    generation: str
    nickname: str
    entity: Known
    since: int
    """First token of the first mention in full, or by the first name."""
    topic: int = -1
    """The last paragraph where the full name was a subject."""


def _form(text: str) -> _Form:
    shown = personal_names.parts(text)[1]
    words = [fold(word) for word in shown]
    generation = personal_names.generation(text).replace(".", "").lower()
    full = len(words) > 1 and personal_names.surname_at(words) > 0
    return _Form(shown, words, generation, fold(personal_names.nickname(text) or ""), full)


@dataclass(slots=True)
class _Called:
    """Whom one word may mean: by surname, or else by another part of the name."""

    surname: list[_Person] = field(default_factory=list)
    other: list[_Person] = field(default_factory=list)


class _People:
    """The people of an article. Full names are put together first; then every mention finds its person."""

    def __init__(self, reading: Reading, mentions: list[Name]) -> None:
        self._r = reading
        self._forms = {text: _form(text) for text in dict.fromkeys(m.text for m in mentions)}
        self._by_last: dict[str, list[_Person]] = defaultdict(list)
        self._by_start: dict[tuple[str, ...], _Person] = {}
        self._called: dict[str, _Called] = defaultdict(_Called)
        self._full: dict[str, _Person] = {}
        first: dict[str, Name] = {}
        for m in mentions:
            if self._forms[m.text].full:
                first.setdefault(m.text, m)
        for m in sorted(first.values(), key=lambda m: (-len(self._forms[m.text].words), m.first)):
            self._introduce(m)
        for m in mentions:
            calls = self._called.get(" ".join(self._forms[m.text].words))
            if calls and not calls.surname and len(calls.other) == 1:  # Khizr and Ghazala Khan
                calls.other[0].since = min(calls.other[0].since, m.first)
        for calls in self._called.values():
            calls.surname = sorted(calls.surname[:RIVALS], key=lambda p: p.since)
            calls.other = sorted(calls.other[:RIVALS], key=lambda p: p.since)

    def entity(self, mention: Name) -> Known:
        """Whom the mention names."""
        form = self._forms[mention.text]
        titles = self._titles(mention)
        person = self._full.get(mention.text) or self._called_so(form, titles, mention)
        r, entity = self._r, person.entity
        if form.full and r.deps[mention.after - 1] in SUBJECTS:
            person.topic = r.paragraph_of(mention.start)
        entity.gender = personal_names.gender(titles, []) or entity.gender
        entity.roles.update(personal_names.ABBREVIATED.get(t, t) for t in titles)
        return entity

    def _titles(self, mention: Name) -> list[str]:
        """The titles that stand before a name, or open it, in small letters."""
        r, first = self._r, mention.first
        begin = first
        while begin > max(0, first - 4) and personal_names.kinds(r.words[begin - 1]) & _TITLES:
            begin -= 1
        before = [word.rstrip(".") for word in r.words[begin:first]]
        while before and "title" not in personal_names.kinds(before[-1]):  # "the first Ann Lee"
            before.pop()
        return before + personal_names.parts(mention.text)[0]

    def name(self, entity: Known) -> str:
        """The fullest form, without titles; *Jr.* only where there is a namesake."""
        shown: Counter[str] = Counter()
        generation = ""
        for m in entity.mentions:
            shown[" ".join(self._forms[m.text].shown)] += 1
            generation = generation or personal_names.generation(m.text)
        name = _fullest(shown)
        words = fold(name).split()
        if not generation or len(words) == 1:
            return f"{name} {generation}".strip()
        namesakes = {id(p.entity) for p in self._by_last[personal_names.without_article(words[-1])] if p.words == words}
        return f"{name} {generation}" if len(namesakes) > 1 else name

    def _introduce(self, mention: Name) -> None:
        form = self._forms[mention.text]
        words = form.words
        last = personal_names.without_article(words[-1])
        namesakes = self._by_last[last]
        person = next((p for p in namesakes[:RIVALS] if _same(p, form, mention.first)), None)
        person = person or self._by_start.get(tuple(words))
        if person is None:
            entity = Known("PERSON", mention.text, gender=personal_names.gender([], form.shown))
            person = _Person(words, form.generation, form.nickname, entity, mention.first)
            namesakes.append(person)
            if len(words) > 2:
                self._by_start.setdefault(tuple(words[:-1]), person)
            at = personal_names.surname_at(words)
            for key in dict.fromkeys((last, " ".join(words[at:]))):
                self._called[key].surname.append(person)
            others = [words[0], form.nickname]
            if at > 1 and len(words[at - 1].replace(".", "")) > 1:
                others.append(words[at - 1])  # Alejandro Ruiz Mendoza, called Ruiz
            for key in dict.fromkeys(filter(None, others)):
                self._called[key].other.append(person)
        person.since = min(person.since, mention.first)
        person.nickname = person.nickname or form.nickname
        self._full[mention.text] = person

    def _called_so(self, form: _Form, titles: list[str], mention: Name) -> _Person:
        """Who is meant by one word, or by a surname of several."""
        key = personal_names.without_article(" ".join(form.words))
        calls = self._called[key]
        by_first = bool(titles) and titles[-1] in personal_names.FIRST_NAMED
        for rivals in (calls.other, calls.surname) if by_first else (calls.surname, calls.other):
            fitting = [p for p in rivals if _fits(p, form, titles)]
            if fitting:
                return self._meant(fitting, titles, mention)
        entity = Known("PERSON", mention.text)
        person = _Person(form.words, form.generation, "", entity, mention.first)
        if len(calls.surname) < RIVALS:
            calls.surname.append(person)
        return person

    def _meant(self, rivals: list[_Person], titles: list[str], mention: Name) -> _Person:
        """Of several, whom the title tells; whom the paragraph is about; else who was named first."""
        roles = {personal_names.ABBREVIATED.get(t, t) for t in titles}
        rivals = [p for p in rivals if p.entity.roles & roles] or rivals
        paragraph = self._r.paragraph_of(mention.start)
        topics = [p for p in rivals if p.topic == paragraph]
        return topics[-1] if len(topics) == 1 else rivals[0]


def _same(person: _Person, form: _Form, token: int) -> bool:
    """Does a full name mean somebody who was named by a fuller one?"""
    words, full = form.words, person.words
    if form.generation != person.generation:
        bare, other = (token, person.since) if person.generation else (person.since, token)
        if (form.generation and person.generation) or bare < other:  # the father was named before the son
            return False
    if full[-len(words) :] == words:
        return True
    if not (personal_names.same_first(words[0], full[0]) or words[0] == person.nickname):
        return False
    at, full_at = personal_names.surname_at(words), personal_names.surname_at(full)
    return all(a[0] == b[0] for a, b in zip(words[1:at], full[1:full_at], strict=False))


def _fits(person: _Person, form: _Form, titles: list[str]) -> bool:
    gender = personal_names.gender(titles, [])
    surname_first = bool(titles) and form.words == person.words[:1]  # Mr. Lu, of Lu Wenbin: Lu is no woman's name here
    if not surname_first and gender and person.entity.gender and gender != person.entity.gender:
        return False
    return not form.generation or form.generation == person.generation


class _Bodies:
    """The organisations of an article: acronyms and short forms join the full name."""

    def __init__(self, reading: Reading, mentions: list[Name]) -> None:
        self._r = reading
        self._entities: dict[str, Known] = {}
        self._acronyms: dict[str, str] = {}
        self._by_first: dict[str, set[str]] = defaultdict(set)
        self._by_last: dict[str, str] = {}
        for text in dict.fromkeys(m.text for m in mentions):
            bare = _COMPANY.sub("", text)
            key, words = bare.casefold(), bare.split()
            if len(words) < 2 and bare == text:
                continue
            for acronym in _initials(words):
                self._acronyms.setdefault(acronym, key)
            self._by_first[words[0].casefold()].add(key)
        for m in mentions:
            explained = _ACRONYM.match(reading.text, m.end)
            if explained and " " in m.text and explained[1] not in AGENCIES:
                self._acronyms[explained[1].replace(".", "").casefold()] = _COMPANY.sub("", m.text).casefold()

    def entity(self, mention: Name) -> Known:
        """What the mention names."""
        text = _COMPANY.sub("", mention.text)
        words = text.casefold().split()
        key = " ".join(words)
        if len(words) == 1:
            key = self._meant(words[0], mention)
        elif words[-1] in _PAPERS or ("org" in personal_names.kinds(words[-1]) and words[-1] != "government"):
            self._by_last[words[-1]] = key
        return self._entities.setdefault(key, Known("ORG", mention.text))

    def _meant(self, word: str, mention: Name) -> str:
        """The full name behind one word."""
        acronym = self._acronyms.get(word.replace(".", "")) if sum(map(str.isupper, mention.text)) > 1 else None
        if acronym:
            return acronym
        if word in self._by_last and mention.first and self._r.words[mention.first - 1] == "the":
            return self._by_last[word]
        longer = self._by_first.get(word, ())
        if len(longer) == 1 and word not in _COMMON and "org" not in personal_names.kinds(word) and not _is_place(word):
            return next(iter(longer))
        return word


def _is_place(word: str) -> bool:
    listed = word_lists.classes("places.tsv"), word_lists.classes("peoples.tsv")
    return word in _COUNTRIES or any(word.title() in known_ for known_ in listed)


def _initials(words: Iterable[str]) -> set[str]:
    """DOJ and DJ for the Department of Justice, in small letters."""
    every = "".join(word[0] for word in words).casefold()
    great = "".join(word[0] for word in words if word.casefold() not in _SMALL).casefold()
    return {initials for initials in (every, great) if len(initials) > 1}
