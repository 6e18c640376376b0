"""What a person is: *executive director of the Center for …*, *Iranian President*, *the project's chief engineer*."""

from __future__ import annotations

from services.nlp import names
from services.nlp.entities import Entities
from services.nlp.reading import Reading

MAX_ROLE_CHARS = 200
"""Longer ones are a mistake of the parse: the longest true one in the development sets has 150 characters."""

_NOUNS = frozenset({"NN", "NNS"})
_BREAKS = frozenset({"relcl", "acl", "advcl", "ccomp", "parataxis"})
_OPENERS = frozenset({"the", "a", "an"})


def roles(reading: Reading, entities: Entities) -> dict[int, str]:
    """Number of each person whose role the article tells -> the role as it is written, without a leading article.

    What stands behind the name says more than what stands before it, and the first that is told counts.
    """
    behind: dict[int, str] = {}
    before: dict[int, str] = {}
    for number, entity in enumerate(entities.known):
        if entity.type != "PERSON":
            continue
        for mention in sorted(entity.mentions, key=lambda m: m.first):
            head = mention.after - 1
            if number not in behind and (found := _behind(reading, entities, head)):
                behind[number] = found
            if number not in before and (found := _before(reading, entities, mention.first, head)):
                before[number] = found
    return before | behind


def _behind(r: Reading, entities: Entities, head: int) -> str | None:
    for child in r.children[head]:
        if child > head and r.deps[child] == "appos" and r.tags[child] in _NOUNS and entities.at(child) is None:
            after = r.rights[child] + 1
            for below in r.children[child]:
                if below > child and r.deps[below] in _BREAKS:
                    after = min(after, r.lefts[below])
            return _text(r, r.lefts[child], after)
    return None


def _before(r: Reading, entities: Entities, first: int, head: int) -> str | None:
    governor = r.heads[head]
    if r.deps[head] == "appos" and governor < first and r.tags[governor] in _NOUNS and entities.at(governor) is None:
        return _text(r, r.lefts[governor], first)
    left = r.lefts[head]
    if left < first and all(i == head or r.heads[i] >= left for i in range(left, first)):
        last = r.words[first - 1].rstrip(".")
        if names.kinds(last) & {"title", "person"} or r.tags[first - 1] == "NN":
            return _text(r, left, first)
    return None


def _text(r: Reading, first: int, after: int) -> str | None:
    while first < after and (r.words[first] in _OPENERS or not r.words[first][:1].isalnum()):
        first += 1
    while after > first and not r.words[after - 1][-1:].isalnum():
        after -= 1
    if after <= first or r.ends[after - 1] - r.starts[first] > MAX_ROLE_CHARS:
        return None
    found = r.slice(first, after)
    short = found.rstrip(".").lower()
    if "\n" in found or '"' in found or "“" in found or (names.kinds(short) & {"f", "m"} and len(short) < 5):
        return None  # Mr and Mrs are no roles
    return found
