"""Ends of a reported clause: where the words of its speaker stop and the article goes on.

Parsers hang too much on the verb of a reported clause: the next main clause behind a semicolon, a second verb of the
speaker (*said it was late and urged them to go*), what the article adds (*…, ending a strike*; *…, a move that …*).
"""

from __future__ import annotations

import re

from services.nlp.clauses.clause_spans import Clause, ClauseSpans
from services.nlp.clauses.refusals import PURPOSE
from services.nlp.lexicon import word_lists
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import CLOSING, FINITE, SUBJECTS
from services.nlp.speakers.evidence import Evidence

_CUT = frozenset(
    ("complement", "infinitive", "object", "wide", "heard", "rest", "noun", "adjective", "gerund", "oblique")
)
"""Ways of clauses that stand behind their cue and may run on too far."""
_OPENING = frozenset({"“", '"', "``", "‘"})
_STOPS = frozenset({".", "!", "?"})
_BREAKS = frozenset({",", "—", "–", "--"})
_DASHES = frozenset({"-", "–", "—", "--"})
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_MONTHS = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
    | {"december"}
)
_HEADING = 40
"""Tokens that headings before a sentence have at most."""
_DATED = 8
"""Tokens between a month or a time of day and the dash that ends a heading at most."""
_DATELINE = 16
"""Tokens that a dateline or byline has at most."""
_JOINING = frozenset({"and", "but", "or", "while", "although", "though", "yet", "whereas"})
_CONTRASTING = frozenset({"while", "whereas", "although", "though"})
_PERSONAL = frozenset({"he", "she", "they", "i", "we", "you", "who"})
_REACH = 25
"""Tokens within which a conjunction has its verb."""
_BEGINNING = frozenset({"PRP", "DT", "NN", "NNS", "NNP", "NNPS", "EX", "PRP$", "JJ"})
"""Tags of words that begin a clause."""
_HEARER = 14
"""Tokens within which a hearer ends: *the House committee on transport*."""
_OTHERS = frozenset({"others", "another", "some", "many", "most", "few"})
"""Words for those who say the next thing: *some said [it rained] and others said it snowed*."""
_QUESTION = 4
"""Tokens that *how much money*, which a parser hung elsewhere, has at most."""
_TIME = 6
"""Tokens that *on Monday night*, between a cue and its content, has at most."""


