"""Features of a candidate speaker and of its cue by themselves, whatever stretch they are weighed for."""

from __future__ import annotations

from collections import Counter

from services.nlp.lexicon.cues import CLASSES
from services.nlp.ranking.encoding import SPEAKING_TYPES, VERB_DEPS, VERB_TAGS, category_code
from services.nlp.speakers.candidates import HEAD_TAGS, LINKS, Candidate
from services.nlp.speakers.evidence import Evidence

CANDIDATE_MEASURES = {
    "candidate_dep": "the dependency of the noun phrase",
    "candidate_link": "how it hangs on its verb",
    "candidate_type": "the type of the entity that it names",
    "candidate_tag": "the tag of its head word",
    "candidate_he_or_she": "it is he or she",
    "candidate_they_we_who": "it is they, we, them, us or who",
    "candidate_is_content": "its noun carries what somebody said: a statement, claims",
    "candidate_definite": "it begins with the, this, his …",
    "candidate_indefinite": "it begins with a, one, some …",
    "candidate_modal": "its verb has a modal: would, may",
    "candidate_speaks": "times that the article makes its entity the subject of a cue, 6 at most",
    "candidate_mentions": "mentions of its entity, 12 at most; 0 where it names none",
}
"""Name of each feature of a candidate, and what it measures."""

CUE_MEASURES = {
    **{f"cue_is_{name}": f'the cue is of the class "{name}" in cues.tsv' for name in CLASSES},
    "cue_is_according": "it is according (to)",
    "cue_tag": "its tag",
    "cue_passive": "it is in the passive",
    "cue_negated": "it is negated",
    "cue_dep": "its dependency",
    "cue_modal_or_to": "a modal or to stands with it",
}
"""Name of each feature of a cue, and what it measures; without a cue all are 0, or no category."""

_DEPS = ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "appos", "conj", "ROOT", "attr", "dative")
CATEGORIES = {
    "candidate_dep": _DEPS,
    "candidate_link": LINKS,
    "candidate_type": SPEAKING_TYPES,
    "candidate_tag": HEAD_TAGS,
    "cue_tag": VERB_TAGS,
    "cue_dep": VERB_DEPS,
}
"""The categories of the features that are one of a few."""

_DEFINITE = frozenset({"the", "this", "that", "his", "her", "their"})
_INDEFINITE = frozenset({"a", "an", "one", "some", "another"})


class CandidateFeatures:
    """Describes the candidates and cues of one article, each once."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._entities = evidence.entities
        self._candidates = candidates = evidence.candidates
        self._cues = cues = evidence.cues
        self._of_candidates: dict[int, list[float]] = {}
        self._of_cues: dict[int, list[float]] = {}
        self._speaking = Counter(
            candidates.who(c) for c in candidates.all if c.link == "subject" and cues.verb_classes(c.governor)
        )

    def of_candidate(self, candidate: Candidate) -> list[float]:
        """Return the features of a candidate, in the order of ``CANDIDATE_MEASURES``."""
        features = self._of_candidates.get(candidate.token)
        if features is None:
            features = list(self.describe_candidate(candidate).values())
            self._of_candidates[candidate.token] = features
        return features

    def of_cue(self, cue: int) -> list[float]:
        """Return the features of the cue at a token, in the order of ``CUE_MEASURES``; -1 is none."""
        features = self._of_cues.get(cue)
        if features is None:
            features = self._of_cues[cue] = list(self.describe_cue(cue).values())
        return features

    def describe_candidate(self, c: Candidate) -> dict[str, float]:
        """Return the features of a candidate by name: the noun phrase itself, and the entity that it names."""
        r, token = self._r, c.token
        who = self._candidates.who(c)
        word, opener = r.words[token], r.words[r.lefts[c.syntactic]]
        return {
            "candidate_dep": category_code(_DEPS, c.dep),
            "candidate_link": category_code(LINKS, c.link),
            "candidate_type": category_code(SPEAKING_TYPES, self._entities.type_at(token)),
            "candidate_tag": category_code(HEAD_TAGS, r.tags[token]),
            "candidate_he_or_she": float(word in ("he", "she")),
            "candidate_they_we_who": float(word in ("they", "we", "them", "us", "who")),
            "candidate_is_content": float(self._cues.is_content_noun(token)),
            "candidate_definite": float(opener in _DEFINITE),
            "candidate_indefinite": float(opener in _INDEFINITE),
            "candidate_modal": float(c.governor >= 0 and any(r.tags[x] == "MD" for x in r.children[c.governor])),
            "candidate_speaks": float(min(self._speaking[who], 6)),
            "candidate_mentions": float(min(len(self._entities.all[who].mentions), 12)) if who >= 0 else 0.0,
        }

    def describe_cue(self, cue: int) -> dict[str, float]:
        """Return the features of the cue at a token by name."""
        r = self._r
        classes = self._cues.verb_classes(cue)
        below = r.children[cue] if cue >= 0 else []
        return {
            **{f"cue_is_{name}": float(name in classes) for name in CLASSES},
            "cue_is_according": float(cue >= 0 and r.words[cue] == "according"),
            "cue_tag": category_code(VERB_TAGS, r.tags[cue] if cue >= 0 else None),
            "cue_passive": float(any(r.deps[x] in ("auxpass", "nsubjpass") for x in below)),
            "cue_negated": float(any(r.deps[x] == "neg" for x in below)),
            "cue_dep": category_code(VERB_DEPS, r.deps[cue] if cue >= 0 else None),
            "cue_modal_or_to": float(any(r.tags[x] in ("MD", "TO") for x in below)),
        }
