"""Clauses of verbs: what somebody says, calls, wants, praises, decides, or is made to feel."""

from __future__ import annotations

from collections.abc import Iterator

from services.nlp.clauses.clause_sources import QUOTED, ClauseSources
from services.nlp.clauses.clause_spans import Clause, ClauseSpans
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import CLOSING, SUBJECTS
from services.nlp.speakers.evidence import Evidence

_COMPLEMENTS = {"ccomp": "complement", "xcomp": "infinitive", "dobj": "object", "pcomp": "gerund", "oprd": "predicate"}
_SOURCELESS = frozenset({"complement", "infinitive"})
"""Ways in which a content may hang on a verb that nobody does: *it is clear that …*."""
_WIDENING = frozenset({"prep", "xcomp", "ccomp", "oprd", "dobj", "acomp", "advcl", "acl", "dative", "attr"})
_WIDENED = frozenset({"dobj", "oprd", "ccomp", "xcomp", "dative", "nsubj", "prep"})
_PASSED = frozenset({"xcomp", "ccomp", "prep", "oprd", "dobj", "advcl"})
_MAIN = frozenset({"parataxis", "ccomp", "advcl", "ROOT", "conj", "dep"})
_RELATIVES = frozenset({"that", "which", "who", "whom", "what"})
_BEGINNING = frozenset(
    {"he", "she", "they", "we", "i", "it", "there", "the", "a", "his", "her", "their", "this", "these"}
)
"""Words that begin a clause behind a hearer without an article: *told pals he wants out*."""
_CALLING = frozenset(
    {"call", "called", "calls", "calling", "ask", "asked", "asks", "asking"}
    | {"plead", "pleaded", "appeal", "appealed", "pray", "prayed"}
)
_HEARER = frozenset({"DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "CD", "POS"})
_REACH = 16
"""Tokens within which *to* follows *called for*."""
_OBJECTS = frozenset({"dobj", "ccomp", "oprd"})


class VerbClauses:
    """Finds the clauses of verbs in one article."""

    def __init__(self, evidence: Evidence, sources: ClauseSources) -> None:
        self._r = evidence.reading
        self._cues = evidence.cues
        self._entities = evidence.entities
        self._spans = ClauseSpans(evidence.reading)
        self._sources = sources

    def of_verb(self, cue: int) -> list[Clause]:
        """Return the clauses of one verb, by its likeliest source."""
        r = self._r
        classes, attitudes = self._cues.verb_classes(cue), self._cues.attitude_classes(cue)
        listed = bool(classes or attitudes)
        sources = self._sources.of_verb(cue)
        speaker = sources[0] if sources else -1
        clauses: list[Clause] = []
        subject = agent = thing = -1
        for child in r.children[cue]:
            dep = r.deps[child]
            way = _COMPLEMENTS.get(dep)
            if dep == "advcl" and "ask" in classes and self._is_asked(cue, child):
                way = "complement"
            if dep == "nsubjpass":
                subject = child
            elif dep == "agent":
                agent = child
            elif dep in SUBJECTS:
                thing = child
            elif way and (listed or way == "complement") and (speaker >= 0 or way in _SOURCELESS):
                clauses.append(Clause(cue, speaker, self._spans.ranges(child, cue), way, child))
            elif dep == "prep" and listed and speaker >= 0:
                clauses += self._oblique(cue, child, speaker)
        if not listed:
            return clauses
        if speaker >= 0 and r.words[cue] in _CALLING:
            clauses += self._called(cue, speaker)
        if speaker >= 0:
            clauses += self._wide(cue, speaker)
            if "tell" in classes or "ask" in classes:
                clauses += self._heard(cue, speaker)
        if subject >= 0:
            clauses += self._passive(cue, subject, agent, speaker)
        clauses += self._reduced(cue, agent)
        if "affect" in attitudes and thing >= 0:
            clauses += self._affects(cue, thing)
        if r.deps[cue] in ("relcl", "acl") and speaker >= 0:
            clauses += self._relative(cue, speaker)
        if speaker >= 0 and r.deps[cue] in _MAIN:
            around = self._around(cue, speaker)
            if around:
                clauses.append(around)
            elif classes & SPEAKING:
                clauses += self._rest(cue, speaker)
        return clauses

    def _is_asked(self, cue: int, child: int) -> bool:
        """Return whether a clause that a parser takes for a condition is a question: *asked if it rained*."""
        r, first = self._r, self._r.lefts[child]
        near = all(r.tags[i] in _HEARER for i in range(cue + 1, first))
        return cue < first and near and r.words[first] in ("if", "whether")

    def _oblique(self, cue: int, preposition: int, speaker: int) -> Iterator[Clause]:
        """Return what stands behind a preposition: *voted against [the plan]*."""
        r = self._r
        for one in (preposition, *(c for c in r.children[preposition] if r.deps[c] == "prep")):  # came out against it
            for thing in self._spans.objects(one):
                yield Clause(cue, speaker, self._spans.ranges(thing, cue), "oblique", thing)

    def _wide(self, cue: int, speaker: int) -> list[Clause]:
        """Return all from the first complement to the end of a later one.

        *Called [the plan "a joke"]*, *urged [them to go]*.
        """
        r = self._r
        clauses: list[Clause] = []
        right = [c for c in r.children[cue] if c > cue and r.deps[c] not in ("punct", "advmod", "npadvmod", "prt")]
        if not right or r.deps[right[0]] not in _WIDENED:
            return clauses
        first = r.lefts[right[0]]
        if r.deps[right[0]] == "prep":  # agreed on [Monday to do so] is none, but referred to [her as a devil]
            first = right[0] + 1
        speaks = bool(self._cues.verb_classes(cue) & SPEAKING)
        for child in right[1:4]:
            if r.deps[child] not in _WIDENING or (speaks and r.deps[child] == "ccomp"):
                break
            part = self._spans.stripped(first, r.rights[child] + 1)
            if part:
                clauses.append(Clause(cue, speaker, [part], "wide", child))
        return clauses

    def _called(self, cue: int, speaker: int) -> list[Clause]:
        """Return what somebody is called on to do, if it follows *for*: *called for [the minister to go]*."""
        r = self._r
        if cue + 1 >= len(r) or r.words[cue + 1] != "for":
            return []
        for to in range(cue + 3, min(len(r) - 1, cue + _REACH)):
            if r.words[to] in (",", ".", ";", ":") or r.tags[to] in ("VBD", "VBZ", "VBP", "MD"):
                return []
            if r.tags[to] == "TO":
                verb = r.heads[to] if r.tags[r.heads[to]][0] == "V" else to + 1
                if r.deps[verb] == "acl" and r.tags[r.heads[verb]] == "NN" and not self._is_hearer(r.heads[verb]):
                    return []  # called for an effort to end it
                part = self._spans.stripped(cue + 2, r.rights[verb] + 1)
                return [Clause(cue, speaker, [part], "wide", verb)] if part and part[0] <= verb < part[1] else []
        return []

    def _is_hearer(self, noun: int) -> bool:
        return self._sources.is_somebody(self._sources.person(noun))

    def _heard(self, cue: int, speaker: int) -> list[Clause]:
        """Return what follows the hearer, whom parsers take for a part of it: *told host Ann Lee [it rained]*."""
        r = self._r
        after = r.sentence_span(r.sentences[cue])[1]
        for token in range(cue + 1, min(after, cue + 5)):
            mention = self._entities.mention_at(token)
            if mention and mention.type in ("PERSON", "ORG", "NORP"):
                part = self._spans.stripped(mention.after, after)
                return [Clause(cue, speaker, [part], "heard", cue)] if part and part[1] - part[0] > 2 else []
            if token > cue + 1 and r.words[token] in _BEGINNING and r.tags[token - 1] in ("NN", "NNS", "NNP", "NNPS"):
                part = self._spans.stripped(token, after)
                return [Clause(cue, speaker, [part], "heard", cue)] if part and part[1] - part[0] > 2 else []
            if r.tags[token] not in ("DT", "JJ", "NN", "NNP", "NNS", "PRP$"):
                break
        return []

    def _passive(self, cue: int, subject: int, agent: int, speaker: int) -> list[Clause]:
        """Return the clauses of a passive: *he was praised by Ann Lee*; said by nobody: *he is expected to go*."""
        r = self._r
        own = self._spans.stripped(r.lefts[subject], r.rights[subject] + 1)
        if not own or own[1] > cue:
            return []
        if r.words[cue] in QUOTED:
            return []
        if agent >= 0:
            return [Clause(cue, speaker, [own], "passive", subject)] if speaker >= 0 else []
        clauses = []
        mental = self._cues.is_mental(cue)
        for child, part in self._passed(cue):
            if part:
                whole = [part] if r.words[subject] == "it" else [own, part]  # it is feared that …
                clauses.append(Clause(cue, -1, whole, "unsourced", child))
            if mental:  # she was worried about the loss
                clauses += self._felt(cue, child, self._sources.person(subject))
        return clauses

    def _passed(self, cue: int) -> Iterator[tuple[int, tuple[int, int] | None]]:
        """Return the heads of what follows a passive verb, each with its range where that stands behind the verb."""
        r = self._r
        for child in r.children[cue]:
            if child > cue and r.deps[child] in _PASSED:
                part = self._spans.stripped(r.lefts[child], r.rights[child] + 1)
                yield child, part if part and part[0] > cue else None

    def _felt(self, cue: int, child: int, speaker: int) -> Iterator[Clause]:
        """Return what somebody feels: *she was worried about [the loss]*."""
        if self._r.deps[child] == "prep":
            for thing in self._spans.objects(child):
                yield Clause(cue, speaker, self._spans.ranges(thing, cue), "about", thing)
        else:
            yield Clause(cue, speaker, self._spans.ranges(child, cue), "adjective", child)

    def _reduced(self, cue: int, agent: int) -> list[Clause]:
        """Return the clauses of a passive without its verb: *the law, opposed by Ann Lee*; *a move seen as a joke*."""
        r = self._r
        noun = r.heads[cue]
        if r.deps[cue] != "acl" or r.tags[cue] != "VBN" or noun > cue:
            return []
        own = self._spans.stripped(r.lefts[noun], r.lefts[cue])
        if not own:
            return []
        if agent >= 0:
            agents = [self._sources.person(g) for g in r.children[agent] if r.deps[g] == "pobj"]
            return [Clause(cue, s, [own], "passive", noun) for s in agents[:1]]
        return [Clause(cue, -1, [own, part], "unsourced", child) for child, part in self._passed(cue) if part]

    def _affects(self, cue: int, thing: int) -> Iterator[Clause]:
        """Return the subject as what the object thinks of: *[the move] angered farmers*."""
        r = self._r
        part = self._spans.stripped(r.lefts[thing], r.rights[thing] + 1)
        for child in r.children[cue]:
            if r.deps[child] == "dobj" and child > cue and part:
                yield Clause(cue, self._sources.person(child), [part], "affects", thing)

    def _relative(self, cue: int, speaker: int) -> Iterator[Clause]:
        """Return what the relative clause hangs on as its object: *[the plan] that they opposed*."""
        r = self._r
        noun = r.heads[cue]
        taken = any(r.deps[c] in _OBJECTS and r.words[c] not in _RELATIVES for c in r.children[cue])
        if noun >= cue or taken or not noun < speaker < cue or r.tags[speaker][0] == "W":
            return
        first = r.lefts[cue]
        part = self._spans.stripped(r.lefts[noun], first)
        if part:
            yield Clause(cue, speaker, [part], "relative", noun)
        if r.words[first] in _RELATIVES and first < speaker:
            yield Clause(cue, speaker, [(first, first + 1)], "relative", first)

    def _rest(self, cue: int, speaker: int) -> list[Clause]:
        """Return all that follows a verb of speaking, where nothing hangs on it in the parse."""
        r = self._r
        if speaker > cue or any(r.deps[c] == "ccomp" and c > cue for c in r.children[cue]):
            return []
        if r.words[r.lefts[speaker] - 1] in CLOSING and r.words[cue + 1 : cue + 2] == [","]:
            return []  # “…!” Lee declared, a point he likes to make
        after = r.sentence_span(r.sentences[cue])[1]
        that = next(
            (i for i in range(cue + 1, min(after, cue + 16)) if r.words[i] == "that" and r.tags[i] == "IN"), cue
        )
        part = self._spans.stripped(that + 1, after)
        return [Clause(cue, speaker, [part], "rest", cue)] if part and part[1] - part[0] > 2 else []

    def _around(self, cue: int, speaker: int) -> Clause | None:
        """Return the sentence less the words that attribute it: *The plan, she said, will work.*"""
        r = self._r
        first, after = r.sentence_span(r.sentences[cue])
        inner = [c for c in r.children[cue] if r.deps[c] not in ("ccomp", "conj", "cc", "punct", "advcl")]
        begin = min([cue, *(r.lefts[c] for c in inner)])
        end = max([cue, *(r.rights[c] for c in inner)]) + 1
        if speaker > cue == self._r.heads[speaker] and self._sources.parenthetic(cue) == speaker:
            begin, end = cue, r.rights[speaker] + 1  # the film, wrote one critic, is “a mess”
        if begin == first and speaker < cue:  # The dust, Ann Lee says, is young: a parser hangs the dust on says
            begin = next((i + 1 for i in range(speaker - 1, first, -1) if r.words[i] == ","), begin)
        if end - begin > 25 or not begin <= speaker < end:
            return None
        before = begin > first and r.words[begin - 1] in (",", "—", "–", "”", '"', "-", "--", "''")
        behind = end < after and r.words[end] in (",", "—", "–", "-", "--", ".", "\n\n", "\n")
        if not before or not (behind or end == after):
            return None
        return Clause(cue, speaker, self._spans.without(first, after, begin, end), "around", r.heads[cue])
