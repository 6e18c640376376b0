"""Bodies: the names of one organisation: *the Justice Department*, *U.S. Department of Justice*, *DOJ*, *F.B.I.*"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from services.search.identities.body_names import body_words
from services.search.identities.evidence import CountedName, Evidence, company_of
from services.search.identities.known import bearers
from services.search.identities.known_namesakes import by_knowledge
from services.search.identities.resolutions import Resolution
from services.search.identities.short_bodies import is_short, spelt_out

_OFFICES = (("department",), ("ministry",))
"""Last words that articles leave out: *the Treasury*."""
_SHORT = 4
"""Letters of a word that keeps its *s*."""


def resolve_bodies(word: str, evidence: Evidence) -> list[Resolution]:
    """Return which body the names mean whose first word is ``word``.

    Names with the same telling words are one body's, in one number or the other (*Port Harbour*, *Port Harbours*), and
    so are *ABC* and *ABC News*, and *Treasury* and *Treasury Department* in common company. An acronym, or another
    short form, is that of the longer name which articles shorten so, or else name beside it; where two such names are
    common, it is a body of its own. Names that knowledge lists are as it says: *GOP*.
    """
    known = evidence.known("org", word)
    named = evidence.names_with(word, "org")
    own = [(name, body_words(name.name)) for name in named]
    own = [(name, words) for name, words in own if words[:1] == (word,)]
    together: dict[tuple[str, ...], list[CountedName]] = defaultdict(list)
    for name, words in own:
        together[_singular(words)].append(name)
    for words in [words for words in together if words[-1:] in _OFFICES and words[:-1] in together]:
        if _in_company(together[words], together[words[:-1]], evidence):
            together[words[:-1]] += together.pop(words)
    for words in [words for words in together if words[-1:] == ("news",) and words[:-1] in together]:
        together[words[:-1]] += together.pop(words)
    resolutions = []
    for words, names in together.items():
        listed = {name.id for name in names if known and bearers("org", name.name, known)}
        first = min(names, key=lambda name: (name.id not in listed, -name.articles, name.id))
        long = None
        if len(words) == 1 and (short := [name for name in names if is_short(name)]):
            long = spelt_out(short[0], [(name.id, name.name, name.articles) for name in named])
            long = long or spelt_out(short[0], _beside(short, evidence))
        for name in names:
            by_list = (
                by_knowledge(name.id, name.name, known, evidence.rows(name.id), {}, evidence)
                if name.id in listed
                else []
            )
            resolutions += by_list or [Resolution(name.id, long or first.id)]
    return resolutions


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without the number of those behind the first, by which names are looked up."""
    return (*words[:1], *(w[:-1] if len(w) > _SHORT and w[-1] == "s" and w[-2] != "s" else w for w in words[1:]))


def _in_company(some: Sequence[CountedName], others: Sequence[CountedName], evidence: Evidence) -> bool:
    """Return whether somebody is named beside names of both, or one beside the other."""
    company = [set(company_of(row for name in names for row in evidence.rows(name.id))) for names in (some, others)]
    ids = [{name.id for name in names} for names in (some, others)]
    return not (company[0] | ids[0]).isdisjoint(company[1] | ids[1])


def _beside(names: Sequence[CountedName], evidence: Evidence) -> list[tuple[str, str, int]]:
    """Return the bodies that articles with one of these names give, and how many do."""
    company = company_of(row for name in names for row in evidence.rows(name.id))
    ids = [id for id in company if id.startswith("org:")]
    return [(id, id.partition(":")[2].replace("-", " "), company[id]) for id in ids]
