"""Repeats: places where the tagger missed a name that the article has elsewhere, or a part of it that stands for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from services.nlp.entities.clubs import PAPERS, is_team
from services.nlp.entities.mentions import NAMED, Mention
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import SUBJECTS, Reading

_LONGEST = 8
"""Forms that begin with one word and are looked for; more are a list of names."""


@dataclass(frozen=True, slots=True, order=True)
class _Form:
    """A form of a name: *Ann Lee*, and *Lee* and *Ann*, which stand for it."""

    length: int
    """In tokens."""
    text: str
    type: str
    part: str = ""
    """``surname``, ``first``, ``unsure`` for a first name that may be a word, ``team``, ``paper``; none for all."""


def with_repeats(r: Reading, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions and those that the tagger missed, in the order of the text."""
    forms = _forms(r, mentions)
    taken = bytearray(len(r) + 1)
    for m in mentions:
        taken[m.first : m.after] = b"\x01" * (m.after - m.first)
    missed = []
    for i, word in enumerate(r.words):
        if taken[i] or word not in forms:
            continue
        for form in forms[word][:_LONGEST]:
            after = i + form.length
            if (
                after <= len(r)
                and r.text.startswith(form.text, r.starts[i])
                and r.ends[after - 1] == r.starts[i] + len(form.text)
                and not any(taken[i:after])
                and (form.length > 1 or _is_name(r, i, form))
            ):
                missed.append(Mention(r.starts[i], r.ends[after - 1], form.text, form.type, i, after))
                taken[i:after] = b"\x01" * form.length
                break
    return sorted([*mentions, *missed], key=lambda m: m.start)


def _forms(r: Reading, mentions: list[Mention]) -> dict[str, list[_Form]]:
    """Return the forms of the names by their first words in small letters, the longest first."""
    forms: dict[str, list[_Form]] = defaultdict(list)
    seen: set[str] = set()
    parts: dict[str, _Form] = {}
    for m in mentions:
        if m.type not in NAMED or m.text in seen or not m.text[0].isupper():
            continue
        seen.add(m.text)
        forms[r.words[m.first]].append(_Form(m.after - m.first, m.text, m.type))
        if m.type == "PERSON":
            _, words = personal_names.parts(m.text)
            if len(words) > 1 and len(words[-1]) > 1:
                parts.setdefault(words[-1], _Form(1, words[-1], "PERSON", "surname"))
            if len(words) > 1:
                unsure = not personal_names.gender([], words) or words[0] in word_lists.classes("places.tsv")
                parts.setdefault(words[0], _Form(1, words[0], "PERSON", "unsure" if unsure else "first"))
        elif m.type == "ORG" and " " in m.text:
            last = m.text.rsplit(None, 1)[1]
            if is_team(m.text) or last.lower() in PAPERS:
                parts.setdefault(last, _Form(1, last, "ORG", "team" if is_team(m.text) else "paper"))
    for word in parts.keys() - seen:
        forms[word.lower()].append(parts[word])
    for of_word in forms.values():
        of_word.sort(reverse=True)
    return forms


def _is_name(r: Reading, token: int, form: _Form) -> bool:
    """Return whether a single word names something where it stands."""
    tag = r.tags[token]
    named = tag.startswith(("NNP", "JJ")) or not form.text.isalpha()
    if form.part == "unsure":
        titled = token > 0 and bool(personal_names.gender_of_noun(r.words[token - 1]))
        return titled or (tag[0] == "N" and r.deps[token] in SUBJECTS and len(form.text) > 2)
    after_the = token > 0 and r.words[token - 1] == "the"
    if form.part == "paper":
        return tag[0] == "N" and after_the
    if form.part == "team":
        does = tag == "NNS" and r.tags[token + 1 : token + 2] != [] and r.tags[token + 1][0] in "VM"
        return named or (tag[0] == "N" and after_the) or does
    if not form.part and form.text.isupper() and len(form.text) > 2 and not _is_heading(r, token):
        return True  # RSTS, which looks like a plural
    if form.part != "surname" or named:
        return named
    opens = r.sentence_starts[r.sentences[token]] == token
    return tag[0] == "N" if opens else not _is_heading(r, token)


def _is_heading(r: Reading, token: int) -> bool:
    """Return whether a word stands between others in capitals, so that its own capital says nothing."""
    around = [i for i in (token - 1, token + 1) if 0 <= i < len(r) and r.words[i][0].isalpha()]
    return all(r.word(i)[0].isupper() for i in around)
