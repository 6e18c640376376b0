"""Modality: how an article ties a content to its speaker: as said, denied, asked, or as what would or will be said.

Rules over the cue and what governs it in the parse; ``modality.tsv`` has the words. Negation wins (*would not say
whether* tells of nothing said), then whether it was said at all (*would say*, *will say*), then whether it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.nlp.parse.reading import Reading
from services.nlp.quotes.denial import is_denied, is_negated
from services.nlp.quotes.saying import OPENING, Saying
from services.nlp.speakers.evidence import Evidence
from shared.models.annotations import Modality
from shared.models.values import Span

_INTERROGATIVE = frozenset({"whether", "if", "why", "how", "when", "where", "who", "whom", "whose", "what", "which"})
_LEARNING = frozenset({"know", "learn", "hear", "find"})
_WOULD = frozenset({"would", "'d", "’d", "could", "might", "may", "should"})
_WILL = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_PERCEIVING = frozenset({"see", "hear", "feel", "sense"})
"""*Could see that …* is no less than *saw*."""

_POLITE = frozenset({"like", "love"})
"""*Would like to know why …* asks; it tells of no condition."""

_IF = frozenset({"if", "unless", "provided", "providing", "assuming", "supposing", "lest", "should"})
_INVERTING = frozenset({"had", "were", "should"})
_BE = frozenset({"is", "are", "'s", "’s", "'re", "’re", "am"})


def modality(evidence: Evidence, cue: int | None, spans: Sequence[Span], verbatim: Sequence[Span]) -> Modality:
    """Return the modality of a content with that cue. Without a cue only a question can be told from a statement."""
    reading = evidence.reading
    if cue is not None:
        saying = Saying(evidence, cue, spans)
        answer = bool(verbatim) and reading.tags[cue] == "VBN" and reading.text[verbatim[-1][1] - 1] != "?"
        if is_denied(saying):
            return "denied"
        if _is_conditional(saying):
            return "conditional"
        if _is_future(saying):
            return "future"
        if _is_asked(saying) and not answer:  # “It was nice,” he said when asked about it
            return "asked"
    return "asked" if _is_question(reading, cue, spans, verbatim) else "stated"


def _is_conditional(saying: Saying) -> bool:
    """Return whether the article tells only that it would be said, or what follows if it is."""
    r = saying.reading
    for at in saying.chain:
        if r.words[at] == "case" and r.words[r.heads[at]] == "in":
            return True
        if r.tags[at][0] != "V":
            continue
        if any(r.deps[c] == "mark" and r.words[c] in _IF for c in saying.outside(at)):
            return True
        if saying.before_subject(at) & _INVERTING and r.words[_last_word(r, at)] != "?":
            return True
        would = saying.auxiliaries(at) & _WOULD
        if would == {"could"} and (saying.lemma(at) in _PERCEIVING or is_negated(saying, at)):
            continue  # could see that, could not deny that …
        if would and saying.lemma(at) not in _POLITE and not _was_done(saying, at):
            return True
    return False


def _is_future(saying: Saying) -> bool:
    """Return whether it is still to be said."""
    r, cue = saying.reading, saying.cue
    if (saying.is_listed(cue, "coming") or r.words[cue] == "going") and saying.reports_speech():
        return True
    to = "to" in saying.auxiliaries(cue)
    for nth, at in enumerate(saying.chain):
        if r.tags[at][0] == "V" and saying.auxiliaries(at) & _WILL:
            return True
        if at != cue and (saying.is_listed(at, "coming") or (to and r.words[at] == "going")):
            return True
        if nth == 1 and to and r.words[at] in _BE and not _has_complement(saying, at):
            return True
    return False


def _is_asked(saying: Saying) -> bool:
    """Return whether the cue is one of asking, or the content what somebody wants to know."""
    r, cue = saying.reading, saying.cue
    below = ("xcomp", "dobj") if saying.is_listed(cue, "raise") else ("xcomp",)
    if any(saying.is_listed(token, "ask") for token in (cue, *(c for c in r.children[cue] if r.deps[c] in below))):
        return True
    first = r.token_at(saying.spans[0][0])
    if saying.is_listed(cue, "press"):
        after = min(first + OPENING, r.token_at(saying.spans[0][1]))
        return any(r.words[i] in _INTERROGATIVE and r.tags[i - 1] == "IN" for i in range(max(1, first), after))
    if saying.is_listed(cue, "curious"):
        first += r.words[first : first + 1] == ["to"]
        opening = r.words[first : first + 3]
        return opening[:1] != [] and opening[0] in _LEARNING and not _INTERROGATIVE.isdisjoint(opening)
    wanted = len(saying.chain) > 1 and saying.is_listed(saying.chain[1], "curious")
    return wanted and saying.lemma(cue) in _LEARNING


def _has_complement(saying: Saying, copula: int) -> bool:
    """Return whether it is *likely to say*, not *is to say*."""
    return any(saying.reading.deps[c] in ("acomp", "attr") for c in saying.reading.children[copula])


def _was_done(saying: Saying, verb: int) -> bool:
    """Return whether it was said all the same: *would later say*, *would often tell us*, *would go on to say*."""
    r = saying.reading
    if any(r.deps[c] == "advmod" and saying.is_listed(c, "done") for c in r.children[verb]):
        return True
    if any(r.words[c] == "only" and c < verb for c in r.children[verb]):
        return True  # would only say that …
    return saying.lemma(verb) == "go" and any(r.words[c] == "on" for c in r.children[verb])


def _is_question(r: Reading, cue: int | None, spans: Sequence[Span], verbatim: Sequence[Span]) -> bool:
    """Return whether the quoted words are one sentence with a question mark, or the report itself is a question."""
    text = r.text
    if verbatim:
        start, end = verbatim[0][0], verbatim[-1][1]
        return text[end - 1] == "?" and not any(mark in text[start : end - 1] for mark in ".!?")
    if cue is None:
        return False
    last = _last_word(r, cue)
    return r.words[last] == "?" and spans[-1][1] <= r.ends[last]


def _last_word(r: Reading, token: int) -> int:
    """Return the last token of a sentence, a closing mark left out."""
    last = r.sentence_span(r.sentences[token])[1] - 1
    while last > token and r.words[last] in ("\n", "\n\n", "”", '"', " "):
        last -= 1
    return last
