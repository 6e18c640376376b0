"""Names and figures in parsed text: a small network of our own over the vectors that spaCy's entity model makes.

It stands in the place of spaCy's transition parser, which takes longer than this and knows fewer names. Each token is
described by the contextual vectors of the two networks of the model around it, by what is known of the word and its
neighbours (``tagger.npz``: word vectors, lists of names and places), by its part of speech and its sentence. One hidden
layer gives each of the labels (begin, inside, end or single of each OntoNotes type, or none) a probability; the best
sequence that is well-formed wins. ``services/nlp/fitting/tagger.py`` fits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.strings import get_string_id

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

COMPONENT = "quotewire_names"
"""The name of the component in spaCy's pipeline."""

TYPES = (
    "PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "PRODUCT",
    "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
)  # fmt: skip
"""The types of OntoNotes; those from DATE on are figures."""

TAGS = (
    "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "HYPH", "IN", "JJ", "JJR",
    "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM",
    "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "XX", "_SP", "``",
)  # fmt: skip
"""The part-of-speech tags of the model; ``XX`` is for any other."""

LABELS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BIES"))

WIDTH = 96
"""Numbers in a vector of either network."""

REACH = 2
"""A word is known two words away; vectors, which know four words around them, and tags one word away."""

KINDS = (
    "first", "last", "city", "town", "part", "country", "region", "org", "title", "person", "body", "bodies", "people",
)  # fmt: skip
"""What the lists say of a word, a bit each: a first or last name, a city, a smaller town, a part of such a name, of a
country's or a US state's; the noun of a body; a title; what a person is called; a body's name, a part of one; a people
or what is theirs."""

_WORD_VECTOR = 64
_SHAPES = 16
WORD = _WORD_VECTOR + 1 + len(KINDS) + _SHAPES
"""Numbers that describe a word by itself."""

CONTEXT = 4
"""Numbers that describe the sentence."""

_SURE = np.float32(np.log(0.995))
_REMEMBERED = 50_000  # words whose description is kept: 20 MB
_TITLE, _UPPER, _LOWER = WORD - _SHAPES, WORD - _SHAPES + 1, WORD - _SHAPES + 9


def _shape(word: str) -> tuple[bool, ...]:
    upper = len(word) > 1 and word.isupper()
    return (
        word[0].isupper() and not upper, upper, len(word) == 1 and word.isupper(),
        not upper and any(c.isupper() for c in word[1:]), any(c.isdigit() for c in word), word.isdigit(),
        "-" in word, len(word) > 1 and "." in word, not any(c.isalnum() for c in word),
        word.isalpha() and word.islower(), word.isspace(), word[0] in "@#", upper and len(word) <= 4,
        word.isalpha() and not word.isascii(), len(word) > 8, len(word) == 2 and word[1] == ".",
    )  # fmt: skip


class Words:
    """What is known of each word by itself; words are asked for by spaCy's hash of them."""

    def __init__(self, keys: npt.NDArray[np.uint32], rows: npt.NDArray[np.uint16], kinds: npt.NDArray[np.uint16],
                 vectors: Floats) -> None:  # fmt: skip
        self._keys, self._rows, self._kinds, self._vectors = keys, rows, kinds, vectors
        self._known: dict[int, Floats] = {}

    def _find(self, key: int) -> int | None:
        short = np.uint32(key & 0xFFFFFFFF)
        at = int(np.searchsorted(self._keys, short))
        return at if at < len(self._keys) and self._keys[at] == short else None

    def describe(self, key: int, word: str) -> Floats:
        """The description of a word. Capitals are read as the same word in small letters, too."""
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._describe(key, word)
        return found

    def vector(self, word: str) -> Floats | None:
        """The vector of a word in small letters, of length 1; None where it has none."""
        at = self._find(get_string_id(word))
        if at is None or self._rows[at] >= len(self._vectors):
            return None
        found = self._vectors[self._rows[at]]
        return cast("Floats", found / max(float(np.linalg.norm(found)), 1e-6))

    def _describe(self, key: int, word: str) -> Floats:
        described = np.zeros(WORD, np.float32)
        places = [self._find(key)]
        shouted = len(word) > 3 and word.isupper()
        if shouted:
            places.append(self._find(get_string_id(word.title())))
        if word.endswith("."):
            places.append(self._find(get_string_id(word[:-1])))
        places = [at for at in places if at is not None]
        rows = [int(self._rows[at]) for at in places if self._rows[at] < len(self._vectors)]
        if rows:
            described[:_WORD_VECTOR] = self._vectors[rows[-1 if shouted else 0]]
        else:
            described[_WORD_VECTOR] = 1
        bits = 0
        for at in places:
            bits |= int(self._kinds[at])
        for n in range(len(KINDS)):
            described[_WORD_VECTOR + 1 + n] = bits >> n & 1
        described[-_SHAPES:] = _shape(word)
        return described


