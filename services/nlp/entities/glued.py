"""Glued words: what is no part of a person's name, though the tagger took it along.

A verb at the beginning of a sentence (*Said | Lee:*), another word in front of a name that the article gives, too
(*Crooked | Ann*, *Bashing | Lee*), the end of a quotation (*in fear,” | Lee*), buttons of a page that its text has run
together with a name (*Ann Lee | FlagShareLikeReply*), and accounts (*Twitter @AnnLee*).
"""

from __future__ import annotations

import re

from services.nlp.entities.mentions import Mention
from services.nlp.lexicon import personal_names
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.lexicon.word_vectors import is_listed
from services.nlp.parse.reading import Reading

_BUTTONS = re.compile(r"(?<=[a-z])(?:[A-Z][a-z]+){4,}\b.*", re.DOTALL)
"""Words run together behind a name, more of them than a surname has."""
_ACCOUNT = re.compile(r"(?P<site>Facebook|Instagram|Twitter|YouTube) @?[A-Z]\w+")
_SAID = frozenset(("Added", "Asked", "Concluded", "Explained", "Replied", "Said", "Says", "Tweeted", "Wrote", "Writes"))

_CLOSED = re.compile(r"[^“\"]*[,.!?]?”\s*(?=[A-Z])")
"""The end of a quotation that has no beginning."""
_EPITHETS = frozenset(("Big", "Dear", "Lil", "Little", "Old", "Poor", "Sweet", "Young"))
"""Adjectives before a first name that are surnames, too."""


def take_off(r: Reading, verbs: Verbs, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions without such words; an account is the site's alone."""
    names = [m.text.split() for m in mentions if m.type == "PERSON"]
    surnames = {words[-1] for words in names if len(words) > 1 and words[0] not in _SAID}
    known = _Known(names)
    return [_without_word(r, verbs, _person(r, m, surnames), known) if m.type == "PERSON" else m for m in mentions]


class _Known:
    """The people whom the article names in full, with a listed first name."""

    def __init__(self, names: list[list[str]]) -> None:
        full = [words for words in names if len(words) > 1 and is_listed(words[0], "first")]
        self.first_names = {words[0] for words in full if words[0][-1] != "."}
        self.called = {words[-1] for words in full} | self.first_names | {" ".join(words) for words in full}
        """What they are called by: the full name, or either half."""


def _without_word(r: Reading, verbs: Verbs, m: Mention, known: _Known) -> Mention:
    """Take an adjective or a verb off the front of a known name."""
    closed = _CLOSED.match(m.text)
    if closed and m.text[closed.end() :] in known.called:
        return _from(r, m, m.start + closed.end())
    first, _, rest = m.text.partition(" ")
    if rest not in known.called or personal_names.title_classes(first):
        return m
    dropped = rest in known.first_names and first.endswith("in") and verbs.describes(f"{first}g")  # Lyin’ Ann
    describes = (dropped or verbs.describes(first)) and not is_listed(first.lower(), "first", "last")
    if first not in _EPITHETS and not describes:
        return m
    return _from(r, m, m.start + len(first) + 1)


def _from(r: Reading, m: Mention, start: int) -> Mention:
    """Return the mention from a character on."""
    first = m.first + 1 if m.after > m.first + 1 and r.starts[m.first + 1] <= start else m.first
    return Mention(start, m.end, r.text[start : m.end], m.type, first, m.after)


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
