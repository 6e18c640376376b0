"""Features of the content of a reported clause: how it hangs on its cue, what it holds, how it begins and ends."""

from __future__ import annotations

from services.nlp.clauses.clause_spans import FORMS, WAYS, Clause
from services.nlp.clauses.cue_features import MODALS
from services.nlp.lexicon.cues import NOUNS, SPEAKING
from services.nlp.parse.reading import SUBJECTS
from services.nlp.ranking.encoding import SPEAKING_TYPES, VERB_TAGS, category_code
from services.nlp.speakers.evidence import Evidence

MEASURES = {
    "content_way": "the way in which it hangs on the cue",
    "content_form": "its form: a clause, a question, an infinitive …",
    "content_act": "1 where it is put into a mouth, 2 where into a mind, 0 where it is not a quote by itself",
    "content_first_dep": "the dependency by which its first word hangs on the cue; below -1 where it does not directly",
    "content_that_plus_2_to": "1 where that stands before it, 2 where to does",
    "content_cut": "which of its lengths it is: see services.nlp.clauses.finding",
    "content_second_source": "its speaker is the second guess",
    "content_head_tag": "the tag of its head",
    "content_head_dep": "the dependency of its head",
    "content_opening_word": "the word that opens what hangs on its head: that, whether",
    "content_preposition": "the preposition that it is or hangs on",
    "content_tokens": "its tokens, 60 at most",
    "content_share_of_longest": "its tokens by those of the cue's longest clause",
    "content_rivals": "clauses of the cue, itself included, 12 at most",
    "content_before_cue": "it begins before the cue",
    "content_tokens_to_cue": "tokens between it and the cue, 20 at most",
    "content_speaker_to_cue": "tokens from the cue to the speaker, from -20 (before) to 20",
    "content_has_subject": "its head has a subject",
    "content_has_modal": "its head has a modal",
    "content_share_in_marks": "share of its tokens in quotation marks",
    "content_edges_in_marks": "1 where its first token stands in quotation marks, 2 where its last does, 3 for both",
    "content_pieces": "pieces that it is made of",
    "content_head_type": "the type of the entity that its head names",
    **{f"content_head_is_{name}": f'its head is a noun of the class "{name}"' for name in NOUNS},
    "content_followed_by": "the word behind it",
    "content_before_verb": "the word behind it is a verb",
    "content_behind_comma": "a comma stands before it",
    "content_breaks": "commas and dashes within it",
    "content_finite_verbs": "finite verbs among its first 60 tokens",
    "content_pronoun_1_verb_2": "1 where it begins with a pronoun, 2 where with a verb in its base form or to",
    "content_ends_sentence": "fewer than three tokens of the sentence stand behind it",
}
"""Name of each feature of the content as a whole, and what it measures."""

ENDING_MEASURES = {
    "ending_dep": "the dependency of the phrase that it ends with",
    "ending_tag": "the tag of that phrase's head",
    "ending_preposition": "the preposition that heads it",
    "ending_tokens": "its tokens, 40 at most",
    "ending_on_head": "it hangs on the content's head",
    "ending_behind_break": "a comma or dash stands before it",
    "ending_tag_of_cue": "its head has the tag of the cue",
    "ending_speaking": "verbs of speaking in it, 3 at most",
    "ending_speaking_all": "verbs of speaking in the whole piece that it ends, 3 at most",
}
"""Name of each feature of the phrase that a content ends with, and what it measures."""

FOLLOWING_MEASURES = {
    "following_dep": "the dependency of the phrase behind it; -2 where the sentence ends",
    "following_tag": "the tag of that phrase's head; -2 where the sentence ends",
    "following_on_cue_1_content_2_head_4": "1 where it hangs on the cue, 2 on the content, 4 more on its head",
    "following_gap": "tokens between the two: punctuation",
    "following_tokens": "its tokens, 40 at most",
}
"""Name of each feature of the phrase behind a content, and what it measures."""

