"""The tagger: names and figures in parsed text, by a small network of our own over the vectors of spaCy's entity model.

It stands in the place of spaCy's transition parser, which takes longer than this and knows fewer names. Each token is
described by the contextual vectors of the two networks of the model around it, by what is known of the word and its
neighbours (:mod:`~services.nlp.lexicon.word_vectors`), by its part of speech and its sentence. One hidden layer
(:mod:`~services.nlp.entities.network`) gives each of the labels a probability; the best sequence of them that is
well-formed (:mod:`~services.nlp.entities.labels`) wins. ``services/nlp/fitting/tagger.py`` fits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.language import Language

from services.nlp.entities.batch import Batch
from services.nlp.entities.labels import LABELS, labels_of
from services.nlp.entities.network import Network, network
from services.nlp.entities.word_features import WordFeatures
from services.nlp.lexicon.word_vectors import word_vectors
from services.nlp.parse.model import entity_vectors

if TYPE_CHECKING:
    from spacy.tokens import Doc

COMPONENT = "quotewire_names"
"""The name of the component in spaCy's pipeline."""

_INSIDE = np.array([2, *({"B": 3, "S": 3, "I": 1, "E": 1}[label[0]] for label in LABELS[1:])], np.uint64)
"""What spaCy writes for a label: 3 begins an entity, 1 goes on with it, 2 is outside."""


class Tagger:
    """A component of spaCy's pipeline that sets the entities of parsed documents."""

    def __init__(self, nlp: Language, network: Network, words: WordFeatures) -> None:
        self._vectors = entity_vectors(nlp)
        self._network = network
        self._words = words
        self._types = np.array([0, *(nlp.vocab.strings.add(label[2:]) for label in LABELS[1:])], np.uint64)

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of one document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 16) -> Iterator[Doc]:
        """Set the entities of documents, many at a time."""
        docs = iter(docs)
        while some := list(islice(docs, batch_size)):
            self._set_entities(some)
            yield from some

    def _set_entities(self, docs: Sequence[Doc]) -> None:
        batch = Batch(docs, self._vectors.predict(docs), self._words)
        scores = self._network.scores(batch)
        for doc, at in zip(docs, batch.starts.tolist(), strict=True):
            if len(doc):
                labels = labels_of(np.pad(scores[at : at + len(doc)], ((1, 1), (0, 0)), constant_values=0))[1:-1]
                kinds = self._types[labels]
                inside = _INSIDE[labels]
                doc.from_array(["ENT_IOB", "ENT_TYPE"], cast("Any", np.stack([inside, kinds], 1)))


@Language.factory(COMPONENT)
def _component(nlp: Language, name: str) -> Tagger:
    return Tagger(nlp, network(), WordFeatures(word_vectors()))
