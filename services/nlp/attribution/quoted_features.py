"""What speaks for a candidate: the features that the ranker weighs.

They are of the parse and of position alone: none looks at which words a quote holds, and verbs count only through the
classes of ``cues.tsv``. So what is fitted on one outlet's texts is about the language, not about its topics.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from services.nlp.attribution.enclosing_clauses import Reported
from services.nlp.clauses.clause_spans import Clause
from services.nlp.entities.finding import Entities
from services.nlp.lexicon.cues import CLASSES, SPEAKING, Cues
from services.nlp.parse.quotation_marks import Segment
from services.nlp.parse.reading import Reading
from services.nlp.ranking.encoding import SPEAKING_TYPES, VERB_DEPS, VERB_TAGS, category_code
from services.nlp.speakers.candidates import HEAD_TAGS, LINKS, Candidate, Candidates

_DEPS = ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "appos", "conj", "ROOT", "attr", "dative")
_EXITS = (
    *("ROOT", "ccomp", "dobj", "pobj", "compound", "amod", "attr"),
    *("oprd", "appos", "nsubj", "conj", "acl", "advcl", "pcomp"),
)
_AFTER_TAGS = (
    *("", "PRP", "NNP", "NN", "NNS", "DT", "VBD", "VBZ", "IN"),
    *("CC", "WP", "WDT", "TO", "RB", "VBG", "VBP", "MD", "JJ"),
)
_BEFORE_WORDS = (",", ":", "that", "as", "—", "–", "(", "and", "or")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_OWN = frozenset({"i", "we", "my", "our", "me", "us", "you", "your", "i’m", "we’re"})
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "their"})
_INDEFINITE = frozenset({"a", "an", "one", "some", "another"})
_TAGGING = frozenset({"say", "tell", "write", "show"})
_BEFORE_TAG = frozenset(',”"“’—–-') | {"''", "--"}
_MARKS = frozenset("“\"‘'«”") | {"``", "''"}
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_STOP = re.compile(r"[.!?…]")
_FAR = 60


@dataclass(slots=True)
class Pair:
    """One candidate for one segment, the cue that would attribute it (or -1), and what speaks for it."""

    candidate: Candidate
    cue: int
    features: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Shape:
    """What a segment looks like by itself."""

    features: list[float]
    up: dict[int, int]
    """Tokens above it in the parse, with their height."""
    down: set[int]
    """Tokens outside that hang below it."""


class Features:
    """Describes the candidates of one article."""

    def __init__(
        self,
        reading: Reading,
        segments: list[Segment],
        entities: Entities,
        candidates: Candidates,
        cues: Cues,
        clauses: list[Clause],
    ) -> None:
        self._r = reading
        self._segments = segments
        self._entities = entities
        self._candidates = candidates
        self._cues = cues
        self._reported = Reported(clauses, candidates.bounds, entities)
        self._shapes: dict[int, _Shape] = {}
        self._statics: dict[int, list[float]] = {}
        self._of_cues: dict[int, list[float]] = {}
        self._finite = [0]
        """How many finite verbs outside quotation marks stand before each token."""
        for tag, inside in zip(reading.tags, candidates.inside, strict=False):
            self._finite.append(self._finite[-1] + (tag in _FINITE and not inside))
        self._tags = self._find_tags()
        self._speaking = Counter(
            candidates.who(c) for c in candidates.all if c.link == "subject" and cues.kinds(c.governor)
        )

    def pairs(self, number: int) -> list[Pair]:
        """Segment ``number`` with each of its candidates."""
        return [self.describe(c, number) for c in self._candidates.near(number)]

    def describe(self, candidate: Candidate, number: int) -> Pair:
        """One candidate, near or far, for segment ``number``."""
        shape = self._shapes.get(number)
        if shape is None:
            shape = self._shapes[number] = self._shape(number)
        cue, features = self._describe(candidate, number, shape)
        return Pair(candidate, cue, [*shape.features, *features])

    def _shape(self, number: int) -> _Shape:
        r, s, inside = self._r, self._segments[number], self._candidates.bounds
        first, last = inside[number][0], inside[number][1] - 1
        text = r.text
        begin, end = r.paragraphs[s.paragraph]
        words = [w for w in _WORD.findall(text, s.start, min(s.end, s.start + 200)) if len(w) > 3]
        previous = first - 1
        while previous > 0 and r.words[previous] in _MARKS:
            previous -= 1
        has_previous = previous >= 0 and r.starts[previous] >= begin
        following = last + 1
        while following < len(r) and not r.words[following][:1].isalnum() and r.starts[following] < end:
            following += 1
        has_following = following < len(r) and r.starts[following] < end
        exit_token, up, down = self._exits(first, last)
        kinds = self._cues.kinds(r.heads[exit_token] if exit_token >= 0 else -1)
        stretch = range(first, min(last + 1, first + 120))
        ending = text[s.end - 1]
        features = [
            float(min(last - first + 1, _FAR)),
            float(text[s.start].isupper()),
            float(",.?!—…".find(ending)),
            float(s.start - begin <= 2),
            float(end - s.end <= 2),
            float(not s.closed),
            float(not s.opened),
            float(s.single),
            float(s.continues),
            sum(w[0].isupper() for w in words) / len(words) if words else -1.0,
            float(min(sum(r.tags[i] in _FINITE for i in stretch), 4)),
            float(min(sum(r.words[i] in _OWN for i in stretch), 4)),
            float(r.sentences[last] - r.sentences[first]),
            category_code(_EXITS, r.deps[exit_token] if exit_token >= 0 else "ROOT"),
            float(len(up)),
            float(bool(kinds & SPEAKING)),
            float("judge" in kinds),
            float(bool(kinds)),
            _previous_class(r.words[previous] if has_previous else "", r.tags[previous]),
            category_code(_AFTER_TAGS, r.tags[following] if has_following else ""),
            float(text[s.end + 1 : s.end + 2] in (",", ".", ";", ":")),
            float(self._together(number - 1, number)),
            float(self._together(number, number + 1)),
            float(self._words_between(number - 1, number)),
            float(self._words_between(number, number + 1)),
        ]
        return _Shape(features, up, down)

    def _together(self, left: int, right: int) -> bool:
        """Do both segments exist and stand in one paragraph?"""
        s = self._segments
        return left >= 0 and right < len(s) and s[left].paragraph == s[right].paragraph

    def _words_between(self, left: int, right: int) -> int:
        bounds = self._candidates.bounds
        if left < 0 or right >= len(bounds):
            return _FAR
        return min(_FAR, bounds[right][0] - bounds[left][1])

    def _exits(self, first: int, last: int) -> tuple[int, dict[int, int], set[int]]:
        """Where the parse leads out of a segment: the token that hangs on one outside, those above, those below."""
        r = self._r
        exit_token = -1
        down: set[int] = set()
        stretches = [range(first, min(last + 1, first + _FAR))]
        if last > first + _FAR:
            stretches.append(range(max(first + _FAR, last - _FAR + 1), last + 1))
        for stretch in stretches:
            for i in stretch:
                head = r.heads[i]
                if exit_token < 0 and not first <= head <= last and r.deps[i] != "punct":
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

    def _cue(self, c: Candidate, first: int, last: int, up: dict[int, int]) -> tuple[int, int]:
        """The likeliest cue that the candidate is the source of, and how far it stands from the segment."""
        r = self._r
        head = r.heads[c.syntactic]
        if r.deps[c.syntactic] == "pobj" and r.words[head] == "to" and r.words[r.heads[head]] == "according":
            cue = r.heads[head]
            return cue, min(_FAR, abs(cue - (last if cue > last else first)))
        best, best_gap, best_score = -1, _FAR, -99.0
        for verb in self._cues.chain(c.governor):
            if self._candidates.inside[verb]:
                continue
            kinds = self._cues.kinds(verb)
            gap = first - verb if verb < first else verb - last
            score = 4.0 * bool(kinds & SPEAKING or "judge" in kinds) + 1.5 * bool(kinds) - 0.15 * min(gap, 40)
            if verb in up:
                score += 3.0 - 0.3 * up[verb]
            if score > best_score:
                best, best_gap, best_score = verb, gap, score
        return best, best_gap

    def _describe(self, c: Candidate, number: int, shape: _Shape) -> tuple[int, list[float]]:
        r, s, up = self._r, self._segments[number], shape.up
        bounds = self._candidates.bounds
        first, last = bounds[number][0], bounds[number][1] - 1
        token, governor = c.token, c.governor
        before = token < first
        cue, cue_gap = self._cue(c, first, last, up)
        a, b = (token, first) if before else (last, token)
        gap_start, gap_end = (r.ends[token], s.start) if before else (s.end, r.starts[token])
        gap = r.text[gap_start : min(gap_end, gap_start + 400)]
        neighbours = bounds[max(0, number - 2) : number] + bounds[number + 1 : number + 3]
        static = self._statics.get(token)
        if static is None:
            static = self._statics[token] = self._of_candidate(c)
        of_cue = self._of_cues.get(cue)
        if of_cue is None:
            of_cue = self._of_cues[cue] = self._of_cue(cue)
        return cue, [
            float(before),
            float(min(b - a, 80)),
            float(min(self._candidates.rank(c, number), 40)),
            float(max(-6, min(6, r.sentences[token] - r.sentences[first if before else last]))),
            float(self._candidates.paragraph(c) - s.paragraph),
            float(cue_gap),
            float(cue >= 0 and (cue > token) == (cue < first)),
            float(0 <= cue < token),
            float(cue >= 0 and r.sentences[cue] in (r.sentences[first], r.sentences[last])),
            float(up.get(cue, -1)),
            float(up.get(governor, -1)),
            float(cue in shape.down or governor in shape.down),
            float(cue == governor),
            *self._clause(cue, token, first, last),
            float(":" in gap),
            float("\n" in gap),
            float(len(_STOP.findall(gap))),
            float(gap.count(",")),
            float("—" in gap or "–" in gap or "―" in gap),
            float(sum(a < start < b for start, _ in neighbours)),
            float(min(self._finite[max(a + 1, min(b, a + _FAR))] - self._finite[a + 1], 5)),
            *static,
            *of_cue,
            *self._reported.describe(number, token, cue),
        ]

    def _of_candidate(self, c: Candidate) -> list[float]:
        """What does not depend on the segment: what the noun phrase is, and how much is said of whom it names."""
        r, token = self._r, c.token
        who = self._candidates.who(c)
        word, opener = r.words[token], r.words[r.lefts[c.syntactic]]
        return [
            category_code(_DEPS, c.dep),
            category_code(LINKS, c.link),
            category_code(SPEAKING_TYPES, self._entities.type_at(token)),
            category_code(HEAD_TAGS, r.tags[token]),
            float(word in ("he", "she")),
            float(word in ("they", "we", "them", "us", "who")),
            float(self._cues.is_noun(token)),
            float(opener in _DEFINITE),
            float(opener in _INDEFINITE),
            float(c.governor >= 0 and any(r.tags[x] == "MD" for x in r.children[c.governor])),
            float(min(self._speaking[who], 6)),
            float(min(len(self._entities.known[who].mentions), 12)) if who >= 0 else 0.0,
        ]

    def _of_cue(self, cue: int) -> list[float]:
        """What does not depend on the segment or the candidate."""
        r = self._r
        kinds = self._cues.kinds(cue)
        below = r.children[cue] if cue >= 0 else []
        return [
            *[float(k in kinds) for k in CLASSES],
            float(cue >= 0 and r.words[cue] == "according"),
            category_code(VERB_TAGS, r.tags[cue] if cue >= 0 else None),
            float(any(r.deps[x] in ("auxpass", "nsubjpass") for x in below)),
            float(any(r.deps[x] == "neg" for x in below)),
            category_code(VERB_DEPS, r.deps[cue] if cue >= 0 else None),
            float(any(r.tags[x] in ("MD", "TO") for x in below)),
        ]

    def _clause(self, cue: int, token: int, first: int, last: int) -> tuple[float, float, float]:
        """Who ends the sentence as its tag, has the cue other content than the segment, does a colon follow it?"""
        r = self._r
        if cue < 0:
            return -1.0, -1.0, -1.0
        other = 0.0
        for child in r.children[cue]:
            if child > cue and r.deps[child] in ("ccomp", "xcomp", "dobj", "prep", "oprd", "acomp"):
                covers = r.lefts[child] <= last and r.rights[child] >= first
                other = max(other, 0.5 if r.deps[child] == "prep" else 1.0) if not covers else other
        colon = float(":" in r.words[cue + 1 : cue + 12])
        tags = [self._tags.get(r.sentences[i]) for i in (first, last)]
        return 3.0 if (token, cue) in tags else 2.0 if tags[1] else 1.0 if tags[0] else 0.0, other, colon

    def _find_tags(self) -> dict[int, tuple[int, int]]:
        """Sentence -> the speaker and the cue that stand at its end: *…, Ann said.* or *…, said Ann.*"""
        r = self._r
        found: dict[int, tuple[int, int]] = {}
        for c in self._candidates.all:
            cue = c.governor
            if c.link != "subject" or cue < 0 or abs(cue - c.token) > 5 or not self._cues.kinds(cue) & _TAGGING:
                continue
            start, end = min(cue, r.lefts[c.syntactic]), max(cue, c.token)
            content = (x > end and r.deps[x] in ("ccomp", "xcomp", "dobj") for x in r.children[cue])
            if start and r.words[start - 1] in _BEFORE_TAG and not any(content):
                found[r.sentences[cue]] = (c.token, cue)
        return found


def _previous_class(word: str, tag: str) -> float:
    """What stands before a segment: one of a few words, else its part of speech."""
    if not word:
        return 0.0
    if word in _BEFORE_WORDS:
        return 1.0 + _BEFORE_WORDS.index(word)
    if tag in ("DT", "PRP$", "POS"):
        return 11.0
    if tag in ("IN", "TO"):
        return 12.0
    if word in (".", "?", "!"):
        return 16.0
    return {"V": 13.0, "N": 14.0, "J": 15.0}.get(tag[:1], 17.0)