_ACTS = ("speech", "thought")
_HEAD_TAGS = ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN", "NN", "NNS", "NNP", "PRP", "JJ", "MD")
_HEAD_DEPS = ("ccomp", "xcomp", "dobj", "pobj", "pcomp", "oprd", "prep", "advcl", "acl", "relcl", "nsubjpass", "ROOT")
_FIRST_DEPS = ("ccomp", "dobj", "dative", "prep", "xcomp", "oprd", "advcl", "advmod", "npadvmod", "nsubj", "acomp")
_OPENING = ("that", "whether", "if", "how", "what", "why", "to", "because", "as", "who", "when", "where")
_PREPOSITIONS = ("of", "about", "for", "to", "as", "on", "with", "against", "over", "in", "at", "by", "from", "into")
_FOLLOWING = (".", ",", "and", "that", "which", "who", "—", "--", "–", "-", "but", "when", "while", "as", "because")
_ENDING_DEPS = (
    *("prep", "relcl", "acl", "advcl", "conj", "npadvmod", "appos", "ccomp", "xcomp", "dobj", "advmod", "ROOT"),
)
CATEGORIES = {
    "content_way": WAYS,
    "content_form": FORMS,
    "content_first_dep": _FIRST_DEPS,
    "content_head_tag": _HEAD_TAGS,
    "content_head_dep": _HEAD_DEPS,
    "content_opening_word": _OPENING,
    "content_preposition": _PREPOSITIONS,
    "content_head_type": SPEAKING_TYPES,
    "content_followed_by": _FOLLOWING,
    "ending_dep": _ENDING_DEPS,
    "ending_tag": VERB_TAGS,
    "ending_preposition": _PREPOSITIONS,
    "following_dep": _ENDING_DEPS,
    "following_tag": VERB_TAGS,
}
"""The categories of the features that are one of a few."""

_HEAD_IS = tuple((f"content_head_is_{name}", name) for name in NOUNS)
_EDGE = frozenset(',.;:—–-!?"”’)') | {"''", "--"}

_CLIMB = 12
"""Steps up the parse at most."""


