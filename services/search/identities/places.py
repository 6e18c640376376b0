"""Places: the names of one place: *the United States*, *U.S.*; *Calif.*, *California*; *NYC*, *New York City*."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from services.search.identities.evidence import CountedName, Evidence, Row
from services.search.identities.kinds import kind_of
from services.search.identities.knowledge import KnownEntity
from services.search.identities.known import bearers
from services.search.identities.known_namesakes import by_knowledge
from services.search.identities.place_names import PlaceName, place_name, word_count, written_words
from services.search.identities.place_senses import has_senses, part
from services.search.identities.place_surroundings import lying_in
from services.search.identities.resolutions import Resolution
from services.search.identities.short_bodies import is_acronym, spelt_out

_LIKELY = 0.9
"""Confidence that a name means a place for what is named beside it."""

Names = Mapping[PlaceName, Sequence[CountedName]]


def resolve_places(word: str, evidence: Evidence) -> list[Resolution]:
    """Return which place the names mean whose last word, in full, is ``word``.

    Names with the same words are one place's, be it a country to one article and a region to another. An acronym is
    that of the longer name beside which it stands. What has behind it where it lies, *Paris, Texas*, is a place of its
    own; its words alone mean it if that is what they usually stand beside, and nobody where there are two such. *The
    North* is nowhere in particular. Names that knowledge lists are as it says.
    """
    known = evidence.known("place", word)
    found = {name.id: name for form in sorted(written_words(word)) for name in evidence.names_with(form, "place")}
    names_of: dict[PlaceName, list[CountedName]] = defaultdict(list)
    for name in found.values():
        if (own := place_name(name.name)).word == word:
            names_of[own].append(name)
    for own, names in names_of.items():
        names.sort(key=lambda name: (*_in_full(own, name), -name.articles, name.id))
    listed = {own: resolutions for own, names in names_of.items() if (resolutions := _listed(names, known, evidence))}
    left = {own: names for own, names in sorted(names_of.items(), key=_by_words) if own not in listed}
    parted = {own: _parted(own, names, known, evidence) for own, names in left.items() if has_senses(own)}
    leading = {sense: root for each, _ in parted.values() for sense, root in each.items()}
    alone = {own: _alone(names, fuller, evidence) for own, names in left.items() if (fuller := _fuller(own, names_of))}
    leading |= {other: names_of[own][0].id for own, (_, other) in alone.items() if other in left}
    resolutions = [each for of_name in listed.values() for each in of_name]
    for own, (first, *others) in left.items():
        resolutions += [Resolution(name.id, first.id) for name in others]
        if own in parted:
            resolutions += parted[own][1]
        elif own.nowhere:
            resolutions.append(Resolution(first.id, ""))
        elif own in leading:
            resolutions.append(Resolution(first.id, leading[own], confidence=_LIKELY))
        elif own in alone:
            resolution, other = alone[own]
            resolutions.append(Resolution(first.id, first.id) if other in left else resolution)
        else:
            long = _spelt_out(own, [first, *others], found, evidence)
            resolutions.append(Resolution(first.id, long or first.id))
    return resolutions


def _by_words(of_name: tuple[PlaceName, Sequence[CountedName]]) -> tuple[tuple[str, ...], str]:
    return of_name[0].words, of_name[0].which


def _in_full(own: PlaceName, name: CountedName) -> tuple[bool, bool]:
    """Return whether a name is not just the words of its place, and whether it is short for them: its rank."""
    return name.id.partition(":")[2] != "-".join(own.words), word_count(name.name) < len(own.words) + bool(own.which)


def _fuller(own: PlaceName, names_of: Names) -> Names:
    """Return the places of which articles tell, behind the same words, where they lie."""
    if own.which or own.nowhere or has_senses(own):
        return {}
    return {other: names for other, names in names_of.items() if other.lies_in and other.words == own.words}


def _alone(names: Sequence[CountedName], fuller: Names, evidence: Evidence) -> tuple[Resolution, PlaceName | None]:
    """Return which of the fuller named places a name alone means; and that one, if it is better known by less."""
    there = {other: of_other[0].id for other, of_other in fuller.items()}
    resolution = lying_in(names[0].id, _rows(names, evidence), there, evidence, _LIKELY)
    meant = next((other for other, id in there.items() if id == resolution.target), None)
    if meant and _articles(names) >= _articles(fuller[meant]):
        return resolution, meant
    return resolution, None


def _articles(names: Sequence[CountedName]) -> int:
    return sum(name.articles for name in names)


def _rows(names: Sequence[CountedName], evidence: Evidence) -> list[Row]:
    return [row for name in names for row in evidence.rows(name.id)]


def _listed(names: Sequence[CountedName], known: Sequence[KnownEntity], evidence: Evidence) -> list[Resolution]:
    """Return the resolutions of names that knowledge lists: none, where it does not."""
    if not known or not bearers("place", names[0].name, known):
        return []
    lists = [by_knowledge(name.id, name.name, known, evidence.rows(name.id), {}, evidence) for name in names]
    return [each for of_name in lists for each in of_name] if all(lists) else []


def _parted(
    own: PlaceName, names: Sequence[CountedName], known: Sequence[KnownEntity], evidence: Evidence
) -> tuple[Mapping[PlaceName, str], list[Resolution]]:
    """Return where the names of the places lead that these names may mean, and the resolution of the first of them."""
    roots = {place_name(name): entry.root for entry in known for name in entry.names}
    senses = part(own, names[0], _rows(names, evidence), roots)
    resolutions = [
        Resolution(names[0].id, senses.whole, senses.by_article, _LIKELY if senses.roots else 1.0),
        *(Resolution(root, root, called=called) for root, called in sorted(senses.called.items())),
    ]
    return senses.roots, resolutions


def _spelt_out(
    own: PlaceName, names: Sequence[CountedName], found: Mapping[str, CountedName], evidence: Evidence
) -> str | None:
    """Return the longer name that an acronym stands for: one that an article shortens so, or that stands beside it."""
    short = next((name for name in names if is_acronym(name)), None)
    if len(own.words) > 1 or own.which or not short:
        return None
    longer = [(name.id, name.name, name.articles) for name in found.values()]
    counted: dict[str, int] = defaultdict(int)
    for row in _rows(names, evidence):
        for id in row.company:
            if kind_of(id) == "place":
                counted[id] += 1
    beside = [(id, id.partition(":")[2].replace("-", " "), count) for id, count in counted.items()]
    return spelt_out(short, longer) or spelt_out(short, beside)
