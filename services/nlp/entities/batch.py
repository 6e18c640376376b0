"""A batch: parsed documents in the numbers that the tagger's network reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id

from services.nlp.entities.word_features import LOWER_CASE, TITLE_CASE, UPPER_CASE, WordFeatures
from services.nlp.parse.model import TAGS, VECTOR_WIDTH

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]

CONTEXT = ("sentence_start", "capitalised_share", "upper_case_share", "mostly_capitalised")
"""Names of the numbers that describe the sentence of a token: does the token begin it; how many of its words begin with
a capital, how many are all capitals; are the former more than 70 %?"""

REACH = 2
"""A word is known two words away; vectors, which know four words around them, and tags one word away."""

_TAG = {get_string_id(tag): n for n, tag in enumerate(TAGS)}
_OTHER = TAGS.index("XX")


class Batch:
    """Some documents in one row of tokens, ``REACH`` blanks around each document.

    ``own`` are the vectors that the model's entity component makes, ``shared`` those that its other components share.
    """

    def __init__(self, docs: Sequence[Doc], own: Sequence[Floats], words: WordFeatures) -> None:
        lengths = [len(doc) for doc in docs]
        self.starts = np.cumsum([REACH, *(n + REACH for n in lengths[:-1])]) if docs else np.zeros(0, np.int64)
        self.size = sum(lengths) + REACH * (len(docs) + 1)
        self.own, self.shared = (np.zeros((self.size, VECTOR_WIDTH), np.float32) for _ in range(2))
        self.context = np.zeros((self.size, len(CONTEXT)), np.float32)
        keys = np.zeros(self.size, np.uint64)
        self.tags = np.full(self.size, len(TAGS), np.int64)
        first = np.zeros(self.size, np.bool_)
        texts: dict[int, str] = {0: " "}
        for doc, at, vectors in zip(docs, self.starts.tolist(), own, strict=True):
            after = at + len(doc)
            self.own[at:after] = vectors
            self.shared[at:after] = doc.tensor
            columns = doc.to_array(["ORTH", "TAG", "SENT_START"]).reshape(-1, 3)
            keys[at:after] = columns[:, 0]
            self.tags[at:after] = [_TAG.get(tag, _OTHER) for tag in columns[:, 1].tolist()]
            first[at:after] = columns[:, 2] == 1
            first[at : at + 1] = True
            strings = doc.vocab.strings
            texts |= {key: strings[key] for key in columns[:, 0].tolist() if key not in texts}
        distinct, self.word = np.unique(keys, return_inverse=True)
        self.words = np.stack([words.describe(key, texts[key]) for key in distinct.tolist()])
        self.words[self.word[0]] = 0  # the blank; no token is it
        self._describe_sentences(first)

    def _describe_sentences(self, first: npt.NDArray[np.bool_]) -> None:
        """Fill in ``context``, given which tokens begin a sentence."""
        shapes = self.words[self.word][:, [TITLE_CASE, UPPER_CASE, LOWER_CASE]]
        number = np.cumsum(first)
        alphabetic = np.maximum(np.bincount(number, shapes.any(1)), 1)
        upper = np.bincount(number, shapes[:, 1])
        capitals = (np.bincount(number, shapes[:, 0]) + upper) / alphabetic
        in_sentence = np.stack([capitals, upper / alphabetic, capitals > 0.7], 1).astype(np.float32)
        self.context[:, 0] = first
        self.context[:, 1:] = in_sentence[number]
