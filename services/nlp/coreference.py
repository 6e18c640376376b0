"""Whom a mention means: the full name behind a surname, a pronoun or "the president"."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from services.nlp import names
from services.nlp.entities import Entities, Known
from services.nlp.reading import Reading

HE, SHE, THEY = (
    frozenset({"he", "him", "his", "himself"}),
    frozenset({"she", "her", "hers", "herself"}),
    frozenset({"they", "them", "their"}),
)
NAMING = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC"})
"""Types that can speak."""

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


@dataclass(frozen=True, slots=True)
class Referent:
    """What a mention stands for. ``entity`` is None where the article gives no name."""

    entity: int | None
    by: Literal["name", "pronoun", "description"]
    runner_up: int | None = None


class Resolver:
    """Resolves mentions of one article by type, gender, role, closeness and grammatical place."""

    def __init__(self, reading: Reading, entities: Entities, quoted: bytearray) -> None:
        self._reading = reading
        self._entities = entities
        self._quoted = quoted
        self._learn_roles()

    def _learn_roles(self) -> None:
        r = self._reading
        for first, number in self._entities.people:
            person = self._entities.known[number]
            mention = next(m for m in person.mentions if m.first == first)
            head = mention.after - 1
            for child in r.children[head]:
                if r.deps[child] in ("appos", "compound", "nmod", "amod") and self._entities.at(child) != number:
                    self._note(person, r.words[child])
            governor = r.heads[head]
            if r.deps[head] in ("appos", "attr") and governor != head and self._entities.at(governor) is None:
                self._note(person, r.words[governor])
                if r.deps[head] == "attr":
                    continue
            if r.deps[head] == "nsubj" and r.words[governor] in ("is", "was", "'s", "became"):
                for child in r.children[governor]:
                    if r.deps[child] == "attr":
                        self._note(person, r.words[child])

    @staticmethod
    def _note(person: Known, word: str) -> None:
        word = word.rstrip(".")
        role = names.ABBREVIATED.get(word, word)
        person.roles.add(role)
        person.gender = person.gender or names.gender_of_noun(role)

    def resolve(self, token: int) -> Referent:
        """The entity that the mention headed by ``token`` stands for."""
        r, entities = self._reading, self._entities
        word = r.words[token]
        if (number := entities.at(token)) is not None and entities.known[number].type in (
            "PERSON",
            "ORG",
            "GPE",
            "NORP",
            "FAC",
            "LOC",
        ):
            return Referent(number, "name")
        for child in r.children[token]:
            if r.deps[child] == "appos" and entities.type_at(child) == "PERSON":
                return Referent(entities.at(child), "name")
        if word in HE or word in SHE:
            return self._person(token, "m" if word in HE else "f", None, "pronoun")
        if r.tags[token] in ("NN", "NNP"):
            role = names.ABBREVIATED.get(word.rstrip("."), word)
            if any(role in entities.known[n].roles for _, n in entities.people):
                gender = names.gender_of_noun(role)
                return self._person(token, gender, role, "description")
        return Referent(None, "pronoun" if r.tags[token].startswith(("PRP", "W")) else "description")

    def _person(
        self, token: int, gender: names.Gender | None, role: str | None, by: Literal["pronoun", "description"]
    ) -> Referent:
        r, people = self._reading, self._entities.people
        best: dict[int, float] = {}
        at = bisect_left(people, (token, -1))
        sentence = r.sentences[token]
        paragraph = r.paragraph_of(r.starts[token])
        for first, number in reversed(people[max(0, at - 40) : at]):
            person = self._entities.known[number]
            if (gender and person.gender and person.gender != gender) or (role and role not in person.roles):
                continue
            distance = sentence - r.sentences[first]
            score = 3.0 / (1 + distance)
            head = next(m.after for m in person.mentions if m.first == first) - 1
            score += 1.2 if r.deps[head] in _SUBJECTS else -0.6 if r.deps[head] in ("poss", "compound", "nmod") else 0.0
            score -= 0.5 * (paragraph - r.paragraph_of(r.starts[first]))
            score += 0.8 if gender and person.gender == gender else 0.0
            score -= 1.5 if self._quoted[first] else 0.0
            score += 0.15 * min(len(person.mentions), 6)
            best[number] = max(best.get(number, -99.0), score)
        ranked = sorted(best, key=lambda n: (-best[n], n))
        return Referent(ranked[0] if ranked else None, by, ranked[1] if len(ranked) > 1 else None)
