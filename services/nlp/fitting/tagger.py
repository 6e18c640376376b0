"""Fit the tagger and write ``services/nlp/entities/tagger.npz``; print what it reaches on texts that it has not seen.

    EVAL=<folder of the evaluation sets> CORPORA=<folder of checkouts> python -m services.nlp.fitting.tagger

``corpora.py`` names the checkouts. What the corpora do not tell, namely the
figures, the finer types of places and what is no person, body or place, is learnt from what spaCy's own model says of
these texts, so that a token may have several right labels: the loss is the probability outside of them.

A first network is fitted on what people marked. It reads a million words of newswire that programs marked; where both
say the same, the tagger learns from it, too. Takes about nine minutes of a processor with ``--all-only``, which leaves
out the networks that only measure, and twice as long without.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc

from services.nlp.annotator import PIECE_CHARS
from services.nlp.entities.batch import REACH, Batch
from services.nlp.entities.labels import LABELS, TYPES, Bools, Floats, Ints, labels_of
from services.nlp.entities.network import FITTED_NAMES, Network
from services.nlp.entities.word_features import WordFeatures
from services.nlp.fitting.corpora import evaluation_set, everything, folder_of, newswire
from services.nlp.fitting.descent import fitted
from services.nlp.fitting.marked_texts import Marked, Span
from services.nlp.lexicon.word_vectors import word_vectors
from services.nlp.parse.model import TAGS, entity_vectors, load_model, tokenize
from services.nlp.parse.paragraphs import pieces

TAGGER = Path(__file__).parents[1] / "entities" / "tagger.npz"

NETWORKS = 2
"""Whose mean is the tagger. More bring little and cost time in every article."""

WEIGHT = {"wnut17": 0.5, "crossner": 0.6, "en_pud-ud-test": 1.5, "gum": 1.3, "btc": 0.4, "docred": 0.8, "gmb": 0.5}
"""News and the like count for more; tweets, other encyclopaedic texts and what programs marked for less."""

SURE, OF_SURE = 0.99, 0.1
"""Of the newswire's tokens that the first network is so sure of, this part is enough."""

UNSEEN = ("ieer", "outlets_entities", "conllpp_dev", "seed")
"""Evaluation sets that may be measured only."""
CROSSED = ("wikigold", "crossner_politics", "wnut17")

_MISC = frozenset(TYPES[5:11])
_FIGURES = frozenset(TYPES[11:])
_FINER = {"PER": {"PERSON"}, "ORG": {"ORG"}, "LOC": {"GPE", "LOC", "FAC"}, "MISC": _MISC}
_COARSE = {kind: coarse for coarse, kinds in _FINER.items() for kind in kinds}
_NUMBER = {label: n for n, label in enumerate(LABELS)}


@dataclass(slots=True)
class Text:
    """A text as the network reads it: where its tokens stand in the rows of all texts, and in the text."""

    marked: Marked
    rows: list[tuple[int, int]]
    starts: list[list[int]]
    ends: list[list[int]]
    silver: list[list[tuple[int, int, str]]]


class Rows:
    """The tokens of all texts in one row, with blanks between them."""

    def __init__(self, words: WordFeatures) -> None:
        self._words = words
        self._batches: list[Batch] = []
        self.size = 0

    def add(self, docs: Sequence[Doc], own: Sequence[Floats]) -> list[int]:
        """Append documents, and return where each starts."""
        batch = Batch(docs, own, self._words)
        batch.own, batch.shared = batch.own.astype(np.float16), batch.shared.astype(np.float16)
        starts = [self.size + int(at) for at in batch.starts]
        self._batches.append(batch)
        self.size += batch.size
        return starts

    def close(self) -> None:
        """Put the batches together."""
        shift = np.cumsum([0, *(len(b.words) for b in self._batches)])
        self.own = np.concatenate([b.own for b in self._batches])
        self.shared = np.concatenate([b.shared for b in self._batches])
        self.context = np.concatenate([b.context for b in self._batches])
        self.tags = np.concatenate([b.tags for b in self._batches])
        self.words = np.concatenate([b.words for b in self._batches])
        self.word = np.concatenate([b.word + s for b, s in zip(self._batches, shift, strict=False)])
        self.own_scale = 1 / self.own.std(dtype=np.float32)
        self.shared_scale = 1 / self.shared.std(dtype=np.float32)

    def inputs(self, at: Ints) -> Floats:
        """Return the inputs of the network for tokens: one row of numbers each."""
        near = [at + step for step in (-1, 0, 1)]
        ones = np.eye(len(TAGS) + 1, dtype=np.float32)[:, :-1]
        return np.concatenate(
            [
                *(self.own[i].astype(np.float32) * self.own_scale for i in near),
                self.shared[at].astype(np.float32) * self.shared_scale,
                *(self.words[self.word[at + step]] for step in range(-REACH, REACH + 1)),
                *(ones[self.tags[i]] for i in near),
                self.context[at],
            ],
            axis=1,
        )


