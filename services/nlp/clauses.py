"""Reported clauses: what somebody is said to have said, thought or wanted, quotation marks or not.

A clause hangs on a cue in one of a few ways: as its complement (*said that …*), around it (*…, she said, …*), after
"according to", below a noun (*her claim that …*), or split by it (*she is expected to …*). Parsers get the far end of
a clause wrong more often than its beginning, so that each clause comes in a few lengths. A ranker fitted on features
of the parse (:mod:`services.nlp.clause_features`) decides which are attributions, and how long they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from services.nlp.candidates import Candidates
from services.nlp.cues import SPEAKING, Cues
from services.nlp.entities import Entities
from services.nlp.reading import SUBJECTS, Reading

MAX_TOKENS = 250
"""Longest clause that is believed. Longer ones are lists and texts without punctuation, and would nest without end."""

WAYS = (
    *("complement", "infinitive", "object", "around", "according", "noun", "adjective", "gerund", "oblique"),
    *("wide", "passive", "unsourced", "colon", "rest", "predicate", "about", "heard"),
)
_COMPLEMENTS = {"ccomp": "complement", "xcomp": "infinitive", "dobj": "object", "pcomp": "gerund", "oprd": "predicate"}
_WIDENING = frozenset({"prep", "xcomp", "ccomp", "oprd", "dobj", "acomp", "advcl", "acl", "dative", "attr"})
_EDGE = frozenset(",.;:—–-!?\"“”‘’'()[]") | {"``", "''", "--", "\n", "\n\n"}
_BREAKS = frozenset({",", "—", "–", "--", ";", "-", ":", "("})
_REPORTING = frozenset({"complement", "around", "according", "heard"})
_LOOSE = frozenset({"wide", "oblique", "object", "heard", "rest"})
_QUOTED = frozenset({"quoted", "cited", "heard", "reported", "recorded"})
"""*Was quoted as saying*: the subject of the passive speaks."""


@dataclass(slots=True)
class Clause:
    """A candidate: the token ranges of its content, the cue, and the speaker's head."""

    cue: int
    speaker: int
    """-1 where the article does not tell: *is expected to …*."""
    ranges: list[tuple[int, int]]
    """First token, token after the last."""
    way: str
    head: int
    cut: int = 0
    """Which length: 0 as parsed, 1 without what follows the last break, 2 the first."""
    reports: bool = False
    """Is it a plain report of speech: *says that …*, *will tell them that …*; not a thought, a wish, an attitude?"""
    features: list[float] = field(default_factory=list)
    probability: float = 0.0
    """How likely it is an attribution of this length, once that is weighed."""


