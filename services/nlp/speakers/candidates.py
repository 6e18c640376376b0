"""Candidates: the noun phrases of an article that may name a speaker."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from services.nlp.entities.finding import Entities
from services.nlp.entities.mentions import Mention
from services.nlp.parse.quotation_marks import Segment
from services.nlp.parse.reading import FINITE, SUBJECTS, Reading

BEFORE, AFTER = 16, 10
"""Noun phrases before and after a quoted stretch that are looked at: 96 % of annotated speakers are among them."""

_PARAGRAPHS_BACK, _PARAGRAPHS_ON = 3, 1
"""Paragraphs before and after that of the stretch in which they may stand."""

HEAD_TAGS = ("NN", "NNS", "NNP", "NNPS", "PRP", "WP", "DT", "CD", "JJ", "PRP$", "WDT")
LINKS = ("subject", "agent", "object", "oblique", "poss", "appos", "conj", "other")

_HEADS = frozenset(HEAD_TAGS)
_INNER = frozenset({"compound", "amod", "nmod", "npadvmod", "nummod", "det", "advmod", "quantmod", "predet", "expl"})
_BETWEEN = frozenset({"compound", "nmod", "det", "amod"})
"""Dependencies that a name which ends its own phrase does not have, however the parser takes it."""
_OPENING = frozenset("“\"‘'«„ ") | {"``", "\n"}
_CLOSING = frozenset("”\"’'».,!?“") | {"''"}
_ENDING = frozenset(".!?”") | {"''"}
_SIGNING = frozenset({"PERSON", "ORG"})
_NEARBY = 6
"""Words from a verb to the end of its subject's name, where that stands behind it."""
_SIGNATURE = 120
"""Characters that a signature has at most."""
_TIMES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"})
_OPENERS = frozenset({"writing", "speaking", "talking", "responding", "referring", "testifying", "reporting"})
_CONNECTING = (["being", "said"], ["having", "been"], ["said", ","])
"""Words behind *that* in phrases which connect sentences: *that being said, …*."""
_SHORT = 3
"""Letters of the longest words that a title need not write with a capital."""
_NEVER = frozenset({"me", "my", "your", "its", "myself"})
_SUBJECT_TAGS = frozenset({"DT", "CD", "JJ", "WDT"})
_SUBJECT_WORDS = frozenset({"i", "you", "it", "what", "that", "this", "there"})


@dataclass(slots=True)
class Candidate:
    """One noun phrase that may name the speaker."""

    token: int
    """Its head word, or the last word of a name."""
    syntactic: int
    """The token whose dependency is the grammatical role of the phrase in its sentence."""
    governor: int
    """The verb above it, or -1."""
    link: str
    """Relation to that verb: one of ``LINKS``."""
    dep: str
    """The dependency of the phrase, mended where the parser takes a subject behind its verb for an object."""


