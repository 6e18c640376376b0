from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.search.index.rules import is_entity_id, microseconds, name_key, revision
from shared.models.annotations import Annotation, Annotator
from tests.support.corpus import change, deletion


@pytest.mark.parametrize(
    ("value", "is_id"),
    [
        ("person:mohsen-milani", True),
        ("work_of_art:łódź", True),
        ("Milani", False),
        ("Alert: a film", False),
        ("g20:summit", False),
        (":", False),
        ("", False),
        ("école:x", False),
    ],
)
def test_an_entity_id_is_told_from_a_name(value: str, is_id: bool) -> None:
    assert is_entity_id(value) is is_id


def test_names_compare_without_case_accents_and_wide_spaces() -> None:
    assert name_key("  Zofia \u00a0 ŁUCZAK ") == name_key("zofia luczak") == "zofia luczak"


def test_a_later_version_outranks_every_generation_and_a_deletion_its_own_version() -> None:
    def ranked(version: int, generation: int) -> int:
        return revision(change("a", version), Annotation(annotator=Annotator(version="x", generation=generation)))

    order = [ranked(1, 0), ranked(1, 1022), revision(deletion("a", 1), None), ranked(2, 0)]
    assert order == sorted(set(order))


def test_times_are_exact_to_the_microsecond_on_both_sides_of_1970() -> None:
    assert microseconds(datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)) == 1
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