class Clauses:
    """Finds the candidates in one article."""

    def __init__(self, reading: Reading, entities: Entities, candidates: Candidates, cues: Cues) -> None:
        self._r = reading
        self._entities = entities
        self._candidates = candidates
        self._cues = cues

    def all(self) -> list[Clause]:
        """Every candidate, in the order of the cues, without features."""
        r = self._r
        found: list[Clause] = []
        for cue, tag in enumerate(r.tags):
            if r.words[cue] == "according":
                found += self._according(cue)
            elif tag[0] == "V":
                found += self._of_verb(cue)
            elif tag in ("NN", "NNS"):
                found += self._of_noun(cue)
        found += self._colons()
        self._begin_behind_that(found)
        for clause in found:
            kinds = self._cues.kinds(clause.cue)
            clause.reports = clause.way in _REPORTING and bool(kinds & SPEAKING) and "loose" not in kinds
        return [c for c in self._lengths(found) if c.ranges[-1][1] - c.ranges[0][0] <= MAX_TOKENS]

    def _begin_behind_that(self, found: list[Clause]) -> None:
        """What is said begins behind the "that": *said in a statement on Monday that [it rained]*."""
        r = self._r
        for clause in found:
            if clause.way not in _LOOSE or not clause.ranges or not self._cues.kinds(clause.cue) & SPEAKING:
                continue
            first, after = clause.ranges[0]
            for i in range(first, min(after - 2, first + 14)):
                if r.words[i] == "that" and r.tags[i] == "IN":
                    clause.ranges = [(i + 1, after)]
                if r.words[i] == "that" or r.tags[i] in ("VBD", "VBZ", "VBP", "MD"):
                    break

    def _lengths(self, found: list[Clause]) -> Iterator[Clause]:
        """Each clause as parsed, and ended where a comma or a dash may end it."""
        for clause in found:
            if not clause.ranges:
                continue
            yield clause
            if len(clause.ranges) > 1 or clause.way in ("around", "according", "colon"):
                continue
            first, after = clause.ranges[0]
            breaks = [i for i in range(first + 2, min(after - 1, first + MAX_TOKENS)) if self._breaks(i)]
            for cut, at in enumerate(dict.fromkeys((breaks[-1], breaks[0])) if breaks else (), 1):
                part = self._stripped(first, at)
                if part:
                    yield Clause(clause.cue, clause.speaker, [part], clause.way, clause.head, cut, clause.reports)

    def _breaks(self, token: int) -> bool:
        """May a clause end before this token: a comma or a dash, or an "and" with a verb of its own?"""
        r = self._r
        word = r.words[token]
        if word in _BREAKS:
            return not (word in ",-" and r.tags[token + 1][0] in "JC" and r.tags[token - 1][0] == r.tags[token + 1][0])
        if r.tags[token] == "CC":
            return any(r.deps[c] == "conj" and c > token and r.tags[c][0] == "V" for c in r.children[r.heads[token]])
        return False

    def _of_verb(self, cue: int) -> list[Clause]:
        r = self._r
        kinds = self._cues.kinds(cue)
        found: list[Clause] = []
        speaker = self._speaker(cue)
        subject = agent = -1
        for child in r.children[cue]:
            dep = r.deps[child]
            way = _COMPLEMENTS.get(dep)
            if dep == "nsubjpass":
                subject = child
            elif dep == "agent":
                agent = child
            elif speaker >= 0 and (way == "complement" or (way and kinds)):
                found.append(Clause(cue, speaker, self._ranges(child, cue), way, child))
            elif dep == "prep" and kinds:
                for grandchild in r.children[child]:
                    if r.deps[grandchild] in ("pcomp", "pobj") and (speaker >= 0 or subject < 0):
                        found.append(Clause(cue, speaker, self._ranges(grandchild, cue), "oblique", grandchild))
            elif dep == "acomp" and self._cues.is_mental(child):
                found += self._of_adjective(child, speaker)
        if not kinds:
            return found
        found += self._wide(cue, speaker)
        if speaker >= 0 and ("tell" in kinds or "ask" in kinds):
            found += self._heard(cue, speaker)
        if subject >= 0:
            found += self._passive(cue, subject, agent, speaker)
        if speaker >= 0 and r.deps[cue] in ("parataxis", "ccomp", "advcl", "ROOT", "conj", "dep"):
            around = self._around(cue, speaker)
            if around:
                found.append(around)
            elif kinds & SPEAKING:
                found += self._rest(cue, speaker)
        return found

    def _of_adjective(self, cue: int, speaker: int) -> list[Clause]:
        r = self._r
        found = []
        for child in r.children[cue]:
            if r.deps[child] in ("ccomp", "xcomp"):
                found.append(Clause(cue, speaker, self._ranges(child, cue), "adjective", child))
            elif r.deps[child] == "prep":
                found += [
                    Clause(cue, speaker, self._ranges(g, cue), "about", g)
                    for g in r.children[child]
                    if r.deps[g] in ("pobj", "pcomp")
                ]
        return found

    def _wide(self, cue: int, speaker: int) -> list[Clause]:
        """From the first complement to the end of a later one: *called [the plan "a joke"]*, *urged [them to go]*."""
        r = self._r
        found: list[Clause] = []
        right = [c for c in r.children[cue] if c > cue and r.deps[c] not in ("punct", "advmod", "npadvmod", "prt")]
        if not right or r.deps[right[0]] not in ("dobj", "oprd", "ccomp", "xcomp", "dative", "nsubj", "prep"):
            return found
        first = r.lefts[right[0]]
        if r.deps[right[0]] == "prep":  # agreed on [Monday to do so] is none, but referred to [her as a devil]
            first = right[0] + 1
        speaks = bool(self._cues.kinds(cue) & SPEAKING)
        for child in right[1:4]:
            if r.deps[child] not in _WIDENING or (speaks and r.deps[child] == "ccomp"):
                break
            part = self._stripped(first, r.rights[child] + 1)
            if part and speaker >= 0:
                found.append(Clause(cue, speaker, [part], "wide", child))
        return found

    def _heard(self, cue: int, speaker: int) -> list[Clause]:
        """What follows the hearer, whom parsers take for a part of it: *told host Ann Lee [a loss was likely]*."""
        r = self._r
        after = r.sentence_span(r.sentences[cue])[1]
        for token in range(cue + 1, min(after, cue + 5)):
            mention = self._entities.mention_at(token)
            if mention and mention.type in ("PERSON", "ORG", "NORP"):
                part = self._stripped(mention.after, after)
                return [Clause(cue, speaker, [part], "heard", cue)] if part and part[1] - part[0] > 2 else []
            if r.tags[token] not in ("DT", "JJ", "NN", "NNP", "NNS", "PRP$"):
                break
        return []

    def _passive(self, cue: int, subject: int, agent: int, speaker: int) -> list[Clause]:
        """*He was praised by Ann Lee*; and with nobody to say it: *he is expected to go*."""
        r = self._r
        own = self._stripped(r.lefts[subject], r.rights[subject] + 1)
        if not own or own[1] > cue:
            return []
        if r.words[cue] in _QUOTED:
            return []
        if agent >= 0:
            return [Clause(cue, speaker, [own], "passive", subject)] if speaker >= 0 else []
        found = []
        for child in r.children[cue]:
            if child > cue and r.deps[child] in ("xcomp", "ccomp", "prep", "oprd", "dobj", "advcl"):
                part = self._stripped(r.lefts[child], r.rights[child] + 1)
                if part and part[0] > cue:
                    whole = [part] if r.words[subject] == "it" else [own, part]  # it is feared that …
                    found.append(Clause(cue, -1, whole, "unsourced", child))
        return found

    def _rest(self, cue: int, speaker: int) -> list[Clause]:
        """All that follows a verb of speaking, where the parse found nothing that hangs on it."""
        r = self._r
        if speaker > cue or any(r.deps[c] == "ccomp" and c > cue for c in r.children[cue]):
            return []
        after = r.sentence_span(r.sentences[cue])[1]
        that = next(
            (i for i in range(cue + 1, min(after, cue + 16)) if r.words[i] == "that" and r.tags[i] == "IN"), cue
        )
        part = self._stripped(that + 1, after)
        return [Clause(cue, speaker, [part], "rest", cue)] if part and part[1] - part[0] > 2 else []

    def _of_noun(self, cue: int) -> list[Clause]:
        r = self._r
        carries, stance = self._cues.is_noun(cue), self._cues.is_stance(cue)
        if not carries and not stance:
            return []
        speaker = -1
        sources = ("by", "from") if stance else ("by", "from", "of")
        for child in r.children[cue]:
            if r.deps[child] == "poss":
                speaker = self._end_of_name(child)
            elif r.deps[child] == "prep" and r.words[child] in sources and speaker < 0:
                speaker = next((self._end_of_name(g) for g in r.children[child] if r.deps[g] == "pobj"), -1)
        if speaker < 0 and r.deps[cue] == "dobj":
            speaker = self._speaker(r.heads[cue])
        found = []
        for child in r.children[cue]:
            if child > cue and r.deps[child] in ("acl", "ccomp", "relcl") and r.words[r.lefts[child]] in ("that", "to"):
                found.append(Clause(cue, speaker, self._ranges(child, cue), "noun", child))
            elif child > cue and stance and r.deps[child] == "prep" and r.words[child] not in ("by", "from", "in"):
                found += [
                    Clause(cue, speaker, self._ranges(g, cue), "about", g)
                    for g in r.children[child]
                    if r.deps[g] in ("pobj", "pcomp") and g != speaker
                ]
        return found

    def _according(self, cue: int) -> list[Clause]:
        r = self._r
        to = next((c for c in r.children[cue] if r.words[c] == "to"), -1)
        source = next((c for c in r.children[to] if r.deps[c] == "pobj"), -1) if to >= 0 else -1
        if source < 0:
            return []
        first, after = r.sentence_span(r.sentences[cue])
        begin, end = r.lefts[cue], r.rights[cue] + 1
        speaker, verb = self._end_of_name(source), r.heads[cue]
        found = [Clause(cue, speaker, self._cut(first, after, begin, end), "according", verb)]
        if r.lefts[verb] <= cue <= r.rights[verb] and (r.lefts[verb] > first or r.rights[verb] + 1 < after - 1):
            near = self._cut(max(first, r.lefts[verb]), min(after, r.rights[verb] + 1), begin, end)
            found.append(Clause(cue, speaker, near, "according", verb, 1))
        return found

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

    def _colons(self) -> Iterator[Clause]:
        """A line that begins with who says it: *Ann Lee: Taxes are too high*."""
        r = self._r
        for begin, end in r.paragraphs:
            colon = r.text.find(":", begin, min(end, begin + 60))
            if colon < 0 or not r.text[colon + 1 : colon + 2].isspace():
                continue
            first, at = r.token_at(begin), r.token_at(colon)
            if not first < at <= first + 7 or at >= len(r) or r.words[at] != ":":
                continue
            if any(r.tags[i] in ("VBD", "VBZ", "VBP", "MD", "IN", "VBN") for i in range(first, at)):
                continue
            part = self._stripped(at + 1, r.token_at(end))
            if part:
                yield Clause(at, self._end_of_name(at - 1), [part], "colon", part[0])

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
        if after - first > 1 and words[first] == "that" and self._r.tags[first] == "IN":
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
                subject = next((c for c in r.children[at] if r.deps[c] == "nsubjpass"), -1)
                return self._person(subject) if at != verb and r.words[at] in _QUOTED and subject >= 0 else -1
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
        return self._end_of_name(noun)