class Candidates:
    """The candidates of one article, in the order of the text, those inside quotation marks left out."""

    def __init__(self, reading: Reading, segments: list[Segment], entities: Entities) -> None:
        self._r = reading
        self._entities = entities
        self._paragraphs = [s.paragraph for s in segments]
        self.bounds: list[tuple[int, int]] = []
        """First token of each segment and the token after its last."""
        self.inside = bytearray(len(reading) + 1)
        """1 for tokens inside quotation marks."""
        for s in segments:
            first = min(reading.token_at(s.start), len(reading) - 1)  # it may begin within the last token
            after = max(first + 1, reading.token_at(s.end))
            self.bounds.append((first, after))
            self.inside[first:after] = b"\x01" * (after - first)
        self.all = self._collect()
        self._places = [c.token for c in self.all]
        self._stands_in = {c.token: reading.paragraph_of(reading.starts[c.token]) for c in self.all}

    def near(self, number: int) -> list[Candidate]:
        """Return the candidates for one segment: the nearest on both sides."""
        first, after = self.bounds[number]
        at, end = bisect_left(self._places, first), bisect_left(self._places, after)
        nearby = [*self.all[max(0, at - BEFORE) : at], *self.all[end : end + AFTER]]
        own = self._paragraphs[number]
        return [c for c in nearby if -_PARAGRAPHS_BACK <= self._stands_in[c.token] - own <= _PARAGRAPHS_ON]

    def paragraph(self, candidate: Candidate) -> int:
        """Return the number of the paragraph that a candidate stands in."""
        return self._stands_in[candidate.token]

    def rank(self, candidate: Candidate, number: int) -> int:
        """Return the rank of a candidate by its distance from the segment, 1 being the nearest on its side."""
        first, after = self.bounds[number]
        own = bisect_left(self._places, candidate.token)
        if candidate.token < first:
            return bisect_left(self._places, first) - own
        return own - bisect_left(self._places, after) + 1

    def who(self, candidate: Candidate) -> int:
        """Return the number of the entity that the candidate names, else a number of its own, below zero."""
        number = self._entities.at(candidate.token)
        return -candidate.token - 1 if number is None else number

    def signed(self, number: int) -> int | None:
        """Return the name directly before the segment and a colon, or behind it and a dash, as a signature stands.

        *Ann Lee: “No.”* and *“No.” — Ann Lee, mayor*, the latter in the next paragraph, too.
        """
        r, (first, after) = self._r, self.bounds[number]
        begin, end = r.paragraphs[self._paragraphs[number]]
        before = first - 1
        while before > 0 and r.words[before] in _OPENING:
            before -= 1
        if before > 0 and r.words[before] == ":":
            mention = self._entities.mention_at(before - 1)
            opens = mention and (mention.start <= begin + 2 or r.words[mention.first - 1] in _ENDING)
            if mention and opens and mention.type in _SIGNING:
                return mention.after - 1
        behind = after
        while behind < len(r) and (r.words[behind] in _CLOSING or not r.words[behind].strip()):
            behind += 1
        if behind + 1 < len(r) and r.words[behind][0] in "—–―-" and r.starts[behind] <= end + 3:
            name = behind + 1 if len(r.words[behind].strip("—–―-")) == 0 else behind
            mention = self._entities.mention_at(name)
            until = r.paragraphs[r.paragraph_of(r.starts[behind])][1]
            signs = mention and mention.first == name and mention.type in _SIGNING and not self._acts(mention)
            if mention and signs and until - r.starts[behind] < _SIGNATURE and self._is_sentence(first, after):
                return mention.after - 1
        return None

    def _acts(self, mention: Mention) -> bool:
        """Return whether the name behind the dash begins a sentence of its own, or owns something: *— Ann Lee left*."""
        r, last = self._r, mention.after - 1
        owns = r.tags[mention.after : mention.after + 1] == ["POS"]
        return owns or (r.deps[last] in SUBJECTS and r.heads[last] > last)

    def _is_sentence(self, first: int, after: int) -> bool:
        """Return whether a quoted stretch may have been said, and is not a title: *“Gull in Love” — Ann Lee*."""
        r = self._r
        if r.words[after - 1][-1] in ".!?…":
            return True
        long = [i for i in range(first, after) if r.ends[i] - r.starts[i] > _SHORT]
        in_capitals = all(r.text[r.starts[i]].isupper() for i in long)
        return not in_capitals and any(r.tags[i] in FINITE for i in range(first, after))

    def alike(self, one: int, other: int) -> bool:
        """Return whether two mentions are the same word, such as two times *she*."""
        return self._r.words[one] == self._r.words[other]

    def name_after(self, noun: int) -> int:
        """Return the last word of the name directly behind a title, else the title: *Tunisia's coach Nabil Maaloul*."""
        r = self._r
        for child in r.children[noun]:
            dep = r.deps[child]
            if child < noun or dep not in ("conj", "appos", "prep"):
                continue
            mention = self._entities.mention_at(child)
            if dep == "prep":  # *governor of Idaho Ann Lee*, but not *friend of Ann Lee*
                last = self._entities.mention_at(r.rights[child])
                place = self._entities.mention_at(last.first - 1) if last else None
                mention = last if place and place.type in ("GPE", "ORG") else mention
            if dep == "conj" and r.tags[child] == "NN":
                after = self.name_after(child)
                if after != child:
                    return after
            elif mention is None or mention.type != "PERSON":
                continue
            elif dep == "conj":
                if r.lefts[child] < mention.first and self._is_bare(noun):  # *author and activist Ann Lee*: one person
                    return mention.after - 1
            elif "," not in r.text[r.ends[noun] : mention.start] or self._ends_subject(mention):
                return mention.after - 1
        return noun

    def _is_bare(self, noun: int) -> bool:
        """Return whether a noun in the singular stands without an article, as titles do."""
        return not any(self._r.deps[child] in ("det", "poss") for child in self._r.children[noun])

    def _ends_subject(self, mention: Mention) -> bool:
        """Return whether the verb follows the name, so that the comma is a slip: *the prime minister, Ann Lee said*."""
        return self._r.tags[mention.after : mention.after + 1] in (["VBD"], ["VBZ"])

    def _collect(self) -> list[Candidate]:
        """Find the candidates, each token once, in the order of the text."""
        r, entities = self._r, self._entities
        candidates = []
        seen: set[int] = set()
        for i, tag in enumerate(r.tags):
            if self.inside[i] or r.words[i] in _NEVER:
                continue
            mention = entities.mention_at(i)
            if mention and mention.after - 1 == i and mention.type in _SIGNING:
                speaks = r.deps[i] not in _BETWEEN  # whatever its tag: *Will said*
            else:
                speaks = tag in _HEADS and r.deps[i] not in _INNER and self._may_speak(i)
            if not speaks:
                continue
            token = i
            if mention is not None:
                if mention.type in _TIMES and r.deps[i] not in SUBJECTS:
                    continue
                if mention.type == "PERSON" or mention.after - 1 == i:
                    token = mention.after - 1
            elif tag in ("NN", "NNP", "JJ"):
                token = self.name_after(i)
            if token not in seen:
                seen.add(token)
                if self._inverted(i):
                    candidates.append(Candidate(token, i, r.heads[i], "subject", "nsubj"))
                else:
                    candidates.append(Candidate(token, i, *self._governor(i), r.deps[i]))
        candidates.sort(key=lambda c: c.token)
        return candidates

    def _inverted(self, token: int) -> bool:
        """Return whether the object of a verb directly behind a quote is its subject: *“No,” grumbled Lee*."""
        r, verb = self._r, self._r.heads[token]
        if r.deps[token] not in ("dobj", "oprd", "attr", "npadvmod") or r.tags[verb] not in ("VBD", "VBZ"):
            return False
        if not verb < token <= verb + _NEARBY or any(r.deps[other] in SUBJECTS for other in r.children[verb]):
            return False
        behind = verb - 1
        while behind > 0 and r.words[behind] in _CLOSING and not self.inside[behind]:
            behind -= 1
        return behind < verb - 1 and bool(self.inside[behind])

    def _may_speak(self, token: int) -> bool:
        """Return whether a word may speak, adjectives or numbers only as subjects or after verbs: *tweeted another*."""
        r = self._r
        if r.words[token] in ("that", "this") and r.words[token + 1 : token + 3] in _CONNECTING:
            return False
        if r.words[token] in _OPENERS and r.tags[token + 1 : token + 2] == ["IN"]:
            return False  # Writing in the Globe, Ann Lee said
        if r.tags[token] not in _SUBJECT_TAGS and r.words[token] not in _SUBJECT_WORDS:
            return True
        inverted = r.heads[token] == token - 1 and r.tags[token - 1] in ("VBD", "VBZ", "VBP")
        return inverted or r.deps[token] in SUBJECTS

    def _governor(self, token: int) -> tuple[int, str]:
        """Return the verb above a phrase, or -1, and the relation to that verb: one of ``LINKS``."""
        r = self._r
        link = "other"
        at = token
        for step in range(6):
            dep, head = r.deps[at], r.heads[at]
            if head == at:
                break
            if step == 0 or link == "conj":
                if dep in SUBJECTS:
                    link = "subject"
                elif dep in ("dobj", "dative", "attr", "oprd"):
                    link = "object"
                elif dep == "pobj":
                    link = "agent" if r.deps[head] == "agent" else "oblique"
                elif dep in ("poss", "appos", "conj"):
                    link = dep
            if r.tags[head][0] == "V" or r.tags[head] == "MD":
                return head, link
            at = head
        return -1, link
