"""Clauses of nouns and adjectives: *her claim that …*, *criticism of …*, *critics of …*, *sure that …*."""

from __future__ import annotations

from collections.abc import Iterator

from services.nlp.clauses.clause_sources import PEOPLE, ClauseSources
from services.nlp.clauses.clause_spans import Clause, ClauseSpans
from services.nlp.parse.reading import SUBJECTS
from services.nlp.speakers.evidence import Evidence

_COPULAS = frozenset({"attr", "acomp", "oprd"})
_MAKING = frozenset({"make", "makes", "made", "making"})
_BE = frozenset({"is", "was", "has", "be", "been", "'s", "’s"})
_NO_CONTENT = frozenset({"by", "from", "in"})


class NounClauses:
    """Finds the clauses of nouns and adjectives in one article."""

    def __init__(self, evidence: Evidence, sources: ClauseSources) -> None:
        self._r = evidence.reading
        self._entities = evidence.entities
        self._cues = evidence.cues
        self._spans = ClauseSpans(evidence.reading)
        self._sources = sources

    def of_noun(self, cue: int) -> list[Clause]:
        """Return the clauses of one noun, by its likeliest source."""
        r = self._r
        classes = self._cues.noun_classes(cue)
        clauses: list[Clause] = []
        if "backer" in classes:
            clauses += self._backed(cue)
        if not classes & {"noun", "stance"}:
            return clauses
        stance = "stance" in classes
        sources = self.sources(cue)
        speaker = sources[0] if sources else -1
        for child in r.children[cue]:
            if child < cue:
                continue
            if r.deps[child] in ("acl", "ccomp", "relcl") and r.words[r.lefts[child]] in ("that", "to", "whether"):
                clauses.append(Clause(cue, speaker, self._spans.ranges(child, cue), "noun", child))
            elif stance and r.deps[child] == "prep" and r.words[child] not in _NO_CONTENT:
                clauses += self._below(cue, child, speaker)
        clauses += self._beside(cue, speaker)
        return clauses

    def sources(self, cue: int) -> list[int]:
        """Return whose claim it is, the likelier first: by what stands at the noun, else by the verb above it."""
        r = self._r
        sources = self._sources.possessors(cue)
        named = ("by", "from") if "stance" in self._cues.noun_classes(cue) else ("by", "from", "of", "among")
        for child in r.children[cue]:
            if r.deps[child] == "prep" and r.words[child] in named:
                sources += [self._sources.end_of_name(g) for g in r.children[child] if r.deps[g] == "pobj"]
        for child in r.children[cue]:
            if child < cue and r.deps[child] in ("compound", "nmod", "amod"):
                mention = self._entities.mention_at(child)
                if mention and mention.type in PEOPLE:
                    sources.append(mention.after - 1)
            elif r.deps[child] == "relcl":  # the promise she has made
                subjects = [g for g in r.children[child] if r.deps[g] == "nsubj" and r.tags[g][0] != "W"]
                sources += [self._sources.person(g) for g in subjects]
        if not sources:
            sources += self._sources.subjects_above(cue)
        return list(dict.fromkeys(sources))[:2]

    def _below(self, cue: int, preposition: int, speaker: int) -> Iterator[Clause]:
        """Return what stands behind a preposition: *criticism of [the plan]*, *sure of [it]*."""
        for child in self._spans.objects(preposition):
            if child != speaker:
                yield Clause(cue, speaker, self._spans.ranges(child, cue), "about", child)

    def _beside(self, cue: int, speaker: int) -> Iterator[Clause]:
        """Return what hangs on the verb above the noun: *made a promise to go*, *the fear is that …*."""
        r = self._r
        above, dep = r.heads[cue], r.deps[cue]
        if dep not in ("dobj", "nsubj") or r.tags[above][0] != "V":
            return
        for child in r.children[above]:
            begins = r.words[r.lefts[child]] in ("that", "to", "whether")
            close = dep == "dobj" or r.words[above] in _BE or r.words[r.lefts[child]] == "that"
            if begins and close and child > max(cue, above) and r.deps[child] in ("xcomp", "ccomp", "advcl"):
                yield Clause(cue, speaker, self._spans.ranges(child, above), "noun", child)

    def _backed(self, cue: int) -> Iterator[Clause]:
        """Return what somebody is for or against: *critics of [the plan]*; *she is a supporter of [the plan]*."""
        r, sources = self._r, self._sources
        who = sources.subjects_above(cue) if r.deps[cue] == "attr" else []
        if r.deps[cue] == "appos":
            who = [sources.person(r.heads[cue])]
        speaker = who[0] if who else sources.person(cue)
        for child in r.children[cue]:
            if child > cue and r.deps[child] == "prep" and r.words[child] in ("of", "for"):
                for grandchild in r.children[child]:
                    if r.deps[grandchild] == "pobj":
                        yield Clause(cue, speaker, self._spans.ranges(grandchild, cue), "backer", grandchild)

    def of_adjective(self, cue: int) -> Iterator[Clause]:
        """Return the clauses of one adjective; none where it is not one of thought, feeling or will."""
        r = self._r
        if not self._cues.is_mental(cue):
            return
        if r.words[r.heads[cue]] in _MAKING and r.words[cue] in ("clear", "plain"):
            return  # made it clear that …: see Phrases
        speaker = self._bearer(cue)
        for child in r.children[cue]:
            if r.deps[child] in ("ccomp", "xcomp"):
                yield Clause(cue, speaker, self._spans.ranges(child, cue), "adjective", child)
            elif r.deps[child] == "prep":
                yield from self._below(cue, child, speaker)

    def _bearer(self, adjective: int) -> int:
        """Return who is confident: the subject of the verb above, or the noun that the adjective stands at."""
        r, sources = self._r, self._sources
        at = adjective
        while r.deps[at] == "conj" and r.tags[r.heads[at]][0] == "J" and r.heads[at] < at:
            at = r.heads[at]
        own = [c for c in r.children[at] if r.deps[c] in SUBJECTS]
        if own:
            return sources.person(own[0])
        above = r.heads[at]
        if r.deps[at] in ("amod", "acl", "appos") and r.tags[above][0] in "NP":
            return sources.person(above)
        if r.tags[above][0] == "V" or r.deps[at] in _COPULAS:
            bearers = sources.of_verb(above)
            return bearers[0] if bearers else -1
        return -1
