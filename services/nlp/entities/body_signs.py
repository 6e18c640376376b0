"""Signs of a body: what stands around the names of companies and clubs, and not around those of people."""

from __future__ import annotations

from services.nlp.lexicon import personal_names
from services.nlp.parse.reading import Reading

_OWNED = frozenset(
    ("ceo", "cfo", "customers", "earnings", "employees", "founder", "founders", "headquarters", "products", "profits",
     "revenue", "revenues", "shareholders", "stock", "stores", "subsidiaries", "subsidiary", "users")
)  # fmt: skip
"""Nouns for what a company has."""
_OF = _OWNED | {"shares", "unit", "arm"}
"""Nouns whose *of* or *in* leads to a company."""
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))

_FINITE = (["VBZ"], ["VBD"], ["MD"])
_OF_ALL = (["why"], ["how"], ["what"], ["when"], ["where"])
"""Words that tell that *which* is about all that was said before: *, which is why he left*."""


def stands_as_body(r: Reading, first: int, after: int) -> bool:
    """Return whether a name stands where only a body does.

    *Brant, which …*, *Brant's chief executive*, *Brant employees*, *shares in Brant*, *an analyst at Brant*.
    """
    return _behind(r, after) or _before(r, first)


def _behind(r: Reading, after: int) -> bool:
    if after + 1 >= len(r) or r.paragraph_of(r.starts[after]) != r.paragraph_of(r.starts[after - 1]):
        return False
    if r.words[after : after + 2] == [",", "which"] and r.tags[after + 2 : after + 3] in _FINITE:
        return r.words[after + 3 : after + 4] not in _OF_ALL
    at = after + (r.words[after] in _POSSESSIVE)
    return r.words[at : at + 2] == ["chief", "executive"] or (
        r.words[at] in _OWNED and r.tags[at][0] == "N" and r.ends[at - 1] + 1 == r.starts[at]
    )


def _before(r: Reading, first: int) -> bool:
    if first < 2:
        return False
    link, noun = r.words[first - 1], first - 2
    if link in ("of", "in"):
        return r.words[noun] in _OF or r.words[max(0, noun - 1) : first - 1] == ["chief", "executive"]
    worker = "person" in personal_names.title_classes(r.words[noun].removesuffix("s"))
    return link == "at" and r.tags[noun][0] == "N" and worker
