"""Candidates of the Reconciliation API: the entities that a name may mean, how like, how sure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from services.search.answers.reconciliation.answers import Candidate, Candidates, Feature
from services.search.answers.reconciliation.properties import PROPERTIES, Entity
from services.search.answers.reconciliation.requests import MAX_CANDIDATES, PropertyFilter, Query, Reconciled
from services.search.answers.reconciliation.types import TYPES, TypeId, kinds_of, types_of
from services.search.identified.meanings import REST, Meanings, name_of
from services.search.identities.person_names import person_name
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.results import Identity
from services.search.index.rules import name_key
from services.search.query.words import words
from shared.text import entity_id

EXACT, MOST_ALIKE = 100.0, 98.0
"""Scores of the very name, whatever its case and accents, and of the likest other one."""

LOOKED_AT = 20
"""Names whose likeness is looked at for one query: those in most articles."""

MAX_WORDS = 12
"""Words of a name that are looked for, its first ones: names have fewer, and each more costs a look at many others."""

MAX_NAMESAKES = 20
"""People with a word in their name who are looked at, to see whether it can be anybody else's."""


@dataclass(frozen=True)
class Named:
    """An entity with the id by which lists show it, its name, and how many articles name it."""

    id: str
    name: str
    articles: int

    @property
    def description(self) -> str:
        """What tells it from others, in a line."""
        kinds = "".join(f"{type.name}, " for type in types_of(self.id))
        return f"{kinds}named in {self.articles:,} {'article' if self.articles == 1 else 'articles'}"


def reconcile(index: Index, queries: Mapping[str, Query]) -> Mapping[str, Candidates]:
    """Return the candidates of each query of a batch, best first."""
    return {key: Candidates(result=_candidates(index, query)) for key, query in queries.items()}


def find_by_id(index: Index, id: str) -> list[Named]:
    """Return the entity with this id, however old; none where nothing is known of it, or it is no id."""
    entity = Entity(index, id)
    return [Named(entity.who.shown, entity.name, entity.counts.articles)] if entity.exists else []


def find_by_name(index: Index, text: str, types: Collection[TypeId], size: int) -> list[Named]:
    """Return the entities of these types of which a name has these words, the last as its beginning, best first."""
    typed = " ".join(word.exact for word in words(text)[:MAX_WORDS])
    if not typed:
        return []
    beginnings = tuple(f"{type.lower()}:" for type in types)
    suggestions = index.suggest(typed, kinds_of(types), 2 * size)  # some are of other types of the same kind
    named = [Named(each.id, each.text, each.count) for each in suggestions if each.id.startswith(beginnings)]
    return named[:size]


def identities(index: Index, named: Sequence[Named]) -> Mapping[str, Identity | None]:
    """Return who each of these is. The id of an identity lasts: it leads on to whoever it is found to be."""
    meanings = Meanings(index)
    meanings.read({name_of(each.id) for each in named})
    return {
        each.id: None if each.id.endswith(REST) else meanings.identity(name_of(each.id), each.name) for each in named
    }


def _candidates(index: Index, query: Query) -> list[Candidate]:
    if found := find_by_id(index, query.query):
        scores = {each.id: EXACT for each in found}
        sure = found[0].id if not Entity(index, query.query).who.ambiguous else None
    else:
        types = query.type or list(TYPES)
        spellings = _spellings(query.query)
        exact = list(index.named([entity_id(type, text) for type in types for text in spellings]))
        meanings = Meanings(index)
        meanings.read(exact)
        found = _found(index, meanings, query.query, exact, types)
        scores = {each.id: _score(spellings, [each.name, *Entity(index, each.id).aliases]) for each in found}
        sure = _sure(index, meanings, spellings, exact, found, scores)
    who = identities(index, found)
    ranked = sorted(found, key=lambda each: (-scores[each.id], -each.articles, each.id))
    return [
        _candidate(index, each, who[each.id], scores[each.id], query.properties, sure=each.id == sure)
        for each in ranked[: min(query.limit, MAX_CANDIDATES)]
    ]


