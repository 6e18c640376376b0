"""Who could have said a quoted stretch, and what speaks for each: the features that the ranker weighs.

Features are of the parse and of position alone: none looks at which words a quote holds, and verbs count only through
the classes of ``cues.tsv``. So what is fitted on one outlet's texts is about the language, not about its topics.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from services.nlp import lexicon
from services.nlp.entities import Entities
from services.nlp.lemmas import Verbs
from services.nlp.marks import Segment
from services.nlp.reading import Reading

BEFORE, AFTER = 16, 10
"""How many noun phrases before and after a segment are looked at; 99 % of annotated speakers are among them."""

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_HEADS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "WP", "DT", "CD", "JJ", "PRP$"})
_INNER = frozenset({"compound", "amod", "nmod", "npadvmod", "nummod", "det", "advmod", "quantmod", "predet", "expl"})
_RARE = frozenset({"DT", "CD", "JJ"})
_TIMES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"})
_NEVER = frozenset({"me", "my", "your", "its", "myself"})
_RARELY = frozenset({"i", "you", "it", "what", "that", "this", "there"})
"""Words that name a speaker only as a subject."""
_SHARING = frozenset({"conj", "xcomp", "advcl", "acl", "ccomp", "pcomp", "prep", "dep", "parataxis"})
CLASSES = ("say", "tell", "ask", "write", "judge", "show", "think", "want", "deny", "manner")
_ENTITY_TYPES = ("PERSON", "ORG", "GPE", "NORP")
_DEPS = ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "appos", "conj", "ROOT", "attr", "dative")
_EXITS = ("ROOT", "ccomp", "dobj", "pobj", "compound", "amod", "attr", "oprd", "appos", "nsubj", "conj", "acl", "advcl", "pcomp")
_TITLE_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_CLAUSE_MARK = re.compile(r"[.!?…]")


@dataclass(slots=True)
class Candidate:
    """One noun phrase that may name the speaker."""

    token: int
    """Its head word, or the last word of a name."""
    syntactic: int
    """The token whose dependency says what the phrase does in its sentence."""
    governor: int
    """The verb above it, or -1."""
    link: str
    """How it hangs on that verb: ``subject``, ``agent``, ``object``, ``oblique``, ``poss``, ``appos`` or ``other``."""


@dataclass(slots=True)
class Pair:
    """One candidate for one segment."""

    candidate: Candidate
    cue: int
    features: list[float] = field(default_factory=list)


class Candidates:
    """Finds and describes the candidates in one article."""

    def __init__(self, reading: Reading, segments: list[Segment], entities: Entities, verbs: Verbs) -> None:
        self._r = reading
        self._entities = entities
        self._verbs = verbs
        self._listed = lexicon.classes("cues.tsv")
        self._kinds: dict[int, frozenset[str]] = {}
        self._cue_verbs: dict[int, list[int]] = {}
        self.inside = bytearray(len(reading) + 1)
        self._bounds = [(reading.token_at(s.start), max(reading.token_at(s.start) + 1, reading.token_at(s.end))) for s in segments]
        for a, b in self._bounds:
            self.inside[a:b] = b"\x01" * (b - a)
        self._segments = segments
        self._shapes: dict[int, tuple[list[float], dict[int, int], set[int]]] = {}
        self.all = self._collect()
        self._places = [c.token for c in self.all]
        self._speaking: dict[int, int] = {}
        for c in self.all:
            if c.link == "subject" and self.kinds(c.governor):
                key = self.who(c)
                self._speaking[key] = self._speaking.get(key, 0) + 1

    def who(self, c: Candidate) -> int:
        """The number of the entity that the candidate names, else a number of its own."""
        number = self._entities.at(c.token)
        return -c.token - 1 if number is None else number

    def alike(self, one: int, other: int) -> bool:
        """Are two mentions the same word, such as two times *she*?"""
        return self._r.words[one] == self._r.words[other]

    def _collect(self) -> list[Candidate]:
        r, entities = self._r, self._entities
        found = []
        seen: set[int] = set()
        for i, tag in enumerate(r.tags):
            if tag not in _HEADS or self.inside[i] or r.deps[i] in _INNER or r.words[i] in _NEVER:
                continue
            if (tag in _RARE or r.words[i] in _RARELY) and r.deps[i] not in ("nsubj", "nsubjpass"):
                continue
            token = i
            mention = entities.mention_at(i)
            if mention is not None:
                if mention.type in _TIMES:
                    continue
                if mention.type == "PERSON" or mention.after - 1 == i:
                    token = mention.after - 1
            elif tag in ("NN", "NNP"):
                token = self._name_after(i)
            if token in seen:
                continue
            seen.add(token)
            governor, link = self._governor(i)
            found.append(Candidate(token, i, governor, link))
        found.sort(key=lambda c: c.token)
        return found

    def _name_after(self, noun: int) -> int:
        """The last word of the name that follows a title with nothing between: *Tunisia's coach Nabil Maaloul*."""
        r = self._r
        for child in r.children[noun]:
            if child > noun and r.deps[child] in ("appos", "prep"):
                mention = self._entities.mention_at(child if r.deps[child] == "appos" else r.rights[child])
                if mention and mention.type == "PERSON" and "," not in r.text[r.ends[noun] : mention.start]:
                    return mention.after - 1
        return noun

    def _governor(self, token: int) -> tuple[int, str]:
        r = self._r
        link = "other"
        at = token
        for step in range(6):
            dep, head = r.deps[at], r.heads[at]
            if head == at:
                return -1, link
            if step == 0 or link == "conj":
                if dep in _SUBJECTS:
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

    def kinds(self, verb: int) -> frozenset[str]:
        """What the verb at a token does, by ``cues.tsv``; nothing for words that are no verb."""
        if verb < 0:
            return frozenset()
        known = self._kinds.get(verb)
        if known is None:
            word = self._r.words[verb]
            known = self._listed.get(self._verbs.lemma(word), frozenset()) if self._r.tags[verb][0] == "V" else frozenset()
            if word == "according":
                known = frozenset({"say"})
            self._kinds[verb] = known
        return known

    def cue_verbs(self, verb: int) -> list[int]:
        """The verb and those below it that share its subject: *went on to say*, *smiled and said*, *spoke, calling*."""
        if verb < 0:
            return []
        found = self._cue_verbs.get(verb)
        if found is None:
            r = self._r
            found, queue = [verb], [(verb, 0)]
            while queue and len(found) < 12:
                at, depth = queue.pop(0)
                for child in r.children[at]:
                    if r.deps[child] not in _SHARING or depth > 2:
                        continue
                    if r.tags[child][0] == "V":
                        if any(r.deps[g] in _SUBJECTS for g in r.children[child]):
                            continue
                        found.append(child)
                    queue.append((child, depth + 1))
            self._cue_verbs[verb] = found
        return found

    def pairs(self, number: int) -> list[Pair]:
        """Segment ``number`` with each of its candidates, features filled in."""
        first, after = self._bounds[number]
        if first >= len(self._r):
            return []
        at = bisect_left(self._places, first)
        end = bisect_left(self._places, after)
        nearby = [*self.all[max(0, at - BEFORE) : at], *self.all[end : end + AFTER]]
        paragraph = self._segments[number].paragraph
        return [
            self.describe(c, number)
            for c in nearby
            if -3 <= self._r.paragraph_of(self._r.starts[c.token]) - paragraph <= 1
        ]

    def describe(self, candidate: Candidate, number: int) -> Pair:
        """One candidate, near or far, for segment ``number``."""
        first, after = self._bounds[number]
        shape, up, down = self._shape(number)
        at, own = bisect_left(self._places, first), bisect_left(self._places, candidate.token)
        rank = at - own if candidate.token < first else own - bisect_left(self._places, after) + 1
        cue, features = self._describe(candidate, number, first, after - 1, up, down, min(rank, 40))
        return Pair(candidate, cue, [*shape, *features])

    def _shape(self, number: int) -> tuple[list[float], dict[int, int], set[int]]:
        """What the segment looks like by itself, the tokens above it with their height, and those hanging below it."""
        if number not in self._shapes:
            first, after = self._bounds[number]
            self._shapes[number] = self._shaped(number, first, after - 1)
        return self._shapes[number]

    def _shaped(self, number: int, first: int, last: int) -> tuple[list[float], dict[int, int], set[int]]:
        r, s = self._r, self._segments[number]
        text = r.text
        begin, end = r.paragraphs[s.paragraph]
        ending = text[s.end - 1] if s.end > s.start else ""
        words = _TITLE_WORD.findall(text[s.start : min(s.end, s.start + 200)])
        long_words = [w for w in words if len(w) > 3]
        previous = first - 1
        while previous > 0 and r.words[previous] in ("“", '"', "``", "‘", "'", "«", "”", "''"):
            previous -= 1
        has_previous = previous >= 0 and r.starts[previous] >= begin
        following = last + 1
        while following < len(r) and not (r.words[following][:1].isalnum()) and r.starts[following] < end:
            following += 1
        has_following = following < len(r) and r.starts[following] < end
        exit_token, up, down = self._exits(first, last)
        dep = r.deps[exit_token] if exit_token >= 0 else "ROOT"
        head = r.heads[exit_token] if exit_token >= 0 else -1
        stretch = range(first, min(last + 1, first + 120))
        finite = sum(r.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in stretch)
        own = sum(r.words[i] in ("i", "we", "my", "our", "me", "us", "you", "your", "i’m", "we’re") for i in stretch)
        previous_tag = r.tags[previous] if has_previous else ""
        following_tag = r.tags[following] if has_following else ""
        same_paragraph = [n for n in (number - 1, number + 1) if 0 <= n < len(self._segments) and self._segments[n].paragraph == s.paragraph]
        head_kinds = self.kinds(head)
        shape = [
            min(last - first + 1, 60),
            float(text[s.start : s.start + 1].isupper()),
            float(",.?!—…".find(ending) if ending else -1),
            float(s.start - begin <= 2),
            float(end - s.end <= 2),
            float(not s.closed),
            float(not s.opened),
            float(s.single),
            float(s.continues),
            sum(w[0].isupper() for w in long_words) / len(long_words) if long_words else -1.0,
            float(min(finite, 4)),
            float(min(own, 4)),
            float(r.sentences[last] - r.sentences[first]),
            float(_EXITS.index(dep)) if dep in _EXITS else -1.0,
            float(len(up)),
            float(bool(head_kinds & {"say", "tell", "write", "ask"})),
            float("judge" in head_kinds),
            float(bool(head_kinds)),
            _previous_class(r.words[previous] if has_previous else "", previous_tag),
            _following_class(following_tag),
            float(text[s.end + 1 : s.end + 2] in ",.;:") if s.end + 1 < len(text) else 0.0,
            float(number - 1 in same_paragraph),
            float(number + 1 in same_paragraph),
            float(self._words_between(number - 1, number)),
            float(self._words_between(number, number + 1)),
        ]
        return shape, up, down

    def _words_between(self, left: int, right: int) -> int:
        if left < 0 or right >= len(self._segments):
            return 60
        return min(60, self._bounds[right][0] - self._bounds[left][1])

    def _exits(self, first: int, last: int) -> tuple[int, dict[int, int], set[int]]:
        r = self._r
        exit_token = -1
        down: set[int] = set()
        stretches = [range(first, min(last + 1, first + 60))]
        if last > first + 60:
            stretches.append(range(max(first + 60, last - 59), last + 1))
        for stretch in stretches:
            for i in stretch:
                head = r.heads[i]
                if not first <= head <= last and r.deps[i] != "punct" and exit_token < 0:
                    exit_token = i
                if head == i:
                    down.update(c for c in r.children[i] if not first <= c <= last and r.deps[c] != "punct")
        up: dict[int, int] = {}
        at = exit_token
        while at >= 0 and len(up) < 12:
            head = r.heads[at]
            if head == at or head in up:
                break
            if not first <= head <= last:
                up[head] = len(up)
            at = head
        return exit_token, up, down

    def _describe(
        self, c: Candidate, number: int, first: int, last: int, up: dict[int, int], down: set[int], rank: int
    ) -> tuple[int, list[float]]:
        r, s = self._r, self._segments[number]
        token, governor = c.token, c.governor
        before = token < first
        cue, cue_gap, cue_score = -1, 60, -99.0
        for verb in self.cue_verbs(governor):
            kinds = self.kinds(verb)
            gap = first - verb if verb < first else verb - last
            if self.inside[verb]:
                continue
            score = 4.0 * bool(kinds & {"say", "tell", "write", "ask", "judge"}) + 1.5 * bool(kinds) - 0.15 * min(gap, 40)
            if verb in up:
                score += 3.0 - 0.3 * up[verb]
            if score > cue_score:
                cue, cue_gap, cue_score = verb, gap, score
        kinds = self.kinds(cue)
        according = self._according(c)
        if according >= 0:
            cue, kinds, cue_gap = according, frozenset({"say"}), min(60, abs(according - (last if according > last else first)))
        a, b = (token, first) if before else (last, token)
        gap_start, gap_end = (r.ends[token], s.start) if before else (s.end, r.starts[token])
        gap = r.text[gap_start:gap_end] if gap_end - gap_start < 400 else r.text[gap_start : gap_start + 400]
        quoted_between = sum(1 for n in (number - 1, number - 2, number + 1, number + 2) if 0 <= n < len(self._bounds) and a < self._bounds[n][0] < b)
        kind = self._entities.type_at(token)
        word, tag = r.words[token], r.tags[token]
        dep = r.deps[c.syntactic]
        finite_between = sum(r.tags[i] in ("VBD", "VBZ", "VBP", "MD") and not self.inside[i] for i in range(a + 1, min(b, a + 60)))
        number_of = self.who(c)
        return cue, [
            float(before),
            float(min(b - a, 80)),
            float(rank),
            float(max(-6, min(6, r.sentences[token] - r.sentences[first if before else last]))),
            float(r.paragraph_of(r.starts[token]) - s.paragraph),
            float(_DEPS.index(dep)) if dep in _DEPS else -1.0,
            float(("subject", "agent", "object", "oblique", "poss", "appos", "conj", "other").index(c.link)),
            float(_ENTITY_TYPES.index(kind)) if kind in _ENTITY_TYPES else -1.0,
            float(("NN", "NNS", "NNP", "NNPS", "PRP", "WP", "DT", "CD", "JJ", "PRP$").index(tag)) if tag in _HEADS else -1.0,
            float(word in ("he", "she")),
            float(word in ("they", "we", "them", "us", "who")),
            float("noun" in self._listed.get(word.removesuffix("s"), ()) or "noun" in self._listed.get(word, ())),
            float(r.words[r.lefts[c.syntactic]] in ("the", "this", "that", "his", "her", "their")),
            float(r.words[r.lefts[c.syntactic]] in ("a", "an", "one", "some", "another")),
            *(float(k in kinds) for k in CLASSES),
            float(cue_gap),
            float(cue >= 0 and (cue > token) == (cue < first)),
            float(cue >= 0 and cue < token),
            float(cue >= 0 and r.sentences[cue] in (r.sentences[first], r.sentences[last])),
            float(up.get(cue, -1)),
            float(up.get(governor, -1)),
            float(cue in down or governor in down),
            float(according >= 0),
            ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN", "MD").index(r.tags[cue]) if cue >= 0 and r.tags[cue] in ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN", "MD") else -1.0,
            float(cue >= 0 and any(r.deps[x] in ("auxpass", "nsubjpass") for x in r.children[cue])),
            float(cue >= 0 and any(r.deps[x] == "neg" for x in r.children[cue])),
            ("ROOT", "ccomp", "advcl", "relcl", "conj", "xcomp", "acl", "pcomp", "parataxis").index(r.deps[cue]) if cue >= 0 and r.deps[cue] in ("ROOT", "ccomp", "advcl", "relcl", "conj", "xcomp", "acl", "pcomp", "parataxis") else -1.0,
            float(cue == governor),
            *self._clause(cue, token, first, last),
            float(":" in gap),
            float("\n" in gap),
            float(len(_CLAUSE_MARK.findall(gap))),
            float(gap.count(",")),
            float(any(d in gap for d in "—–―")),
            float(quoted_between),
            float(min(finite_between, 5)),
            float(min(self._speaking.get(number_of, 0), 6)),
            float(min(len(self._entities.known[number_of].mentions), 12)) if number_of >= 0 else 0.0,
        ]  # fmt: skip

    def _clause(self, cue: int, token: int, first: int, last: int) -> tuple[float, float, float]:
        """Is the cue a bare tag (*…, Ann said.*), has it other content than the segment, and does a colon follow it?"""
        r = self._r
        if cue < 0:
            return -1.0, -1.0, -1.0
        other = 0.0
        for child in r.children[cue]:
            if child > cue and r.deps[child] in ("ccomp", "xcomp", "dobj", "prep", "oprd", "acomp"):
                covers = r.lefts[child] <= last and r.rights[child] >= first
                other = max(other, 0.5 if r.deps[child] == "prep" else 1.0) if not covers else other
        at = max(cue, token) + 1
        ends = at >= len(r) or r.words[at] in (".", "“", '"', "\n", "\n\n") or r.sentences[at] != r.sentences[cue]
        start = min(cue, token)
        while start > 0 and r.lefts[token] <= start - 1 < start and start - 1 >= r.lefts[token]:
            start -= 1
        tag = ends and abs(cue - token) < 4 and start > 0 and r.words[start - 1] in (",", "”", '"', "“", "—", "-", "–", "''")
        colon = next((1.0 for i in range(cue + 1, min(cue + 12, len(r))) if r.words[i] == ":"), 0.0)
        return float(tag), other, colon

    def _according(self, c: Candidate) -> int:
        """The word *according* where the candidate is what follows "according to", else -1."""
        r = self._r
        head = r.heads[c.syntactic]
        if r.deps[c.syntactic] == "pobj" and r.words[head] == "to":
            above = r.heads[head]
            if r.words[above] == "according":
                return above
        return -1


def _previous_class(word: str, tag: str) -> float:
    if not word:
        return 0.0
    if word in (",", ":", "that", "as", "—", "–", "(", "and", "or"):
        return 1.0 + (",", ":", "that", "as", "—", "–", "(", "and", "or").index(word)
    if tag in ("DT", "PRP$", "POS"):
        return 11.0
    if tag in ("IN", "TO"):
        return 12.0
    if tag[:1] == "V":
        return 13.0
    if tag[:1] == "N":
        return 14.0
    if tag[:1] == "J":
        return 15.0
    if word in (".", "?", "!"):
        return 16.0
    return 17.0


def _following_class(tag: str) -> float:
    order = ("", "PRP", "NNP", "NN", "NNS", "DT", "VBD", "VBZ", "IN", "CC", "WP", "WDT", "TO", "RB", "VBG", "VBP", "MD", "JJ")
    return float(order.index(tag)) if tag in order else -1.0
