"""What every finder of clauses needs: stretches of tokens with clean edges, and who does what a verb says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from services.nlp.parse.reading import SUBJECTS
from services.nlp.speakers.evidence import Evidence
from shared.models import Act

WAYS = (
    *("complement", "infinitive", "object", "around", "according", "noun", "adjective", "gerund", "oblique"),
    *("wide", "passive", "unsourced", "colon", "rest", "predicate", "about", "heard", "affects", "relative", "backer"),
)
"""The ways in which a clause hangs on its cue."""

_EDGE = frozenset(",.;:—–-!?\"“”‘’'()[]") | {"``", "''", "--", "\n", "\n\n"}
FORMS = ("clause", "question", "infinitive", "hearer", "gerund", "object")
Form = Literal["clause", "question", "infinitive", "hearer", "gerund", "object"]
"""Forms of a content: *it rained*; *whether it rained*; *to leave*; *them to leave*; *leaving*; anything else."""

QUOTED = frozenset({"quoted", "cited", "heard", "reported", "recorded"})
"""*Was quoted as saying*: the subject of the passive speaks."""
_EMPTY = frozenset({"is", "was", "'s", "’s", "be", "been", "seems", "seemed", "appears", "appeared", "remains"})
_CLIMBED = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "acl", "aux", "acomp"})
_HANDED = frozenset({"dobj", "attr", "pobj", "oprd", "conj", "prep", "dative"})
PEOPLE = frozenset({"PERSON", "ORG", "NORP", "GPE"})
"""Types of names that say and do."""
_REACH = 6


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
    """Which length: 0 as parsed; else why it ends earlier, or later (see :mod:`services.nlp.clauses.finding`)."""
    second: bool = False
    """Is the speaker the second guess?"""
    reports: bool = False
    """Is it a plain report of speech: *says that …*, *will tell them that …*; not a thought, a wish, an attitude?"""
    features: list[float] = field(default_factory=list)
    form: Form = "object"
    """Of its content: a clause, a question, an infinitive …"""
    act: Act | None = None
    """Whether it is put into a mouth or a mind; None where it is not a quote by itself."""
    probability: float = 0.0
    """How likely it is an attribution of this length, once that is weighed."""


class Parts:
    """Stretches and sources in one article."""

    def __init__(self, evidence: Evidence) -> None:
        self.reading = evidence.reading
        self.entities = evidence.entities
        self.cues = evidence.cues
        self._candidates = evidence.candidates
        self._sources: dict[int, list[int]] = {}

    def stripped(self, first: int, after: int) -> tuple[int, int] | None:
        """The range without punctuation at its edges and a "that" before it; None when nothing is left."""
        r = self.reading
        words = r.words
        while first < after and (words[first] in _EDGE or not words[first].strip()):
            first += 1
        while after > first and (words[after - 1] in _EDGE or not words[after - 1].strip()):
            after -= 1
        if after - first > 1 and words[first] == "that" and r.tags[first] == "IN":
            first += 1
        return (first, after) if after > first else None

    def ranges(self, head: int, cue: int) -> list[tuple[int, int]]:
        """All that hangs on ``head``, on its side of the cue."""
        r = self.reading
        left, right = r.lefts[head], r.rights[head] + 1
        if left <= cue < right:  # a parse that crosses itself
            left, right = (cue + 1, right) if head > cue else (left, cue)
        part = self.stripped(left, right)
        return [part] if part else []

    def cut(self, first: int, after: int, begin: int, end: int) -> list[tuple[int, int]]:
        """The range without the middle of it that attributes."""
        parts = [self.stripped(first, begin), self.stripped(end, after)]
        return [p for p in parts if p and (p[1] - p[0] > 1 or p == parts[0])]

    def end_of_name(self, token: int) -> int:
        """The last word of the name that the token is a part of, or the token."""
        mention = self.entities.mention_at(token)
        return mention.after - 1 if mention and mention.type == "PERSON" else token

    def person(self, noun: int) -> int:
        """The word that names the source: behind a title the name."""
        if self.reading.tags[noun] in ("NN", "NNP"):
            noun = self._candidates.name_after(noun)
        return self.end_of_name(noun)

    def sources(self, verb: int) -> list[int]:
        """The heads of who does what the verb says: its own subject, its agent, or the subject it shares.

        Where two are likely, both, the likelier first: *issued a statement saying*.
        """
        found = self._sources.get(verb)
        if found is None:
            found = self._sources[verb] = list(dict.fromkeys(s for s in self._climb(verb) if s >= 0))[:2]
        return found

    def _climb(self, verb: int) -> list[int]:
        r = self.reading
        found: list[int] = []
        at = verb
        for _ in range(_REACH):
            own = self._own(at, verb)
            if own is not None:
                return found + own
            dep, head = r.deps[at], r.heads[at]
            if head == at or dep not in _CLIMBED:
                return found
            if dep == "acl" and r.tags[head][0] in "NP":
                return found + self._modified(verb, at, head)
            if dep == "xcomp":
                found += self._hearer(at, head)
            at = head
        return found

    def _own(self, at: int, verb: int) -> list[int] | None:
        """The subject or the agent of a verb itself; none where it is an empty *it*."""
        r = self.reading
        passive = agent = -1
        subjects: list[int] = []
        for child in r.children[at]:
            if r.deps[child] == "nsubj":
                subjects.insert(0, child)  # datelines and headlines stand before the real one
            elif r.deps[child] in SUBJECTS:
                passive = child
            elif r.deps[child] == "agent":
                agent = next((g for g in r.children[child] if r.deps[g] == "pobj"), -1)
        if subjects:
            if r.words[subjects[0]] == "it" and r.words[at] in _EMPTY:
                return []
            relative = r.words[subjects[0]] == "that" and r.deps[at] == "relcl"
            return [self.person(s) for s in [*subjects, *([r.heads[at]] if relative else [])]]
        if agent >= 0 and at == verb:
            return [self.person(agent)]
        if passive < 0:
            return None
        told = at != verb and (r.words[at] in QUOTED or r.deps[passive] == "nsubjpass")
        return [self.person(passive)] if told else []

    def _modified(self, verb: int, at: int, noun: int) -> list[int]:
        """Whose words they are that a noun carries: *a statement saying that …*, *her plan to ask …*."""
        r = self.reading
        if r.tags[at] == "VBD":
            return [self.person(noun)]
        issuers = self.possessors(noun) or self.governors(noun)
        if r.tags[at] == "VBG" and at < r.rights[noun] + 1:
            carried = self.cues.is_content_noun(noun) and "show" not in self.cues.verb_classes(verb)
            return [*issuers[:1], self.person(noun)] if carried else [self.person(noun), *issuers[:1]]
        return issuers

    def objects(self, preposition: int) -> list[int]:
        """What stands behind a preposition: *against [the plan]*, *against [building it]*."""
        r = self.reading
        return [child for child in r.children[preposition] if r.deps[child] in ("pobj", "pcomp")]

    def possessors(self, noun: int) -> list[int]:
        """*Her* plan, the *mayor's* plan."""
        r = self.reading
        return [self.end_of_name(c) for c in r.children[noun] if r.deps[c] == "poss"]

    def governors(self, noun: int) -> list[int]:
        """Who does something with the thing: *she* made a plan, *she* came with a plan."""
        r = self.reading
        at = noun
        for _ in range(_REACH):
            if r.tags[at][0] == "V":
                own = self._own(at, at)
                if own is not None:
                    return own
                climbs = r.deps[at] in _CLIMBED
            else:
                climbs = r.deps[at] in _HANDED
            if not climbs or r.heads[at] == at:
                return []
            at = r.heads[at]
        return []

    def _hearer(self, verb: int, above: int) -> list[int]:
        """Who is told to do something does it: *led her to declare*, but not: *used the case to argue*."""
        r = self.reading
        for child in r.children[above]:
            if above < child < verb and r.deps[child] in ("dobj", "dative"):
                mention = self.entities.mention_at(child)
                if r.tags[child] == "PRP" or (mention and mention.type in PEOPLE):
                    return [self.person(child)]
        return []
