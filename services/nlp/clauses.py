"""Reported clauses: what somebody is said to have said, thought or wanted, quotation marks or not.

A clause hangs on a cue in one of a few ways: as its complement (*said that …*), around it (*…, she said, …*), after
"according to", below a noun (*her claim that …*). Each way gives a candidate; a ranker fitted on features of the parse
decides which are attributions. As in :mod:`services.nlp.candidates`, words
count only through the classes of ``cues.tsv``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from services.nlp.candidates import Candidates
from services.nlp.cues import CLASSES, Cues
from services.nlp.entities import Entities
from services.nlp.features import SPEAKING_TYPES, VERB_DEPS, VERB_TAGS, place
from services.nlp.reading import SUBJECTS, Reading

MAX_TOKENS = 250
"""Longest clause that is believed. Longer ones are lists and texts without punctuation, and would nest without end."""

WAYS = ("complement", "infinitive", "object", "around", "according", "noun", "adjective", "gerund", "oblique")
_COMPLEMENTS = {"ccomp": "complement", "xcomp": "infinitive", "dobj": "object", "pcomp": "gerund"}
_HEADS = ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN", "NN", "NNS", "NNP", "PRP", "JJ", "MD")
_SPEAKERS = ("NN", "NNS", "NNP", "NNPS", "PRP", "WP", "WDT", "DT", "CD")
_MARKS = ("that", "whether", "if", "how", "what", "why", "to", "because", "as", "who", "when", "where")
_EDGE = frozenset(",.;:—–-!?\"“”‘’'()[]") | {"``", "''", "--", "\n", "\n\n"}


@dataclass(slots=True)
class Clause:
    """A candidate: the token ranges of its content, the cue, and the speaker's head."""

    cue: int
    speaker: int
    ranges: list[tuple[int, int]]
    """First token, token after the last."""
    way: str
    head: int
    features: list[float] = field(default_factory=list)


