"""Bodies: the names of one organisation: *the Justice Department*, *U.S. Department of Justice*, *DOJ*, *F.B.I.*"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from services.search.identities.body_names import MAX_NAME_CHARS, WORD, body_words
from services.search.identities.evidence import CountedName, Evidence, company_of
from services.search.identities.known import bearers
from services.search.identities.known_namesakes import by_knowledge
from services.search.identities.resolutions import Resolution
from shared.text import fold

_SMALL = frozenset(("the", "of", "and", "for", "on", "in", "to", "at", "a", "an", "de", "la"))
_OFFICES = (("department",), ("ministry",))
"""Last words that articles leave out: *the Treasury*."""
_SHORT = 4
"""Letters of a word that keeps its *s*."""
_MIN_ACRONYM = 2
_DOMINANT = 0.85
"""Share of the articles with names of the same initials that one of them has, for an acronym to be its own."""


def resolve_bodies(word: str, evidence: Evidence) -> list[Resolution]:
    """Return which body the names mean whose first word is ``word``.

    Names with the same telling words are one body's, in one number or the other (*Port Harbour*, *Port Harbours*), and
    so are *ABC* and *ABC News*, and *Treasury* and *Treasury Department* in common company. An acronym is that of the
    longer name with these initials which articles shorten so, or else name beside it; where two such names are common,
    it is a body of its own. Names that knowledge lists are as it says: *GOP*.
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
        if len(words) == 1 and (acronyms := [name for name in names if is_acronym(name)]):
            long = _spelt_out(word, [(name.id, name.name, name.articles) for name in named])
            long = long or _spelt_out(word, _beside(acronyms, evidence))
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


def is_acronym(name: CountedName) -> bool:
    """Return whether a name is written as an acronym is."""
    letters = name.name.removeprefix("the ").replace(".", "")
    return letters.isupper() and len(letters) >= _MIN_ACRONYM


def _spelt_out(acronym: str, named: Sequence[tuple[str, str, int]]) -> str | None:
    """Return the longer name that an acronym stands for, of ids, names and articles of those that go with it."""
    longer = [(articles, id) for id, name, articles in named if acronym in acronyms_of(name)]
    longer.sort(key=lambda name: (-name[0], name[1]))
    if not longer or longer[0][0] < _DOMINANT * sum(articles for articles, _ in longer):
        return None
    return longer[0][1]


def acronyms_of(name: str) -> frozenset[str]:
    """Return the acronyms of a name: *Justice Department* is short *DOJ*, too."""
    words = WORD.findall(fold(name[:MAX_NAME_CHARS]))
    telling = [word for word in words if word not in _SMALL]
    if len(telling) < 2:
        return frozenset()
    acronyms = {"".join(word[0] for word in telling)}
    if telling[-1:] == ["department"] and len(words) == len(telling):
        acronyms.add("do" + "".join(word[0] for word in telling[:-1]))
    return frozenset(acronyms)
