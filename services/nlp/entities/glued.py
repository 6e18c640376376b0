"""Glued words: what is no part of a person's name, though the tagger took it along.

A verb at the beginning of a sentence (*Said | Lee:*), buttons of a page that its text has run together with a name
(*Ann Lee | FlagShareLikeReply*), and accounts (*Twitter @AnnLee*).
"""

from __future__ import annotations

import re

from services.nlp.entities.mentions import Mention
from services.nlp.parse.reading import Reading

_BUTTONS = re.compile(r"(?<=[a-z])(?:[A-Z][a-z]+){4,}\b.*", re.DOTALL)
"""Words run together behind a name, more of them than a surname has."""
_ACCOUNT = re.compile(r"(?P<site>Facebook|Instagram|Twitter|YouTube) @?[A-Z]\w+")
_SAID = frozenset(("Added", "Asked", "Concluded", "Explained", "Replied", "Said", "Says", "Tweeted", "Wrote", "Writes"))


def take_off(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions without such words; an account is the site's alone."""
    names = [m.text.split() for m in mentions if m.type == "PERSON"]
    surnames = {words[-1] for words in names if len(words) > 1 and words[0] not in _SAID}
    return [_person(r, m, surnames) if m.type == "PERSON" else m for m in mentions]


def _person(r: Reading, m: Mention, surnames: set[str]) -> Mention:
    text = _BUTTONS.sub("", m.text)
    if text != m.text:
        return Mention(m.start, m.start + len(text), text, m.type, m.first, m.after)
    account = _ACCOUNT.fullmatch(m.text)
    if account and r.text[m.start + account.end("site") + 1] == "@":
        end = m.start + account.end("site")
        return Mention(m.start, end, r.text[m.start : end], "ORG", m.first, m.first + 1)
    first, _, rest = m.text.partition(" ")
    if first in _SAID and rest.split()[-1:] and rest.split()[-1] in surnames and r.word(m.first) == first:
        start = m.start + len(first) + 1
        return Mention(start, m.end, r.text[start : m.end], m.type, m.first + 1, m.after)
    return m
