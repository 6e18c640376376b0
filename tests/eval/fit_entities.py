"""Fit the tagger and write ``services/nlp/tagger.npz``; print what it reaches on texts that it has not seen.

    EVAL=<folder of the evaluation sets> CORPORA=<folder of checkouts> python -m tests.eval.fit_entities [--only-print]

``corpora.py`` names the checkouts, ``word_table.py`` the packages. What the corpora do not tell, namely the
figures, the finer types of places and what is no person, body or place, is learnt from what spaCy's own model says of
these texts, so that a token may have several right labels: the loss is the probability outside of them. Takes about ten
minutes.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import spacy
from spacy.tokens import Doc

from services.nlp import tagger
from services.nlp.annotator import MODEL, PIECE_CHARS
from services.nlp.reading import mark_paragraphs, pieces, tokenized
from services.nlp.tagger import CONTEXT, LABELS, REACH, TAGS, TYPES, WIDTH, WORD, Bools, Floats, Ints, Network, Words
from tests.eval.corpora import Marked, evaluation_set, everything
from tests.eval.word_table import table

TAGGER = Path(__file__).parents[2] / "services" / "nlp" / "tagger.npz"

NETWORKS, HIDDEN, EPOCHS, BATCH, RATE = 2, 128, 5, 512, 2e-3
DROP_INPUT, DROP_HIDDEN, DECAY = 0.15, 0.3, 1e-3
"""Found by trying few values on the three cross-validated sets; none of them matters much."""

WEIGHT = {"wnut17": 0.5, "crossner": 0.6, "en_pud-ud-test": 1.5, "gum": 1.3}
"""News and the like count for more; tweets and encyclopaedic texts of the other domains for less."""

UNSEEN = ("ieer", "outlets_entities", "conllpp_dev", "seed")
"""Evaluation sets that may be measured only."""
CROSSED = ("wikigold", "crossner_politics", "wnut17")

Numbers = npt.NDArray[np.floating[Any]]

_MISC = frozenset(TYPES[5:11])
_FIGURES = frozenset(TYPES[11:])
_FINER = {"PER": {"PERSON"}, "ORG": {"ORG"}, "LOC": {"GPE", "LOC", "FAC"}, "MISC": _MISC}
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

    def __init__(self, words: Words) -> None:
        self._words = words
        self._batches: list[tagger.Batch] = []
        self.size = 0

    def add(self, docs: Sequence[Doc], own: Sequence[Floats]) -> list[int]:
        """Append documents; where each starts."""
        batch = tagger.Batch(docs, own, self._words)
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
        """What the network sees of tokens: one row of numbers each."""
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


def read(marked: Iterable[Marked], rows: Rows) -> list[Text]:
    """Parse texts as the annotator does, and keep what spaCy's own model takes for names and figures."""
    nlp = spacy.load(MODEL, exclude=["attribute_ruler", "lemmatizer"])
    vectors: Any = nlp.get_pipe("ner").model.get_ref("tok2vec").layers[0]  # type: ignore[attr-defined]
    texts = []
    for one in marked:
        cuts = list(pieces(one.text, PIECE_CHARS))
        docs = list(nlp.pipe([mark_paragraphs(tokenized(nlp, one.text[a:b])) for a, b in cuts]))
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


def fitted(rows: Rows, right: Bools, at: Ints, weights: Floats) -> dict[str, Any]:
    """Several networks, which differ by chance; their mean is one network that has the hidden units of all."""
    inner, bias, outer, out_bias = zip(*(_descended(rows, right, at, weights, n) for n in range(NETWORKS)), strict=True)
    return _stored(
        rows,
        np.concatenate(inner, 1),
        np.concatenate(bias),
        np.concatenate(outer) / NETWORKS,
        np.stack(out_bias).mean(0),
    )


