"""What speaks for a reported clause: the features that its ranker weighs.

As in :mod:`services.nlp.attribution.quoted_features`, they are of the parse and of position; words count only
through the classes of ``cues.tsv`` and ``titles.tsv``, and a few words of grammar: prepositions, auxiliaries …
"""

from __future__ import annotations

from services.nlp.clauses.clause_spans import WAYS, Clause
from services.nlp.entities.finding import Entities
from services.nlp.lexicon import personal_names
from services.nlp.lexicon.cues import ATTITUDES, CLASSES, NOUNS, SPEAKING, Cues
from services.nlp.parse.reading import SUBJECTS, Reading
from services.nlp.ranking.encoding import SPEAKING_TYPES, VERB_DEPS, VERB_TAGS, category_code
from services.nlp.speakers.candidates import Candidates

_HEADS = ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN", "NN", "NNS", "NNP", "PRP", "JJ", "MD")
_HEAD_DEPS = ("ccomp", "xcomp", "dobj", "pobj", "pcomp", "oprd", "prep", "advcl", "acl", "relcl", "nsubjpass", "ROOT")
_FIRST_DEPS = ("ccomp", "dobj", "dative", "prep", "xcomp", "oprd", "advcl", "advmod", "npadvmod", "nsubj", "acomp")
_SPEAKERS = ("NN", "NNS", "NNP", "NNPS", "PRP", "WP", "WDT", "DT", "CD")
_MARKS = ("that", "whether", "if", "how", "what", "why", "to", "because", "as", "who", "when", "where")
_PREPOSITIONS = ("of", "about", "for", "to", "as", "on", "with", "against", "over", "in", "at", "by", "from", "into")
_FOLLOWING = (".", ",", "and", "that", "which", "who", "—", "--", "–", "-", "but", "when", "while", "as", "because")
_ENDING_DEPS = (
    *("prep", "relcl", "acl", "advcl", "conj", "npadvmod", "appos", "ccomp", "xcomp", "dobj", "advmod", "ROOT"),
)
_EDGE = frozenset(',.;:—–-!?"”’)') | {"''", "--"}
_BE = frozenset({"was", "were", "is", "been", "be", "are", "being", "'s", "’s", "'re", "’re"})
_MODAL = frozenset({"will", "would", "could", "should", "may", "might", "can", "must", "'ll", "’ll", "'d", "’d"})

_CLIMB = 12
"""Steps up the parse at most."""


