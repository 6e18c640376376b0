"""Apposition: the noun that a name stands beside as another word for a person, *her lawyer, Ann Poe*; offices."""

from __future__ import annotations

from services.nlp.entities.finding import Entities
from services.nlp.lexicon import personal_names
from services.nlp.parse.reading import Reading

NOBODY = frozenset({"GPE", "LOC", "FAC", "ORG"})
"""Types that a name in apposition, or *who*, does not stand for."""
_SOMEBODY = frozenset({"title", "person", "anyone"})
_FIELD = 6
"""Tokens that *of Foreign and Commonwealth Affairs* may have before a name."""
_JOINS = frozenset(("and", ",", "&", "or"))
_CLIMBED = 3
"""Steps from what is named last to the noun in front: *the head of the Coral Institute in Leeds, Ann Poe,*."""


def described(r: Reading, entities: Entities, head: int) -> int | None:
    """Return the noun before a name, headed by ``head``, that the name is in apposition to; None if there is none.

    Of *the mayor of Leeds, Ann Poe,* that is the mayor, though the parser hangs the name on the town.
    """
    noun = r.heads[head]
    if r.deps[head] != "appos" or noun > head:
        return None
    above = noun
    for _ in range(_CLIMBED):
        if entities.type_at(above) not in NOBODY or r.deps[above] != "pobj":
            break
        above = r.heads[r.heads[above]]
        if personal_names.title_classes(r.words[above]) & _SOMEBODY:
            return above
    return noun


def people_beside(r: Reading, entities: Entities) -> dict[int, int]:
    """Return who stands in apposition to a noun, by its token: *her lawyer, Ann Poe*, *Ann Poe, her lawyer*."""
    beside: dict[int, int] = {}
    for token, head in enumerate(r.heads):
        if r.deps[token] != "appos":
            continue
        noun = described(r, entities, token)
        for name, said_of in ((token, head if noun is None else noun), (head, token)):
            person = entities.at(name)
            if person is not None and entities.all[person].type == "PERSON":
                beside.setdefault(said_of, person)
    return beside


def behind_others(r: Reading, entities: Entities, first: int, after: int) -> int:
    """Return the first token of a phrase before a name that is about the name: *Rovers coach Ann Lee and | City coach*.

    A person in it whom *and* or a comma follows is another one.
    """
    for i in range(after - 1, first, -1):
        if r.words[i] in _JOINS and entities.type_at(i - 1) == "PERSON":
            return i + 1
    return first


def office_before(r: Reading, first: int) -> int | None:
    """Return the noun of an office that stands before a name with its field: *Secretary of State Ann Lee*."""
    titles = first
    while titles and "title" in personal_names.title_classes(r.words[titles - 1]):
        titles -= 1
    for i in range(first - 1, max(-1, first - _FIELD), -1):
        if i == titles - 1 and r.words[i] in ("of", "for"):
            break  # a spokesman for Ann Lee, or for Senator Ann Lee
        if r.words[i] in ("of", "for") and i and personal_names.title_classes(r.words[i - 1]) & {"title", "person"}:
            return i - 1
        if not (r.word(i)[0].isupper() or r.words[i] in ("of", "for", "the")):
            break
    return None
