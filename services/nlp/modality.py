"""How an article ties a content to its speaker: was it said, denied, asked, or would it, will it be said?

Rules over the cue and what governs it in the parse. Negation wins (*would not say whether* tells of nothing said), then
whether it was said at all (*would say*, *will say*), then whether it is a question.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.nlp.cues import SPEAKING, Cues
from services.nlp.lemmas import Verbs
from services.nlp.reading import SUBJECTS, Reading
from shared.models import Modality, Span

_REFUSING = frozenset({"decline", "refuse", "fail", "avoid", "deny", "neglect", "forget", "stop", "resist", "refrain"})
"""*Declined to say, stopped short of saying, denied saying*: nothing was said."""

_COMING = frozenset({"expect", "plan", "intend", "schedule", "prepare", "slate", "promise", "vow", "pledge", "set"})
"""*Is expected to say, plans to announce*: it is still to come."""

_COMING_WORDS = frozenset({"likely", "due", "set", "ready", "poised", "about", "expected", "scheduled"})
_ASKING = frozenset({"ask", "wonder", "question", "inquire", "enquire", "query", "quiz", "grill"})
_DENIALS = frozenset({"denial", "denials", "refutation", "rebuttal", "rebuttals", "rejection"})
_QUESTIONS = frozenset({"question", "questions", "query", "queries"})
_NOBODY = frozenset({"nobody", "none", "neither", "nothing"})
_WOULD = frozenset({"would", "'d", "’d", "could", "might", "may", "should"})
_WILL = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_IF = frozenset({"if", "unless", "provided", "should"})
_CLIMBED = frozenset({"xcomp", "pcomp", "prep", "acl", "ccomp", "conj"})


def modality(
    reading: Reading, cues: Cues, verbs: Verbs, cue: int | None, spans: Sequence[Span], verbatim: Sequence[Span]
) -> Modality:
    """The modality of a content with that cue. Without a cue only a question can be told from a statement."""
    if cue is not None:
        chain = _chain(reading, cue, spans)
        if _denied(reading, cues, verbs, chain, spans):
            return "denied"
        lemma = verbs.lemma(reading.words[cue])
        if lemma in _REFUSING | _COMING and _to_speak(reading, cues, cue):
            return "denied" if lemma in _REFUSING else "future"
        if _conditional(reading, chain):
            return "conditional"
        if _future(reading, verbs, chain):
            return "future"
        if _asks(reading, verbs, cue):
            return "asked"
    return "asked" if _is_question(reading, cue, spans, verbatim) else "stated"


def _chain(r: Reading, cue: int, spans: Sequence[Span]) -> list[int]:
    """The cue and what it is said under: *declined to say*, *is expected to go on and say*, *short of saying*."""
    chain = [cue]
    at = cue
    if r.words[cue] == "according":
        return chain
    for _ in range(5):
        head, dep = r.heads[at], r.deps[at]
        if head == at or dep not in _CLIMBED or any(a <= r.starts[head] < b for a, b in spans):
            break
        bare = r.tags[at] in ("VB", "VBG", "IN")
        if dep == "conj" and (r.tags[at] != "VB" or _has_subject(r, at)):
            break
        if dep == "ccomp" and (not bare or _has_subject(r, at)):
            break
        chain.append(head)
        at = head
    if r.tags[cue][0] in "NJ" and len(chain) == 1 and r.heads[cue] != cue:  # a noun's verb, an adjective's copula
        chain.append(r.heads[cue])
    return chain


def _to_speak(r: Reading, cues: Cues, cue: int) -> bool:
    """Is it speech that is refused or planned: *plans to announce that …*?"""
    return any(r.deps[c] == "xcomp" and cues.kinds(c) & SPEAKING for c in r.children[cue])


def _has_subject(r: Reading, verb: int) -> bool:
    return any(r.deps[c] in SUBJECTS for c in r.children[verb])


def _denied(r: Reading, cues: Cues, verbs: Verbs, chain: list[int], spans: Sequence[Span]) -> bool:
    cue = chain[0]
    negative = "deny" in cues.kinds(cue) or verbs.lemma(r.words[cue]) == "doubt" or r.words[cue] in _DENIALS
    for at in chain:
        for child in r.children[at]:
            word, dep = r.words[child], r.deps[child]
            if any(a <= r.starts[child] < b for a, b in spans):
                continue
            if dep == "neg" or (word == "never" and dep == "advmod") or (at == cue and word == "no"):
                return not negative or at != cue
            if dep in SUBJECTS and (word in _NOBODY or any(r.words[c] == "no" for c in r.children[child])):
                return not negative
        if r.words[at] == "without":
            return True
        if at != cue and r.tags[at][0] == "V" and verbs.lemma(r.words[at]) in _REFUSING:
            return True
    return negative


def _auxiliaries(r: Reading, verb: int) -> set[str]:
    return {r.words[c] for c in r.children[verb] if r.deps[c] == "aux"}


def _conditional(r: Reading, chain: list[int]) -> bool:
    for at in chain:
        if r.tags[at][0] != "V":
            continue
        if _auxiliaries(r, at) & _WOULD:
            return True
        if any(r.deps[c] == "mark" and r.words[c] in _IF for c in r.children[at]):
            return True
    return False


def _future(r: Reading, verbs: Verbs, chain: list[int]) -> bool:
    for at in chain:
        if r.tags[at][0] == "V" and _auxiliaries(r, at) & _WILL:
            return True
        if at == chain[0]:
            continue
        word = r.words[at]
        if word in _COMING_WORDS or (r.tags[at][0] == "V" and verbs.lemma(word) in _COMING):
            return True
        if word == "going" and "to" in _auxiliaries(r, chain[0]):
            return True
        if word in ("is", "are", "'s", "’s") and "to" in _auxiliaries(r, chain[0]) and len(chain) == 2:
            return True
    return False


def _asks(r: Reading, verbs: Verbs, cue: int) -> bool:
    if r.tags[cue][0] == "V":
        return verbs.lemma(r.words[cue]) in _ASKING
    return r.words[cue] in _QUESTIONS


def _is_question(r: Reading, cue: int | None, spans: Sequence[Span], verbatim: Sequence[Span]) -> bool:
    """Is the last of the quoted words a question mark, with one sentence before it; or is the report itself one?"""
    text = r.text
    if verbatim:
        start, end = verbatim[0][0], verbatim[-1][1]
        return text[end - 1] == "?" and not any(mark in text[start : end - 1] for mark in ".!?")
    if cue is None:
        return False
    last = r.sentence_span(r.sentences[cue])[1] - 1
    while last > cue and r.words[last] in ("\n", "\n\n", "”", '"', " "):
        last -= 1
    return r.words[last] == "?" and spans[-1][1] <= r.ends[last]
