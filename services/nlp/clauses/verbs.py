"""Clauses that hang on a verb: what somebody says, calls, wants, praises, decides, or is made to feel."""

from __future__ import annotations

from collections.abc import Iterator

from services.nlp.clauses.clause_spans import QUOTED, Clause, Parts
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import SUBJECTS

_COMPLEMENTS = {"ccomp": "complement", "xcomp": "infinitive", "dobj": "object", "pcomp": "gerund", "oprd": "predicate"}
_SOURCELESS = frozenset({"complement", "infinitive"})
"""Ways in which a content may hang on a verb that nobody does: *it is clear that …*."""
_WIDENING = frozenset({"prep", "xcomp", "ccomp", "oprd", "dobj", "acomp", "advcl", "acl", "dative", "attr"})
_WIDENED = frozenset({"dobj", "oprd", "ccomp", "xcomp", "dative", "nsubj", "prep"})
_PASSED = frozenset({"xcomp", "ccomp", "prep", "oprd", "dobj", "advcl"})
_MAIN = frozenset({"parataxis", "ccomp", "advcl", "ROOT", "conj", "dep"})
_RELATIVES = frozenset({"that", "which", "who", "whom", "what"})
_NOMINATIVE = frozenset(
    {"he", "she", "they", "we", "i", "it", "there", "the", "a", "his", "her", "their", "this", "these"}
)
_CALLING = frozenset(
    {
        "call",
        "called",
        "calls",
        "calling",
        "ask",
        "asked",
        "asks",
        "asking",
        "plead",
        "pleaded",
        "appeal",
        "appealed",
        "pray",
        "prayed",
    }
)
_OBJECTS = frozenset({"dobj", "ccomp", "oprd"})


