"""Features of the cue and of the speaker of a reported clause, whatever the clause is."""

from __future__ import annotations

from collections.abc import Collection

from services.nlp.lexicon import personal_names
from services.nlp.lexicon.cues import ATTITUDES, CLASSES, NOUNS
from services.nlp.lexicon.verb_similarity import GROUPS
from services.nlp.ranking.encoding import SPEAKING_TYPES, VERB_DEPS, VERB_TAGS, category_code
from services.nlp.speakers.evidence import Evidence

CUE_MEASURES = {
    **{f"cue_is_{name}": f'it is of the class "{name}" in cues.tsv' for name in CLASSES},
    **{f"cue_attitude_{name}": f'it is of the class "{name}" in attitudes.tsv' for name in ATTITUDES},
    **{f"cue_noun_{name}": f'it is a noun of the class "{name}"' for name in NOUNS},
    **{f"cue_near_{name}": f"how near it stands to the verbs of {name}, in steps of 0.05" for name in GROUPS},
    "cue_tag": "its tag",
    "cue_dep": "its dependency",
    "cue_with_be": "a form of be stands with it",
    "cue_with_modal": "a modal stands with it: will, would",
    "cue_with_to": "to stands with it",
    "cue_with_have": "a form of have stands with it",
    "cue_negated": "it is negated",
    "cue_has_object": "it has a direct object",
    "cue_has_ccomp_plus_2_xcomp": "1 where it has a clause with a subject, 2 where it has one without, 3 for both",
    "cue_has_mark": "a word such as that or because opens its clause",
    "cue_in_marks": "it stands in quotation marks",
    "cue_below_cue": "it hangs below another cue of the article",
    "cue_steps_to_cue": "steps up the parse to that one; -1 where there is none",
    "cue_behind_verb": "the word before it is a verb",
    "cue_before_verb": "the word behind it is a verb",
    "cue_tokens_to_end": "tokens to the end of the sentence, 5 at most",
    "cue_tokens_from_start": "tokens from the beginning of the sentence, 12 at most",
    "cue_sentence_tokens": "tokens of the sentence, 60 at most",
    "cue_in_first_paragraph": "it stands in the first paragraph",
}
"""Name of each feature of the cue, and what it measures."""

SPEAKER_MEASURES = {
    "speaker_tag": "the tag of the speaker's word",
    "speaker_type": "the type of the entity that it names",
    "speaker_he_or_she": "it is he or she",
    "speaker_pronoun_plus_2_it": "1 where it is they, we, i or you, 3 where it is it",
    "speaker_is_content": "it is a noun for what somebody said: a statement, claims",
    "speaker_person_plus_2_body": "1 where its noun is for a person, 2 where it is for a body, 3 for both",
    "speaker_mentions": "mentions of its entity, 10 at most",
    "speaker_in_marks": "it stands in quotation marks",
    "speaker_has_article": "it begins with the, this or a",
}
"""Name of each feature of the speaker, and what it measures; -1 all where the article does not tell one."""

_SPEAKER_TAGS = ("NN", "NNS", "NNP", "NNPS", "PRP", "WP", "WDT", "DT", "CD")
CATEGORIES = {
    "cue_tag": VERB_TAGS,
    "cue_dep": VERB_DEPS,
    "speaker_tag": _SPEAKER_TAGS,
    "speaker_type": SPEAKING_TYPES,
}
"""The categories of the features that are one of a few."""

MODALS = frozenset({"will", "would", "could", "should", "may", "might", "can", "must", "'ll", "’ll", "'d", "’d"})
_BE = frozenset({"was", "were", "is", "been", "be", "are", "being", "'s", "’s", "'re", "’re"})


