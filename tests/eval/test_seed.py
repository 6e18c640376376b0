"""The seed article and its perturbations: every quoted piece, under the right name, and nothing else in marks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.nlp.annotator import Annotator
from services.nlp.text import Text
from shared.models.annotations import Quote
from tests.eval.seed import PERTURBATIONS, SEED, Case, seed

GOLDEN = Path(__file__).with_name("seed.quotes.json")
CASES = [seed(), *(perturb(seed()) for perturb in PERTURBATIONS)]
MARKS = "“”\"‘’' "


def annotated(annotator: Annotator, body: str) -> list[Quote]:
    return annotator.annotate([Text("seed", "", body)])[0].quotes


def verbatim(case: Case, quotes: list[Quote]) -> dict[str, str | None]:
    """Each verbatim piece with the name of its speaker; inner quotes come first, and count."""
    found: dict[str, str | None] = {}
    for quote in quotes:
        for a, b in quote.verbatim:
            found.setdefault(case.text[a:b].strip(MARKS), quote.speaker.name if quote.speaker else None)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_quoted_piece_is_found_and_nothing_else(annotator: Annotator, case: Case) -> None:
    found = verbatim(case, annotated(annotator, case.text))
    assert sorted(found) == sorted(piece.strip(MARKS) for piece, _ in case.quoted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_quoted_piece_has_the_right_name(annotator: Annotator, case: Case) -> None:
    found = verbatim(case, annotated(annotator, case.text))
    assert {p.strip(MARKS): found.get(p.strip(MARKS)) for p, _ in case.quoted} == {
        p.strip(MARKS): name for p, name in case.quoted
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_titles_and_scare_quotes_are_no_quotes(annotator: Annotator, case: Case) -> None:
    found = verbatim(case, annotated(annotator, case.text))
    assert len(case.not_quoted) == 2
    assert not {piece.strip(MARKS) for piece in case.not_quoted} & set(found)


def test_the_seed_is_annotated_as_reviewed(annotator: Annotator) -> None:
    """The golden file was read by a person against the article. After a wanted change: ``--update`` in its header."""
    article = json.loads(SEED.with_suffix(".json").read_text("utf-8"))
    [annotation] = annotator.annotate([Text("seed", article["title"], SEED.read_bytes().decode("utf-8"))])
    expected = json.loads(GOLDEN.read_text("utf-8"))
    quotes = [q.model_dump(mode="json") for q in annotation.quotes]
    for quote in [*quotes, *expected]:
        if quote["speaker"]:
            quote["speaker"].pop("confidence")
            quote["speaker"].pop("candidates")
    assert quotes == expected
