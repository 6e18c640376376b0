"""Sources of reported clauses: who does what a verb says, and whose a noun is."""

from __future__ import annotations

from services.nlp.lexicon import personal_names, word_lists
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import SUBJECTS
from services.nlp.speakers.evidence import Evidence

QUOTED = frozenset({"quoted", "cited", "heard", "reported", "recorded"})
"""*Was quoted as saying*: the subject of the passive speaks."""

PEOPLE = frozenset({"PERSON", "ORG", "NORP", "GPE"})
"""Types of names that say and do."""

QUOTING = frozenset({"quoted", "quotes", "quoting", "cited", "cites", "citing"})
"""*Quoted Ann Lee as saying*: the object of the active speaks."""

_EMPTY = frozenset({"is", "was", "'s", "’s", "be", "been", "seems", "seemed", "appears", "appeared", "remains"})
_SUBJECTIVE = frozenset({"he", "she", "they", "we", "i"})
_OBJECTIVE = frozenset({"him", "her", "them", "me", "us"})
_CLIMBED = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "acl", "aux", "acomp"})
_HANDED = frozenset({"dobj", "attr", "pobj", "oprd", "conj", "prep", "dative"})
_PUT = frozenset({"asked", "told", "questioned", "pressed", "quizzed"})
"""Participles of those who are spoken to."""
_QUESTIONS = frozenset(
    {"if", "whether", "what", "why", "how", "when", "where", "who", "which", "about", "on", "to", "that"}
)
_SOURCES = frozenset({"police", "source", "sources", "insiders", "locals"})
_ENDING = frozenset({",", "”", '"', "''", "’", "?", "!"})
_PARTICLES = frozenset({"in", "back", "on", "up"})
_TITLES = 4
"""Words of a title between a body and its officer at most."""
_REACH = 6
"""Steps up the parse at most."""