class ClauseEnds:
    """Finds the ends of the clauses of one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._verbs = evidence.verbs
        self._cues = evidence.cues
        self._spans = ClauseSpans(evidence.reading)
        self._classes = word_lists.classes("acts.tsv")

    def cut(self, clause: Clause) -> list[tuple[int, int]]:
        """Return the ranges of a clause, begun and ended where its content does."""
        ranges = []
        for first, after in clause.ranges:
            if clause.way in _CUT and first > clause.cue:
                first, after = self._behind_cue(first, after, clause.head, clause.cue)
            elif clause.way in ("around", "according"):
                first, after = self._beside_cue(first, after, clause.cue)
            if after <= clause.cue:
                first = self._behind_dateline(self._behind_heading(first, after), after)
                first, after = self._between_attributions(first, after)
            part = self._spans.stripped(first, after) if after > first else None
            if part:
                ranges.append(part)
        return ranges

    def _between_attributions(self, first: int, after: int) -> tuple[int, int]:
        """Return what stands between *according to the complaint,* and *, or so* before who says it."""
        words = self._r.words
        if words[first] == "according":
            first = next((i + 1 for i in range(first, after) if words[i] == ","), after)
        if after - first > 2 and words[after - 1] == "so" and words[after - 2] in ("or", ","):
            after -= 2
        return first, after

    def _behind_heading(self, first: int, after: int) -> int:
        """Return where a sentence begins behind headings that an extractor put on its line.

        *News | Storm hits Marl  [Marl was hit by a storm]*; *Storm hits Marl May 2, 2019 - 11:28 - [A storm hit]*.
        """
        r = self._r
        begin, timed = first, -1
        for i in range(first, min(after - 2, first + _HEADING)):
            if r.words[i] == "|":
                begin = i + 1
            elif not r.words[i].strip() and begin > first and r.words[i - 1] not in _STOPS:
                begin = i + 1  # two blanks, and only behind a bar: some hands type two
            elif _CLOCK.fullmatch(r.words[i]) or r.words[i] in _MONTHS:
                timed = i
            elif timed >= 0 and i - timed <= _DATED and r.words[i] in _DASHES and r.ends[i] < r.starts[i + 1]:
                begin = i + 1
        return begin

    def _behind_dateline(self, first: int, after: int) -> int:
        """Return where a paragraph begins behind its place, date, agency or author: *LONDON – [It rained]*."""
        r = self._r
        if not r.text[: r.starts[first]].rstrip(' (“"').endswith("\n") and r.starts[first] > 0:
            return first
        for i in range(first, min(after - 2, first + _DATELINE)):
            if r.tags[i] in FINITE or r.text[r.starts[i]].islower():
                return first
            dash = r.words[i] in _DASHES and r.ends[i] < r.starts[i + 1] and r.tags[i + 1] != "CD"
            if dash or (r.words[i] == ":" and r.words[first] == "by"):
                return i + 1
        return first

    def _beside_cue(self, first: int, after: int, cue: int) -> tuple[int, int]:
        """Return what stands on the cue's side of a semicolon."""
        for i in range(first, after):
            if self._r.words[i] == ";":
                if i > cue:
                    return first, i
                first = i + 1
        return first, after

    def _behind_cue(self, first: int, after: int, head: int, cue: int) -> tuple[int, int]:
        """Return a range that stands behind its cue, from where the content begins to where it ends."""
        r = self._r
        first = self._beginning(first, after, head, cue)
        for i in range(first + 1, after):
            if r.words[i] == ";":
                return first, i
            if r.words[i] in _OPENING and r.words[i - 1] in _STOPS:
                return first, i - 1
            if r.words[i] in CLOSING and r.words[i + 1] in _JOINING and self._goes_on(i + 2, after, cue):
                return first, i
            if r.words[i] in CLOSING and r.words[i + 1] == "," and self._contrasts(i + 2, after):
                return first, i
            if r.words[i] in CLOSING and r.words[i - 1] == "," and self._is_attributed(i + 1, after):
                return first, i - 1
            if i > first + 1 and first <= head < i and self._is_addition(i, after):
                return first, i
        return first, self._second_verb(first, after, head, cue) or after

    def _beginning(self, first: int, after: int, head: int, cue: int) -> int:
        """Return where the content begins behind the time of the saying: *said on Monday [it had restarted]*."""
        r = self._r
        first = self._behind_hearer(first, after, cue) or self._before_verb(first, cue)
        if r.tags[cue + 1] == "WRB" and cue + 1 < first <= cue + _QUESTION and r.tags[cue][0] == "V":
            return cue + 1  # asked [how much money he got]
        subject = next((c for c in r.children[head] if r.deps[c] in SUBJECTS), -1)
        if subject < 0 or r.words[first - 1] == "that":
            return first
        begin = r.lefts[subject]
        if not first < begin <= first + _TIME or begin >= after or first != cue + 1:
            return first
        timed = any("when" in self._classes.get(r.words[i], ()) for i in range(first, begin))
        return begin if timed else first

    def _behind_hearer(self, first: int, after: int, cue: int) -> int:
        """Return where the content begins behind a long hearer, or 0: *told the inquiry into the fire [he knew]*."""
        r = self._r
        if "tell" not in self._cues.verb_classes(cue) or r.words[cue + 1 : cue + 2] == ["that"]:
            return 0
        for i in range(cue + 2, min(after - 1, cue + _HEARER)):
            if r.words[i] == "that":
                opens = first < i and r.words[i - 1] not in PURPOSE and r.tags[i + 1] in _BEGINNING
                return i + 1 if opens else 0
            if r.tags[i] in FINITE or r.words[i] in (",", ":"):
                return 0
            subject = r.words[i] in _PERSONAL - {"who"} or r.words[i] in ("it", "there")
            if subject and i > first and r.tags[i - 1][:2] == "NN" and self._has_verb(i + 1, min(after, i + 4)):
                return i
        return 0

    def _before_verb(self, first: int, cue: int) -> int:
        """Return where a clause begins whose subject a parser hung on its cue: *Says [the pier doesn’t fit]*."""
        r = self._r
        if r.tags[first] not in FINITE or not cue + 1 < first <= cue + _TIME or r.tags[cue][0] != "V":
            return first
        names = all(r.tags[i][0] in "NDJ" or r.tags[i] in ("POS", "PRP", "PRP$", "CD") for i in range(cue + 1, first))
        return cue + 1 if names and "tell" not in self._cues.verb_classes(cue) else first

    def _goes_on(self, i: int, after: int, cue: int) -> bool:
        """Return whether the speaker does something else behind what they call a thing: *called it “big” and left*."""
        r = self._r
        return (
            "judge" in self._cues.verb_classes(cue) and i < after and r.tags[i] in FINITE and r.tags[i] == r.tags[cue]
        )

    def _contrasts(self, i: int, after: int) -> bool:
        """Return whether another does something behind a quote: *called it “big”, while Lee called it “small”*."""
        return i < after and self._r.words[i] in _CONTRASTING and self._has_verb(i + 1, after)

    def _is_attributed(self, first: int, after: int) -> bool:
        """Return whether closing marks are followed by who passed it on: *“No,” the office said*; *according to it*."""
        r = self._r
        near = range(first, min(after, first + _TIME))
        told = any(r.tags[i] in FINITE and self._cues.verb_classes(i) & SPEAKING for i in near)
        return told or (first < after and r.words[first] == "according")

    def _is_addition(self, i: int, after: int) -> bool:
        """Return whether the article goes on by itself behind a comma: *…, ending a strike*; *…, but it rained*."""
        r = self._r
        if r.words[i] not in _BREAKS or i + 2 >= after:
            return False
        word, tag = r.words[i + 1], r.tags[i + 1]
        if word == "according" and r.words[i + 2] == "to":
            return True
        if word in _JOINING:
            goes_on = r.words[i + 2] in ("that", "whether", "if") or r.tags[i + 2] == "TO"
            return not goes_on and self._has_verb(i + 2, after)
        if tag == "VBG":
            return r.deps[i + 1] in ("advcl", "conj", "acl")
        if word in ("a", "an"):
            noun = r.heads[i + 1]
            apposed = r.deps[noun] in ("appos", "npadvmod", "dobj", "attr", "nsubj", "dep")
            return apposed and any(r.deps[c] == "relcl" for c in r.children[noun])
        if word == "with":
            return any(r.tags[c][0] == "V" for noun in r.children[i + 1] for c in (noun, *r.children[noun]))
        return word == "then"

    def _has_verb(self, first: int, after: int) -> bool:
        """Return whether a finite verb stands before the next comma."""
        for i in range(first, min(after, first + _REACH)):
            if self._r.words[i] in (",", ";"):
                return False
            if self._r.tags[i] in FINITE:
                return True
        return False

    def _second_verb(self, first: int, after: int, head: int, cue: int) -> int:
        """Return where a second verb of the speaker begins: *said [it was late] and urged them to go*; 0 for none."""
        r = self._r
        if not first <= head < after or r.tags[cue][0] != "V":
            return 0
        subject = next((c for c in r.children[head] if r.deps[c] in SUBJECTS), -1)
        for verb in r.children[head]:
            if r.deps[verb] == "conj" and head < verb < after and (begin := self._others_say(verb, first)):
                return begin
        if subject < 0 or r.words[subject] in _PERSONAL or r.tags[subject] == "NNP":
            return 0
        for verb in r.children[head]:
            if r.deps[verb] != "conj" or not head < verb < after or r.tags[verb] != r.tags[cue]:
                continue
            reports = self._classes.get(self._verbs.lemma(r.words[verb]))
            if reports and not any(r.deps[c] in SUBJECTS for c in r.children[verb]):
                begin = r.lefts[verb]
                while begin > first and r.tags[begin - 1] == "CC":
                    begin -= 1
                return begin
        return 0

    def _others_say(self, verb: int, first: int) -> int:
        """Return where somebody else's words begin: *said [it rained] and others said …*; 0 where nobody's do."""
        r = self._r
        other = next((c for c in r.children[verb] if r.deps[c] in SUBJECTS), -1)
        if other < 0 or r.words[other] not in _OTHERS or not self._classes.get(self._verbs.lemma(r.words[verb])):
            return 0
        begin = r.lefts[other]
        while begin > first and (r.tags[begin - 1] == "CC" or r.words[begin - 1] in _BREAKS):
            begin -= 1
        return begin
