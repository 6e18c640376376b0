"""Entities of one article: the names that the tagger saw, put in order.

The tagger judges each sentence by itself, so that one name gets several types in one article. Here every name gets one
type, surnames join the full name, missed repeats are marked, and what does not name anything is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from services.nlp.entities import extents, kinds, name_types
from services.nlp.entities.aliases import join_names
from services.nlp.entities.mentions import NAMED, ArticleEntity, Mention
from services.nlp.entities.repeats import with_repeats
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading

_LEADING = re.compile(r"(?:(?:the|a|an)\s+(?=\S))?[\s“”\"'‘’(\[*•–—-]*", re.IGNORECASE)
_TRAILING = re.compile(r"\s*(?:['’]s|['’])?[\s“”\"'‘’)\],;:!?*–—-]*$")
_PARTY = re.compile(r"(?<=, |.\()[RDI]-(?=[A-Z])")  # Sen. Ann Lee, R-Maine
_CAPITALISED = re.compile(r"[A-Z][\w.’'-]*\s+")
_CREDIT = re.compile(
    r"(?:file )?(?:photo(?:graph|s)?|pictures?|image|credit)(?: credit)?(?:[:/]| by | courtesy )|"
    r"(?:[\w.’' ]{1,40}(?: via |/)){0,2}(?:getty(?: images)?|reuters|afp|epa|alamy|shutterstock|istock)"
    r"(?:/[\w ]{1,20}){0,2}\.?$",
    re.IGNORECASE,
)
_TITLED = 3
"""Words behind a title that are looked at."""
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"https?:|www\.|\S@\S|^[@#]\w|\.(?:com|org|net)\b", re.IGNORECASE)
_COMMON = frozenset(
    ("company", "council", "court", "department", "government", "ministry", "opposition", "party", "state")
)
"""Nouns that some outlets write with a capital, and that name nothing alone: *the Government*."""
_NAVIGATION = re.compile(
    r"(?:previous|next|older|newer|related) (?:posts?|articles?|stor(?:y|ies)|page)|post a comment|read more|"
    r"leave a (?:comment|reply)|"
    r"share (?:this|on)|sign up|subscribe|log ?in|advertisements?$|^ads$|follow us|"
    r"click here|continue reading|all rights reserved|"
    r"^(?:print|email|comments?|facebook|twitter|pinterest|whatsapp|google\+?|linkedin|home|menu|search|tags?)$",
    re.IGNORECASE,
)


class Entities:
    """The entities of one article, and which of them a token names."""

    def __init__(self, entities: list[ArticleEntity]) -> None:
        self.all = entities
        self._at: dict[int, int] = {}
        self._mentions: dict[int, Mention] = {}
        for number, entity in enumerate(entities):
            for mention in entity.mentions:
                for token in range(mention.first, mention.after):
                    self._at[token] = number
                    self._mentions[token] = mention

    def at(self, token: int) -> int | None:
        """Return the number of the entity whose mention covers the token."""
        return self._at.get(token)

    def mention_at(self, token: int) -> Mention | None:
        """Return the mention that covers the token."""
        return self._mentions.get(token)

    def type_at(self, token: int) -> str | None:
        """Return the type of the entity whose mention covers the token."""
        number = self._at.get(token)
        return None if number is None else self.all[number].type


def find_entities(reading: Reading, verbs: Verbs) -> Entities:
    """Clean the tagger's mentions, give each name one type, join the forms of a name, mark missed repeats."""
    mentions = _with_titled(reading, list(_clean(reading)))
    mentions = _without_common_nouns(reading, _without_bare_titles(extents.mend(reading, verbs, mentions)))
    mentions = _one_type_per_name(reading, mentions)
    mentions = with_repeats(reading, mentions)
    return Entities(join_names(reading, mentions))


