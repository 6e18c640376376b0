"""Descriptions of bodies beside their names, and the bodies that *the ministry* or *the company* may mean."""

from __future__ import annotations

from collections.abc import Mapping

from services.nlp.entities.bodies import AGENCIES
from services.nlp.entities.finding import Entities
from services.nlp.entities.mentions import ArticleEntity, Mention
from services.nlp.lexicon import personal_names
from services.nlp.parse.reading import Reading
from services.nlp.speakers.fits import MATCH, Fits

_THE = frozenset(("the", "this", "that"))
_BESIDE = frozenset(("appos", "compound", "nmod"))
_IS = frozenset(("is", "was", "'s", "’s", "became"))

_TOLD = frozenset(("told", "tells", "telling"))
_PARTS = frozenset(("administration", "board", "campaign", "committee", "court", "office", "panel", "team"))
"""Nouns for what a body, country or person has: the board of Brant is not Brant."""
_ROW = 5
"""Words before such a noun that are noted."""
_PHRASE = 10
"""Tokens of a description before its noun that are looked at."""

_ALIKE = {
    "force": ("police", "constabulary"), "newspaper": ("post", "times", "herald", "journal", "tribune", "gazette"),
    "paper": ("post", "times", "herald", "journal", "tribune", "gazette"),
    "agency": ("agency", "organization", "organisation", "authority", "administration", "service", "bureau"),
    "mps": ("committee",), "peers": ("committee",), "lawmakers": ("committee",),
    "party": ("party", "alliance", "democrats", "conservatives", "greens", "liberals", "front", "movement"),
    "club": ("fc", "united", "city", "rovers", "athletic", "club"), "university": ("university", "college"),
    "regulator": ("authority", "regulator", "commission"), "charity": ("trust", "foundation", "charity"),
    "union": ("union", "federation"), "airline": ("airlines", "airways", "air"),
}  # fmt: skip
"""Noun -> words in the names of bodies that it may stand for, beside itself."""

_SPOKEN_FOR = frozenset(("mps", "peers", "lawmakers"))
"""Members who speak for their committee."""

_PUBLIC = frozenset(
    ("alliance", "army", "association", "authority", "board", "cathedral", "coalition", "college", "commission",
     "committee", "congress", "consulate", "council", "court", "department", "embassy", "exchange", "federation",
     "festival", "foundation", "gallery", "government", "hospital", "hotel", "institute", "league", "library",
     "ministry", "mosque", "museum", "office", "palace", "parliament", "party", "police", "prison", "school", "senate",
     "society", "tribunal", "trust", "union", "university")
)  # fmt: skip
"""Nouns that a body of the kind bears in its name, so that one without it is another."""

_CALLED_SO = frozenset(("administration", "campaign", "daily", "magazine", "newspaper", "paper", "tabloid", "weekly"))
"""Nouns of so much beside bodies (a candidate's campaign) that only a body which the article calls so is meant."""

_KINDS = {
    noun: kind
    for kind, nouns in {
        "media": ("broadcaster", "daily", "magazine", "network", "newspaper", "paper", "tabloid", "weekly"),
        "trade": (
            "airline", "bank", "bookmaker", "brand", "brewery", "carmaker", "chain", "company", "conglomerate", "firm",
            "insurer", "lender", "manufacturer", "multinational", "retailer", "startup", "store", "supermarket",
        ),
        "state": (
            "agency", "army", "commission", "constabulary", "council", "court", "department", "government", "ministry",
            "navy", "parliament", "police", "regulator", "senate", "tribunal", "watchdog",
        ),
        "party": ("party",),
        "sport": ("club", "league", "squad", "team"),
        "civil": ("charity", "church", "foundation", "society", "union"),
    }.items()
    for noun in nouns
}  # fmt: skip
"""Noun -> the kind of body that it names, of which a body is one alone; *group* and *organisation* name any."""

_CIVIL = frozenset(
    ("alliance", "association", "campaign", "center", "centre", "coalition", "council", "federation", "foundation",
     "fund", "initiative", "institute", "league", "network", "program", "programme", "project", "society", "trust",
     "union")
)  # fmt: skip
"""Words in the names of bodies that *the group* may mean."""

_TELLING = _PUBLIC.union(_CIVIL - {"network"}, _ALIKE["newspaper"], _ALIKE["force"], ("club", "police"))
"""Words in names that tell the kind of a body: one that bears such a word is not a company, network or band."""

