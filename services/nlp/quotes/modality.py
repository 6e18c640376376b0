"""How an article ties a content to its speaker: was it said, denied, asked, or would it, will it be said?

Rules over the cue and what governs it in the parse; ``modality.tsv`` has the words. Negation wins (*would not say
whether* tells of nothing said), then whether it was said at all (*would say*, *will say*), then whether it is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from services.nlp.lexicon import word_lists
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import SUBJECTS, Reading
from services.nlp.speakers.evidence import Evidence
from shared.models import Modality, Span

_DENYING_OFF = frozenset(
    {("laugh", "off"), ("brush", "off"), ("brush", "aside"), ("shrug", "off"), ("wave", "away"), ("wave", "aside")}
    | {("push", "back"), ("hit", "back"), ("shoot", "down"), ("rule", "out")}
)
"""Verbs that dismiss with their particle."""

_INTERROGATIVE = frozenset({"whether", "if", "why", "how", "when", "where", "who", "whom", "whose", "what", "which"})
_LEARNING = frozenset({"know", "learn", "hear", "find"})
_NOBODY = frozenset({"nobody", "none", "neither", "nothing", "no-one"})
_NO = frozenset({"no", "neither", "nor", "hardly", "scarcely", "barely"})
_NEVER = frozenset({"never", "neither", "nor", "hardly", "scarcely", "nowhere"})
_ONLY = frozenset({"only", "just", "merely", "simply"})
_WOULD = frozenset({"would", "'d", "’d", "could", "might", "may", "should"})
_WILL = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_PERCEIVING = frozenset({"see", "hear", "feel", "sense"})
"""*Could see that …* is no less than *saw*."""

_POLITE = frozenset({"like", "love"})
"""*Would like to know why …* asks; it tells of no condition."""

_IF = frozenset({"if", "unless", "provided", "providing", "assuming", "supposing", "lest", "should"})
_INVERTING = frozenset({"had", "were", "should"})
_BE = frozenset({"is", "are", "'s", "’s", "'re", "’re", "am"})
_CLIMBED = frozenset({"xcomp", "pcomp", "prep", "acl", "ccomp", "conj", "acomp"})
_OF_HEARSAY = frozenset({"acl", "ccomp", "relcl"})
_LONGEST = 6
_OPENING = 8
"""Words among which *whether* shows that somebody was pressed for an answer, *claims that* what was dismissed."""


def modality(evidence: Evidence, cue: int | None, spans: Sequence[Span], verbatim: Sequence[Span]) -> Modality:
    """The modality of a content with that cue. Without a cue only a question can be told from a statement."""
    reading = evidence.reading
    if cue is not None:
        saying = _Saying(evidence, cue, spans)
        answer = bool(verbatim) and reading.tags[cue] == "VBN" and reading.text[verbatim[-1][1] - 1] != "?"
        if saying.denied():
            return "denied"
        if saying.conditional():
            return "conditional"
        if saying.future():
            return "future"
        if saying.asks() and not answer:  # “It was nice,” he said when asked about it
            return "asked"
    return "asked" if _is_question(reading, cue, spans, verbatim) else "stated"


class _Saying:
    """A cue and the words it is said under: *declined to say*, *is expected to go on and say*, *short of saying*."""

    def __init__(self, evidence: Evidence, cue: int, spans: Sequence[Span]) -> None:
        self._r = r = evidence.reading
        self._cues = evidence.cues
        self._verbs = evidence.verbs
        self._listed = word_lists.classes("modality.tsv")
        self._cue = cue
        self._spans = spans
        self._chain = [cue]
        """The cue and what governs it, as far up as no other speaker comes in between."""
        above = self._above_noun(cue) if r.tags[cue][0] == "N" else self._above(cue)
        while above is not None and len(self._chain) < _LONGEST:
            self._chain.append(above)
            above = self._above(above)

    def denied(self) -> bool:
        """Is the content said to be untrue, or not said? Two negations cancel each other: *did not deny that …*."""
        denies = self._denies()
        denied = denies
        below = self._cue
        for at in self._chain:
            negated = self._negated(at) and not self._is(at, "harmless")
            if negated and denies and self._coordinated():
                return True  # would neither confirm nor deny that …
            refused = at != self._cue and self._refuses(at, below)
            denied ^= negated ^ refused
            below = at
        return denied

    def conditional(self) -> bool:
        """Does the article tell only that it would be said, or what follows if it is?"""
        r = self._r
        for at in self._chain:
            if r.words[at] == "case" and r.words[r.heads[at]] == "in":
                return True
            if r.tags[at][0] != "V":
                continue
            if any(r.deps[c] == "mark" and r.words[c] in _IF for c in self._outside(at)):
                return True
            if self._before_subject(at) & _INVERTING and r.words[_last_word(r, at)] != "?":
                return True
            would = self._auxiliaries(at) & _WOULD
            if would == {"could"} and (self._lemma(at) in _PERCEIVING or self._negated(at)):
                continue  # could see that, could not deny that …
            if would and self._lemma(at) not in _POLITE and not self._was_done(at):
                return True
        return False

    def future(self) -> bool:
        """Is it still to be said?"""
        r, cue = self._r, self._cue
        if (self._is(cue, "coming") or r.words[cue] == "going") and self._to_speak():
            return True
        to = "to" in self._auxiliaries(cue)
        for nth, at in enumerate(self._chain):
            if r.tags[at][0] == "V" and self._auxiliaries(at) & _WILL:
                return True
            if at != cue and (self._is(at, "coming") or (to and r.words[at] == "going")):
                return True
            if nth == 1 and to and r.words[at] in _BE and not self._has_complement(at):
                return True
        return False

    def asks(self) -> bool:
        """Is the cue one of asking, or the content what somebody wants to know?"""
        r, cue = self._r, self._cue
        below = ("xcomp", "dobj") if self._is(cue, "raise") else ("xcomp",)
        if any(self._is(token, "ask") for token in (cue, *(c for c in r.children[cue] if r.deps[c] in below))):
            return True
        first = r.token_at(self._spans[0][0])
        if self._is(cue, "press"):
            after = min(first + _OPENING, r.token_at(self._spans[0][1]))
            return any(r.words[i] in _INTERROGATIVE and r.tags[i - 1] == "IN" for i in range(max(1, first), after))
        if self._is(cue, "curious"):
            first += r.words[first : first + 1] == ["to"]
            opening = r.words[first : first + 3]
            return opening[:1] != [] and opening[0] in _LEARNING and not _INTERROGATIVE.isdisjoint(opening)
        wanted = len(self._chain) > 1 and self._is(self._chain[1], "curious")
        return wanted and self._lemma(cue) in _LEARNING

    def _above(self, at: int) -> int | None:
        """What governs a word, without a speaker of its own in between."""
        r = self._r
        head, dep = r.heads[at], r.deps[at]
        if head == at or dep not in _CLIMBED or self._in_content(head) or r.words[at] == "according":
            return None
        if dep == "conj" and (r.tags[at] != "VB" or self._has_subject(at) or self._after_nor(at)):
            return None
        if dep == "ccomp" and (r.tags[at] not in ("VB", "VBG") or self._has_subject(at)):
            return None
        return head

    def _above_noun(self, noun: int) -> int | None:
        """The verb whose object it is: *rejected the claim*; none where the noun has a source: *rejected her claim*."""
        r = self._r
        if any(r.deps[c] == "poss" or (r.deps[c] == "prep" and r.words[c] in ("by", "from")) for c in r.children[noun]):
            return None
        if r.deps[noun] == "pobj":
            return r.heads[r.heads[noun]]
        return r.heads[noun] if r.deps[noun] in ("dobj", "attr") else None

    def _in_content(self, token: int) -> bool:
        start = self._r.starts[token]
        before = bisect_right(self._spans, start, key=lambda span: span[0])
        return before > 0 and start < self._spans[before - 1][1]

    def _outside(self, at: int) -> Iterator[int]:
        """What hangs on a word, the content left out."""
        return (c for c in self._r.children[at] if not self._in_content(c))

    def _lemma(self, token: int) -> str:
        word, tag = self._r.words[token], self._r.tags[token]
        return self._verbs.lemma(word) if tag[0] == "V" else word.removesuffix("s") if tag == "NNS" else word

    def _is(self, token: int, kind: str) -> bool:
        return kind in self._listed.get(self._lemma(token), ())

    def _auxiliaries(self, verb: int) -> set[str]:
        r = self._r
        return {r.words[c] for c in self._outside(verb) if r.deps[c] == "aux" and r.tags[c] != "VBD"}  # 'd is had, too

    def _has_subject(self, verb: int) -> bool:
        return any(self._r.deps[c] in SUBJECTS for c in self._r.children[verb])

    def _has_complement(self, copula: int) -> bool:
        """Is it *likely to say*, not *is to say*?"""
        return any(self._r.deps[c] in ("acomp", "attr") for c in self._r.children[copula])

    def _to_speak(self) -> bool:
        """Is it speech that is refused or planned: *plans to announce that …*?"""
        r = self._r
        return any(r.deps[c] == "xcomp" and self._cues.verb_classes(c) & SPEAKING for c in r.children[self._cue])

    def _denies(self) -> bool:
        """Does the cue by itself deny: *denied*, *ruled out*, *dismissed reports that*, *declined [to say …]*?"""
        cue = self._cue
        if "deny" in self._cues.verb_classes(cue) or self._is(cue, "deny"):
            return True
        if self._r.tags[cue][0] == "V":
            return (self._is(cue, "refuse") and self._to_speak()) or self._dismisses(cue)
        above = self._chain[1] if len(self._chain) > 1 else cue
        return above != cue and self._is(cue, "hearsay") and self._is_dismissal(above)

    def _dismisses(self, verb: int) -> bool:
        """Is hearsay its object, and not called something: *dismissed the claims as nonsense*?"""
        r = self._r
        if not self._is_dismissal(verb) or any(r.words[c] == "as" for c in r.children[verb]):
            return False
        if self._lemma(verb) == "rule":
            return True
        after = range(verb + 1, min(verb + _OPENING, len(r) - 1))
        if any(self._is(i, "hearsay") and r.words[i + 1] in ("that", "of") for i in after):
            return True  # whatever the parser makes of it
        objects = [c for c in r.children[verb] if r.deps[c] == "dobj"]
        objects += [g for c in r.children[verb] if r.deps[c] == "prep" for g in r.children[c] if r.deps[g] == "pobj"]
        return any(
            self._is(c, "hearsay") and any(r.deps[g] in _OF_HEARSAY or r.words[g] == "of" for g in r.children[c])
            for c in objects
        )

    def _is_dismissal(self, verb: int) -> bool:
        r, lemma = self._r, self._lemma(verb)
        if self._is(verb, "dismiss") or "deny" in self._cues.verb_classes(verb):
            return True
        return any((lemma, r.words[c]) in _DENYING_OFF for c in r.children[verb] if c > verb)

    def _refuses(self, at: int, below: int) -> bool:
        """Does it keep what stands below it from being said?"""
        r = self._r
        if self._is(at, "refuse"):
            return r.words[at] != "stopped" or r.tags[below] in ("VBG", "IN", "RB")  # stopped to say that …
        return r.words[at] == "without" or (r.tags[at][0] == "V" and "yet" in r.words[at + 1 : at + 3])

    def _negated(self, at: int) -> bool:
        r = self._r
        for child in self._outside(at):
            word, dep = r.words[child], r.deps[child]
            only = r.words[child + 1 : child + 2]
            if child > at + 2 and dep not in SUBJECTS:
                break  # promised it – probably not …
            if dep == "neg" or (word in _NEVER and dep in ("advmod", "preconj", "cc") and child < at):
                if only and only[0] in _ONLY:
                    continue
                return True
            if word == "no" and at == self._cue:
                return True
            if dep in SUBJECTS and (word in _NOBODY or any(r.words[c] in _NO for c in r.children[child])):
                return True
            if dep == "prep" and child < at and self._before_subject(at) and "no" in r.words[child : r.rights[child]]:
                return True  # at no point did she say that …
            if word == "longer" and any(r.words[c] == "no" for c in r.children[child]):
                return True
        return self._after_nor(at)

    def _after_nor(self, at: int) -> bool:
        r = self._r
        return r.deps[at] == "conj" and any(r.words[c] == "nor" for c in r.children[r.heads[at]])

    def _coordinated(self) -> bool:
        """Is the cue of denial one of two verbs: *did not confirm or deny*?"""
        r, cue = self._r, self._cue
        return r.deps[cue] == "conj" or any(r.deps[c] == "conj" and c < min(cue + 4, len(r)) for c in r.children[cue])

    def _before_subject(self, verb: int) -> set[str]:
        """The auxiliaries in front of the subject: *had he said*, *were he to say*, *at no point did he say*."""
        r = self._r
        subject = next((c for c in r.children[verb] if r.deps[c] in SUBJECTS), -1)
        found = {r.words[c] for c in r.children[verb] if c < subject and r.deps[c] in ("aux", "auxpass")}
        return found | {r.words[verb]} if verb < subject else found

    def _was_done(self, verb: int) -> bool:
        """*Would later say*, *would often tell us*, *would go on to say*: it was said."""
        r = self._r
        if any(r.deps[c] == "advmod" and self._is(c, "done") for c in r.children[verb]):
            return True
        return self._lemma(verb) == "go" and any(r.words[c] == "on" for c in r.children[verb])


def _is_question(r: Reading, cue: int | None, spans: Sequence[Span], verbatim: Sequence[Span]) -> bool:
    """Is the last of the quoted words a question mark, with one sentence before it; or is the report itself one?"""
    text = r.text
    if verbatim:
        start, end = verbatim[0][0], verbatim[-1][1]
        return text[end - 1] == "?" and not any(mark in text[start : end - 1] for mark in ".!?")
    if cue is None:
        return False
    last = _last_word(r, cue)
    return r.words[last] == "?" and spans[-1][1] <= r.ends[last]


def _last_word(r: Reading, token: int) -> int:
    """The last token of a sentence, a closing mark left out."""
    last = r.sentence_span(r.sentences[token])[1] - 1
    while last > token and r.words[last] in ("\n", "\n\n", "”", '"', " "):
        last -= 1
    return last
