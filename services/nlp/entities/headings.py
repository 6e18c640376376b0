"""Headings: names of titles and other lines in capitals, mended by those of the sentences."""

from __future__ import annotations

from collections.abc import Iterable

from services.nlp.entities.mentions import Mention
from services.nlp.lexicon import personal_names
from services.nlp.parse.reading import Reading

_LONGEST = 150
"""Characters that a heading has at most."""
_COUNTS = frozenset(
    ("all", "anti", "both", "ex", "five", "former", "four", "half", "how", "many", "more", "most", "no", "pro", "some",
     "ten", "three", "two", "when", "where", "why")
)  # fmt: skip
"""Words that begin a headline and no name: *Half Lee Backers Stay Home*."""


def mend(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Mend the names of titles and other short paragraphs without a full stop by those of the sentences.

    What a headline or an extractor glued to a known name is taken off, *Kelly | Bets*, *Beneath | Kelly*; what only a
    headline's capitals make a name is left out, Mayor *Moves Bridge Upstream*.
    """
    if not any(_is_heading(r, m) for m in mentions):
        return mentions
    known = set(_names(r, mentions))
    known_words = {word for name in known for word in name.lower().split()}
    small = {word for i, word in enumerate(r.words) if r.text.startswith(word, r.starts[i])}
    mended = []
    for m in mentions:
        if _is_heading(r, m):
            m = _without_infinitive(r, _cut(r, _without_count(r, m, known), known))
            if _only_capitals(r, m, known_words, small):
                continue
        mended.append(m)
    return mended


def _only_capitals(r: Reading, m: Mention, known: set[str], small: set[str]) -> bool:
    """Return whether a heading's mention is no name: no word of it is ``known``, and sentences write words of it small.

    One such word is enough for a person; a body has them all.
    """
    words = [word for word in r.words[m.first : m.after] if len(word) > 3]
    if m.type not in ("PERSON", "ORG") or m.after - m.first < 2 or not words or known.intersection(words):
        return False
    written_small = [word in small for word in words]
    return any(written_small) if m.type == "PERSON" else all(written_small)


def _names(r: Reading, mentions: Iterable[Mention]) -> Iterable[str]:
    """Return the names of people and bodies in sentences, and the surnames."""
    for m in mentions:
        if m.type in ("PERSON", "ORG") and not _is_heading(r, m):
            yield m.text
            words = personal_names.parts(m.text)[1]
            if m.type == "PERSON" and len(words) > 1:
                yield " ".join(words)
                yield words[-1]


def _is_heading(r: Reading, m: Mention) -> bool:
    """Return whether a mention stands in a short paragraph without a full stop, or in a first one in capitals."""
    if r.text_position(m.start)[0] == "title":
        return True
    number = r.paragraph_of(m.start)
    start, end = r.paragraphs[number]
    if end - start >= _LONGEST:
        return False
    return r.text[end - 1] not in ".!?”\"’'" or (number == 0 and _in_capitals(r.text[start:end]))


def _in_capitals(heading: str) -> bool:
    """Return whether most of the longer words begin with a capital: *Ann Poe Slams Bo Lind Over Bridge Costs.*"""
    words = [word for word in heading.split() if len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)


def _without_infinitive(r: Reading, m: Mention) -> Mention:
    """Take off what a headline says that somebody is to do: Harbour Office | To Close Quay."""
    at = next((i for i in range(m.first + 1, m.after - 1) if r.word(i) == "To" and r.tags[i + 1] == "VB"), -1)
    if m.type not in ("PERSON", "ORG") or at < 0:
        return m
    end = r.ends[at - 1]
    return Mention(m.start, end, r.text[m.start : end], m.type, m.first, at)


def _without_count(r: Reading, m: Mention, known: set[str]) -> Mention:
    """Take off a word for how many, in front of a known name or a person: Half | Lee Backers Stay Home."""
    if r.words[m.first] not in _COUNTS or m.after - m.first < 2 or m.text in known:
        return m
    start = r.starts[m.first + 1]
    rest = r.text[start : m.end]
    if m.type != "PERSON" and rest not in known:
        return m
    return Mention(start, m.end, rest, m.type, m.first + 1, m.after)


def _cut(r: Reading, m: Mention, known: set[str]) -> Mention:
    """Take off what stands behind or before a known name, or the last words of one: *School Board | Votes*."""
    sentence = m.type == "WORK_OF_ART" and any(r.tags[i][0] == "V" for i in range(m.first, m.after))
    if not (sentence or m.type in ("PERSON", "ORG")) or m.text in known or m.after - m.first < 2:
        return m
    for after in range(m.after - 1, m.first, -1):
        end = r.ends[after - 1]
        name = r.text[m.start : end]
        if name in known or (m.type == "ORG" and " " in name and _ends_one(name, known)):
            return Mention(m.start, end, name, m.type, m.first, after)
    start = r.starts[m.first + 1]
    surname = r.text[start : m.end]
    if m.type != "PERSON" or personal_names.is_first_name(r.word(m.first)):
        return m
    if surname not in known or not _ends_one(surname, known):
        return m
    return Mention(start, m.end, surname, m.type, m.first + 1, m.after)


def _ends_one(words: str, known: set[str]) -> bool:
    """Return whether a longer known name ends with these words."""
    return any(name.endswith(f" {words}") for name in known)
