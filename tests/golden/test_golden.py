"""The golden set: no annotation changes without a new GENERATION. And the guard itself, on a record of two texts."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from services.nlp.annotator import load
from services.nlp.version import GENERATION
from tests.golden.record import (
    NotRaised,
    Record,
    annotated,
    differences,
    load_record,
    renewed,
    save_record,
    verdict,
)
from tests.golden.texts import golden_texts, read

LINES: dict[str, Any] = {
    "a/one": {"id": "a/one", "text": "1", "quotes": [{"modality": "stated", "speaker": {"confidence": 0.9}}]},
    "a/two": {"id": "a/two", "text": "2", "entities": [{"name": "Ann Lee", "salience": 0.5}]},
}
RECORD = Record(3, LINES)


@pytest.fixture
def lines() -> dict[str, Any]:
    return copy.deepcopy(LINES)


def test_no_annotation_changed_without_a_new_generation() -> None:
    problem = verdict(load_record(), GENERATION, annotated(load(), golden_texts()))
    assert not problem, problem


def test_the_set_is_large_and_its_ids_are_unique() -> None:
    ids = [text.id for text in golden_texts()]
    assert len(ids) >= 300
    assert len(set(ids)) == len(ids)


def test_annotations_as_recorded_are_no_problem(lines: dict[str, Any]) -> None:
    assert verdict(RECORD, 3, lines) == ""


def test_a_changed_annotation_names_the_text_the_difference_and_the_way_out(lines: dict[str, Any]) -> None:
    lines["a/one"]["quotes"][0]["modality"] = "denied"
    problem = verdict(RECORD, 3, lines)
    assert "a/one:\n    quotes[0].modality was 'stated', is 'denied'" in problem
    assert "a/two" not in problem
    assert "raise GENERATION" in problem


def test_a_raised_generation_wants_the_record_renewed(lines: dict[str, Any]) -> None:
    lines["a/one"]["quotes"][0]["modality"] = "denied"
    assert "GENERATION is 4, but the golden set was recorded under 3; 1 of 2" in verdict(RECORD, 4, lines)
    assert verdict(Record(4, lines), 4, lines) == ""


def test_new_rewritten_and_removed_texts_are_to_be_recorded(lines: dict[str, Any]) -> None:
    lines["a/one"] |= {"text": "1b", "quotes": []}
    lines["a/three"] = lines.pop("a/two")
    assert "removed: a/one, a/three, a/two. Run `make golden`" in verdict(RECORD, 3, lines)


def test_confidences_may_differ_in_the_last_digit_and_nothing_else_may(lines: dict[str, Any]) -> None:
    lines["a/one"]["quotes"][0]["speaker"]["confidence"] = 0.901
    assert verdict(RECORD, 3, lines) == ""
    lines["a/one"]["quotes"][0]["speaker"]["confidence"] = 0.903
    lines["a/two"]["entities"][0]["salience"] = 0.501
    assert list(differences(LINES, lines)) == [
        "a/one.quotes[0].speaker.confidence was 0.9, is 0.903",
        "a/two.entities[0].salience was 0.5, is 0.501",
    ]


def test_a_quote_more_and_a_speaker_less_are_differences() -> None:
    before = {"quotes": [{"text": "a", "speaker": {"name": "Ann"}}]}
    after = {"quotes": [{"text": "a"}, {"text": "b"}]}
    assert list(differences(before, after)) == [
        "quotes[0].speaker was {'name': 'Ann'}, is not set",
        "quotes were 1, are 2",
    ]


def test_recording_refuses_a_change_under_the_same_generation(lines: dict[str, Any]) -> None:
    lines["a/one"]["quotes"] = []
    with pytest.raises(NotRaised, match="Nothing was written: 1 annotations changed, but GENERATION is still 3"):
        renewed(RECORD, 3, lines)
    assert renewed(RECORD, 3, lines, keep_generation=True)[0] == Record(3, lines)
    assert renewed(RECORD, 4, lines)[0] == Record(4, lines)


def test_recording_takes_in_new_texts_under_the_same_generation(lines: dict[str, Any]) -> None:
    lines["a/three"] = lines.pop("a/two") | {"id": "a/three"}
    record, news = renewed(RECORD, 3, lines)
    assert record == Record(3, lines)
    assert "1 new or rewritten, 0 with another annotation, 1 removed" in news


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_record(RECORD, tmp_path / "record.jsonl")
    assert load_record(tmp_path / "record.jsonl") == RECORD
    assert load_record(tmp_path / "none.jsonl") == Record(0, {})


def test_a_text_has_a_name_a_title_or_none_and_a_body() -> None:
    texts = list(read("group", "== one | A title\nFirst.\n\nSecond.\n\n== two\nThird.\n"))
    assert [(t.id, t.title, t.body) for t in texts] == [
        ("group/one", "A title", "First.\n\nSecond."),
        ("group/two", "", "Third."),
    ]


def test_words_before_the_first_head_are_an_error() -> None:
    with pytest.raises(ValueError, match="begins with a line such as"):
        list(read("group", "Lost.\n== one\nFirst.\n"))
