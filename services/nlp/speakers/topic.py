"""Topic: whom the sentences before a description are about, the person or body that was their last subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.nlp.entities.finding import Entities
from services.nlp.lexicon import personal_names
from services.nlp.parse.reading import SUBJECTS, Reading
from services.nlp.speakers.body_descriptions import GROUPS
from services.nlp.speakers.descriptions import Descriptions
from services.nlp.speakers.fits import Fits

_TOKENS = 200
"""Tokens before a description that are looked at: the longest true sentences have about 100."""
_PARAGRAPHS = 3
"""Paragraphs before that of a description that are looked at: some hold nothing but what somebody says."""
_BESIDE = frozenset(("dobj", "poss"))
"""Places of a body that something is done to, or that has something: *sued Harlow*, *Harlow's shares*."""
_HE = frozenset(("he", "she"))


class Topics:
    """The people whom the sentences of one article are about."""

    def __init__(
        self,
        reading: Reading,
        entities: Entities,
        descriptions: Descriptions,
        quoted: Sequence[int],
        pronouns: Mapping[int, int | None],
    ) -> None:
        """``quoted`` has 1 for tokens in quotation marks, ``pronouns`` whom the *he* or *she* at a token means."""
        self._r = reading
        self._entities = entities
        self._descriptions = descriptions
        self._quoted = quoted
        self._pronouns = pronouns

    def is_topic(self, person: int, token: int, fits: Fits) -> bool:
        """Return whether a person is the last subject before a token, and the only one nearby who fits a description.

        *The 41-year-old*, *the striker* tell something new of whoever the text goes on about; beside the name, *Lee
        shares one thing with them, the columnist wrote*, they are another.
        """
        r, entities = self._r, self._entities
        someone = entities.all[person]
        begin = max(r.sentence_span(r.sentences[token])[0], token - _TOKENS)
        if any(entities.at(i) == person and not self._quoted[i] for i in range(begin, token)):
            return False
        paragraph = r.paragraph_of(r.starts[token])
        if self._is_another_named(person, token, fits):
            return False
        for other in range(token - 1, max(-1, token - _TOKENS), -1):
            if paragraph - r.paragraph_of(r.starts[other]) > _PARAGRAPHS:
                break
            if r.deps[other] not in SUBJECTS or self._quoted[other] or r.words[other] == r.words[token]:
                continue
            if entities.type_at(other) == "PERSON":
                return entities.at(other) == person
            if r.words[other] in _HE:
                return self._pronouns.get(other) == person
            if r.words[other] == "old":  # the 45-year-old
                return not someone.descriptors.isdisjoint(w for w in r.words[other - 4 : other] if w.isdigit())
            if r.tags[other] == "NN" and personal_names.title_classes(r.words[other]) & {"person", "title", "f", "m"}:
                other_fits = self._descriptions.of_person(
                    other
                )  # the Portuguese boss may be him, the former model is not
                return r.words[other] in someone.roles or (other_fits is not None and other_fits(someone) is not None)
        return False

    def _is_another_named(self, person: int, token: int, fits: Fits) -> bool:
        """Return whether another who fits is named outside quotes in this paragraph or the last, of two for an age."""
        r, entities = self._r, self._entities
        farthest = r.paragraph_of(r.starts[token]) - (2 if r.words[token] == "old" else 1)
        for other in range(token - 1, max(-1, token - _TOKENS), -1):
            if r.paragraph_of(r.starts[other]) < farthest:
                return False
            number = entities.at(other)
            if number is None or number == person or entities.all[number].type != "PERSON" or self._quoted[other]:
                continue
            if fits(entities.all[number]) is not None:
                return True
        return False

    def sole_body(self, token: int, fits: Fits) -> int | None:
        """Return the body that *the company* means: the only one that fits and does something where any last does.

        *The company* is Harlow after *Harlow bought a mine*, and nobody after *Harlow bought a mine; Brant did not*.
        """
        r, entities = self._r, self._entities
        paragraph = r.paragraph_of(r.starts[token])
        acting: set[int] = set()
        beside: set[int] = set()
        last = -1
        for other in range(token - 1, max(-1, token - _TOKENS), -1):
            number = entities.at(other)
            if number is None or self._quoted[other] or entities.all[number].type != "ORG":
                continue
            place = r.paragraph_of(r.starts[other])
            if paragraph - place > _PARAGRAPHS or (acting and place < last):
                break
            if fits(entities.all[number]) is not None:
                if r.deps[other] in SUBJECTS or self._is_source(other):
                    acting.add(number)
                    last = place
                elif r.deps[other] in _BESIDE:
                    beside.add(number)
        fitting = acting or (set() if r.words[token] in GROUPS else beside)
        return fitting.pop() if len(fitting) == 1 else None

    def _is_source(self, token: int) -> bool:
        """Return whether something is said by whom a token names: *according to the Mill Foundation*."""
        r = self._r
        to = r.heads[token]
        return r.deps[token] == "pobj" and r.words[to] == "to" and r.words[to - 1 : to] == ["according"]
