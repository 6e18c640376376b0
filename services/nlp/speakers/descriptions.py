"""Descriptions of people beside their names, and the people whom *the former senator* may mean."""

from __future__ import annotations

from services.nlp.entities.finding import Entities
from services.nlp.entities.mentions import ArticleEntity, Mention
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import Reading
from services.nlp.speakers.ages import Ages, age_at
from services.nlp.speakers.apposition import behind_others, office_before
from services.nlp.speakers.body_descriptions import BodyDescriptions
from services.nlp.speakers.fits import MATCH, Fits

_THE = frozenset(("the", "this", "that", "mr", "mr."))
_OWNERS = frozenset(("his", "her", "its", "their"))
_BESIDE = frozenset(("appos", "compound", "nmod", "amod", "prep"))
_IS = frozenset(("is", "was", "'s", "’s", "became"))
_COURTESY = frozenset(("mr", "mrs", "ms", "miss", "mx", "sir", "dame"))
_TO_BE = frozenset(("future", "next", "incoming"))
_A = frozenset(("a", "an", "another"))
_ANYBODY = frozenset(
    ("accused", "applicant", "caller", "child", "complainant", "couple", "defendant", "driver", "patient", "passenger",
     "plaintiff", "student", "suspect", "teenager", "victim", "witness")
)  # fmt: skip
"""Nouns for whoever the article is about, without having been called so."""
_PARTY_WORDS = frozenset(
    ("communist", "conservative", "democrat", "democratic", "labor", "labour", "liberal", "libertarian", "republican",
     "socialist", "tory")
)  # fmt: skip
_NOUNS = frozenset(("NN", "NNS", "JJ"))
_ROW = 10
"""Tokens before a name in which the bodies of its office are looked for."""
_ORIGINS = frozenset(("GPE", "NORP", "ORG"))
_STEM = 4
"""Letters in which a country and its people agree: *Turkey*, *Turkish*."""
_SET_APART = frozenset(("former", "ex", "late", "deputy", "vice", "acting"))
"""Words that make another office of an office: the former president is not the president."""
_APART = 3
"""Tokens before a noun in which *former* sets it apart: *former foreign minister*."""
_PHRASE = 10
"""Tokens of a phrase beside a name that are looked at."""

_PARTIES = {"r": ("republican",), "d": ("democrat", "democratic")}
"""What stands before the state of a member of Congress: R-Texas."""

_WHOLE_PEOPLES = ("s", "ese", "sh", "ch")


