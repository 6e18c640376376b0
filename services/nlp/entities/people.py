"""People: which names of an article mean the same person: *Clinton*, *Ms. Clinton* and *Hillary Clinton*."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from services.nlp.entities.mentions import ArticleEntity, Mention, fullest
from services.nlp.lexicon import personal_names
from services.nlp.parse.reading import SUBJECTS, Reading
from shared.text import fold

RIVALS = 12
"""Most people of one surname that a name is compared with: more stand in lists, not in articles."""
_TITLES = frozenset(("title", "before"))


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
    entity: ArticleEntity
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
class _SameWord:
    """People whom one word may mean: by surname, or else by another part of the name."""

    surname: list[_Person] = field(default_factory=list)
    other: list[_Person] = field(default_factory=list)


class People:
    """The people of an article. Full names are put together first; then every mention finds its person."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self._r = reading
        self._forms = {text: _form(text) for text in dict.fromkeys(m.text for m in mentions)}
        self._by_last: dict[str, list[_Person]] = defaultdict(list)
        self._by_start: dict[tuple[str, ...], _Person] = {}
        self._called: dict[str, _SameWord] = defaultdict(_SameWord)
        self._full: dict[str, _Person] = {}
        self._genders = self._told_by_titles(mentions)
        sharing = self._sharing(mentions)
        first: dict[str, Mention] = {}
        for m in mentions:
            if self._forms[m.text].full and m.text not in sharing:
                first.setdefault(m.text, m)
        for m in sorted(first.values(), key=lambda m: (-len(self._forms[m.text].words), m.first)):
            self._introduce(m)
        for text, (m, surname) in sharing.items():
            self._introduce_sharing(text, m, surname)
        for m in mentions:
            calls = self._called.get(" ".join(self._forms[m.text].words))
            if calls and not calls.surname and len(calls.other) == 1:  # Khizr and Ghazala Khan
                calls.other[0].since = min(calls.other[0].since, m.first)
        for calls in self._called.values():
            calls.surname = sorted(calls.surname[:RIVALS], key=lambda p: p.since)
            calls.other = sorted(calls.other[:RIVALS], key=lambda p: p.since)

    def entity(self, mention: Mention) -> ArticleEntity:
        """Return the person whom a mention names."""
        form = self._forms[mention.text]
        titles = self._titles(mention)
        person = self._full.get(mention.text) or self._called_so(form, titles, mention)
        r, entity = self._r, person.entity
        if form.full and r.deps[mention.after - 1] in SUBJECTS:
            person.topic = r.paragraph_of(mention.start)
        entity.gender = personal_names.gender(titles, []) or entity.gender
        entity.roles.update(personal_names.ABBREVIATED.get(t, t) for t in titles)
        return entity

    def _titles(self, mention: Mention) -> list[str]:
        """Return the titles that stand before a name, or open it, in small letters."""
        r, first = self._r, mention.first
        begin = first
        while begin > max(0, first - 4) and personal_names.title_classes(r.words[begin - 1]) & _TITLES:
            begin -= 1
        before = [word.rstrip(".") for word in r.words[begin:first]]
        while before and "title" not in personal_names.title_classes(before[-1]):  # "the first Ann Lee"
            before.pop()
        return before + personal_names.parts(mention.text)[0]

    def name(self, entity: ArticleEntity) -> str:
        """Return the name of an entity: the fullest form, without titles, with *Jr.* or *III* where the article has it.

        Without it the son would be called as his father is in other articles.
        """
        shown: Counter[str] = Counter()
        generation = ""
        for m in entity.mentions:
            shown[" ".join(self._forms[m.text].shown)] += 1
            generation = generation or personal_names.generation(m.text)
        return f"{fullest(shown)} {generation}".strip()

    def _introduce(self, mention: Mention) -> None:
        form = self._forms[mention.text]
        words = form.words
        last = personal_names.without_article(words[-1])
        namesakes = self._by_last[last]
        person = next((p for p in namesakes[:RIVALS] if _same(p, form, mention.first)), None)
        person = person or self._by_start.get(tuple(words))
        if person is None:
            entity = ArticleEntity("PERSON", mention.text, gender=personal_names.gender([], form.shown))
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

    def _sharing(self, mentions: list[Mention]) -> dict[str, tuple[Mention, list[str]]]:
        """Return the first names that share the surname of the next person, with it: *Karl and Ida Lind*.

        That is how the article first names them, and it gives nobody else this name.
        """
        r, sharing = self._r, dict[str, tuple[Mention, list[str]]]()
        words = [self._forms[m.text].words for m in mentions if self._forms[m.text].full]
        others = {word for each in words for word in (each[0], each[-1])}
        passed: set[str] = set()
        for m, following in pairwise(mentions):
            form, beside = self._forms[m.text], self._forms[following.text]
            given = len(form.words) == 1 or (len(form.words) == 2 and len(form.words[1].rstrip(".")) == 1)
            if (
                given
                and beside.full
                and len(beside.words) > 1
                and following.first == m.after + 1
                and r.words[m.after] in ("and", "&")
                and not {m.text, form.shown[0]} & passed
                and all(personal_names.is_first_name(each.shown[0]) for each in (form, beside))
                and len(form.shown[0].rstrip(".")) > 1
                and not self._titles(m)
                and (len(form.words) == 2 or form.words[0] not in others)
            ):
                sharing[m.text] = m, beside.shown[personal_names.surname_at(beside.words) :]
            passed |= {m.text, form.shown[0]}
        return sharing

    def _introduce_sharing(self, text: str, mention: Mention, surname: list[str]) -> None:
        """Introduce somebody who shares the next person's surname, and is never called by it alone."""
        form = _form(" ".join([*self._forms[text].shown, *surname]))
        person = next((p for p in self._by_last[form.words[-1]][:RIVALS] if _same(p, form, mention.first)), None)
        if person is None:
            entity = ArticleEntity("PERSON", text, gender=personal_names.gender([], form.shown))
            person = _Person(form.words, form.generation, form.nickname, entity, mention.first)
            self._called[form.words[0]].other.append(person)
        self._forms[text] = form
        self._full[text] = person

    def _called_so(self, form: _Form, titles: list[str], mention: Mention) -> _Person:
        """Return the person who is meant by one word, or by a surname of several."""
        key = personal_names.without_article(" ".join(form.words))
        calls = self._called[key]
        by_first = bool(titles) and titles[-1] in personal_names.FIRST_NAMED
        for rivals in (calls.other, calls.surname) if by_first else (calls.surname, calls.other):
            fitting = [p for p in rivals if _fits(p, form, titles) and not self._is_namesake(p, key, titles)]
            if fitting:
                return self._meant(fitting, titles, mention)
        entity = ArticleEntity("PERSON", mention.text)
        person = _Person(form.words, form.generation, "", entity, mention.first)
        if len(calls.surname) < RIVALS:
            calls.surname.append(person)
        return person

    def _told_by_titles(self, mentions: list[Mention]) -> dict[str, set[personal_names.Gender]]:
        """Return the genders that titles tell before each surname alone: *Mr. Lee*."""
        genders: dict[str, set[personal_names.Gender]] = defaultdict(set)
        for m in mentions:
            form = self._forms[m.text]
            if not form.full and (gender := personal_names.gender(self._titles(m), [])):
                genders[personal_names.without_article(" ".join(form.words))].add(gender)
        return genders

    def _is_namesake(self, person: _Person, key: str, titles: list[str]) -> bool:
        """Return whether a surname means another than the one named in full: *Mr. Lee*, so not *Ann Lee*."""
        genders = self._genders.get(key)
        own = person.entity.gender
        return bool(genders and own and own not in genders and not personal_names.gender(titles, []))

    def _meant(self, rivals: list[_Person], titles: list[str], mention: Mention) -> _Person:
        """Return the person meant of several: by title, else by the paragraph's topic, else who was named first."""
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