class ClauseFeatures:
    """Describes the clauses of one article."""

    def __init__(self, reading: Reading, entities: Entities, candidates: Candidates, cues: Cues) -> None:
        self._r = reading
        self._entities = entities
        self._inside = candidates.inside
        self._cues = cues
        self._of_cue: dict[int, list[float]] = {}
        self._of_speaker: dict[int, list[float]] = {}
        self._speaking = [0]
        """How many verbs of speaking stand before each token."""
        for token, tag in enumerate(reading.tags):
            speaks = tag[0] == "V" and not cues.kinds(token).isdisjoint(SPEAKING)
            self._speaking.append(self._speaking[-1] + speaks)

    def describe(self, clauses: list[Clause]) -> None:
        """Fill in the features of all clauses of the article."""
        longest: dict[int, int] = {}
        many: dict[int, int] = {}
        for clause in clauses:
            cue = clause.cue
            longest[cue] = max(longest.get(cue, 0), clause.ranges[-1][1] - clause.ranges[0][0])
            many[cue] = many.get(cue, 0) + 1
        for clause in clauses:
            cue, speaker = clause.cue, clause.speaker
            of_cue = self._of_cue.get(cue)
            if of_cue is None:
                of_cue = self._of_cue[cue] = self._cue(cue, longest)
            of_speaker = self._of_speaker.get(speaker)
            if of_speaker is None:
                of_speaker = self._of_speaker[speaker] = self._speaker(speaker)
            clause.features = of_cue + of_speaker + self._content(clause, longest[cue], many[cue])

    def _cue(self, cue: int, cues: dict[int, int]) -> list[float]:
        r = self._r
        kinds = self._cues.kinds(cue)
        attitudes, nouns = self._cues.attitudes(cue), self._cues.of_noun(cue)
        children = r.children[cue]
        below = {r.words[c] for c in children if r.deps[c] in ("aux", "auxpass")}
        above, climbed = r.heads[cue], 0
        while climbed < 6 and above not in cues and r.heads[above] != above:
            above, climbed = r.heads[above], climbed + 1
        outer = above in cues and above != cue
        first, after = r.sentence_span(r.sentences[cue])
        deps = {r.deps[c] for c in children}
        return [
            *[float(k in kinds) for k in CLASSES],
            *[float(k in attitudes) for k in ATTITUDES],
            *[float(k in nouns) for k in NOUNS],
            *self._cues.verb_similarity(cue),
            category_code(VERB_TAGS, r.tags[cue]),
            category_code(VERB_DEPS, r.deps[cue]),
            float(not below.isdisjoint(_BE)),
            float(not below.isdisjoint(_MODAL)),
            float("to" in below),
            float(not below.isdisjoint(("has", "have", "had"))),
            float("neg" in deps),
            float("dobj" in deps),
            float("ccomp" in deps) + 2 * float("xcomp" in deps),
            float("mark" in deps),
            float(self._inside[cue]),
            float(outer),
            float(climbed) if outer else -1.0,
            float(r.tags[cue - 1][:1] == "V") if cue else 0.0,
            float(r.tags[cue + 1][:1] == "V") if cue + 1 < len(r) else 0.0,
            float(min(5, after - cue)),
            float(min(12, cue - first)),
            float(min(60, after - first)),
            float(r.paragraph_of(r.starts[cue]) == 0),
        ]

    def _speaker(self, speaker: int) -> list[float]:
        r = self._r
        if speaker < 0:
            return [-1.0] * 9
        word = r.words[speaker]
        kinds = personal_names.kinds(word) or personal_names.kinds(word.removesuffix("s"))
        number = self._entities.at(speaker)
        return [
            category_code(_SPEAKERS, r.tags[speaker]),
            category_code(SPEAKING_TYPES, self._entities.type_at(speaker)),
            float(word in ("he", "she")),
            float(word in ("they", "we", "i", "you", "it")) + 2 * float(word == "it"),
            float(self._cues.is_noun(speaker)),
            float("person" in kinds) + 2 * float("org" in kinds),
            0.0 if number is None else float(min(len(self._entities.known[number].mentions), 10)),
            float(self._inside[speaker]),
            float(r.words[r.lefts[speaker]] in ("the", "this", "a", "an")),
        ]

    def _content(self, clause: Clause, longest: int, many: int) -> list[float]:
        r, inside = self._r, self._inside
        cue, speaker, head = clause.cue, clause.speaker, clause.head
        first, after = clause.ranges[0][0], clause.ranges[-1][1]
        length = sum(b - a for a, b in clause.ranges)
        last = min(after, first + 200)
        children = r.children[head]
        deps = r.deps[head]
        above = r.heads[head]
        of_head = self._cues.of_noun(head)
        top, climbed = first, 0
        while r.heads[top] not in (top, cue) and climbed < 12:
            top, climbed = r.heads[top], climbed + 1
        return [
            category_code(WAYS, clause.way),
            category_code(_FIRST_DEPS, r.deps[top]) if r.heads[top] == cue else -2.0 - (top == cue),
            float(r.words[first - 1] == "that") + 2 * float(r.words[first - 1] == "to") if first else 0.0,
            float(clause.cut),
            float(clause.second),
            category_code(_HEADS, r.tags[head]),
            category_code(_HEAD_DEPS, deps),
            category_code(_MARKS, r.words[r.lefts[head]] if r.lefts[head] < head else ""),
            category_code(_PREPOSITIONS, r.words[head] if deps == "prep" else r.words[above] if deps[0] == "p" else ""),
            float(min(length, 60)),
            length / max(1, longest),
            float(min(many, 12)),
            float(first < cue),
            float(max(0, min(20, first - cue if first > cue else cue - after))),
            float(max(-20, min(20, speaker - cue))) if speaker >= 0 else 0.0,
            float(any(r.deps[c] in SUBJECTS for c in children)),
            float(any(r.words[c] in _MODAL for c in children)),
            sum(inside[first:last]) / max(1, last - first),
            float(inside[first]) + 2 * float(inside[after - 1]),
            float(len(clause.ranges)),
            category_code(SPEAKING_TYPES, self._entities.type_at(head)),
            *[float(k in of_head) for k in NOUNS],
            category_code(_FOLLOWING, r.words[after] if after < len(r) else ""),
            float(r.tags[after][0] == "V") if after < len(r) else 0.0,
            float(r.words[first - 1] == ",") if first else 0.0,
            float(sum(r.words[i] in (",", "—", "--") for i in range(first, last))),
            float(sum(r.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in range(first, min(last, first + 60)))),
            float(r.tags[first] == "PRP") + 2 * float(r.tags[first] in ("VB", "TO")),
            float(r.sentence_span(r.sentences[cue])[1] - after < 3),
            *self._ending(clause),
            *self._following(clause),
        ]

    def _ending(self, clause: Clause) -> list[float]:
        """The phrase that a clause ends with, which might as well be none of it: *won [on Monday]*."""
        r = self._r
        first, after = clause.ranges[-1]
        top = after - 1
        for _ in range(_CLIMB):
            above = r.heads[top]
            if above in (top, clause.head) or r.rights[above] != after - 1 or r.lefts[above] <= first:
                break
            top = above
        begin = max(first, r.lefts[top])
        return [
            category_code(_ENDING_DEPS, r.deps[top]),
            category_code(VERB_TAGS, r.tags[top]),
            category_code(_PREPOSITIONS, r.words[top]),
            float(min(40, after - begin)),
            float(r.heads[top] == clause.head),
            float(begin > first and r.words[begin - 1] in (",", "—", "--", "–")),
            float(r.tags[top] == r.tags[clause.cue]),
            float(min(3, self._speaking[after] - self._speaking[begin])),
            float(min(3, self._speaking[after] - self._speaking[first])),
        ]

    def _following(self, clause: Clause) -> list[float]:
        """The phrase behind a clause, which might as well be a part of it."""
        r = self._r
        first, after = clause.ranges[-1]
        limit = r.sentence_span(r.sentences[after - 1])[1]
        at = after
        while at < limit and (r.words[at] in _EDGE or not r.words[at].strip()):
            at += 1
        if at >= limit:
            return [-2.0, -2.0, 0.0, float(at - after), 0.0]
        top = at
        for _ in range(_CLIMB):
            above = r.heads[top]
            if above == top or r.lefts[above] != at:
                break
            top = above
        above = r.heads[top]
        return [
            category_code(_ENDING_DEPS, r.deps[top]),
            category_code(VERB_TAGS, r.tags[top]),
            float(above == clause.cue) + 2 * float(first <= above < after) + 4 * float(above == clause.head),
            float(at - after),
            float(min(40, r.rights[top] + 1 - at)),
        ]
