"""Denial: whether an article says that a content was not said, or is not true."""

from __future__ import annotations

from services.nlp.parse.reading import SUBJECTS
from services.nlp.quotes.saying import OPENING, Saying

_DENYING_OFF = frozenset(
    {("laugh", "off"), ("brush", "off"), ("brush", "aside"), ("shrug", "off"), ("wave", "away"), ("wave", "aside")}
    | {("push", "back"), ("hit", "back"), ("shoot", "down"), ("rule", "out")}
)
"""Verbs that dismiss with their particle."""

_NOBODY = frozenset({"nobody", "none", "neither", "nothing", "no-one"})
_NO = frozenset({"no", "neither", "nor", "hardly", "scarcely", "barely"})
_NEVER = frozenset({"never", "neither", "nor", "hardly", "scarcely", "nowhere"})
_ONLY = frozenset({"only", "just", "merely", "simply"})
_OF_HEARSAY = frozenset({"acl", "ccomp", "relcl"})


def is_denied(saying: Saying) -> bool:
    """Return whether the content is said to be untrue, or not said. Two negations cancel: *did not deny that …*."""
    denies = _denies(saying)
    denied = denies
    below = saying.cue
    for at in saying.chain:
        negated = is_negated(saying, at) and not saying.is_listed(at, "harmless")
        if negated and denies and _is_coordinated(saying):
            return True  # would neither confirm nor deny that …
        refused = at != saying.cue and _refuses(saying, at, below)
        denied ^= negated ^ refused
        below = at
    return denied


def is_negated(saying: Saying, at: int) -> bool:
    """Return whether a word is negated: by *not*, *never*, *nobody*, *no longer* …"""
    r = saying.reading
    for child in saying.outside(at):
        word, dep = r.words[child], r.deps[child]
        only = r.words[child + 1 : child + 2]
        if child > at + 2 and dep not in SUBJECTS:
            break  # promised it – probably not …
        if dep == "neg" or (word in _NEVER and dep in ("advmod", "preconj", "cc") and child < at):
            if only and only[0] in _ONLY:
                continue
            return True
        if word == "no" and at == saying.cue:
            return True
        numbered = r.tags[child] == "CD"  # No 10
        if dep in SUBJECTS and (word in _NOBODY or any(r.words[c] in _NO and not numbered for c in r.children[child])):
            return True
        if dep == "prep" and child < at and saying.before_subject(at) and "no" in r.words[child : r.rights[child]]:
            return True  # at no point did she say that …
        if word == "longer" and any(r.words[c] == "no" for c in r.children[child]):
            return True
    return saying.after_nor(at)


def _denies(saying: Saying) -> bool:
    """Return whether the cue itself denies: *denied*, *ruled out*, *dismissed reports that*, *declined [to say …]*."""
    cue = saying.cue
    if "deny" in saying.cues.verb_classes(cue) or saying.is_listed(cue, "deny"):
        return True
    if saying.reading.tags[cue][0] == "V":
        return (saying.is_listed(cue, "refuse") and saying.reports_speech()) or _dismisses(saying, cue)
    above = saying.chain[1] if len(saying.chain) > 1 else cue
    return above != cue and saying.is_listed(cue, "hearsay") and _is_dismissal(saying, above)


def _dismisses(saying: Saying, verb: int) -> bool:
    """Return whether hearsay is its object, and not called something: *dismissed the claims as nonsense*."""
    r = saying.reading
    if not _is_dismissal(saying, verb) or any(r.words[c] == "as" for c in r.children[verb]):
        return False
    if saying.lemma(verb) == "rule":
        return True
    after = range(verb + 1, min(verb + OPENING, len(r) - 1))
    if any(saying.is_listed(i, "hearsay") and r.words[i + 1] in ("that", "of") for i in after):
        return True  # whatever the parser makes of it
    objects = [c for c in r.children[verb] if r.deps[c] == "dobj"]
    objects += [g for c in r.children[verb] if r.deps[c] == "prep" for g in r.children[c] if r.deps[g] == "pobj"]
    return any(
        saying.is_listed(c, "hearsay") and any(r.deps[g] in _OF_HEARSAY or r.words[g] == "of" for g in r.children[c])
        for c in objects
    )


def _is_dismissal(saying: Saying, verb: int) -> bool:
    """Return whether a verb dismisses, be it with its particle: *dismissed*, *brushed aside*."""
    r, lemma = saying.reading, saying.lemma(verb)
    if saying.is_listed(verb, "dismiss") or "deny" in saying.cues.verb_classes(verb):
        return True
    return any((lemma, r.words[c]) in _DENYING_OFF for c in r.children[verb] if c > verb)


def _refuses(saying: Saying, at: int, below: int) -> bool:
    """Return whether a word keeps what stands below it from being said: *refused to say*, *without saying*."""
    r = saying.reading
    if saying.is_listed(at, "refuse"):
        return r.words[at] != "stopped" or r.tags[below] in ("VBG", "IN", "RB")  # stopped to say that …
    return r.words[at] == "without" or (r.tags[at][0] == "V" and "yet" in r.words[at + 1 : at + 3])


def _is_coordinated(saying: Saying) -> bool:
    """Return whether the cue of denial is one of two verbs: *did not confirm or deny*."""
    r, cue = saying.reading, saying.cue
    return r.deps[cue] == "conj" or any(r.deps[c] == "conj" and c < min(cue + 4, len(r)) for c in r.children[cue])