class ContentFeatures:
    """Describes the contents of one article. ``inside`` is 1 for tokens inside quotation marks."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._entities = evidence.entities
        self._inside = evidence.candidates.inside
        self._cues = evidence.cues
        self._speaking = [0]
        """How many verbs of speaking stand before each token."""
        for token, tag in enumerate(self._r.tags):
            speaks = tag[0] == "V" and not self._cues.verb_classes(token).isdisjoint(SPEAKING)
            self._speaking.append(self._speaking[-1] + speaks)

    def of_content(self, clause: Clause, longest: int, many: int) -> dict[str, float]:
        """Return the features of ``MEASURES``.

        ``longest``: tokens of the longest clause of the same cue; ``many``: how many clauses that cue has.
        """
        r, inside = self._r, self._inside
        cue, speaker, head = clause.cue, clause.speaker, clause.head
        first, after = clause.ranges[0][0], clause.ranges[-1][1]
        length = sum(b - a for a, b in clause.ranges)
        last = min(after, first + 200)
        children = r.children[head]
        deps = r.deps[head]
        above = r.heads[head]
        of_head = self._cues.noun_classes(head)
        top, climbed = first, 0
        while r.heads[top] not in (top, cue) and climbed < 12:
            top, climbed = r.heads[top], climbed + 1
        on_cue = r.heads[top] == cue
        opening = r.words[r.lefts[head]] if r.lefts[head] < head else ""
        preposition = r.words[head] if deps == "prep" else r.words[above] if deps[0] == "p" else ""
        distance = first - cue if first > cue else cue - after
        begins_with = float(r.tags[first] == "PRP") + 2 * float(r.tags[first] in ("VB", "TO"))
        return {
            "content_way": category_code(WAYS, clause.way),
            "content_form": category_code(FORMS, clause.form),
            "content_act": 1 + category_code(_ACTS, clause.act),
            "content_first_dep": category_code(_FIRST_DEPS, r.deps[top]) if on_cue else -2.0 - (top == cue),
            "content_that_plus_2_to": float(r.words[first - 1] == "that") + 2 * float(r.words[first - 1] == "to")
            if first
            else 0.0,
            "content_cut": float(clause.cut),
            "content_second_source": float(clause.second),
            "content_head_tag": category_code(_HEAD_TAGS, r.tags[head]),
            "content_head_dep": category_code(_HEAD_DEPS, deps),
            "content_opening_word": category_code(_OPENING, opening),
            "content_preposition": category_code(_PREPOSITIONS, preposition),
            "content_tokens": float(min(length, 60)),
            "content_share_of_longest": length / max(1, longest),
            "content_rivals": float(min(many, 12)),
            "content_before_cue": float(first < cue),
            "content_tokens_to_cue": float(max(0, min(20, distance))),
            "content_speaker_to_cue": float(max(-20, min(20, speaker - cue))) if speaker >= 0 else 0.0,
            "content_has_subject": float(any(r.deps[c] in SUBJECTS for c in children)),
            "content_has_modal": float(any(r.words[c] in MODALS for c in children)),
            "content_share_in_marks": sum(inside[first:last]) / max(1, last - first),
            "content_edges_in_marks": float(inside[first]) + 2 * float(inside[after - 1]),
            "content_pieces": float(len(clause.ranges)),
            "content_head_type": category_code(SPEAKING_TYPES, self._entities.type_at(head)),
            **{name: float(noun in of_head) for name, noun in _HEAD_IS},
            "content_followed_by": category_code(_FOLLOWING, r.words[after] if after < len(r) else ""),
            "content_before_verb": float(r.tags[after][0] == "V") if after < len(r) else 0.0,
            "content_behind_comma": float(r.words[first - 1] == ",") if first else 0.0,
            "content_breaks": float(sum(r.words[i] in (",", "—", "--") for i in range(first, last))),
            "content_finite_verbs": float(
                sum(r.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in range(first, min(last, first + 60)))
            ),
            "content_pronoun_1_verb_2": begins_with,
            "content_ends_sentence": float(r.sentence_span(r.sentences[cue])[1] - after < 3),
        }

    def of_ending(self, clause: Clause) -> dict[str, float]:
        """Return the features of the phrase that a clause ends with, which might as well be none of it.

        *Won [on Monday]*.
        """
        r = self._r
        first, after = clause.ranges[-1]
        top = after - 1
        for _ in range(_CLIMB):
            above = r.heads[top]
            if above in (top, clause.head) or r.rights[above] != after - 1 or r.lefts[above] <= first:
                break
            top = above
        begin = max(first, r.lefts[top])
        return {
            "ending_dep": category_code(_ENDING_DEPS, r.deps[top]),
            "ending_tag": category_code(VERB_TAGS, r.tags[top]),
            "ending_preposition": category_code(_PREPOSITIONS, r.words[top]),
            "ending_tokens": float(min(40, after - begin)),
            "ending_on_head": float(r.heads[top] == clause.head),
            "ending_behind_break": float(begin > first and r.words[begin - 1] in (",", "—", "--", "–")),
            "ending_tag_of_cue": float(r.tags[top] == r.tags[clause.cue]),
            "ending_speaking": float(min(3, self._speaking[after] - self._speaking[begin])),
            "ending_speaking_all": float(min(3, self._speaking[after] - self._speaking[first])),
        }

    def of_following(self, clause: Clause) -> dict[str, float]:
        """Return the features of the phrase behind a clause, which might as well be a part of it."""
        r = self._r
        first, after = clause.ranges[-1]
        limit = r.sentence_span(r.sentences[after - 1])[1]
        at = after
        while at < limit and (r.words[at] in _EDGE or not r.words[at].strip()):
            at += 1
        gap = float(at - after)
        if at >= limit:
            return {
                "following_dep": -2.0,
                "following_tag": -2.0,
                "following_on_cue_1_content_2_head_4": 0.0,
                "following_gap": gap,
                "following_tokens": 0.0,
            }
        top = at
        for _ in range(_CLIMB):
            above = r.heads[top]
            if above == top or r.lefts[above] != at:
                break
            top = above
        above = r.heads[top]
        hangs_on = float(above == clause.cue) + 2 * float(first <= above < after) + 4 * float(above == clause.head)
        return {
            "following_dep": category_code(_ENDING_DEPS, r.deps[top]),
            "following_tag": category_code(VERB_TAGS, r.tags[top]),
            "following_on_cue_1_content_2_head_4": hangs_on,
            "following_gap": gap,
            "following_tokens": float(min(40, r.rights[top] + 1 - at)),
        }
