"""A file that a browser sent becomes the lines that ingest takes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.page.forms import Upload
from services.search.page.uploads import SUFFIXES, lines_of
from shared.errors import Refused


def documents(name: str, content: bytes) -> list[object]:
    return [json.loads(line) for line in lines_of(Upload(name, content))]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("<meta charset=iso-8859-1><p>Brücke".encode("latin-1"), "Brücke"),
        ("<meta charset=iso-8859-1><p>Brücke".encode(), "Brücke"),
        ("<p>“No,” she said".encode("windows-1252"), "“No,”"),
        (b"<meta charset=nonsense><p>\x93No", "“No"),
    ],
)
def test_a_page_is_decoded_as_it_is_or_says(content: bytes, word: str) -> None:
    [page] = documents("page.HTM", content)

    assert isinstance(page, dict)
    assert word in page["html"]


def test_a_text_has_its_first_line_as_title_or_else_the_name_of_the_file() -> None:
    assert documents("bridge.txt", b"\xef\xbb\xbfThe bridge\r\n\r\nNobody.") == [
        {"title": "The bridge", "body": "Nobody."}
    ]
    assert documents("bridge.txt", b"Nobody objected.") == [{"title": "bridge", "body": "Nobody objected."}]


def test_a_list_is_one_line_for_each_of_its_items_whatever_they_are() -> None:
    assert documents("a.json", b'[{"title": "A"}, 3, null]') == [{"title": "A"}, 3, None]


@given(st.sampled_from([*SUFFIXES, ".csv", ""]), st.binary(max_size=200))
def test_any_file_is_lines_or_refused(suffix: str, content: bytes) -> None:
    try:
        lines = lines_of(Upload(f"file{suffix}", content))
    except Refused:
        return
    assert lines
    assert all(b"\n" not in line for line in lines)
