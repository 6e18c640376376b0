"""Ends of a reported clause: where what somebody said stops and the article goes on.

Parsers hang too much on the verb of a reported clause: the next main clause behind a semicolon, a second verb of the
speaker (*said it was late and urged them to go*), what the article adds (*…, ending a long strike*; *…, a move that …*).
"""

from __future__ import annotations

from services.nlp.lexicon import word_lists
from services.nlp.parse.reading import SUBJECTS
from services.nlp.speakers.evidence import Evidence

_OPENING = frozenset({"“", '"', "``", "‘"})
_STOPS = frozenset({".", "!", "?"})
_JOINING = frozenset({"and", "but", "or", "while", "although", "though", "yet", "whereas"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_TIMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "yesterday",
        "today",
        "tonight",
        "earlier",
        "later",
        "week",
        "month",
        "year",
        "night",
        "morning",
        "afternoon",
        "evening",
        "statement",
        "interview",
        "tweet",
        "email",
        "e-mail",
        "letter",
        "release",
        "post",
        "speech",
        "video",
        "briefing",
        "broadcast",
        "report",
    ]
)
_PERSONAL = frozenset({"he", "she", "they", "i", "we", "you", "who"})


class ClauseEnds:
    """Finds them in one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._verbs = evidence.verbs
        self._acts = word_lists.classes("acts.tsv")

    def clipped(self, first: int, after: int, head: int, cue: int) -> tuple[int, int]:
        """A range that stands behind its cue, from where the content begins to where it ends."""
        first = self._beginning(first, after, head, cue)
        depth = 0
        for i in range(first, after):
            word = self._r.words[i]
            if word in _OPENING and i > first:
                if self._r.words[i - 1] in _STOPS:
                    return first, i - 1
                depth += 1
            if word == ";" and i > first:
                return first, i
            if i > first + 1 and self._adds(i, after, head, first):
                return first, i
        at = self._second_verb(first, after, head, cue)
        return (first, at) if at else (first, after)

    def _adds(self, i: int, after: int, head: int, first: int) -> bool:
        """Whether a comma at ``i`` ends what was said: what follows is the article's."""
        r = self._r
        if r.words[i] not in (",", "—", "–", "--") or i + 2 >= after:
            return False
        if not first <= head < i:
            return False  # what is said has not had its verb yet
        follows, tag = r.words[i + 1], r.tags[i + 1]
        if follows in _JOINING:
            second = r.words[i + 2]
            if second in ("that", "whether", "if") or r.tags[i + 2] in ("TO",):
                return False
            verb = self._verb_behind(i + 1, after)
            return verb >= 0
        if tag == "VBG" and r.deps[i + 1] in ("advcl", "conj", "acl"):
            return True
        if follows in ("a", "an") and tag == "DT":
            noun = r.heads[i + 1]
            return r.deps[noun] in ("appos", "npadvmod", "dobj", "attr", "nsubj", "dep") and any(
                r.deps[c] == "relcl" for c in r.children[noun]
            )
        if follows == "with" and r.deps[i + 1] == "prep":
            return any(r.tags[c][0] == "V" for o in r.children[i + 1] for c in (o, *r.children[o]))
        if follows in ("then",):
            return True
        return False

    def _verb_behind(self, i: int, after: int) -> int:
        """The finite verb that a conjunction brings before the next comma, or -1."""
        r = self._r
        for k in range(i + 1, min(after, i + 25)):
            if r.words[k] in (",", ";"):
                return -1
            if r.tags[k] in _FINITE:
                return k
        return -1

    def _second_verb(self, first: int, after: int, head: int, cue: int) -> int:
        """Where a second verb of the speaker begins: *said [it was late] and urged them to go*; 0 where there is none."""
        r = self._r
        if not first <= head < after or r.tags[cue][0] != "V":
            return 0
        subject = next((c for c in r.children[head] if r.deps[c] in SUBJECTS), -1)
        if subject < 0 or r.words[subject] in _PERSONAL or r.tags[subject] == "NNP":
            return 0
        for verb in r.children[head]:
            if r.deps[verb] != "conj" or verb <= head or verb >= after or r.tags[verb] != r.tags[cue]:
                continue
            if any(r.deps[c] in SUBJECTS for c in r.children[verb]):
                continue
            if self._acts.get(self._verbs.lemma(r.words[verb])):
                join = r.lefts[verb]
                while join > first and r.tags[join - 1] == "CC":
                    join -= 1
                return join
        return 0

    def _beginning(self, first: int, after: int, head: int, cue: int) -> int:
        """Behind the time of the saying: *said on Monday [it had restarted]*."""
        r = self._r
        subject = next((c for c in r.children[head] if r.deps[c] in SUBJECTS), -1)
        if subject < 0 or r.words[first - 1] == "that":
            return first
        begin = r.lefts[subject]
        if not first < begin <= first + 6 or begin >= after or first != cue + 1:
            return first
        between = [r.words[i] for i in range(first, begin)]
        return begin if any(w in _TIMES for w in between) else first