class Descriptions:
    """The descriptions in one article."""

    def __init__(self, reading: Reading, entities: Entities) -> None:
        self._r = reading
        self._entities = entities
        self._unnamed = self._find_unnamed()
        self._held: set[tuple[int, str]] = set()
        """Identities of people, each with a noun that the article calls them without *former*, *deputy* or the like."""
        self.bodies = BodyDescriptions(reading, entities, self._unnamed)
        """The descriptions of bodies."""
        for number, entity in enumerate(entities.all):
            if entity.type == "PERSON":
                for m in entity.mentions:
                    self._learn(entity, number, m.after - 1)
                    self._learn_before(entity, m.first)
                    if (office := office_before(reading, m.first)) is not None:
                        self._note(entity, office)
                    self._note_titles(entity, m)
        self._ages = Ages(reading, entities)
        self._main = _main_person(entities)
        self._roles = {role for entity in entities.all for role in entity.roles}
        self._parties = self._roles.union(*(e.descriptors for e in entities.all if e.type == "PERSON"))

    def of_person(self, token: int, unknown: bool = False) -> Fits | None:
        """Return the score of people for the phrase headed by ``token``; None where it means nobody in particular.

        With ``unknown`` everybody fits whom the article calls nothing: *Bo Nyberg warned of it. The investor said …*.
        """
        r = self._r
        role = _role(self._noun(token))
        kinds = personal_names.title_classes(role)
        opener = r.words[r.lefts[token]]
        owned = opener in _OWNERS or any(r.deps[c] == "poss" for c in r.children[token])
        inner = range(self._first(token), token + 1)
        age = next((age for i in inner if (age := age_at(r, i)) is not None), None)
        aged = any("year-old" in r.words[i] or r.words[i] == "old" for i in inner)
        parent = bool(kinds & {"f", "m"}) and self._counted(token)
        someone = bool(kinds & {"person", "title"}) or aged or parent or role in self._roles
        if token > self._unnamed.get(role, token) and role not in self._roles:
            return None
        if not someone or "org" in kinds or r.tags[token] == "NNS" or not (opener in _THE or owned):
            return None
        gender = personal_names.gender_of_noun(role)
        # "The United Nations envoy" is whom the article calls an envoy, not just anybody who is known by now.
        of_body = any(self._entities.type_at(i) == "ORG" for i in inner)
        beside = self._words_beside(token)
        named_in_it = self._named_in(token)
        anybody = bool(kinds & {"f", "m"}) or role in _ANYBODY
        roles = word_lists.classes("broader.tsv").get(role, frozenset()) | {role}
        apart = beside & _SET_APART
        office = "title" in kinds and not beside & _TO_BE

        def fits(person: ArticleEntity) -> float | None:
            if id(person) in named_in_it:  # Lee's lawyer is not Lee
                return None
            if gender and person.gender and person.gender != gender:
                return None
            of_age = None if age is None else self._ages.fits(person, age)
            if of_age is False:
                return None  # somebody else is 34
            score = 2.0 * len(beside & person.descriptors) + 3.0 * bool(of_age)
            if not roles.isdisjoint(person.roles) or (role == "teenager" and _is_teenager(person)):
                known = (person.descriptors | person.roles) & _SET_APART
                held = any((id(person), called) in self._held for called in roles)
                if not apart <= known or (office and not apart and not held):
                    return None  # the former president is not the president, nor the vice president
                return MATCH + score - 4.0 * (apart != known and not (held and not apart))
            often = len(person.mentions) > 1 and (anybody or person is self._main)
            familiar = "person" in kinds and often and not of_body
            new = unknown and "person" in kinds and person.roles <= _COURTESY and not of_body and opener == "the"
            if owned or apart or not (aged or familiar or parent or new):
                return None
            if (
                office
                and not aged
                and (not gender or any("title" in personal_names.title_classes(other) for other in person.roles))
            ):
                return None  # "the president" is only who is known as one; "the spokeswoman" is not Senator Lee
            return score + 0.1 * min(len(person.mentions), 10)

        return fits

    def is_doubtful(self, token: int, person: ArticleEntity) -> bool:
        """Return whether the description names a country, people or body that the article does not tie to the person.

        *The Turkish president* agrees with *president of Turkey*.
        """
        r = self._r
        stems = {word[:_STEM] for word in person.descriptors}
        other_parties = _PARTY_WORDS - person.descriptors - person.roles
        if other_parties == _PARTY_WORDS and person.roles <= _COURTESY:  # of a party that nobody else is told to be of
            other_parties = _PARTY_WORDS & self._parties
        if any(r.words[i] in other_parties for i in range(self._first(token), token + 1)):
            return True
        for i in (*range(self._first(token), token), *range(token + 1, min(r.rights[token], token + _PHRASE) + 1)):
            mention = self._entities.mention_at(i)
            if mention and r.deps[i] == "poss" and mention.type == "PERSON" and not self._is_owner(i, token, person):
                return True
            if mention is None or mention.first != i or mention.type not in _ORIGINS:
                continue
            number = self._entities.at(i)
            words = self.bodies.words(self._entities.all[number]) if number is not None else set()
            if not any(word[:_STEM] in stems for word in words if len(word) > 2):
                return True
        return False

    def _is_owner(self, owner: int, token: int, person: ArticleEntity) -> bool:
        """Return whether the article ties the person to whom the description's owner names: *Lee's spokeswoman*.

        *Her lawyer* may be Lee's, and a relative is told of in many ways.
        """
        kinds = personal_names.title_classes(self._r.words[token])
        relative = bool(kinds & {"f", "m"}) and not kinds & {"person", "title"}
        return relative or not person.descriptors.isdisjoint((self._r.words[owner], *_OWNERS))

    def _named_in(self, token: int) -> set[int]:
        """Return the identities of the entities that a description names: *Lee's lawyer*, *the lawyer for Lee*."""
        r = self._r
        near = (*range(self._first(token), token), *range(token + 1, min(r.rights[token], token + _PHRASE) + 1))
        numbers = {self._entities.at(i) for i in near if r.deps[i] != "appos"}
        return {id(self._entities.all[number]) for number in numbers if number is not None}

    def of_people(self, token: int) -> Fits | None:
        """Return the score of people for *the Norwegian*; None for a people: *the Norwegians*, *the Chinese*."""
        r = self._r
        word = r.words[token]
        if r.words[r.lefts[token]] != "the" or token != r.lefts[token] + 1 or word.endswith(_WHOLE_PEOPLES):
            return None

        def fits(person: ArticleEntity) -> float | None:
            stems = {known[:_STEM] for known in person.descriptors | person.roles}
            return MATCH + 0.1 * min(len(person.mentions), 10) if word[:_STEM] in stems else None

        return fits

    def _find_unnamed(self) -> dict[str, int]:
        """Return nouns for somebody unnamed with the token where each first stands: *an aide*; later *the aide*."""
        r = self._r
        unnamed: dict[str, int] = {}
        looked_at: set[int] = set()
        for i, word in enumerate(r.words):
            head = r.heads[i]
            owned = r.deps[i] == "poss" and (word in ("his", "her") or self._entities.type_at(i) == "PERSON")
            if not (owned or (word in _A and r.deps[i] == "det")) or r.deps[head] in ("appos", "attr", "oprd"):
                continue
            if (r.deps[head] == "pobj" and not owned) or head in looked_at:
                continue
            looked_at.add(head)
            if owned and not personal_names.title_classes(r.words[head]) & {"person", "title"}:
                continue  # her brother, her bank
            if not any(self._entities.type_at(child) == "PERSON" and child != i for child in r.children[head]):
                unnamed.setdefault(self._noun(head), head)
        return unnamed

    def _noun(self, token: int) -> str:
        """Return the noun at a token with what a hyphen ties to it: *front-runner*."""
        words = self._r.words
        return f"{words[token - 2]}-{words[token]}" if token > 1 and words[token - 1] == "-" else words[token]

    def _learn(self, person: ArticleEntity, number: int, head: int) -> None:
        """Note the roles of a person: *the actress Ann Lee*, *Ann Lee, an actress*, *Lee is an actress*."""
        r = self._r
        for child in r.children[head]:
            if r.deps[child] in _BESIDE and self._entities.at(child) != number:
                if r.deps[child] != "prep":
                    self._note(person, child)
                self._note_words(person, number, r.lefts[child], r.rights[child] + 1)
        governor, dep = r.heads[head], r.deps[head]
        if dep in ("appos", "attr") and governor != head and self._entities.at(governor) is None:
            self._note(person, governor)
            self._note_words(person, number, r.lefts[governor], governor)
        if (dep == "nsubj" and r.words[governor] in _IS) or dep == "dobj":  # the party named Ann Lee its leader
            for child in r.children[governor]:
                if r.deps[child] == ("oprd" if dep == "dobj" else "attr"):
                    self._note(person, child)
                    self._note_words(person, number, r.lefts[child], r.rights[child] + 1)

    def _note(self, person: ArticleEntity, noun: int) -> None:
        """Note a noun that the article calls a person, and the gender it tells."""
        role = _role(self._r.words[noun])
        person.roles.add(role)
        person.gender = person.gender or personal_names.gender_of_noun(role)
        self._note_held(person, noun)

    def _note_titles(self, person: ArticleEntity, mention: Mention) -> None:
        """Note the titles that open a name or stand before it as what the person is called now."""
        first = mention.first
        while first and personal_names.title_classes(self._r.words[first - 1]) & {"title", "before"}:
            first -= 1
        for token in range(first, mention.after):
            if "title" in personal_names.title_classes(self._r.words[token]):
                self._note_held(person, token)

    def _note_held(self, person: ArticleEntity, noun: int) -> None:
        """Note what a person is called now: *President Ann Lee*, not *former state president Bo Nyberg*."""
        r = self._r
        if _SET_APART.isdisjoint(r.words[max(r.sentence_span(r.sentences[noun])[0], noun - _APART) : noun]):
            self._held.add((id(person), _role(r.words[noun])))

    def _learn_before(self, person: ArticleEntity, first: int) -> None:
        """Note the bodies and places in the row of capitals before a name: *Harbour Office (HO) Director Ann Lee*."""
        r = self._r
        for i in range(first - 1, max(-1, first - _ROW), -1):
            number = self._entities.at(i)
            if number is not None and self._entities.all[number].type in _ORIGINS:
                person.descriptors.update(self.bodies.words(self._entities.all[number]))
            elif r.words[i] not in ("(", ")", "’s", "'s") and not r.word(i)[0].isupper() and r.tags[i] not in _NOUNS:
                break

    def _note_words(self, person: ArticleEntity, number: int, first: int, after: int) -> None:
        """Note the nouns, adjectives and numbers of a phrase beside a name."""
        r = self._r
        first = behind_others(r, self._entities, first, min(after, first + _PHRASE))
        for i in range(first, min(after, first + _PHRASE)):
            if (r.tags[i][0] in "NJC" or r.words[i] in _OWNERS) and self._entities.at(i) != number:
                person.descriptors.add(r.words[i])
                person.descriptors.update(_PARTIES.get(r.words[i], ()))

    def _words_beside(self, token: int) -> set[str]:
        """Return the words beside the head of a description: *the former senator from Ohio*."""
        r = self._r
        inner = range(self._first(token), token)
        behind = range(token + 1, min(r.rights[token], token + _PHRASE) + 1)
        return {r.words[i] for i in (*inner, *behind) if r.tags[i][0] in "NJC"}

    def _first(self, token: int) -> int:
        """Return the first token of the phrase headed by ``token``, at most ``_PHRASE`` tokens before it."""
        return max(self._r.lefts[token], token - _PHRASE)

    def _counted(self, token: int) -> bool:
        """Return whether a number follows: *the mother of two*."""
        r = self._r
        return token + 2 < len(r) and r.words[token + 1] == "of" and r.tags[token + 2] == "CD"


def _role(word: str) -> str:
    word = word.rstrip(".")
    return personal_names.ABBREVIATED.get(word, word)


def _main_person(entities: Entities) -> ArticleEntity | None:
    """Return the person whom the article is about: named at least three times as often as anybody else."""
    people = sorted((e for e in entities.all if e.type == "PERSON"), key=lambda e: -len(e.mentions))
    if not people or (len(people) > 1 and len(people[0].mentions) < 3 * len(people[1].mentions)):
        return None
    return people[0]


def _is_teenager(person: ArticleEntity) -> bool:
    return any(word.isdigit() and 13 <= int(word) <= 19 for word in person.descriptors)