GROUPS = frozenset(("body", "charity", "group", "nonprofit", "organisation", "organization"))
"""Nouns for bodies with civil names: *the National Mill Foundation*, later *the group*."""

_PARTIES = frozenset(("GOP", "DNC", "RNC"))


class BodyDescriptions:
    """The descriptions of bodies in one article."""

    def __init__(self, reading: Reading, entities: Entities, unnamed: Mapping[str, int]) -> None:
        self._r = reading
        self._unnamed = unnamed
        self._words: dict[int, set[str]] = {}
        self._acting: set[int] = set()
        """Identities of the bodies that do something, or for whom somebody does."""
        for entity in entities.all:
            if entity.type == "ORG":
                for m in entity.mentions:
                    self._learn(entity, m)
                    if self._acts(m.after - 1):
                        self._acting.add(id(entity))

    def fits(self, token: int) -> Fits | None:
        """Return the score of bodies for the phrase headed by ``token``; None where it means none in particular."""
        r = self._r
        noun = r.words[token]
        if r.words[r.lefts[token]] not in _THE or not (
            "org" in personal_names.title_classes(noun) or noun in _SPOKEN_FOR
        ):
            return None
        if token > self._unnamed.get(noun, token):
            return None
        wanted = {noun, *_ALIKE.get(noun, ())}
        inner = range(max(r.lefts[token], token - _PHRASE) + 1, token)
        modifiers = {r.words[i] for i in inner}
        nouns = {r.words[i] for i in inner if r.tags[i] in ("NN", "NNS")}
        named = any(not r.word(i).islower() for i in inner)
        strict = noun in _PUBLIC or noun in _SPOKEN_FOR
        kind = _KINDS.get(noun)

        def fits(body: ArticleEntity) -> float | None:
            words = self.words(body)
            if (wanted & words or noun in body.roles) and modifiers <= words | body.descriptors:
                return MATCH
            if named or (strict and modifiers):  # "the Obama administration" is none that was named before
                return None
            if not nouns <= words | body.descriptors:  # "the rights group" is not just any
                return None
            if strict:
                return 1.0 if any(_may_abbreviate(form, noun) for form in body.forms) else None
            others = {_KINDS[role] for role in body.roles if role in _KINDS}
            if noun in _CALLED_SO or (kind and others and kind not in others) or id(body) not in self._acting:
                return None
            if not _PARTIES.isdisjoint(body.forms):
                return None
            return None if words & _TELLING and not (noun in GROUPS and words & _CIVIL) else 0.0

        return fits

    def words(self, body: ArticleEntity) -> set[str]:
        """Return the words of all forms of a body's name, in small letters."""
        words = self._words.get(id(body))
        if words is None:
            words = {word.strip(".,()").lower() for form in body.forms for word in form.split()}
            self._words[id(body)] = words
        return words

    def _learn(self, body: ArticleEntity, mention: Mention) -> None:
        """Note the nouns that the article calls a body by: *Brant, a charity,*, *brewer Brant*, *the Brant group*."""
        r, head = self._r, mention.after - 1
        nouns = [c for c in r.children[head] if r.deps[c] in _BESIDE and not mention.first <= c < mention.after]
        governor, dep = r.heads[head], r.deps[head]
        if dep in ("appos", "attr", "compound", "nmod") and governor != head:
            nouns.append(governor)
        if dep == "nsubj" and r.words[governor] in _IS:
            nouns += [child for child in r.children[governor] if r.deps[child] == "attr"]
        for noun in nouns:
            word = r.words[noun]
            if "org" in personal_names.title_classes(word) and word not in _PARTS:
                body.roles.add(word)
                body.descriptors.update(r.words[i] for i in range(max(r.lefts[noun], noun - _ROW), noun))

    def _acts(self, head: int) -> bool:
        """Return whether a body is more than heard or a place: *Brant said*, *officials at Brant*; not *told Brant*."""
        r = self._r
        dep, governor = r.deps[head], r.heads[head]
        if dep == "pobj":
            above = r.heads[governor]
            if r.words[above] == "according":
                return True
            return r.tags[above] == "NNS" or bool(personal_names.title_classes(r.words[above]) & {"person", "title"})
        if dep in ("compound", "nmod") and "org" in personal_names.title_classes(r.words[governor]):
            return False  # the Halmstow exchange is another body
        return r.words[governor] not in _TOLD


def _may_abbreviate(form: str, noun: str) -> bool:
    return form.isupper() and noun[0].upper() in form[1:] and form not in AGENCIES