def read(marked: Iterable[Marked], rows: Rows, *, lines: bool = False) -> list[Text]:
    """Parse texts as the annotator does, and keep what spaCy's own model takes for names and figures.

    With ``lines``, every line is a sentence, and neither the parser nor spaCy's own names are asked for.
    """
    nlp = load_model(unused=("attribute_ruler", "lemmatizer"))
    vectors = entity_vectors(nlp)
    texts = []
    for one in marked:
        cuts = list(pieces(one.text, PIECE_CHARS))
        pieced = [tokenize(nlp, one.text[a:b]) for a, b in cuts]
        docs = list(nlp.pipe(pieced, disable=["parser", "ner"] if lines else []))
        starts = rows.add(docs, vectors.predict(docs))
        texts.append(
            Text(
                one,
                [(at, at + len(doc)) for at, doc in zip(starts, docs, strict=True)],
                [[a + t.idx for t in doc] for (a, _), doc in zip(cuts, docs, strict=True)],
                [[a + t.idx + len(t) for t in doc] for (a, _), doc in zip(cuts, docs, strict=True)],
                [[(e.start, e.end, e.label_) for e in doc.ents] for doc in docs],
            )
        )
    return texts


def _places(length: int) -> str:
    return "S" if length == 1 else "B" + "I" * (length - 2) + "E"


def right_labels(text: Text, right: Bools, known: Bools) -> None:
    """Mark which labels are right for each token of a text, and of which tokens anything is known."""
    for (row, after), starts, ends, silver in zip(text.rows, text.starts, text.ends, text.silver, strict=True):
        known[row:after] = True
        count = after - row
        taken = np.zeros(count, np.bool_)
        theirs: dict[int, str] = {i: kind for a, b, kind in silver for i in range(a, b)}
        for start, end, kind in text.marked.spans:
            first, last = int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left"))
            if first >= last:
                continue
            if kind == "?" or starts[first] != start or ends[last - 1] != end:
                known[row + first : row + last] &= taken[first:last]
                continue
            if taken[first:last].any():
                continue
            taken[first:last] = known[row + first : row + last] = True
            finer = {theirs.get(i, "") for i in range(first, last)} & _FINER[kind]
            if len(finer) != 1:
                finer = set(_FINER[kind]) - ({"LANGUAGE"} if kind == "MISC" else set())
            for i, place in zip(range(first, last), _places(last - first), strict=True):
                right[row + i, [_NUMBER[f"{place}-{k}"] for k in finer]] = True
        for first, last, kind in silver:
            if kind in _MISC | _FIGURES and not taken[first:last].any():
                taken[first:last] = True
                for i, place in zip(range(first, last), _places(last - first), strict=True):
                    right[row + i, _NUMBER[f"{place}-{kind}"]] = True
        right[row:after, 0] |= ~taken


def named(scores: Floats) -> list[tuple[int, int, str]]:
    """Return the names and figures in a row of tokens: first token, the one after the last, type."""
    found, first = [], 0
    labels = labels_of(np.pad(scores, ((1, 1), (0, 0))))[1:-1].tolist()
    for i, label in enumerate(LABELS[n] for n in labels):
        if label[0] in "BS":
            first = i
        if label[0] in "ES":
            found.append((first, i + 1, label[2:]))
    return found


def scores(network: Network, rows: Rows, row: int, after: int) -> Floats:
    """Return the network's scores of some of the rows."""
    part = _Part(rows, slice(row - REACH, after + REACH))
    return network.scores(part)[REACH:-REACH]  # type: ignore[arg-type]


def spans(network: Network, texts: Sequence[Text], rows: Rows) -> dict[str, Any]:
    """Return the names that the network alone finds in texts that have been read."""
    found = {}
    for text in texts:
        entities = []
        for (row, after), starts, ends in zip(text.rows, text.starts, text.ends, strict=True):
            for first, last, kind in named(scores(network, rows, row, after)):
                entities.append({"start": starts[first], "end": ends[last - 1], "type": kind})
        found[text.marked.id] = {"id": text.marked.id, "entities": entities}
    return found


