"""Features of a quoted stretch by itself: how long it is, how it begins and ends, where the parse leads out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.nlp.lexicon.cues import SPEAKING
from services.nlp.ranking.encoding import category_code
from services.nlp.speakers.evidence import Evidence

FAR = 60
"""Tokens that count as far away; more are no different."""

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
"""Tags of finite verbs."""

MEASURES = {
    "stretch_tokens": "its tokens, 60 at most",
    "stretch_capital": "it begins with a capital",
    "stretch_ending": "the punctuation that it ends with",
    "stretch_opens_paragraph": "it opens its paragraph",
    "stretch_ends_paragraph": "it ends its paragraph",
    "stretch_not_closed": "no mark closes it",
    "stretch_not_opened": "no mark opens it",
    "stretch_single_marks": "it stands in marks that the article does not quote with",
    "stretch_continues": "the quote of the paragraph before goes on with it",
    "stretch_capitalised_share": "share of its longer words that begin with a capital; -1 where it has none",
    "stretch_finite_verbs": "its finite verbs, 4 at most",
    "stretch_own_words": "its words such as I, our, you, 4 at most",
    "stretch_sentence_breaks": "sentences that end within it",
    "stretch_exit_dep": "the dependency by which it hangs on what stands outside",
    "stretch_heads_outside": "tokens above it in the parse, outside of it",
    "stretch_exit_head_speaks": "it hangs on a verb of speaking",
    "stretch_exit_head_judges": "it hangs on a verb of judging: call, describe",
    "stretch_exit_head_is_cue": "it hangs on any listed verb",
    "stretch_preceded_by": "what stands before it",
    "stretch_followed_by": "the tag of the word behind it; the first category is none",
    "stretch_punctuation_behind": "a comma, stop, colon or semicolon stands behind the mark that closes it",
    "stretch_beside_previous": "the stretch before it stands in the same paragraph",
    "stretch_beside_next": "the stretch behind it stands in the same paragraph",
    "stretch_tokens_from_previous": "tokens since the stretch before it, 60 at most",
    "stretch_tokens_to_next": "tokens until the stretch behind it, 60 at most",
}
"""Name of each feature, and what it measures."""

_ENDINGS = (",", ".", "?", "!", "—", "…")
_EXITS = (
    *("ROOT", "ccomp", "dobj", "pobj", "compound", "amod", "attr"),
    *("oprd", "appos", "nsubj", "conj", "acl", "advcl", "pcomp"),
)
_BEFORE_WORDS = (",", ":", "that", "as", "—", "–", "(", "and", "or")
_BEFORE = (
    "nothing",
    *_BEFORE_WORDS,
    "(unused)",
    "determiner",
    "preposition",
    "verb",
    "noun",
    "adjective",
    "stop",
    "any",
)
_AFTER_TAGS = (
    *("", "PRP", "NNP", "NN", "NNS", "DT", "VBD", "VBZ", "IN"),
    *("CC", "WP", "WDT", "TO", "RB", "VBG", "VBP", "MD", "JJ"),
)
CATEGORIES = {
    "stretch_ending": _ENDINGS,
    "stretch_exit_dep": _EXITS,
    "stretch_preceded_by": _BEFORE,
    "stretch_followed_by": _AFTER_TAGS,
}
"""The categories of the features that are one of a few."""

_OWN = frozenset({"i", "we", "my", "our", "me", "us", "you", "your", "i’m", "we’re"})
_MARKS = frozenset("“\"‘'«”") | {"``", "''"}
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(slots=True)
class Stretch:
    """A quoted stretch, described by itself."""

    features: dict[str, float]
    up: dict[int, int]
    """Tokens above it in the parse, with their height."""
    down: set[int]
    """Tokens outside that hang below it."""


class StretchFeatures:
    """Describes the quoted stretches of one article. ``bounds``: first token of each and the token after its last."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._segments = evidence.segments
        self._bounds = evidence.candidates.bounds
        self._cues = evidence.cues

    def describe(self, number: int) -> Stretch:
        """Return the description of the stretch with this number."""
        r, s = self._r, self._segments[number]
        first, last = self._bounds[number][0], self._bounds[number][1] - 1
        text = r.text
        begin, end = r.paragraphs[s.paragraph]
        words = [w for w in _WORD.findall(text, s.start, min(s.end, s.start + 200)) if len(w) > 3]
        previous = first - 1
        while previous > 0 and r.words[previous] in _MARKS:
            previous -= 1
        has_previous = previous >= 0 and r.starts[previous] >= begin
        following = last + 1
        while following < len(r) and not r.words[following][:1].isalnum() and r.starts[following] < end:
            following += 1
        has_following = following < len(r) and r.starts[following] < end
        exit_token, up, down = self._exits(first, last)
        classes = self._cues.verb_classes(r.heads[exit_token] if exit_token >= 0 else -1)
        tokens = range(first, min(last + 1, first + 120))
        before = _preceding(r.words[previous] if has_previous else "", r.tags[previous])
        features = {
            "stretch_tokens": float(min(last - first + 1, FAR)),
            "stretch_capital": float(text[s.start].isupper()),
            "stretch_ending": category_code(_ENDINGS, text[s.end - 1]),
            "stretch_opens_paragraph": float(s.start - begin <= 2),
            "stretch_ends_paragraph": float(end - s.end <= 2),
            "stretch_not_closed": float(not s.closed),
            "stretch_not_opened": float(not s.opened),
            "stretch_single_marks": float(s.single),
            "stretch_continues": float(s.continues),
            "stretch_capitalised_share": sum(w[0].isupper() for w in words) / len(words) if words else -1.0,
            "stretch_finite_verbs": float(min(sum(r.tags[i] in FINITE for i in tokens), 4)),
            "stretch_own_words": float(min(sum(r.words[i] in _OWN for i in tokens), 4)),
            "stretch_sentence_breaks": float(r.sentences[last] - r.sentences[first]),
            "stretch_exit_dep": category_code(_EXITS, r.deps[exit_token] if exit_token >= 0 else "ROOT"),
            "stretch_heads_outside": float(len(up)),
            "stretch_exit_head_speaks": float(bool(classes & SPEAKING)),
            "stretch_exit_head_judges": float("judge" in classes),
            "stretch_exit_head_is_cue": float(bool(classes)),
            "stretch_preceded_by": category_code(_BEFORE, before),
            "stretch_followed_by": category_code(_AFTER_TAGS, r.tags[following] if has_following else ""),
            "stretch_punctuation_behind": float(text[s.end + 1 : s.end + 2] in (",", ".", ";", ":")),
            "stretch_beside_previous": float(self._share_paragraph(number - 1, number)),
            "stretch_beside_next": float(self._share_paragraph(number, number + 1)),
            "stretch_tokens_from_previous": float(self._tokens_between(number - 1, number)),
            "stretch_tokens_to_next": float(self._tokens_between(number, number + 1)),
        }
        return Stretch(features, up, down)

    def _share_paragraph(self, left: int, right: int) -> bool:
        """Return whether both stretches exist and stand in one paragraph."""
        s = self._segments
        return left >= 0 and right < len(s) and s[left].paragraph == s[right].paragraph

    def _tokens_between(self, left: int, right: int) -> int:
        bounds = self._bounds
        if left < 0 or right >= len(bounds):
            return FAR
        return min(FAR, bounds[right][0] - bounds[left][1])

    def _exits(self, first: int, last: int) -> tuple[int, dict[int, int], set[int]]:
        """Find where the parse leaves a stretch: the token that hangs on one outside, those above, those below."""
        r = self._r
        exit_token = -1
        down: set[int] = set()
        parts = [range(first, min(last + 1, first + FAR))]
        if last > first + FAR:
            parts.append(range(max(first + FAR, last - FAR + 1), last + 1))
        for part in parts:
            for i in part:
                head = r.heads[i]
                if exit_token < 0 and not first <= head <= last and r.deps[i] != "punct":
                    exit_token = i
                if head == i:
                    down.update(c for c in r.children[i] if not first <= c <= last and r.deps[c] != "punct")
        up: dict[int, int] = {}
        at = exit_token
        while at >= 0 and len(up) < 12:
            head = r.heads[at]
            if head == at or head in up:
                break
            if not first <= head <= last:
                up[head] = len(up)
            at = head
        return exit_token, up, down


def _preceding(word: str, tag: str) -> str:
    """Return the category in ``_BEFORE`` of a word before a stretch: one of a few words, else its part of speech."""
    if not word:
        return "nothing"
    if word in _BEFORE_WORDS:
        return word
    if tag in ("DT", "PRP$", "POS"):
        return "determiner"
    if tag in ("IN", "TO"):
        return "preposition"
    if word in (".", "?", "!"):
        return "stop"
    return {"V": "verb", "N": "noun", "J": "adjective"}.get(tag[:1], "any")