def _candidate(
    index: Index, named: Named, who: Identity | None, score: float, properties: Sequence[PropertyFilter], *, sure: bool
) -> Candidate:
    agreeing = {each.pid: _agrees(Entity(index, named.id), each) for each in properties}
    return Candidate(
        id=who.id if who else named.id,
        name=who.name if who else named.name,
        description=named.description,
        type=types_of(named.id, who.type if who else None),
        score=score,
        match=sure and all(agreeing.values()),
        features=[
            Feature(id="name_likeness", value=score),
            Feature(id="articles", value=named.articles),
            *(Feature(id=f"property_{pid}", value=agrees) for pid, agrees in agreeing.items()),
        ],
    )


def _spellings(text: str) -> list[str]:
    """Return a name as it is written, and turned round where it is written as in a register: *Lindqvist, Ann*."""
    last, comma, first = text.partition(",")
    if not comma or "," in first or not words(first) or not words(last) or person_name(text).generation:
        return [text]
    return [text, f"{first.strip()} {last.strip()}"]


def _found(index: Index, meanings: Meanings, text: str, exact: Sequence[str], types: Collection[TypeId]) -> list[Named]:
    """Return whom the exact name means somewhere, and whoever has all words of it in a name; where there is none, of
    people, whoever has its given name and surname."""
    found = find_by_name(index, text, types, LOOKED_AT)
    name = person_name(text)
    if not found and "PERSON" in types and name.full:
        found = find_by_name(index, f"{name.given} {name.surname}", ["PERSON"], LOOKED_AT)
    known = {each.id for each in found}
    others = sorted({value for name in exact for value in meanings.may_show(name)} - known)
    counts = index.counts(others, None, Filters()) if others else {}
    told = [Named(id, counts[id].label or id, counts[id].articles) for id in others if counts[id].articles]
    return [*told, *found]


def _score(spellings: Sequence[str], names: Sequence[str]) -> float:
    """Return how like the likest of the names is: 100 is the very same, less is another; the order of words and the
    titles of people count little."""
    keys = [name_key(text) for text in spellings]
    others = [name_key(name) for name in names]
    if not set(keys).isdisjoint(others):
        return EXACT
    plain = [" ".join(person_name(text).words) for text in spellings]
    pairs = [(key, other) for key in keys for other in others]
    pairs += [(key, " ".join(person_name(name).words)) for key in plain for name in names]
    return round(min(MOST_ALIKE, max(fuzz.token_sort_ratio(*pair) for pair in pairs)), 1)


def _sure(
    index: Index,
    meanings: Meanings,
    spellings: Sequence[str],
    exact: Sequence[str],
    found: Sequence[Named],
    scores: Mapping[str, float],
) -> str | None:
    """Return the one entity whose name it is; None where it may be another's, too.

    One word of a person's name is nobody's for sure, unless it is all that they are called and nobody else has it.
    """
    bearers = [each for each in found if scores[each.id] == EXACT]
    roots = {meanings.root(name) for name in exact}
    if len(bearers) != 1 or any(meanings.exceptions(name) for name in exact):
        return None
    [bearer] = bearers
    if bearer.id.endswith(REST) or any(root is None or meanings.shown(root) != bearer.id for root in roots):
        return None
    said = next(text for text in spellings if _score([text], [bearer.name, *Entity(index, bearer.id).aliases]) == EXACT)
    if bearer.id.startswith("person:") and len(words(said)) == 1:
        [namesakes] = index.namesakes([words(said)[0].exact], "person", MAX_NAMESAKES).values()
        meanings.read([each.id for each in namesakes])
        others = {meanings.root(each.id) for each in namesakes} - {meanings.root(name_of(bearer.id))}
        if others or len(namesakes) == MAX_NAMESAKES or name_key(bearer.name) != name_key(said):
            return None
    return bearer.id


def _agrees(entity: Entity, wanted: PropertyFilter) -> bool:
    """Return whether the entity has one of the values of the property; of a time, its date or year is enough."""
    texts = [name_key(each.name or each.id if isinstance(each, Reconciled) else str(each)) for each in wanted.v]
    for cell in PROPERTIES[wanted.pid].values(entity):
        [(kind, value)] = cell.items()
        key = name_key(str(value))
        if any(key.startswith(text) if kind == "date" and text else key == text for text in texts):
            return True
    return False