class Batch:
    """Some documents as the network reads them: all tokens in one row, ``REACH`` blanks around each document."""

    def __init__(self, docs: Sequence[Doc], own: Sequence[Floats], words: Words) -> None:
        lengths = [len(doc) for doc in docs]
        self.starts = np.cumsum([REACH, *(n + REACH for n in lengths[:-1])]) if docs else np.zeros(0, np.int64)
        self.size = sum(lengths) + REACH * (len(docs) + 1)
        self.own, self.shared = (np.zeros((self.size, WIDTH), np.float32) for _ in range(2))
        self.context = np.zeros((self.size, CONTEXT), np.float32)
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
        self._sentences(first)

    def _sentences(self, first: Bools) -> None:
        shapes = self.words[self.word][:, [_TITLE, _UPPER, _LOWER]]
        number = np.cumsum(first)
        alphabetic = np.maximum(np.bincount(number, shapes.any(1)), 1)
        upper = np.bincount(number, shapes[:, 1])
        capitals = (np.bincount(number, shapes[:, 0]) + upper) / alphabetic
        in_sentence = np.stack([capitals, upper / alphabetic, capitals > 0.7], 1).astype(np.float32)
        self.context[:, 0] = first
        self.context[:, 1:] = in_sentence[number]


_TAG = {get_string_id(tag): n for n, tag in enumerate(TAGS)}
_OTHER = TAGS.index("XX")


class Network:
    """The fitted numbers, and what they make of a batch."""

    def __init__(self, stored: dict[str, Any]) -> None:
        read = {name: np.asarray(value, np.float32) for name, value in stored.items() if value.dtype == np.float16}
        self.hidden = read["bias"].shape[0]
        self._own, self._shared, self._words = read["own"], read["shared"], read["words"]
        self._tags, self._context, self._bias = read["tags"], read["context"], read["bias"]
        self._out, self._out_bias = read["out"], read["out_bias"]
        self.words = Words(
            stored["keys"], stored["rows"], stored["kinds"], stored["vectors"].astype(np.float32) / stored["unit"]
        )

    def scores(self, batch: Batch) -> Floats:
        """The logarithm of each label's probability for each place of the batch."""
        hidden = batch.shared @ self._shared + batch.context @ self._context + self._bias
        own = batch.own @ self._own
        words = batch.words @ self._words
        tags = np.concatenate([self._tags, np.zeros((1, self._tags.shape[1]), np.float32)])
        size, width = batch.size, self.hidden
        for n, step in enumerate(range(-REACH, REACH + 1)):
            here = slice(max(0, -step), size - max(0, step))
            there = slice(max(0, step), size - max(0, -step))
            hidden[here] += words[:, n * width : (n + 1) * width][batch.word[there]]
            if -1 <= step <= 1:
                columns = slice((step + 1) * width, (step + 2) * width)
                hidden[here] += own[there, columns]
                hidden[here] += tags[:, columns][batch.tags[there]]
        np.maximum(hidden, 0, out=hidden)
        found = hidden @ self._out + self._out_bias
        found -= found.max(1, keepdims=True)
        found -= np.log(np.exp(found).sum(1, keepdims=True))
        return cast("Floats", found)


