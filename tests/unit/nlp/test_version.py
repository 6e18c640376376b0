"""The annotator's version: it follows what the data say, not how and where they are written."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from services.nlp.annotator import Annotator
from services.nlp.version import GENERATION, PACKAGE, data_digest

LIST = "# A comment.\nsay\tsay tell\nargue\tsay judge\n"
TREES = {"first": {"roots": [0, 2], "value": [0.25, -1.5]}, "threshold": 0.5}
ARRAYS: dict[str, Any] = {"bias": np.array([0.5, 2.0], np.float16), "keys": np.array([[3, 5], [8, 13]], np.uint32)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small set of data: a word list, trees and arrays."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/verbs.tsv").write_text(LIST, "utf-8")
    (tmp_path / "data/trees.json").write_text(json.dumps(TREES), "utf-8")
    np.savez(tmp_path / "data/network.npz", **ARRAYS)
    return tmp_path / "data"


def digest_after(folder: Path, change: Callable[[], object]) -> tuple[str, str]:
    """The digests before and after a change; what is remembered of the folder is forgotten."""
    before = data_digest.__wrapped__(folder)
    change()
    return before, data_digest.__wrapped__(folder)


def saved(folder: Path, **arrays: Any) -> None:
    np.savez(folder / "network.npz", **(ARRAYS | arrays))


@pytest.mark.parametrize(
    "text",
    [
        LIST.replace("A comment", "Another comment"),
        "# One more.\n" + LIST,
        "argue\tsay judge\n\nsay\tsay tell\n",
        LIST.replace("say tell", "tell say"),
    ],
    ids=["a comment", "one more comment", "other order", "other order of classes"],
)
def test_the_digest_stays_when_a_list_says_the_same(folder: Path, text: str) -> None:
    before, after = digest_after(folder, lambda: (folder / "verbs.tsv").write_text(text, "utf-8"))
    assert after == before


@pytest.mark.parametrize(
    "text",
    [LIST + "sigh\tmanner\n", LIST.replace("argue", "agree"), LIST.replace("judge", "think"), "say\tsay tell\n"],
    ids=["one more word", "another word", "another class", "one word less"],
)
def test_the_digest_changes_with_a_word_or_a_class(folder: Path, text: str) -> None:
    before, after = digest_after(folder, lambda: (folder / "verbs.tsv").write_text(text, "utf-8"))
    assert after != before


@pytest.mark.parametrize(
    "trees",
    [
        json.dumps(TREES, indent=4),
        json.dumps(dict(reversed(TREES.items()))),
        json.dumps(TREES).replace("-1.5", "-15e-1").replace("[0, 2]", "[0.0, 2]"),
        json.dumps(TREES | {"features": ["length", "distance"], "fitted_on": "invented articles"}),
    ],
    ids=["indented", "other order of keys", "numbers written otherwise", "names beside the numbers"],
)
def test_the_digest_stays_when_trees_hold_the_same_numbers(folder: Path, trees: str) -> None:
    before, after = digest_after(folder, lambda: (folder / "trees.json").write_text(trees, "utf-8"))
    assert after == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("0.25", "0.2500001"), ("[0, 2]", "[2, 0]"), ('"threshold": 0.5', '"threshold": 0.6'), ("-1.5", "-1.5, 0")],
    ids=["a number", "order of numbers", "a lone number", "one more number"],
)
def test_the_digest_changes_with_a_number_of_the_trees(folder: Path, old: str, new: str) -> None:
    trees = json.dumps(TREES).replace(old, new)
    before, after = digest_after(folder, lambda: (folder / "trees.json").write_text(trees, "utf-8"))
    assert after != before


@pytest.mark.parametrize(
    "save",
    [
        lambda f: np.savez_compressed(f / "network.npz", **ARRAYS),
        lambda f: np.savez(f / "network.npz", **dict(reversed(ARRAYS.items()))),
        lambda f: saved(f, keys=np.asfortranarray(ARRAYS["keys"])),
        lambda f: saved(f, bias=ARRAYS["bias"].astype(">f8")),
        lambda f: saved(f, labels=np.array(["O", "B-PERSON"])),
    ],
    ids=["compressed", "other order", "columns first", "other type", "names beside the numbers"],
)
def test_the_digest_stays_when_arrays_hold_the_same_numbers(folder: Path, save: Callable[[Path], None]) -> None:
    before, after = digest_after(folder, lambda: save(folder))
    assert after == before


@pytest.mark.parametrize(
    "keys",
    [np.array([[3, 5], [8, 14]]), np.array([3, 5, 8, 13]), np.array([[3, 8], [5, 13]])],
    ids=["a number", "the shape", "transposed"],
)
def test_the_digest_changes_with_a_number_or_shape_of_the_arrays(folder: Path, keys: Any) -> None:
    before, after = digest_after(folder, lambda: saved(folder, keys=keys))
    assert after != before


def test_the_digest_stays_when_files_are_renamed_and_moved_and_code_changes(folder: Path) -> None:
    def move() -> None:
        (folder / "lexicon").mkdir()
        (folder / "verbs.tsv").rename(folder / "lexicon/cues.tsv")
        (folder / "network.npz").rename(folder / "lexicon/tagger.npz")
        (folder / "rules.py").write_text("NAMES = ()\n", "utf-8")

    before, after = digest_after(folder, move)
    assert after == before


def test_data_that_are_neither_numbers_nor_names_are_an_error(folder: Path) -> None:
    (folder / "trees.json").write_text('{"first": [{"roots": [1]}]}', "utf-8")
    with pytest.raises(TypeError, match="/first is neither numbers nor names"):
        data_digest.__wrapped__(folder)


def test_the_digest_of_the_package_counts_each_of_its_data_files(tmp_path: Path) -> None:
    files = (path for path in PACKAGE.rglob("*") if PACKAGE / "fitting" not in path.parents)  # it is not shipped
    data = [path for path in files if path.suffix not in ("", ".py", ".pyc", ".md")]
    for path in data:
        shutil.copy(path, tmp_path)
    whole = data_digest.__wrapped__(tmp_path)
    assert whole == data_digest(PACKAGE)
    for path in data:
        (tmp_path / path.name).unlink()
        assert data_digest.__wrapped__(tmp_path) != whole, path
        shutil.copy(path, tmp_path)


def test_the_version_names_generation_digest_model_and_spacy(annotator: Annotator) -> None:
    who = annotator.annotator
    assert re.fullmatch(rf"{GENERATION}\.[0-9a-f]{{8}}\+en_core_web_sm\w*-[\d.]+\+spacy-[\d.]+", who.version)
    assert who.version.split(".")[1].startswith(data_digest(PACKAGE)[:8])
    assert who.generation == GENERATION


def test_another_process_makes_the_same_digest() -> None:
    code = "from services.nlp.version import PACKAGE, data_digest; print(data_digest(PACKAGE))"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parents[1]
    )
    assert output.stdout.strip() == data_digest(PACKAGE)
