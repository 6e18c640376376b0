"""Query parameters become what was meant, or are refused by name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.search.parameters import (
    MAX_QUERY_BYTES,
    MAX_SIZE,
    MAX_VALUES,
    NoParameters,
    Parameters,
    check_query_string,
    names_of,
)
from services.search.query import Word
from shared.errors import Invalid, QuerySyntax, Refused, TooLarge, UnknownParameter


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_the_names_are_those_of_the_contract() -> None:
    filters = ["source", "language", "author", "tag", "entity", "speaker", "about", "type", "cue", "role", "annotator"]
    assert set(names_of(Parameters)) == {
        *filters, *(f"exclude_{name}" for name in filters),
        "q", "confidence_min", "has_quotes", "from", "to", "sort", "facet", "fields", "format",
        "size", "cursor",
    }  # fmt: skip


def test_nothing_asked_is_the_newest_of_everything() -> None:
    request = Parameters().request("articles")
    assert (request.words, request.sort, request.size) == (None, "newest", 10)


def test_words_are_sorted_by_relevance_unless_told_otherwise() -> None:
    assert Parameters(q="oil").request("quotes").words == Word("oil")
    assert Parameters(q="oil").request("quotes").sort == "relevance"
    assert Parameters(q="oil", sort="oldest").request("quotes").sort == "oldest"


def test_relevance_without_words_is_newest() -> None:
    assert Parameters(q="  ", sort="relevance").request("quotes").sort == "newest"


def test_a_query_that_cannot_be_understood_says_where() -> None:
    with pytest.raises(QuerySyntax) as refused:
        Parameters(q='oil "gas').request("quotes")
    assert refused.value.extra["column"] == 5


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2017-03-27", at(2017, 3, 27), at(2017, 3, 27, 23, 59, 59, 999999)),
        ("2017-03-27T10:00:00Z", at(2017, 3, 27, 10), at(2017, 3, 27, 10)),
        ("2017-03-27T10:00", at(2017, 3, 27, 10), at(2017, 3, 27, 10)),
        ("2017-03-27 10:00:30.5", at(2017, 3, 27, 10, 0, 30, 500000), at(2017, 3, 27, 10, 0, 30, 500000)),
        ("2017-03-27T10:00:00+02:00", at(2017, 3, 27, 8), at(2017, 3, 27, 8)),
        pytest.param("2017-03-27T10:00:00 02:00", at(2017, 3, 27, 8), at(2017, 3, 27, 8), id="a plus read as a space"),
        ("2017-03-27T10:00:00-0500", at(2017, 3, 27, 15), at(2017, 3, 27, 15)),
    ],
)
def test_dates_are_inclusive_and_a_bare_one_is_its_whole_day(text: str, since: datetime, until: datetime) -> None:
    asked = Parameters.model_validate({"from": text, "to": text})
    assert (asked.since, asked.until) == (since, until)


@pytest.mark.parametrize(
    "text",
    ["", "2017", "20170327", "1490572800", "2017-02-30", "2017-03-27T25:00", "yesterday", "2017-W13", "2017-3-7",
     "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "２０１７-03-27", "2017-03-27T10:00+99:00"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="ISO 8601"):
        Parameters.model_validate({"from": text})


def test_from_after_to_is_refused() -> None:
    with pytest.raises(Invalid, match=r"^from: "):
        Parameters.model_validate({"from": "2017-03-28", "to": "2017-03-27"}).request("quotes")


def test_the_same_day_is_a_range() -> None:
    assert Parameters.model_validate({"from": "2017-03-27", "to": "2017-03-27"}).request("quotes").filters.until


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 0}, {"size": MAX_SIZE + 1}, {"size": "many"}, {"type": ["sarcastic"]}, {"sort": "best"},
        {"source": [""]}, {"source": ["  "]}, {"speaker": ["a\x00b"]}, {"q": "a\x00b"}, {"q": "a\x1b[0m"},
        {"entity": ["x" * 301]},
    ],
)  # fmt: skip
def test_values_that_cannot_be_right_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Parameters.model_validate(wrong)


def test_values_are_trimmed_and_a_value_twice_is_once() -> None:
    assert Parameters(source=[" A ", "B", "A"]).request("quotes").filters.source == ("A", "B")


def test_the_number_of_values_is_bounded_over_all_parameters() -> None:
    half = [str(number) for number in range(MAX_VALUES // 2)]
    assert Parameters(source=half, entity=half).request("quotes")
    with pytest.raises(Invalid, match=f"{MAX_VALUES} filter values"):
        Parameters(source=half, entity=half, speaker=["one more"]).request("quotes")


def check(query: bytes, *given: tuple[str, str]) -> None:
    check_query_string(query, given, Parameters)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("speakr", "speaker"), ("Source", "source"), ("excludesource", "exclude_source"), ("limit", "size"),
     ("since", "from"), ("page", "cursor"), ("lang", "language"), ("zzz", None), ("", None), ("é" * 5000, None)],
)  # fmt: skip
def test_an_unknown_parameter_is_refused_with_the_nearest_known(name: str, nearest: str | None) -> None:
    with pytest.raises(UnknownParameter) as refused:
        check(b"", (name, "x"))
    assert refused.value.extra["nearest"] == nearest
    assert len(refused.value.detail) < 500


def test_where_no_parameter_is_known_none_is_suggested() -> None:
    with pytest.raises(UnknownParameter, match="None is taken"):
        check_query_string(b"", [("version", "1")], NoParameters)


def test_a_single_value_given_twice_is_refused_and_lists_are_not() -> None:
    check(b"", ("source", "a"), ("source", "b"))
    with pytest.raises(Invalid, match=r"^q: may be given only once"):
        check(b"", ("q", "a"), ("q", "b"))


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(Refused, match="UTF-8"):
        check(b"q=%ff")
    with pytest.raises(Refused, match="UTF-8"):
        check(b"q=%ed%a0%80")


def test_a_query_string_beyond_the_limit_is_refused() -> None:
    check(b"q=" + b"a" * (MAX_QUERY_BYTES - 2))
    with pytest.raises(TooLarge):
        check(b"q=" + b"a" * MAX_QUERY_BYTES)


@given(name=st.text(), value=st.text())
def test_whatever_the_name_it_is_known_or_refused(name: str, value: str) -> None:
    if name in names_of(Parameters):
        check(b"", (name, value))
    else:
        with pytest.raises(UnknownParameter):
            check(b"", (name, value))


@given(text=st.text())
def test_whatever_is_typed_for_a_date_is_read_or_refused(text: str) -> None:
    try:
        asked = Parameters.model_validate({"from": text})
    except ValidationError:
        return
    assert asked.since is not None
    assert asked.since.tzinfo is UTC
