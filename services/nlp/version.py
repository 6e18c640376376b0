"""The annotator's version: the generation of its rules, a digest of its data, the model and spaCy.

The rules count by :data:`GENERATION` alone, so that a comment, a rename or a moved file changes no version. The golden
set (``tests/golden``) guards it: a test fails when what the rules make of invented texts changed and it did not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from services.nlp.lexicon import word_lists

if TYPE_CHECKING:
    from spacy.language import Language

GENERATION = 35
"""Raise it with every change that can change an annotation; it orders the results of different annotators."""

PACKAGE = Path(__file__).parent
"""Where rules and data are."""


def annotator_version(nlp: Language) -> str:
    """Return the version of the annotator over a spaCy model: *3.c9eda836+en_core_web_sm-3.8.0+spacy-3.8.18*.

    Made of the generation, the first digits of the data's digest, the model's name and version, and spaCy's version.
    """
    model = f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
    return f"{GENERATION}.{data_digest(PACKAGE)[:8]}+{model}+spacy-{version('spacy')}"


@cache
def data_digest(folder: Path) -> str:
    """Return a digest, in hexadecimal, of the word lists and fitted numbers below a folder.

    Each counts as it is read: words and their classes, numbers and the keys that they are read by. Names and places of
    files, comments, order, compression and types of numbers do not count, nor do names that stand beside numbers.
    """
    parts = [part for path in folder.rglob("*") for part in _parts(path)]
    return hashlib.sha256(b"".join(sorted(hashlib.sha256(part).digest() for part in parts))).hexdigest()


def _parts(path: Path) -> Iterator[bytes]:
    match path.suffix:
        case ".tsv":
            classes = word_lists.parse(path.read_text("utf-8"))
            yield json.dumps({word: sorted(kinds) for word, kinds in classes.items()}, sort_keys=True).encode()
        case ".json":
            yield from _numbers(json.loads(path.read_text("utf-8")))
        case ".npz":
            with np.load(path) as arrays:
                yield from _numbers(arrays)


def _numbers(value: Any, key: str = "") -> Iterator[bytes]:
    """Every array or single number in a mapping of mappings, with the keys that lead to it."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _numbers(inner, f"{key}/{name}")
        return
    array = np.asarray(value)
    if array.dtype.kind in "biuf":
        yield f"{key} {array.shape} ".encode() + array.astype("<f8").tobytes()  # exact: no integer here is above 2**53
    elif array.dtype.kind != "U":  # names are the code's business, and so GENERATION's
        raise TypeError(f"{key} is neither numbers nor names")
