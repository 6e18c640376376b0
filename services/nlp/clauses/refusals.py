"""Refusals: what nobody said, though a word that reports stands before it.

*Declined to say why*, *under pressure to say when*, *one could argue that …*, *told them to wait so that …*.
"""

from __future__ import annotations

from services.nlp.clauses.clause_spans import Clause, Form
from services.nlp.lexicon import word_lists
from services.nlp.parse.reading import FINITE, SUBJECTS
from services.nlp.speakers.evidence import Evidence

_UNABLE = frozenset(
    {"unable", "unwilling", "reluctant", "unlikely", "hesitant", "afraid", "free", "quick", "slow", "wont"}
)
"""Adjectives whose infinitive is not said: *slow to say why*."""
_WITHOUT = frozenset(
    {"pressure", "need", "chance", "opportunity", "reason", "right", "refusal", "failure", "reluctance", "inability"}
    | {"time", "courage", "power", "authority", "duty", "obligation", "ability", "temptation", "urge", "place"}
)
"""Nouns whose infinitive is not said by that: *under pressure to say when …*."""
_HEARD = frozenset({"orders", "expects"})
"""Classes of verbs that somebody is to do something by."""
_ANYBODY = frozenset({"one", "nobody", "anyone", "anybody", "everyone", "everybody", "you"})
_HARDLY = frozenset({"longer", "hardly", "never", "scarcely"})
PURPOSE = frozenset({"so", "such", "order", "provided", "providing", "now", "given", "except", "but"})
"""Words before *that* which make it tell a purpose or a condition."""
_BESIDE = frozenset({"as", "when", "while", "after", "before", "during", "until", "since", "once", "who", "where"})
"""Words that open a clause about the saying, not about what was said: *told her advisers as she worked on it*."""
_NONE: frozenset[str] = frozenset()


class Refusals:
    """Tells which clauses of one article nobody said."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._verbs = evidence.verbs
        self._cues = evidence.cues
        self._listed = word_lists.classes("acts.tsv")

    def refuses(self, clause: Clause, form: Form) -> bool:
        """Return whether nobody said a clause of this form."""
        return (
            self._is_withheld(clause.cue, form)
            or self._is_supposed(clause)
            or self._is_purpose(clause)
            or self._is_hearer_alone(clause)
            or self._is_held(clause)
        )

    def _is_withheld(self, cue: int, form: Form) -> bool:
        """Return whether nothing was said: *declined to say …*, *did not say whether …*, *was asked to say …*."""
        r = self._r
        above = r.heads[cue]
        if r.deps[cue] in ("xcomp", "acl", "advcl", "ccomp") and self._has_to(cue):
            if r.words[above] in _UNABLE or r.words[above] in _WITHOUT:
                return True
            if r.words[above] == "likely" and r.words[above - 1] in ("more", "less", "most", "least"):
                return True  # older voters, in general; but: she is likely to announce that …
            classes = self._listed.get(self._verbs.lemma(r.words[above]), _NONE) if r.tags[above][0] == "V" else _NONE
            if r.deps[cue] == "xcomp" and "withheld" in classes:
                return True
            passive = any(r.deps[c] == "auxpass" for c in r.children[above])  # is expected to say
            if (
                classes & _HEARD
                and not passive
                and any(
                    above < child < cue and r.deps[child] in ("dobj", "dative", "prep", *SUBJECTS)
                    for child in (*r.children[above], *r.children[cue])
                )
            ):
                return True
        able = any(r.words[c] in ("can", "could") and r.tags[c] == "MD" for c in r.children[cue])
        if able and "deny" not in self._cues.verb_classes(cue):
            return any(
                r.deps[c] == "neg" or r.words[c] in _HARDLY for c in r.children[cue]
            )  # can no longer claim that …
        return form == "question" and any(r.deps[c] == "neg" for c in r.children[cue])

    def _has_to(self, verb: int) -> bool:
        r = self._r
        return any(c < verb and r.words[c] == "to" and r.tags[c] == "TO" for c in r.children[verb])

    def _is_supposed(self, clause: Clause) -> bool:
        """Return whether nobody in particular might say it: *one could argue that …*; *do you want to lose weight?*."""
        r, cue = self._r, clause.cue
        if clause.speaker < 0 or r.words[clause.speaker] not in _ANYBODY:
            return False
        if any(r.tags[c] == "MD" for c in r.children[cue]):
            return True
        wanted = self._listed.get(self._verbs.lemma(r.words[cue]), _NONE) & {"hopes", "expects", "thinks"}
        return r.words[clause.speaker] == "you" and bool(wanted)

    def _is_purpose(self, clause: Clause) -> bool:
        """Return whether *that* opens a purpose or a condition: *told them to wait so that [he could follow]*."""
        words, first = self._r.words, clause.ranges[0][0]
        that = first - 1 if first and words[first - 1] == "that" else first if words[first] == "that" else -1
        return clause.cue < that - 1 and words[that - 1] in PURPOSE

    def _is_hearer_alone(self, clause: Clause) -> bool:
        """Return whether it is whom somebody told, and when: *told [her advisers as she worked on the speech]*."""
        r, (first, after) = self._r, clause.ranges[0]
        if first != clause.cue + 1 or "tell" not in self._cues.verb_classes(clause.cue):
            return False
        verb = next((i for i in range(first, after) if r.tags[i] in FINITE), -1)
        opened = next((i for i in range(first + 1, max(first, verb)) if r.words[i] in _BESIDE), -1)
        return opened > first and r.tags[opened - 1] in ("NN", "NNS", "NNP", "NNPS", "PRP")

    def _is_held(self, clause: Clause) -> bool:
        """Return whether *held* has another sense than *held that …*: *ferries hold off sailing*."""
        r, first = self._r, clause.ranges[0][0]
        lemma = self._verbs.lemma(r.words[clause.cue]) if r.tags[clause.cue][0] == "V" else ""
        return lemma == "hold" and "that" not in r.words[clause.cue + 1 : first + 1]