class ClauseSources:
    """Sources in one article, each a token: the head word, or the last word of a name."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._entities = evidence.entities
        self._cues = evidence.cues
        self._candidates = evidence.candidates
        self._by_verb: dict[int, list[int]] = {}

    def end_of_name(self, token: int) -> int:
        """Return the last word of the person's name that the token is a part of, or else the token."""
        mention = self._entities.mention_at(token)
        return mention.after - 1 if mention and mention.type == "PERSON" else token

    def is_person(self, token: int) -> bool:
        """Return whether a token is of a person's name, or a pronoun for one."""
        mention = self._entities.mention_at(token)
        return self._r.words[token] in _OBJECTIVE or (mention is not None and mention.type == "PERSON")

    def may_speak(self, token: int) -> bool:
        """Return whether a source is somebody, a body or a text; results and events make much clear."""
        return "noun:text" in word_lists.of_noun("acts.tsv", self._r.words[token]) or self.is_somebody(token)

    def is_somebody(self, token: int) -> bool:
        """Return whether a source is a person or a body, by name, pronoun or description."""
        mention, word = self._entities.mention_at(token), self._r.words[token]
        if word in _SUBJECTIVE or word == "who" or (mention is not None and mention.type in PEOPLE):
            return True
        classes = personal_names.title_classes(word) | personal_names.title_classes(word.removesuffix("s"))
        return bool(classes) or word in _SOURCES

    def per(self, cue: int) -> int:
        """Return the source that *per* names behind a comma or before a sentence, or -1: *…, per the report*."""
        r = self._r
        begin = cue - 1 if r.words[cue - 1 : cue] == ["as"] else cue
        source = next((c for c in r.children[cue] if r.deps[c] == "pobj"), -1)
        apart = begin == r.sentence_span(r.sentences[cue])[0] or r.words[begin - 1] in _ENDING
        if r.tags[cue] != "IN" or source < 0 or not apart:
            return -1
        named = self.person(source)
        definite = r.tags[named] != "NN" or any(r.deps[c] in ("det", "poss", "compound") for c in r.children[named])
        return named if definite and self.may_speak(named) else -1

    def person(self, noun: int) -> int:
        """Return the word that names the source: behind a title the name."""
        if self._r.tags[noun] in ("NN", "NNP"):
            noun = self._candidates.name_after(noun)
        officer = self._officer(noun)
        return self.end_of_name(noun) if officer < 0 else officer

    def _officer(self, noun: int) -> int:
        """Return the last word of the name of a body's officer, or -1: *the Coral Institute (CI) director Ann Lee*."""
        r, body = self._r, self._entities.mention_at(noun)
        if body is None or body.type != "ORG":
            return -1
        at = body.after
        if r.words[at : at + 1] == ["("] and r.words[at + 2 : at + 3] == [")"]:
            at += 3
        titles = at
        while at < min(len(r), titles + _TITLES) and personal_names.title_classes(r.words[at]):
            at += 1
        named = self._entities.mention_at(at) if titles < at < len(r) else None
        return named.after - 1 if named and named.type == "PERSON" and named.first == at else -1

    def of_verb(self, verb: int) -> list[int]:
        """Return who does what the verb says: its own subject, its agent, or the subject it shares.

        Where two are likely, both, the likelier first: *issued a statement saying*.
        """
        sources = self._by_verb.get(verb)
        if sources is None:
            climbed = [] if self._is_questioned(verb) else [s for s in self._climb(verb) if s >= 0]
            parenthetic = self.parenthetic(verb)
            sources = [parenthetic] if parenthetic >= 0 else list(dict.fromkeys(climbed))[:2]
            sources = sources or self._beside(verb) or self._inverted(verb) or self._answering(verb)
            self._by_verb[verb] = sources
        return sources

    def possessors(self, noun: int) -> list[int]:
        """Return the owners of a noun: *her* plan, the *mayor's* plan."""
        r = self._r
        return [self.end_of_name(c) for c in r.children[noun] if r.deps[c] == "poss"]

    def subjects_above(self, noun: int) -> list[int]:
        """Return who does something with the thing: *she* made a plan, *she* came with a plan."""
        r = self._r
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

    def _is_questioned(self, verb: int) -> bool:
        """Return whether it is the hearer whom a participle tells of: *asked if it rained, he laughed*."""
        r = self._r
        if r.words[verb] not in _PUT or r.tags[verb] not in ("VBN", "VBD") or verb + 1 == len(r):
            return False
        if r.words[verb + 1] not in _QUESTIONS:
            return False
        if r.words[verb - 1 : verb] == [","] and any(
            r.deps[c] in SUBJECTS and "," not in r.words[r.lefts[c] : verb - 1] for c in r.children[verb] if c < verb
        ):
            return True  # Lee, asked what came next, said …: a parser takes asked for his verb
        own = (*SUBJECTS, "agent", "dobj", "dative", "aux")
        return r.deps[verb] in ("advcl", "acl") and not any(r.deps[c] in own for c in r.children[verb])

    def _answering(self, verb: int) -> list[int]:
        """Return whom the question before a verb was put to, who answers it: *[Lee], asked why, said …*."""
        r = self._r
        near = (*(c for c in r.children[verb] if c < verb), *(h for h in (r.heads[verb],) if h < verb))
        put = next((c for c in near if r.words[c - 1 : c] == [","] and self._is_questioned(c)), -1)
        if put < 0 or r.words[verb - 1] != ",":
            return []
        return [self.person(c) for c in r.children[put] if r.deps[c] in SUBJECTS and c < put][:1]

    def _inverted(self, verb: int) -> list[int]:
        """Return the subject behind a verb: *“…,” chimes in his brother*; *…, warns Director Lee*."""
        r = self._r
        classes = self._cues.verb_classes(verb)
        bare = not any(r.deps[c] in (*SUBJECTS, "aux", "auxpass", "agent") for c in r.children[verb])
        finite = r.tags[verb] in ("VBD", "VBZ") or (r.tags[verb] == "VBN" and r.deps[verb] == "ROOT" and bare)
        if not finite or not classes & (SPEAKING | {"manner"}) or "tell" in classes:
            return []
        if verb == 0 or r.words[verb - 1] not in _ENDING:
            return []
        behind = [c for c in r.children[verb] if c > verb]
        nouns = [c for c in behind if r.deps[c] == "dobj"]
        nouns += [g for c in behind if c == verb + 1 and r.words[c] in _PARTICLES for g in r.children[c]]
        return [self.person(c) for c in nouns[:1] if r.tags[c][0] in "NP"]

    def parenthetic(self, verb: int) -> int:
        """Return the subject behind a verb between two commas, or -1: *the film, wrote one critic, is “a mess”*."""
        r = self._r
        classes = self._cues.verb_classes(verb)
        if r.tags[verb] not in ("VBD", "VBZ") or not classes & SPEAKING or classes & {"tell", "ask", "loose"}:
            return -1
        behind = next((c for c in r.children[verb] if c > verb and r.deps[c] in ("dobj", *SUBJECTS)), -1)
        if (
            behind < 0
            or r.words[verb - 1 : verb] != [","]
            or r.words[r.rights[behind] + 1 : r.rights[behind] + 2] != [","]
        ):
            return -1
        speaker = self.person(behind)
        return speaker if r.lefts[behind] == verb + 1 and self.is_somebody(speaker) else -1

    def _beside(self, verb: int) -> list[int]:
        """Return the name or pronoun right before a finite verb of speaking, which a parser hung elsewhere."""
        r = self._r
        if r.tags[verb] not in ("VBD", "VBZ") or not self._cues.verb_classes(verb) & SPEAKING:
            return []
        at = verb - 1
        while at > 0 and r.tags[at] == "RB":
            at -= 1
        mention = self._entities.mention_at(at)
        named = mention is not None and mention.type in PEOPLE
        return [self.end_of_name(at)] if at >= 0 and (named or r.words[at] in _SUBJECTIVE) else []

    def _climb(self, verb: int) -> list[int]:
        """Return the sources of a verb, up the parse to the first verb that has a subject of its own."""
        r = self._r
        sources: list[int] = []
        at = verb
        for _ in range(_REACH):
            own = self._own(at, verb)
            if own is not None:
                return sources + own
            dep, head = r.deps[at], r.heads[at]
            if head == at or dep not in _CLIMBED:
                return sources
            if dep == "acl" and r.tags[head][0] in "NP":
                return sources + self._modified(verb, at, head)
            if dep == "xcomp":
                sources += self._hearer(at, head)
            if dep == "advcl" and at == verb and self._is_added(at, head):
                head = r.heads[head]  # warned that the schools had closed early, [noting] that it rained
            if dep == "prep" and r.words[at] == "as" and r.words[head] in QUOTING:
                sources += self._hearer(at, head)
            at = self._outside(head) if dep == "conj" and not self._candidates.inside[verb] else head
        return sources

    def _outside(self, token: int) -> int:
        """Return a word outside of marks that a word in them hangs on: *[said], “It rained,” and added that …*."""
        r = self._r
        while self._candidates.inside[token] and r.heads[token] != token:
            token = r.heads[token]
        return token

    def _is_added(self, verb: int, above: int) -> bool:
        """Return whether a participle of speaking goes on with what somebody said, and hangs on that in the parse."""
        r = self._r
        if r.tags[verb] != "VBG" or not self._cues.verb_classes(verb) & SPEAKING or r.words[verb - 1] != ",":
            return False
        reports = r.deps[above] == "ccomp" and self._cues.verb_classes(r.heads[above]) & SPEAKING
        return bool(reports) and r.heads[above] < above < verb

    def _own(self, at: int, verb: int) -> list[int] | None:
        """Return the subject or the agent of a verb itself; an empty list where it is an empty *it*."""
        r = self._r
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
        speaks = at != verb and (r.words[at] in QUOTED or r.deps[passive] == "nsubjpass")
        return [self.person(passive)] if speaks else []

    def _modified(self, verb: int, at: int, noun: int) -> list[int]:
        """Return whose words a noun carries: *a statement saying that …*, *her plan to ask …*."""
        r = self._r
        if r.tags[at] == "VBD":
            objects = any(r.deps[c] in ("dobj", "oprd", "ccomp") and c > at for c in r.children[at])
            listed = self.subjects_above(noun) if objects and r.words[at - 1] == "," else []
            return listed or [self.person(noun)]  # he asked about the club, [called] Lee a fraud and left
        issuers = self.possessors(noun) or self.subjects_above(noun)
        if r.tags[at] == "VBG" and at < r.rights[noun] + 1:
            carried = self._cues.is_content_noun(noun) and "show" not in self._cues.verb_classes(verb)
            return [*issuers[:1], self.person(noun)] if carried else [self.person(noun), *issuers[:1]]
        return issuers

    def _hearer(self, verb: int, above: int) -> list[int]:
        """Return who is told to do something: *led her to declare*; nobody in: *used the case to argue*."""
        r = self._r
        for child in r.children[above]:
            if above < child < verb and r.deps[child] in ("dobj", "dative"):
                mention = self._entities.mention_at(child)
                if r.tags[child] == "PRP" or (mention and mention.type in PEOPLE):
                    return [self.person(child)]
        return []