class VerbClauses:
    """Finds them in one article."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._r = parts.reading
        self._cues = parts.cues

    def of(self, cue: int) -> list[Clause]:
        """The clauses of one verb; the speaker is the likeliest source."""
        r, parts = self._r, self._parts
        kinds, attitudes = self._cues.verb_classes(cue), self._cues.attitude_classes(cue)
        listed = bool(kinds or attitudes)
        sources = parts.sources(cue)
        speaker = sources[0] if sources else -1
        found: list[Clause] = []
        subject = agent = thing = -1
        for child in r.children[cue]:
            dep = r.deps[child]
            way = _COMPLEMENTS.get(dep)
            if dep == "nsubjpass":
                subject = child
            elif dep == "agent":
                agent = child
            elif dep in SUBJECTS:
                thing = child
            elif way and (listed or way == "complement") and (speaker >= 0 or way in _SOURCELESS):
                found.append(Clause(cue, speaker, parts.ranges(child, cue), way, child))
            elif dep == "prep" and listed and speaker >= 0:
                found += self._oblique(cue, child, speaker)
        if not listed:
            return found
        if speaker >= 0 and r.words[cue] in _CALLING:
            found += self._called(cue, speaker)
        if speaker >= 0:
            found += self._wide(cue, speaker)
            if "tell" in kinds or "ask" in kinds:
                found += self._heard(cue, speaker)
        if subject >= 0:
            found += self._passive(cue, subject, agent, speaker)
        found += self._reduced(cue, agent)
        if "affect" in attitudes and thing >= 0:
            found += self._affects(cue, thing)
        if r.deps[cue] in ("relcl", "acl") and speaker >= 0:
            found += self._relative(cue, speaker)
        if speaker >= 0 and r.deps[cue] in _MAIN:
            around = self._around(cue, speaker)
            if around:
                found.append(around)
            elif kinds & SPEAKING:
                found += self._rest(cue, speaker)
        return found

    def _oblique(self, cue: int, preposition: int, speaker: int) -> Iterator[Clause]:
        r, parts = self._r, self._parts
        for one in (preposition, *(c for c in r.children[preposition] if r.deps[c] == "prep")):  # came out against it
            for thing in parts.objects(one):
                yield Clause(cue, speaker, parts.ranges(thing, cue), "oblique", thing)

    def _wide(self, cue: int, speaker: int) -> list[Clause]:
        """From the first complement to the end of a later one: *called [the plan "a joke"]*, *urged [them to go]*."""
        r = self._r
        found: list[Clause] = []
        right = [c for c in r.children[cue] if c > cue and r.deps[c] not in ("punct", "advmod", "npadvmod", "prt")]
        if not right or r.deps[right[0]] not in _WIDENED:
            return found
        first = r.lefts[right[0]]
        if r.deps[right[0]] == "prep":  # agreed on [Monday to do so] is none, but referred to [her as a devil]
            first = right[0] + 1
        speaks = bool(self._cues.verb_classes(cue) & SPEAKING)
        for child in right[1:4]:
            if r.deps[child] not in _WIDENING or (speaks and r.deps[child] == "ccomp"):
                break
            part = self._parts.stripped(first, r.rights[child] + 1)
            if part:
                found.append(Clause(cue, speaker, [part], "wide", child))
        return found

    def _called(self, cue: int, speaker: int) -> list[Clause]:
        """*Called for [the minister to go]*."""
        r = self._r
        if cue + 1 >= len(r) or r.words[cue + 1] != "for":
            return []
        for to in range(cue + 3, min(len(r) - 1, cue + 16)):
            if r.words[to] in (",", ".", ";", ":") or r.tags[to] in ("VBD", "VBZ", "VBP", "MD"):
                return []
            if r.tags[to] == "TO":
                verb = r.heads[to] if r.tags[r.heads[to]][0] == "V" else to + 1
                part = self._parts.stripped(cue + 2, r.rights[verb] + 1)
                return [Clause(cue, speaker, [part], "wide", verb)] if part and part[0] <= verb < part[1] else []
        return []

    def _heard(self, cue: int, speaker: int) -> list[Clause]:
        """What follows the hearer, whom parsers take for a part of it: *told host Ann Lee [a loss was likely]*."""
        r = self._r
        after = r.sentence_span(r.sentences[cue])[1]
        for token in range(cue + 1, min(after, cue + 5)):
            mention = self._parts.entities.mention_at(token)
            if mention and mention.type in ("PERSON", "ORG", "NORP"):
                part = self._parts.stripped(mention.after, after)
                return [Clause(cue, speaker, [part], "heard", cue)] if part and part[1] - part[0] > 2 else []
            if token > cue + 1 and r.words[token] in _NOMINATIVE and r.tags[token - 1] in ("NN", "NNS", "NNP", "NNPS"):
                part = self._parts.stripped(token, after)
                return [Clause(cue, speaker, [part], "heard", cue)] if part and part[1] - part[0] > 2 else []
            if r.tags[token] not in ("DT", "JJ", "NN", "NNP", "NNS", "PRP$"):
                break
        return []

    def _passive(self, cue: int, subject: int, agent: int, speaker: int) -> list[Clause]:
        """*He was praised by Ann Lee*; and with nobody to say it: *he is expected to go*."""
        r = self._r
        own = self._parts.stripped(r.lefts[subject], r.rights[subject] + 1)
        if not own or own[1] > cue:
            return []
        if r.words[cue] in QUOTED:
            return []
        if agent >= 0:
            return [Clause(cue, speaker, [own], "passive", subject)] if speaker >= 0 else []
        found = []
        mental = self._cues.is_mental(cue)
        for child, part in self._passed(cue):
            if part:
                whole = [part] if r.words[subject] == "it" else [own, part]  # it is feared that …
                found.append(Clause(cue, -1, whole, "unsourced", child))
            if mental:  # she was worried about the loss
                found += self._felt(cue, child, self._parts.person(subject))
        return found

    def _passed(self, cue: int) -> Iterator[tuple[int, tuple[int, int] | None]]:
        """What follows a passive verb, and the stretch of it, where that stands behind the verb altogether."""
        r = self._r
        for child in r.children[cue]:
            if child > cue and r.deps[child] in _PASSED:
                part = self._parts.stripped(r.lefts[child], r.rights[child] + 1)
                yield child, part if part and part[0] > cue else None

    def _felt(self, cue: int, child: int, speaker: int) -> Iterator[Clause]:
        parts = self._parts
        if self._r.deps[child] == "prep":
            for thing in parts.objects(child):
                yield Clause(cue, speaker, parts.ranges(thing, cue), "about", thing)
        else:
            yield Clause(cue, speaker, parts.ranges(child, cue), "adjective", child)

    def _reduced(self, cue: int, agent: int) -> list[Clause]:
        """A passive without its verb: *the law, opposed by Ann Lee*; *a move seen as a joke*."""
        r = self._r
        noun = r.heads[cue]
        if r.deps[cue] != "acl" or r.tags[cue] != "VBN" or noun > cue:
            return []
        own = self._parts.stripped(r.lefts[noun], r.lefts[cue])
        if not own:
            return []
        if agent >= 0:
            sources = [self._parts.person(g) for g in r.children[agent] if r.deps[g] == "pobj"]
            return [Clause(cue, s, [own], "passive", noun) for s in sources[:1]]
        return [Clause(cue, -1, [own, part], "unsourced", child) for child, part in self._passed(cue) if part]

    def _affects(self, cue: int, thing: int) -> Iterator[Clause]:
        """*[The move] angered farmers*: the object has the attitude."""
        r = self._r
        part = self._parts.stripped(r.lefts[thing], r.rights[thing] + 1)
        for child in r.children[cue]:
            if r.deps[child] == "dobj" and child > cue and part:
                yield Clause(cue, self._parts.person(child), [part], "affects", thing)

    def _relative(self, cue: int, speaker: int) -> Iterator[Clause]:
        """*[The plan] that they opposed*: what the relative clause hangs on is its object."""
        r = self._r
        noun = r.heads[cue]
        taken = any(r.deps[c] in _OBJECTS and r.words[c] not in _RELATIVES for c in r.children[cue])
        if noun >= cue or taken or not noun < speaker < cue or r.tags[speaker][0] == "W":
            return
        first = r.lefts[cue]
        part = self._parts.stripped(r.lefts[noun], first)
        if part:
            yield Clause(cue, speaker, [part], "relative", noun)
        if r.words[first] in _RELATIVES and first < speaker:
            yield Clause(cue, speaker, [(first, first + 1)], "relative", first)

    def _rest(self, cue: int, speaker: int) -> list[Clause]:
        """All that follows a verb of speaking, where the parse found nothing that hangs on it."""
        r = self._r
        if speaker > cue or any(r.deps[c] == "ccomp" and c > cue for c in r.children[cue]):
            return []
        after = r.sentence_span(r.sentences[cue])[1]
        that = next(
            (i for i in range(cue + 1, min(after, cue + 16)) if r.words[i] == "that" and r.tags[i] == "IN"), cue
        )
        part = self._parts.stripped(that + 1, after)
        return [Clause(cue, speaker, [part], "rest", cue)] if part and part[1] - part[0] > 2 else []

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
        return Clause(cue, speaker, self._parts.cut(first, after, begin, end), "around", r.heads[cue])