def _descended(rows: Rows, right: Bools, at: Ints, weights: Floats, seed: int) -> list[Numbers]:
    """One network's numbers after stochastic gradient descent (Adam) on the tokens ``at``."""
    random = np.random.default_rng(seed)
    width = 3 * WIDTH + WIDTH + (2 * REACH + 1) * WORD + 3 * len(TAGS) + CONTEXT
    numbers = [
        (random.standard_normal((width, HIDDEN)) * np.sqrt(2 / 400)).astype(np.float32), np.zeros(HIDDEN, np.float32),
        (random.standard_normal((HIDDEN, len(LABELS))) / np.sqrt(HIDDEN)).astype(np.float32),
        np.zeros(len(LABELS), np.float32),
    ]  # fmt: skip
    means, squares = [np.zeros_like(n) for n in numbers], [np.zeros_like(n) for n in numbers]
    inner, bias, outer, out_bias = numbers
    step, steps = 0, EPOCHS * (len(at) // BATCH)

    def kept(shape: tuple[int, ...], dropped: float) -> Floats:
        return np.asarray((random.random(shape, np.float32) > dropped) / (1 - dropped), np.float32)

    for _ in range(EPOCHS):
        order = random.permutation(len(at))
        for first in range(0, len(at) - BATCH + 1, BATCH):
            chosen = order[first : first + BATCH]
            seen = rows.inputs(at[chosen])
            seen *= kept(seen.shape, DROP_INPUT)
            before = seen @ inner + bias
            mask = kept(before.shape, DROP_HIDDEN)
            hidden = np.maximum(before, 0) * mask
            scores = hidden @ outer + out_bias
            likely = np.exp(scores - scores.max(1, keepdims=True))
            likely /= likely.sum(1, keepdims=True)
            wanted = likely * right[at[chosen]]
            wanted /= wanted.sum(1, keepdims=True) + 1e-9
            error = (likely - wanted) * weights[chosen, None] / BATCH
            below = (error @ outer.T) * mask * (before > 0)
            step += 1
            rate = RATE * min(1.0, step / 200) * max(0.02, 1 - step / steps)
            slopes = (seen.T @ below, below.sum(0), hidden.T @ error, error.sum(0))
            for number, mean, square, slope in zip(numbers, means, squares, slopes, strict=True):
                mean += 0.1 * (slope - mean)
                square += 0.001 * (slope * slope - square)
                move = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
                number -= rate * (move + DECAY * number)
    return numbers


def _stored(rows: Rows, inner: Numbers, bias: Numbers, outer: Numbers, out_bias: Numbers) -> dict[str, Any]:
    """The first layer cut into what :class:`services.nlp.tagger.Network` multiplies one by one."""
    cuts = np.cumsum([3 * WIDTH, WIDTH, (2 * REACH + 1) * WORD, 3 * len(TAGS)])
    own, shared, words, tags, context = np.split(inner, cuts)

    def beside(part: Numbers, count: int) -> Numbers:
        return np.concatenate(np.split(part, count), axis=1)

    numbers = {
        "own": beside(own, 3) * rows.own_scale, "shared": shared * rows.shared_scale,
        "words": beside(words, 2 * REACH + 1), "tags": beside(tags, 3), "context": context,
        "bias": bias, "out": outer, "out_bias": out_bias,
    }  # fmt: skip
    return {name: np.asarray(number, np.float16) for name, number in numbers.items()}


def spans(network: Network, texts: Sequence[Text], rows: Rows) -> dict[str, Any]:
    """What the network alone finds in texts that have been read."""
    found = {}
    for text in texts:
        entities = []
        for (row, after), starts, ends in zip(text.rows, text.starts, text.ends, strict=True):
            part = slice(row - REACH, after + REACH)
            scores = network.scores(_Part(rows, part))  # type: ignore[arg-type]
            labels = tagger.labels_of(np.pad(scores[REACH:-REACH], ((1, 1), (0, 0))))[1:-1].tolist()
            first = 0
            for i, label in enumerate(LABELS[n] for n in labels):
                if label[0] in "BS":
                    first = i
                if label[0] in "ES":
                    entities.append({"start": starts[first], "end": ends[i], "type": label[2:]})
        found[text.marked.id] = {"id": text.marked.id, "entities": entities}
    return found


class _Part:
    """A stretch of the rows, as the network takes it."""

    def __init__(self, rows: Rows, part: slice) -> None:
        self.own, self.shared = rows.own[part].astype(np.float32), rows.shared[part].astype(np.float32)
        self.context, self.tags = rows.context[part], rows.tags[part]
        distinct, self.word = np.unique(rows.word[part], return_inverse=True)
        self.words, self.size = rows.words[distinct], part.stop - part.start


def main() -> None:
    """Fit on half of the texts each, to measure; then on all of them, to keep."""
    evaluation, folder = Path(os.environ["EVAL"]), Path(os.environ["CORPORA"])
    sys.path.insert(0, str(evaluation))
    scorer = importlib.import_module("score_ner")
    known_words = table()
    words = Words(known_words["keys"], known_words["rows"], known_words["kinds"],
                  known_words["vectors"].astype(np.float32) / known_words["unit"])  # fmt: skip
    rows = Rows(words)
    texts = read(everything(evaluation, folder), rows)
    unseen = {name: read(evaluation_set(evaluation, name), rows) for name in UNSEEN}
    rows.close()
    right = np.zeros((rows.size, len(LABELS)), np.bool_)
    known = np.zeros(rows.size, np.bool_)
    weight = np.ones(rows.size, np.float32)
    for text in texts:
        right_labels(text, right, known)
        for row, after in text.rows:
            weight[row:after] = WEIGHT.get(text.marked.corpus, 1.0)
    half = np.full(rows.size, -1)
    sets = {name: [t for t in texts if t.marked.corpus == name] for name in CROSSED}
    for members in sets.values():
        for number, text in enumerate(members):
            for row, after in text.rows:
                half[row:after] = number % 2

    def fit(kept: Bools) -> dict[str, Any]:
        at = np.flatnonzero(known & kept)
        return known_words | fitted(rows, right, at, weight[at])

    def report(name: str, found: dict[str, Any]) -> None:
        gold = scorer.load(evaluation / "data" / f"{name}.jsonl")
        result = scorer.score(gold, found, "coarse3")
        kinds = " ".join(f"{kind} {value['f']:.3f}" for kind, value in result["types"].items())
        print(f"  {name}: F1 {result['micro']['f']:.3f} ({kinds})", flush=True)

    if "--all-only" not in sys.argv:
        print("the tagger alone, each text by a network that has not seen it")
        halves = [Network(fit(half != n)) for n in (0, 1)]
        for name, members in sets.items():
            report(name, spans(halves[0], members[::2], rows) | spans(halves[1], members[1::2], rows))
    stored = fit(known)
    for name, members in unseen.items():
        report(name, spans(Network(stored), members, rows))
    if "--only-print" not in sys.argv:
        with TAGGER.open("wb") as file:
            np.savez_compressed(file, **stored)


if __name__ == "__main__":
    main()