def agreed(network: Network, text: Text, rows: Rows) -> Text:
    """Return a text with the names that its corpus and the network mark alike; where they differ nothing is known."""
    theirs: set[Span] = set()
    silver = []
    for (row, after), starts, ends in zip(text.rows, text.starts, text.ends, strict=True):
        silver.append(named(scores(network, rows, row, after)))
        theirs |= {(starts[a], ends[b - 1], _COARSE[kind]) for a, b, kind in silver[-1] if kind in _COARSE}
    ours = set(text.marked.spans)
    doubtful = {(start, end, "?") for start, end, _ in ours ^ theirs}
    return replace(text, marked=replace(text.marked, spans=[*sorted(ours & theirs), *doubtful]), silver=silver)


class _Part:
    """A stretch of the rows, as the network takes it."""

    def __init__(self, rows: Rows, part: slice) -> None:
        self.own, self.shared = rows.own[part].astype(np.float32), rows.shared[part].astype(np.float32)
        self.context, self.tags = rows.context[part], rows.tags[part]
        distinct, self.word = np.unique(rows.word[part], return_inverse=True)
        self.words, self.size = rows.words[distinct], part.stop - part.start


def main() -> None:
    """Fit on half of the texts each, to measure; then on all of them, to keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all-only", action="store_true", help="leave out the networks that only measure")
    parser.add_argument("--only-print", action="store_true", help="do not write tagger.npz")
    arguments = parser.parse_args()
    evaluation, folder = folder_of("EVAL"), folder_of("CORPORA")
    sys.path.insert(0, str(evaluation))
    scorer = importlib.import_module("score_ner")
    rows = Rows(WordFeatures(word_vectors()))
    texts = read(everything(evaluation, folder), rows)
    news = read(newswire(folder / "DataSets-For-Colab"), rows, lines=True)
    unseen = {name: read(evaluation_set(evaluation, name), rows) for name in UNSEEN}
    rows.close()
    right = np.zeros((rows.size, len(LABELS)), np.bool_)
    known = np.zeros(rows.size, np.bool_)
    weight = np.ones(rows.size, np.float32)
    for text in (*texts, *news):
        for row, after in text.rows:
            weight[row:after] = WEIGHT.get(text.marked.corpus, 1.0)
    for text in texts:
        right_labels(text, right, known)
    half = np.full(rows.size, -1)
    sets = {name: [t for t in texts if t.marked.corpus == name] for name in CROSSED}
    for members in sets.values():
        for number, text in enumerate(members):
            for row, after in text.rows:
                half[row:after] = number % 2

    def fit(kept: Bools) -> dict[str, Any]:
        at = np.flatnonzero(known & kept)
        first = Network(fitted(rows, right, at, weight[at], 1))
        kept = known & kept
        labels = right.copy()
        random = np.random.default_rng(0)
        for text in news:
            right_labels(agreed(first, text, rows), labels, kept)
            for row, after in text.rows:
                sure = (np.exp(scores(first, rows, row, after)) * labels[row:after]).sum(1) > SURE
                kept[row:after] &= ~sure | (random.random(after - row) < OF_SURE)
        at = np.flatnonzero(kept)
        return fitted(rows, labels, at, weight[at], NETWORKS)

    def report(name: str, found: dict[str, Any]) -> None:
        gold = scorer.load(evaluation / "data" / f"{name}.jsonl")
        result = scorer.score(gold, found, "coarse3")
        kinds = " ".join(f"{kind} {value['f']:.3f}" for kind, value in result["types"].items())
        print(f"  {name}: F1 {result['micro']['f']:.3f} ({kinds})", flush=True)

    if not arguments.all_only:
        print("the tagger alone, each text by a network that has not seen it")
        halves = [Network(fit(half != n)) for n in (0, 1)]
        for name, members in sets.items():
            report(name, spans(halves[0], members[::2], rows) | spans(halves[1], members[1::2], rows))
    stored = fit(known)
    for name, members in unseen.items():
        report(name, spans(Network(stored), members, rows))
    if not arguments.only_print:
        names: dict[str, Any] = {name: np.array(listed) for name, listed in FITTED_NAMES.items()}
        with TAGGER.open("wb") as file:
            np.savez_compressed(file, **stored, **names)


if __name__ == "__main__":
    main()
