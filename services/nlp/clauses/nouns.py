"""Clauses that hang on a noun or an adjective: *her claim that …*, *criticism of …*, *critics of …*, *sure that …*."""

from __future__ import annotations

from collections.abc import Iterator

from services.nlp.clauses.clause_spans import PEOPLE, Clause, Parts
from services.nlp.parse.reading import SUBJECTS

_COPULAS = frozenset({"attr", "acomp", "oprd"})
_BE = frozenset({"is", "was", "has", "be", "been", "'s", "’s"})
_NO_CONTENT = frozenset({"by", "from", "in"})


class NounClauses:
    """Finds them in one article."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._r = parts.reading
        self._cues = parts.cues

    def of_noun(self, cue: int) -> list[Clause]:
        """The clauses of one noun."""
        r = self._r
        kinds = self._cues.noun_classes(cue)
        found: list[Clause] = []
        if "backer" in kinds:
            found += self._backed(cue)
        if not kinds & {"noun", "stance"}:
            return found
        stance = "stance" in kinds
        sources = self.sources(cue)
        speaker = sources[0] if sources else -1
        for child in r.children[cue]:
            if child < cue:
                continue
            if r.deps[child] in ("acl", "ccomp", "relcl") and r.words[r.lefts[child]] in ("that", "to", "whether"):
                found.append(Clause(cue, speaker, self._parts.ranges(child, cue), "noun", child))
            elif stance and r.deps[child] == "prep" and r.words[child] not in _NO_CONTENT:
                found += self._below(cue, child, speaker)
        found += self._beside(cue, speaker)
        return found

    def sources(self, cue: int) -> list[int]:
        """Whose claim it is, by what stands at the noun, else by the verb above it."""
        r, parts = self._r, self._parts
        found = parts.possessors(cue)
        named = ("by", "from") if "stance" in self._cues.noun_classes(cue) else ("by", "from", "of", "among")
        for child in r.children[cue]:
            if r.deps[child] == "prep" and r.words[child] in named:
                found += [parts.end_of_name(g) for g in r.children[child] if r.deps[g] == "pobj"]
        for child in r.children[cue]:
            if child < cue and r.deps[child] in ("compound", "nmod", "amod"):
                mention = parts.entities.mention_at(child)
                if mention and mention.type in PEOPLE:
                    found.append(mention.after - 1)
            elif r.deps[child] == "relcl":  # the promise she has made
                found += [parts.person(g) for g in r.children[child] if r.deps[g] == "nsubj" and r.tags[g][0] != "W"]
        if not found:
            found += parts.governors(cue)
        return list(dict.fromkeys(found))[:2]

    def _below(self, cue: int, preposition: int, speaker: int) -> Iterator[Clause]:
        for child in self._parts.objects(preposition):
            if child != speaker:
                yield Clause(cue, speaker, self._parts.ranges(child, cue), "about", child)

    def _beside(self, cue: int, speaker: int) -> Iterator[Clause]:
        """What hangs on the verb above the noun: *made a promise to go*, *the fear is that …*, *news came that …*."""
        r = self._r
        above, dep = r.heads[cue], r.deps[cue]
        if dep not in ("dobj", "nsubj") or r.tags[above][0] != "V":
            return
        for child in r.children[above]:
            begins = r.words[r.lefts[child]] in ("that", "to", "whether")
            close = dep == "dobj" or r.words[above] in _BE or r.words[r.lefts[child]] == "that"
            if begins and close and child > max(cue, above) and r.deps[child] in ("xcomp", "ccomp", "advcl"):
                yield Clause(cue, speaker, self._parts.ranges(child, above), "noun", child)

    def _backed(self, cue: int) -> Iterator[Clause]:
        """*Critics of [the plan]*; *she is a supporter of [the plan]*."""
        r, parts = self._r, self._parts
        who = parts.governors(cue) if r.deps[cue] == "attr" else []
        if r.deps[cue] == "appos":
            who = [parts.person(r.heads[cue])]
        speaker = who[0] if who else parts.person(cue)
        for child in r.children[cue]:
            if child > cue and r.deps[child] == "prep" and r.words[child] in ("of", "for"):
                for grandchild in r.children[child]:
                    if r.deps[grandchild] == "pobj":
                        yield Clause(cue, speaker, parts.ranges(grandchild, cue), "backer", grandchild)

    def of_adjective(self, cue: int) -> Iterator[Clause]:
        """The clauses of one adjective."""
        r = self._r
        if not self._cues.is_mental(cue):
            return
        speaker = self._bearer(cue)
        for child in r.children[cue]:
            if r.deps[child] in ("ccomp", "xcomp"):
                yield Clause(cue, speaker, self._parts.ranges(child, cue), "adjective", child)
            elif r.deps[child] == "prep":
                yield from self._below(cue, child, speaker)

    def _bearer(self, adjective: int) -> int:
        """Who is confident: the subject of the verb above, or the noun that it stands at."""
        r, parts = self._r, self._parts
        at = adjective
        while r.deps[at] == "conj" and r.tags[r.heads[at]][0] == "J" and r.heads[at] < at:
            at = r.heads[at]
        own = [c for c in r.children[at] if r.deps[c] in SUBJECTS]
        if own:
            return parts.person(own[0])
        above = r.heads[at]
        if r.deps[at] in ("amod", "acl", "appos") and r.tags[above][0] in "NP":
            return parts.person(above)
        if r.tags[above][0] == "V" or r.deps[at] in _COPULAS:
            sources = parts.sources(above)
            return sources[0] if sources else -1
        return -1
