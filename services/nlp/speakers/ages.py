"""Ages that an article gives: *Ann Lee, 34,*, *Bo Nyberg, aged 56*, and those in descriptions: *the 34-year-old*."""

from __future__ import annotations

from services.nlp.entities.finding import Entities
from services.nlp.entities.mentions import ArticleEntity, Mention
from services.nlp.parse.reading import Reading

_BESIDE = frozenset(("appos", "compound", "nmod", "amod", "attr"))
_BEHIND = frozenset((",", "(", "is", "was", "turned", "turns", "aged", "—", "–"))
"""Words that may stand between a name and an age."""
_AFTER_NUMBER = frozenset((",", ")", ".", ";", "years", "in", "on", "when", "—", "–"))
"""Words that may stand behind an age: not *Lee, 34 miles away*."""
_OLDEST = 120


class Ages:
    """The ages of people in one article."""

    def __init__(self, reading: Reading, entities: Entities) -> None:
        self._r = reading
        self._entities = entities
        self._known: dict[int, set[str]] = {}
        """Ages by the identity of the person."""
        self._unnamed: set[str] = set()
        """Ages of people without a name: *a 34-year-old man*."""
        for entity in entities.all:
            if entity.type == "PERSON":
                ages = {age for mention in entity.mentions if (age := self._behind(mention)) is not None}
                if ages:
                    self._known[id(entity)] = ages
        for old, word in enumerate(reading.words):
            if word == "old" and (age := age_at(reading, old)) is not None:
                self._note(old, age)

    def fits(self, person: ArticleEntity, age: str) -> bool | None:
        """Return whether a description of an age fits a person: True for the only one of that age in the article.

        False where the person has another age, or somebody else has this one; None where the article tells no age of
        the person, nor this one of anybody.
        """
        owners = {someone for someone, ages in self._known.items() if age in ages}
        if owners or age in self._unnamed:
            return owners == {id(person)} and age not in self._unnamed
        return False if id(person) in self._known else None

    def _behind(self, mention: Mention) -> str | None:
        """Return the age behind a name: *Ann Lee, 34,*, *Ann Lee (34)*, *Ann Lee, aged 34*, *Ann Lee turned 34*."""
        r, at = self._r, mention.after
        while at < min(len(r), mention.after + 3) and r.words[at] in _BEHIND:
            at += 1
        if at == mention.after or at >= len(r) or not _is_age(r.words[at]):
            return None
        behind = r.words[at + 1] if at + 1 < len(r) else "."
        return r.words[at] if behind in _AFTER_NUMBER else None

    def _note(self, old: int, age: str) -> None:
        """Note the age in a phrase for the person whom it stands beside, or as that of somebody without a name."""
        r, entities = self._r, self._entities
        noun = r.heads[old] if r.deps[old] == "amod" else old
        beside = [noun, *(child for child in r.children[noun] if r.deps[child] in _BESIDE)]
        if r.deps[noun] in _BESIDE:
            beside.append(r.heads[noun])
        if r.deps[noun] == "attr":
            beside += [child for child in r.children[r.heads[noun]] if r.deps[child] == "nsubj"]
        for token in beside:
            number = entities.at(token)
            if number is not None and entities.all[number].type == "PERSON":
                self._known.setdefault(id(entities.all[number]), set()).add(age)
                return
        if r.words[r.lefts[noun]] in ("a", "an", "another"):
            self._unnamed.add(age)


def age_at(r: Reading, old: int) -> str | None:
    """Return the number before *-year-old*, where a token is the last word of it."""
    begin = old - 4
    if begin >= 0 and r.words[begin + 1 : old + 1] == ["-", "year", "-", "old"] and _is_age(r.words[begin]):
        return r.words[begin]
    return None


def _is_age(word: str) -> bool:
    return word.isascii() and word.isdigit() and 0 < int(word) < _OLDEST