def _follows() -> Bools:
    """``[a, b]``: may label b follow label a?"""
    table = np.zeros((len(LABELS), len(LABELS)), np.bool_)
    for a, before in enumerate(LABELS):
        for b, label in enumerate(LABELS):
            opened = before[0] in "BI"
            table[a, b] = label[0] in "IE" and label[2:] == before[2:] if opened else label[0] in "OBS"
    return table


FOLLOWS = _follows()


def best_labels(scores: Floats) -> list[int]:
    """The well-formed sequence of labels with the highest sum of scores (Viterbi), for tokens with none around them."""
    best = scores[0] + np.where(FOLLOWS[0], 0, -np.inf)
    back = []
    for row in scores[1:]:
        reached = np.where(FOLLOWS, best[:, None], -np.inf)
        back.append(reached.argmax(0))
        best = reached.max(0) + row
    label = int(np.where(FOLLOWS[:, 0], best, -np.inf).argmax())
    labels = [label]
    for step in reversed(back):
        label = int(step[label])
        labels.append(label)
    return labels[::-1]


def labels_of(scores: Floats) -> Ints:
    """The labels of a row of tokens. Most are plainly no name, and most others need no search: only where the likeliest
    labels do not fit together is the best sequence looked for, up to the next plain token."""
    plain = scores[:, 0] > _SURE
    labels = np.where(plain, 0, scores.argmax(1))
    bad = np.flatnonzero(~FOLLOWS[labels[:-1], labels[1:]])
    done = -1
    for at in bad.tolist():
        if at <= done:
            continue
        first, after = at + 1, at + 1
        while first > 0 and not plain[first - 1]:
            first -= 1
        while after < len(plain) and not plain[after]:
            after += 1
        if after > first:
            labels[first:after] = best_labels(scores[first:after])
        done = after - 1
    return labels


class Tagger:
    """A component of spaCy's pipeline that sets the entities of parsed documents."""

    def __init__(self, nlp: Language, network: Network) -> None:
        self._vectors = cast("Any", nlp.get_pipe("ner")).model.get_ref("tok2vec").layers[0]
        self._network = network
        self._types = np.array([0, *(nlp.vocab.strings.add(label[2:]) for label in LABELS[1:])], np.uint64)

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of one document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 16) -> Iterator[Doc]:
        """Set the entities of documents, many at a time."""
        for some in _batches(docs, batch_size):
            self._set(some)
            yield from some

    def _set(self, docs: Sequence[Doc]) -> None:
        batch = Batch(docs, self._vectors.predict(docs), self._network.words)
        scores = self._network.scores(batch)
        for doc, at in zip(docs, batch.starts.tolist(), strict=True):
            if len(doc):
                labels = labels_of(np.pad(scores[at : at + len(doc)], ((1, 1), (0, 0)), constant_values=0))[1:-1]
                kinds = self._types[labels]
                inside = _INSIDE[labels]
                doc.from_array(["ENT_IOB", "ENT_TYPE"], cast("Any", np.stack([inside, kinds], 1)))


def _batches(docs: Iterable[Doc], size: int) -> Iterator[list[Doc]]:
    docs = iter(docs)
    while some := list(islice(docs, size)):
        yield some


_INSIDE = np.array([2, *({"B": 3, "S": 3, "I": 1, "E": 1}[label[0]] for label in LABELS[1:])], np.uint64)
"""What spaCy writes for a label: 3 begins an entity, 1 goes on with it, 2 is outside."""


@cache
def network() -> Network:
    """The network that comes with this package."""
    with as_file(files("services.nlp.entities").joinpath("tagger.npz")) as path, np.load(path) as stored:
        return Network(dict(stored))


@Language.factory(COMPONENT)
def _component(nlp: Language, name: str) -> Tagger:
    return Tagger(nlp, network())