class Clauses:
    """Finds the candidates in one article."""

    def __init__(self, reading: Reading, entities: Entities, candidates: Candidates, cues: Cues) -> None:
        self._r = reading
        self._entities = entities
        self._candidates = candidates
        self._cues = cues

    def all(self) -> list[Clause]:
        """Every candidate, in the order of the cues, features filled in."""
        r = self._r
        found: list[Clause] = []
        for cue, tag in enumerate(r.tags):
            if tag[0] == "V":
                found += self._of_verb(cue)
            elif tag in ("NN", "NNS"):
                found += self._of_noun(cue)
            elif r.words[cue] == "according":
                found += self._according(cue)
        found = [c for c in found if c.speaker >= 0 and c.ranges and c.ranges[-1][1] - c.ranges[0][0] <= MAX_TOKENS]
        self._describe(found)
        return found

    def _of_verb(self, cue: int) -> list[Clause]:
        r = self._r
        kinds = self._cues.kinds(cue)
        found = []
        speaker = self._speaker(cue)
        for child in r.children[cue]:
            way = _COMPLEMENTS.get(r.deps[child])
            if way == "complement" or (way and kinds):
                found.append(Clause(cue, speaker, self._ranges(child, cue), way, child))
            elif r.deps[child] == "prep" and kinds:
                for grandchild in r.children[child]:
                    if r.deps[grandchild] in ("pcomp", "pobj"):
                        found.append(Clause(cue, speaker, self._ranges(grandchild, cue), "oblique", grandchild))
            elif r.deps[child] == "acomp" and self._cues.is_mental(child):
                found += [
                    Clause(child, speaker, self._ranges(g, child), "adjective", g)
                    for g in r.children[child]
                    if r.deps[g] in ("ccomp", "xcomp")
                ]
        if kinds and r.deps[cue] in ("parataxis", "ccomp", "advcl", "ROOT", "conj", "dep") and speaker >= 0:
            around = self._around(cue, speaker)
            if around:
                found.append(around)
        return found

    def _of_noun(self, cue: int) -> list[Clause]:
        r = self._r
        if not self._cues.is_noun(cue):
            return []
        speaker = -1
        for child in r.children[cue]:
            if r.deps[child] == "poss":
                speaker = self._end_of_name(child)
            elif r.deps[child] == "prep" and r.words[child] in ("of", "by", "from") and speaker < 0:
                speaker = next((self._end_of_name(g) for g in r.children[child] if r.deps[g] == "pobj"), -1)
        if speaker < 0 and r.deps[cue] == "dobj":
            speaker = self._speaker(r.heads[cue])
        return [
            Clause(cue, speaker, self._ranges(child, cue), "noun", child)
            for child in r.children[cue]
            if child > cue and r.deps[child] in ("acl", "ccomp", "relcl") and r.words[r.lefts[child]] in ("that", "to")
        ]

    def _according(self, cue: int) -> list[Clause]:
        r = self._r
        to = next((c for c in r.children[cue] if r.words[c] == "to"), -1)
        source = next((c for c in r.children[to] if r.deps[c] == "pobj"), -1) if to >= 0 else -1
        if source < 0:
            return []
        first, after = r.sentence_span(r.sentences[cue])
        verb = r.heads[cue]
        if r.lefts[verb] <= cue <= r.rights[verb]:
            first, after = max(first, r.lefts[verb]), min(after, r.rights[verb] + 1)
        ranges = self._cut(first, after, r.lefts[cue], r.rights[cue] + 1)
        return [Clause(cue, self._end_of_name(source), ranges, "according", verb)]

    def _around(self, cue: int, speaker: int) -> Clause | None:
        """The sentence less the words that attribute it: *The plan, she said, will work.*"""
        r = self._r
        first, after = r.sentence_span(r.sentences[cue])
        inner = [c for c in r.children[cue] if r.deps[c] not in ("ccomp", "conj", "cc", "punct", "advcl")]
        begin = min([cue, *(r.lefts[c] for c in inner)])
        end = max([cue, *(r.rights[c] for c in inner)]) + 1
        if end - begin > 25 or not begin <= speaker < end:
            return None
        before = begin > first and r.words[begin - 1] in (",", "—", "–", "”", '"', "-", "--", "''")
        behind = end < after and r.words[end] in (",", "—", "–", "-", "--", ".", "\n\n", "\n")
        if not before or not (behind or end == after):
            return None
        return Clause(cue, speaker, self._cut(first, after, begin, end), "around", r.heads[cue])

    def _cut(self, first: int, after: int, begin: int, end: int) -> list[tuple[int, int]]:
        parts = [self._stripped(first, begin), self._stripped(end, after)]
        return [p for p in parts if p and (p[1] - p[0] > 1 or p == parts[0])]

    def _ranges(self, head: int, cue: int) -> list[tuple[int, int]]:
        r = self._r
        left, right = r.lefts[head], r.rights[head] + 1
        if left <= cue < right:  # a parse that crosses itself
            left, right = (cue + 1, right) if head > cue else (left, cue)
        part = self._stripped(left, right)
        return [part] if part else []

    def _stripped(self, first: int, after: int) -> tuple[int, int] | None:
        words = self._r.words
        while first < after and (words[first] in _EDGE or not words[first].strip()):
            first += 1
        while after > first and (words[after - 1] in _EDGE or not words[after - 1].strip()):
            after -= 1
        if after - first > 1 and words[first] == "that":
            first += 1
        return (first, after) if after > first else None

    def _end_of_name(self, token: int) -> int:
        mention = self._entities.mention_at(token)
        return mention.after - 1 if mention and mention.type == "PERSON" else token

    def _speaker(self, verb: int) -> int:
        """The head of who does what the verb says: its own subject, its agent, or the subject it shares."""
        r = self._r
        at = verb
        for _ in range(5):
            passive = False
            for child in r.children[at]:
                if r.deps[child] in SUBJECTS:
                    if r.deps[child] == "nsubj":
                        return self._person(child)
                    passive = True
                if r.deps[child] == "agent":
                    return next((self._person(g) for g in r.children[child] if r.deps[g] == "pobj"), -1)
            if passive:
                return -1
            dep, head = r.deps[at], r.heads[at]
            if dep == "acl" and r.tags[head][0] in "NP" and r.tags[at] == "VBG":
                return self._person(head)
            if dep not in ("conj", "xcomp", "advcl", "pcomp", "prep", "acl", "aux") or head == at:
                return -1
            at = head
        return -1

    def _person(self, noun: int) -> int:
        r = self._r
        if r.tags[noun] in ("NN", "NNP"):
            noun = self._candidates.name_after(noun)
        if r.words[noun] in ("who", "which", "that") and r.deps[r.heads[noun]] == "relcl":
            noun = r.heads[r.heads[noun]]
        return self._end_of_name(noun)

    def _describe(self, found: list[Clause]) -> None:
        r, inside = self._r, self._candidates.inside
        owner: dict[int, int] = {}
        for number, clause in enumerate(found):
            owner.setdefault(clause.cue, number)
        for clause in found:
            cue, speaker, head = clause.cue, clause.speaker, clause.head
            kinds = self._cues.kinds(cue)
            first, after = clause.ranges[0][0], clause.ranges[-1][1]
            length = sum(b - a for a, b in clause.ranges)
            mark = r.words[r.lefts[head]] if r.lefts[head] < head else ""
            kind = self._entities.type_at(speaker)
            children = r.children[cue]
            aux = {r.words[c] for c in children if r.deps[c] in ("aux", "auxpass")}
            above, climbed = r.heads[cue], 0
            while climbed < 6 and above not in owner and r.heads[above] != above:
                above, climbed = r.heads[above], climbed + 1
            outer = above in owner and above != cue
            quoted = sum(inside[i] for i in range(first, min(after, first + 200)))
            clause.features = [
                float(WAYS.index(clause.way)),
                *(float(k in kinds) for k in CLASSES),
                place(VERB_TAGS, r.tags[cue]),
                place(VERB_DEPS, r.deps[cue]),
                float(bool(aux & {"was", "were", "is", "been", "be", "are"})),
                float(bool(aux & {"will", "would", "could", "should", "may", "might", "can", "must"})),
                float("to" in aux),
                float(bool(aux & {"has", "have", "had"})),
                float(any(r.deps[c] == "neg" for c in children)),
                place(_SPEAKERS, r.tags[speaker]),
                place(SPEAKING_TYPES, kind),
                float(r.words[speaker] in ("he", "she")),
                float(r.words[speaker] in ("they", "we", "i", "you", "it")),
                float(max(-20, min(20, speaker - cue))),
                float(self._cues.is_noun(speaker)),
                place(_HEADS, r.tags[head]),
                float(min(length, 60)),
                float(first < cue),
                float(max(0, min(20, first - cue if first > cue else cue - after))),
                place(_MARKS, mark),
                float(any(r.deps[c] in SUBJECTS for c in r.children[head])),
                float(any(r.words[c] in ("would", "will", "should") for c in r.children[head])),
                float(inside[cue]),
                float(quoted / max(1, min(after, first + 200) - first)),
                float(outer),
                float(climbed) if outer else -1.0,
                float(len(clause.ranges)),
                float(self._entities.type_at(head) is not None),
                float(r.tags[cue - 1][:1] == "V") if cue else 0.0,
                float(any(r.deps[c] == "dobj" for c in children)),
                float(any(r.deps[c] in ("ccomp", "xcomp") for c in children)),
                float(r.deps[cue] in ("amod", "compound")),
                float(r.sentence_span(r.sentences[cue])[1] - cue < 4),
            ]  # fmt: skip
