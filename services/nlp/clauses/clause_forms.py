"""Forms of contents: *it rained*, *whether it rained*, *to leave*, *them to leave*, *leaving*, or an object alone."""

from __future__ import annotations

from services.nlp.clauses.clause_sources import PEOPLE
from services.nlp.clauses.clause_spans import Clause, Form
from services.nlp.parse.reading import FINITE, SUBJECTS
from services.nlp.speakers.evidence import Evidence

_QUESTION = frozenset({"whether", "if", "why", "how", "what", "who", "whom", "when", "where", "which", "whose"})
_QUESTION_TAGS = frozenset({"WRB", "WP", "WDT", "WP$", "IN"})
_TO = frozenset({"to", "not", "never"})
"""Words that an infinitive without a subject of its own begins with."""
_MAIN = frozenset({"ccomp", "ROOT", "conj", "xcomp", "parataxis", "dep", "pcomp", "relcl", "aux"})
"""Dependencies of the verb of a clause that a parser did not take for one."""


class ClauseForms:
    """Tells the forms of the clauses of one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._entities = evidence.entities
        self._verbs = evidence.verbs

    def of_clause(self, clause: Clause) -> Form:
        """Return the form of a clause's content."""
        first, after = clause.ranges[0]
        match clause.way:
            case "rest":
                thing = self._is_thing(clause.cue, first, after)
                return "clause" if self._is_clause(first, after) and not thing else "object"
            case "heard":
                return "clause" if self._verb_in(first, after) >= 0 else "object"
            case "around" | "according":
                return "clause" if any(self._holds_finite_verb(a, b) for a, b in clause.ranges) else "object"
        if self._r.words[first] in _QUESTION and self._r.tags[first] in _QUESTION_TAGS:
            return "question"
        if self._r.tags[first] == "VBG" and clause.way in ("infinitive", "gerund", "oblique", "complement"):
            return "gerund"
        if clause.way in ("object", "wide"):
            return self._of_object(clause, first, after)
        return self._of_complement(clause, first, after)

    def _is_thing(self, cue: int, first: int, after: int) -> bool:
        """Return whether a stretch is one thing with a relative clause: *noted [the risks that the bank had taken]*."""
        r = self._r
        things = (c for c in r.children[cue] if r.deps[c] == "dobj" and r.lefts[c] == first)
        whole = any(
            r.rights[c] + 1 >= after
            and r.tags[c][:2] == "NN"
            and not any(r.deps[g] == "acl" and r.tags[g] == "VBG" for g in r.children[c])  # a message saying it rained
            for c in things
        )
        return whole and self._verbs.lemma(r.words[cue]) != "say"

    def _of_object(self, clause: Clause, first: int, after: int) -> Form:
        """Return the form of what a parser takes for an object, alone or with more: *them [to leave]*."""
        r, head = self._r, clause.head
        if clause.way == "wide" and self.has_to(head) and r.tags[head][0] == "V":
            return "infinitive" if r.words[first] in _TO else "hearer"
        if self._verbs.lemma(r.words[clause.cue]) == "accuse":
            accused = any(r.words[i] == "of" and r.tags[i + 1] == "VBG" for i in range(first, after - 1))
            return "gerund" if accused else "object"
        if clause.way == "object" and self._is_asked(head, after):
            return "hearer"
        if clause.way == "wide" and r.tags[head] in ("VBN", "VBD") and not self.is_finite(head):
            return "hearer"
        verb = self._verb_in(first, after)
        return "clause" if verb >= 0 and r.lefts[verb] <= first else "object"

    def _of_complement(self, clause: Clause, first: int, after: int) -> Form:
        r, head = self._r, clause.head
        if not first <= head < after:
            head = self._verb_in(first, after)
            if head < 0:
                return "object"
        if r.tags[head] == "VBG" and not any(r.deps[c] in ("aux", "auxpass") for c in r.children[head]):
            return "gerund"
        subject = any(r.deps[c] in SUBJECTS or r.deps[c] == "expl" for c in r.children[head])
        if self.has_to(head) and not self.is_finite(head):
            heard = clause.way == "infinitive" and r.tags[first] in ("PRP", "NNP", "NNS", "DT")
            return "hearer" if heard or (subject and clause.way == "complement") else "infinitive"
        if clause.way in ("oblique", "about") and r.tags[head][0] != "V":
            return "object"
        if subject and self.is_finite(head):
            return "clause"
        if subject and r.tags[head] in ("VB", "VBN") and clause.way in ("complement", "noun"):
            # demanded that he go, that it be closed; wanted it closed
            subjunctive = r.tags[head] == "VB" or any(r.words[c] == "be" for c in r.children[head])
            return "clause" if subjunctive else "hearer"
        return "object"

    def has_to(self, verb: int) -> bool:
        """Return whether a verb has *to* before it."""
        r = self._r
        return any(r.words[c] == "to" and r.tags[c] == "TO" for c in r.children[verb] if c < verb)

    def is_finite(self, verb: int) -> bool:
        """Return whether a verb, or its auxiliary, is finite."""
        r = self._r
        return r.tags[verb] in FINITE or any(
            r.tags[c] in FINITE and r.deps[c] in ("aux", "auxpass") for c in r.children[verb]
        )

    def _holds_finite_verb(self, first: int, after: int) -> bool:
        return any(tag in FINITE for tag in self._r.tags[first:after])

    def _is_clause(self, first: int, after: int) -> bool:
        """Return whether a stretch holds a subject with its finite verb."""
        r = self._r
        if r.tags[first] in ("IN", "TO", "VBG", "VBN") and r.words[first] not in ("if", "when", "while", "as"):
            return False
        return any(
            self.is_finite(i) and any(r.deps[c] in SUBJECTS and first <= c for c in r.children[i])
            for i in range(first, after)
            if r.tags[i][0] == "V"
        )

    def _verb_in(self, first: int, after: int) -> int:
        """Return the finite verb of a stretch that a parser did not take for a clause, or -1."""
        r = self._r
        for i in range(first + 1, after):
            if r.tags[i][0] == "W":
                return -1
            if r.tags[i] in FINITE and r.deps[i] in _MAIN:
                return r.heads[i] if r.deps[i] == "aux" else i
        return -1

    def _is_asked(self, head: int, after: int) -> bool:
        """Return whether an object is somebody who is to do something: *wanted [households to save]*."""
        r = self._r
        mention = self._entities.mention_at(head)
        somebody = r.tags[head] in ("NNS", "NNPS", "PRP") or (mention is not None and mention.type in PEOPLE)
        return somebody and head + 1 < after and r.words[head + 1] == "to" and r.tags[head + 1] == "TO"