def _clean(reading: Reading) -> Iterable[Mention]:
    text = reading.text
    navigation = {
        n
        for n, (a, b) in enumerate(reading.paragraphs)
        if b - a < 60 and (_NAVIGATION.search(text[a:b]) or _CREDIT.match(text[a:b]))
    }
    taken = -1
    for first, after, kind in reading.entities:
        if first < taken:
            continue
        start, end = reading.starts[first], reading.ends[after - 1]
        newline = text.find("\n", start, end)
        if newline >= 0:
            end = newline
        if kind in NAMED:
            start = cast("re.Match[str]", _LEADING.match(text, start, end)).end()
            trailing = _TRAILING.search(text, start, end)
            if trailing and text[start:end].replace("’", "'") not in word_lists.classes("bodies.tsv"):  # Moody's
                end = trailing.start()
            if party := _PARTY.match(text, start, end):
                start, kind = party.end(), "GPE"
        else:
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
        if end <= start:
            continue
        if kind in NAMED and (
            not _LETTER.search(text, start, end)
            or (_ADDRESS.search(text[start:end]) and not kinds.SITE.fullmatch(text, start, end))
            or text[start:end].islower()
            or reading.paragraph_of(start) in navigation
        ):
            continue
        if kind in ("PERSON", "ORG"):
            bare = _without_titles(text, start, end, kind)
            if bare > start:
                start, kind = bare, "PERSON"
        begin = reading.token_at(start)
        if begin >= after or reading.starts[begin] != start:
            begin = first
        stop = max(begin + 1, reading.token_at(end))
        taken = stop
        yield Mention(start, end, text[start:end], kind, begin, stop)


def _with_titled(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Make a name behind a title a person, whatever the tagger saw: Hon. Adewale | Ogunsola, a place."""
    covering = {i: m for m in mentions for i in range(m.first, m.after)}
    titled: dict[int, Mention] = {}
    for i, word in enumerate(r.words[:-1]):
        classes = personal_names.title_classes(word)
        if "title" not in classes or i in covering or not r.text[r.starts[i]].isupper():
            continue
        after = i + 1
        while after < min(len(r), i + 1 + _TITLED) and r.tags[after] == "NNP" and r.text[r.starts[after]].isupper():
            if personal_names.title_classes(r.words[after]):
                break  # Chief Executive Officer
            after += 1
        named = [covering[k] for k in range(i + 1, after) if k in covering]
        if after == i + 1 or (
            after < len(r) and personal_names.title_classes(r.words[after]) and r.tags[after][0] == "N"
        ):
            continue
        if named and (named[0].type == "PERSON" or named[-1].after != after or "org" in classes):
            continue
        if named or "person" not in classes:
            start, end = r.starts[i + 1], r.ends[after - 1]
            titled[i + 1] = Mention(start, end, r.text[start:end], "PERSON", i + 1, after)
    replaced = {i for name in titled.values() for i in range(name.first, name.after)}
    kept = [m for m in mentions if m.first not in replaced]
    return sorted([*kept, *titled.values()], key=lambda m: m.start)


def _without_titles(text: str, start: int, end: int, kind: str) -> int:
    """Return where the name begins behind titles and trades: *Mayor* Ann Lee, *Chef* Luca Moretti.

    What stands behind a title is a person."""
    at, titled = start, False
    for word in _CAPITALISED.finditer(text, start, end):
        classes = personal_names.title_classes(word.group().strip())
        trade = kind == "PERSON" and "person" in classes and not personal_names.gender([], [word.group().strip(), ""])
        if word.start() != at or not (classes & {"title", "before"} or (trade and text.count(" ", word.end(), end))):
            break
        at, titled = word.end(), trade or "title" in classes
    left = text[at:end].split()
    body = len(left) > 3 or any("org" in personal_names.title_classes(word) or word == "of" for word in left)
    return at if titled and left and left[-1][0].isupper() and not body else start


def _key(name: str) -> str:
    return " ".join(personal_names.parts(name)[1]).casefold() or name.casefold()


def _one_type_per_name(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    named = [m for m in mentions if m.type in NAMED]
    types = name_types.types(reading, ((_key(m.text), m.text, m.type, m.first, m.after) for m in named))
    for m in named:
        m.type = types[_key(m.text)]
    return mentions


def _without_bare_titles(mentions: list[Mention]) -> list[Mention]:
    """Drop what names nobody: *President*, *Conservative MPs*; but not *King* where Coretta King is named."""
    surnames = {_key(m.text).split()[-1] for m in mentions if m.type == "PERSON" and len(_key(m.text).split()) > 1}
    return [
        m
        for m in mentions
        if m.type not in ("PERSON", "ORG") or _key(m.text) in surnames or not name_types.is_title(m.text)
    ]


def _without_common_nouns(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Drop nouns that only stand at the beginning of sentences, *Relatives*, or name nothing: *the Government*."""
    inside = {m.text for m in mentions if r.sentence_starts[r.sentences[m.first]] != m.first}
    inside.update(word for m in mentions if m.type == "PERSON" and " " in m.text for word in m.text.split())
    return [
        m
        for m in mentions
        if m.type not in NAMED
        or m.after != m.first + 1
        or not (
            r.words[m.first].removesuffix("s") in _COMMON
            or (m.type == "PERSON" and r.tags[m.first] == "NNS" and m.text not in inside)
        )
    ]
