"""Resolving: whom every name means. What is decided for one name leads to another, until a name means its own person.

The outcome is a function of the evidence alone: no name is decided by what was decided before, so neither the order in
which articles come nor a restart changes it. A changed article concerns the names that have a word in common with its
own, see :func:`words_of`, and no others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from services.search.identities.bodies import resolve_bodies
from services.search.identities.body_names import body_words
from services.search.identities.evidence import BLOCK, SAMPLE, CountedName, Evidence, Row
from services.search.identities.kinds import kind_of
from services.search.identities.knowledge import KnownEntity
from services.search.identities.people import resolve_people
from services.search.identities.person_names import person_name
from services.search.identities.place_names import place_name, words_written
from services.search.identities.places import resolve_places
from services.search.identities.resolutions import Resolution

RULES = 8
"""Counts the rules: with a new number, every index resolves its names anew."""

_RESOLVE: Mapping[str, Callable[[str, Evidence], list[Resolution]]] = {
    "person": resolve_people,
    "org": resolve_bodies,
    "place": resolve_places,
}


def words_of(id: str, name: str) -> frozenset[str]:
    """Return the words by which a name is found among others; none where names of its type are not resolved."""
    match kind_of(id):
        case "person":
            return frozenset(person_name(name).words)
        case "org":
            return frozenset(body_words(name))
        case "place":
            return frozenset(filter(None, (place_name(name).word,)))
    return frozenset()


def to_resolve(id: str, name: str) -> frozenset[str]:
    """Return the words of a name whose names are to be resolved, each with its kind before it: ``person:lee``."""
    return frozenset(f"{kind_of(id)}:{word}" for word in words_of(id, name))


def resolve(kind: str, word: str, evidence: Evidence) -> list[Resolution]:
    """Return whom the names of a kind mean for which this word decides: of people, those with this surname."""
    return _RESOLVE[kind](word, evidence)


class Resolutions:
    """Whom names mean in articles."""

    def __init__(self, resolutions: Iterable[Resolution]) -> None:
        self._of = {resolution.id: resolution for resolution in resolutions}

    def person(self, id: str, article: str) -> str | None:
        """Return the name id whose bearer a name means in an article; None where nobody can tell."""
        passed = {id}
        while resolution := self._of.get(id):
            following = resolution.by_article.get(article, resolution.target)
            if following in passed:  # its own person; or a circle, which the rules do not make
                break
            if not following:
                return None
            passed.add(following)
            id = following
        return id


def _written(id: str, name: str) -> frozenset[str]:
    """Return the words of a name as they are written, where that is not as they are compared."""
    return frozenset(words_written(name)) if kind_of(id) == "place" else words_of(id, name)


class ListedEvidence:
    """Evidence from a list of rows, each with the name that its article gives, and entries of knowledge."""

    def __init__(self, rows: Iterable[tuple[Row, str]], known: Iterable[KnownEntity] = ()) -> None:
        self._known = sorted(known, key=lambda each: each.id)
        names: dict[str, Counter[str]] = defaultdict(Counter)
        aliases: dict[str, set[str]] = defaultdict(set)
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row, name in rows:
            self._rows[row.id].append(row)
            names[row.id][name] += 1
            aliases[row.id].update(row.aliases)
        for of_name in self._rows.values():
            of_name.sort(key=lambda row: (row.month, row.article), reverse=True)
        self._articles = len({row.article for of_name in self._rows.values() for row in of_name})
        self._words: set[tuple[str, str]] = set()
        self._with: dict[tuple[str, str], list[CountedName]] = defaultdict(list)
        for id, forms in names.items():
            shown = min(forms, key=lambda form: (-forms[form], form))
            kind = kind_of(id)
            for word in frozenset().union(*(_written(id, form) for form in (shown, *aliases[id]))):
                self._with[kind, word].append(CountedName(id, shown, len(self._rows[id])))
            self._words |= {(kind, word) for form in (shown, *aliases[id]) for word in words_of(id, form)}
        for named in self._with.values():
            named.sort(key=lambda name: (-name.articles, name.id))

    def names_with(self, word: str, type: str) -> Sequence[CountedName]:
        """See :class:`Evidence`."""
        return self._with.get((type, word), [])[:BLOCK]

    def rows(self, id: str) -> Sequence[Row]:
        """See :class:`Evidence`."""
        return self._rows[id][:SAMPLE]

    def roles(self, id: str) -> Mapping[str, Collection[str]]:
        """See :class:`Evidence`."""
        return {row.article: row.roles for row in self.rows(id)}

    def known(self, kind: str, word: str) -> Sequence[KnownEntity]:
        """See :class:`Evidence`."""
        return [each for each in self._known if f"{kind}:{word}" in each.words]

    def shares(self, ids: Sequence[str]) -> Mapping[str, float]:
        """See :class:`Evidence`."""
        return {id: len(self._rows[id]) / self._articles for id in ids}

    def resolve_all(self) -> Resolutions:
        """Return whom all names mean."""
        return Resolutions(resolution for kind, word in sorted(self._words) for resolution in resolve(kind, word, self))