class CueFeatures:
    """Describes the cues and speakers of one article. ``inside`` is 1 for tokens inside quotation marks."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._entities = evidence.entities
        self._inside = evidence.candidates.inside
        self._cues = evidence.cues

    def of_cue(self, cue: int, cues: Collection[int]) -> dict[str, float]:
        """Return the features of ``CUE_MEASURES``; ``cues`` are all those of clauses of the article."""
        r = self._r
        kinds = self._cues.verb_classes(cue)
        attitudes, nouns = self._cues.attitude_classes(cue), self._cues.noun_classes(cue)
        children = r.children[cue]
        below = {r.words[c] for c in children if r.deps[c] in ("aux", "auxpass")}
        above, climbed = r.heads[cue], 0
        while climbed < 6 and above not in cues and r.heads[above] != above:
            above, climbed = r.heads[above], climbed + 1
        outer = above in cues and above != cue
        first, after = r.sentence_span(r.sentences[cue])
        deps = {r.deps[c] for c in children}
        near = self._cues.verb_similarity(cue)
        return {
            **{f"cue_is_{name}": float(name in kinds) for name in CLASSES},
            **{f"cue_attitude_{name}": float(name in attitudes) for name in ATTITUDES},
            **{f"cue_noun_{name}": float(name in nouns) for name in NOUNS},
            **{f"cue_near_{name}": value for name, value in zip(GROUPS, near, strict=True)},
            "cue_tag": category_code(VERB_TAGS, r.tags[cue]),
            "cue_dep": category_code(VERB_DEPS, r.deps[cue]),
            "cue_with_be": float(not below.isdisjoint(_BE)),
            "cue_with_modal": float(not below.isdisjoint(MODALS)),
            "cue_with_to": float("to" in below),
            "cue_with_have": float(not below.isdisjoint(("has", "have", "had"))),
            "cue_negated": float("neg" in deps),
            "cue_has_object": float("dobj" in deps),
            "cue_has_ccomp_plus_2_xcomp": float("ccomp" in deps) + 2 * float("xcomp" in deps),
            "cue_has_mark": float("mark" in deps),
            "cue_in_marks": float(self._inside[cue]),
            "cue_below_cue": float(outer),
            "cue_steps_to_cue": float(climbed) if outer else -1.0,
            "cue_behind_verb": float(r.tags[cue - 1][:1] == "V") if cue else 0.0,
            "cue_before_verb": float(r.tags[cue + 1][:1] == "V") if cue + 1 < len(r) else 0.0,
            "cue_tokens_to_end": float(min(5, after - cue)),
            "cue_tokens_from_start": float(min(12, cue - first)),
            "cue_sentence_tokens": float(min(60, after - first)),
            "cue_in_first_paragraph": float(r.paragraph_of(r.starts[cue]) == 0),
        }

    def of_speaker(self, speaker: int) -> dict[str, float]:
        """Return the features of ``SPEAKER_MEASURES``; the speaker is a token, or -1 for none."""
        r = self._r
        if speaker < 0:
            return dict.fromkeys(SPEAKER_MEASURES, -1.0)
        word = r.words[speaker]
        kinds = personal_names.title_classes(word) or personal_names.title_classes(word.removesuffix("s"))
        number = self._entities.at(speaker)
        return {
            "speaker_tag": category_code(_SPEAKER_TAGS, r.tags[speaker]),
            "speaker_type": category_code(SPEAKING_TYPES, self._entities.type_at(speaker)),
            "speaker_he_or_she": float(word in ("he", "she")),
            "speaker_pronoun_plus_2_it": float(word in ("they", "we", "i", "you", "it")) + 2 * float(word == "it"),
            "speaker_is_content": float(self._cues.is_content_noun(speaker)),
            "speaker_person_plus_2_body": float("person" in kinds) + 2 * float("org" in kinds),
            "speaker_mentions": 0.0 if number is None else float(min(len(self._entities.all[number].mentions), 10)),
            "speaker_in_marks": float(self._inside[speaker]),
            "speaker_has_article": float(r.words[r.lefts[speaker]] in ("the", "this", "a", "an")),
        }
