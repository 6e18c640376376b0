"""Query parameters become what was meant, or are refused by name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from services.search.index.questions import NamesRequest, NetworkRequest, Request, TimelineRequest
from services.search.parameters import (
    MAX_QUERY_BYTES,
    MAX_SIZE,
    MAX_VALUES,
    CompareParameters,
    EntitiesParameters,
    NetworkParameters,
    NoParameters,
    Parameters,
    ProfileParameters,
    Selection,
    SimilarParameters,
    SpeakersParameters,
    SuggestParameters,
    TimelineParameters,
    VersionParameter,
    check_query_string,
    names_of,
)
from services.search.parameters.values import period
from services.search.query import Word
from shared.errors import Invalid, QuerySyntax, Refused, TooLarge, UnknownParameter

AnyParameters = TypeVar("AnyParameters", bound=BaseModel)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def parsed(parameters: type[AnyParameters], **given: Any) -> AnyParameters:
    """What was given, read; mypy does not know the parameters that are made from the fields."""
    return parameters.model_validate(given)


def test_the_names_are_those_of_the_contract() -> None:
    filters = ["source", "section", "language", "author", "tag", "entity", "speaker", "about", "type", "modality",
               "cue", "role", "annotator"]  # fmt: skip
    assert set(names_of(Parameters)) == {
        *filters, *(f"exclude_{name}" for name in filters),
        "q", "act", "confidence_min", "has_quotes", "from", "to", "sort", "facet", "fields", "format",
        "size", "cursor", "figures", "collapse",
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


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2017", at(2017, 1, 1), at(2017, 12, 31, 23, 59, 59, 999999)),
        ("2016-02", at(2016, 2, 1), at(2016, 2, 29, 23, 59, 59, 999999)),
        ("2017-03-27", at(2017, 3, 27), at(2017, 3, 27, 23, 59, 59, 999999)),
        ("2017-03-01..2017-03-31", at(2017, 3, 1), at(2017, 3, 31, 23, 59, 59, 999999)),
        (" 2016 .. 2017-02 ", at(2016, 1, 1), at(2017, 2, 28, 23, 59, 59, 999999)),
    ],
)
def test_a_period_is_a_year_a_month_a_day_or_from_one_to_another(text: str, since: datetime, until: datetime) -> None:
    assert period(text) == (since, until)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17",
        "0000",
        "2017-13",
        "2017-02-29",
        "2017..",
        "..2017",
        "2017...2018",
        "2017..2016",
        "2017-3",
        "٢٠١٧",
        "now",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"should be a year|ends before it begins"):
        period(text)


def test_from_after_to_is_refused() -> None:
    with pytest.raises(Invalid, match=r"^from: "):
        Parameters.model_validate({"from": "2017-03-28", "to": "2017-03-27"}).request("quotes")


def test_the_same_day_is_a_range() -> None:
    assert Parameters.model_validate({"from": "2017-03-27", "to": "2017-03-27"}).request("quotes").filters.until


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 0}, {"size": MAX_SIZE + 1}, {"size": "many"}, {"type": ["sarcastic"]}, {"sort": "best"},
        {"exclude_type": ["direct", "x"]}, {"confidence_min": 1.01}, {"confidence_min": -0.1},
        {"confidence_min": "nan"},
        {"has_quotes": "perhaps"}, {"facet": ["colour"]}, {"format": "xml"}, {"fields": [""]},
        {"source": [""]}, {"source": ["  "]}, {"speaker": ["a\x00b"]}, {"q": "a\x00b"}, {"q": "a\x1b[0m"},
        {"entity": ["x" * 301]},
    ],
)  # fmt: skip
def test_values_that_cannot_be_right_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Parameters.model_validate(wrong)


def test_values_are_trimmed_and_a_value_twice_is_once() -> None:
    assert parsed(Parameters, source=[" A ", "B", "A"]).request("quotes").filters.include == {"source": ("A", "B")}


def test_the_number_of_values_is_bounded_over_all_parameters() -> None:
    half = [str(number) for number in range(MAX_VALUES // 2)]
    assert parsed(Parameters, source=half, entity=half).request("quotes")
    with pytest.raises(Invalid, match=f"{MAX_VALUES} filter values"):
        parsed(Parameters, source=half, entity=half, speaker=["one more"]).request("quotes")


def test_what_is_excluded_counts_towards_the_bound() -> None:
    many = [str(number) for number in range(MAX_VALUES)]
    with pytest.raises(Invalid, match=r"^exclude_tag: "):
        parsed(Parameters, exclude_tag=many, type=["direct"]).request("quotes")


def test_every_filter_reaches_the_index() -> None:
    of_few = {"type": "direct", "modality": "denied"}
    lists = {name: [of_few.get(name.removeprefix("exclude_"), name)] for name in Selection.lists()}
    filters = parsed(Parameters, **lists, confidence_min="0.5", has_quotes="false").request("articles").filters
    assert {name: [*values] for name, values in filters.include.items()} | {
        f"exclude_{name}": [*values] for name, values in filters.exclude.items()
    } == lists
    assert (filters.confidence_min, filters.has_quotes) == (0.5, False)


def test_facets_are_the_usual_ones_those_asked_for_or_none() -> None:
    assert Parameters().request("quotes").facets == Request.facets
    assert Parameters(facet=["tag", "cue", "tag"]).request("quotes").facets == ("tag", "cue")
    assert Parameters(facet=["none"]).request("quotes").facets == ()
    with pytest.raises(Invalid, match=r"^facet: "):
        Parameters(facet=["none", "tag"]).request("quotes")


def test_names_are_asked_of_articles_for_entities_and_of_quotes_for_speakers() -> None:
    entities = parsed(
        EntitiesParameters, q="oil", name=" mohsen mil ", type=["PERSON", "PERSON"], sort="name", tag=["a"]
    ).request()
    assert entities == NamesRequest(
        "articles", Word("oil"), entities.filters, name="mohsen mil", types=("PERSON",), sort="name", size=10
    )
    assert entities.filters.include == {"tag": ("a",)}
    speakers = parsed(SpeakersParameters, type=["direct"], size=3).request()
    assert speakers == NamesRequest("quotes", filters=speakers.filters, size=3)
    assert speakers.filters.include == {"type": ("direct",)}


def test_beside_names_nothing_is_counted_unless_asked_for() -> None:
    assert EntitiesParameters().facets() == ()
    assert SpeakersParameters(facet=["source"]).facets() == ("source",)


def test_a_timeline_is_one_of_quotes_by_day_unless_told_otherwise() -> None:
    asked = TimelineParameters(q="oil").request()
    assert asked == TimelineRequest("quotes", "day", Word("oil"), asked.filters)
    asked = TimelineParameters(kind="articles", interval="week", split="source").request()
    assert asked == TimelineRequest("articles", "week", None, asked.filters, "source")


def test_a_network_is_one_of_who_speaks_about_whom_unless_told_otherwise() -> None:
    asked = NetworkParameters().request()
    assert asked == NetworkRequest("speaks_about", None, asked.filters, 50)


def test_two_speakers_two_sources_or_two_periods_are_compared_within_the_same_selection() -> None:
    a, b = parsed(CompareParameters, by="speaker", a="A", b="B", source=["S"]).sides()
    assert a.include == {"speaker": ("A",), "source": ("S",)}
    assert b.include == {"speaker": ("B",), "source": ("S",)}
    a, b = parsed(CompareParameters, by="source", a="A", b="B", speaker=["S"]).sides()
    assert a.include == {"speaker": ("S",), "source": ("A",)}
    assert b.include == {"speaker": ("S",), "source": ("B",)}
    a, b = CompareParameters(by="period", a="2016", b="2017-02").sides()
    assert (a.since, a.until) == period("2016")
    assert (b.since, b.until) == period("2017-02")


@pytest.mark.parametrize(
    ("asked", "blamed"),
    [
        ({"by": "speaker", "a": "A", "b": "A"}, "b"),
        ({"by": "speaker", "a": "A", "b": "B", "speaker": ["C"]}, "speaker"),
        ({"by": "source", "a": "A", "b": "B", "source": ["A"]}, "source"),
        ({"by": "period", "a": "2016", "b": "2017", "from": "2016-01-01"}, "from"),
        ({"by": "period", "a": "2016", "b": "2017", "to": "2016-01-01"}, "from"),
        ({"by": "period", "a": "2016", "b": "later"}, "b"),
        ({"by": "period", "a": "2017..2016", "b": "2017"}, "a"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(asked: dict[str, Any], blamed: str) -> None:
    with pytest.raises(Invalid, match=f"^{blamed}: "):
        CompareParameters.model_validate(asked).sides()


@pytest.mark.parametrize("typed", ["", "  ", "???", "\x00", "a\x00", "x" * 101])
def test_what_is_typed_has_a_word(typed: str) -> None:
    with pytest.raises(ValidationError):
        SuggestParameters(q=typed)
    with pytest.raises(ValidationError):
        SpeakersParameters(name=typed)


MODELS = [
    Parameters, EntitiesParameters, SpeakersParameters, TimelineParameters, NetworkParameters, CompareParameters,
    ProfileParameters, SuggestParameters, SimilarParameters, VersionParameter,
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS)
def test_every_parameter_is_described_and_its_example_is_one(model: type[BaseModel]) -> None:
    needed = {name: (field.examples or [])[0] for name, field in model.model_fields.items() if field.is_required()}
    for name, field in model.model_fields.items():
        assert (field.description or "").endswith(".")
        for example in field.examples or []:
            model.model_validate(needed | {field.alias or name: example})


def check(query: bytes, *given: tuple[str, str]) -> None:
    check_query_string(query, given, Parameters)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("speakr", "speaker"), ("Source", "source"), ("excludesource", "exclude_source"), ("limit", "size"),
     ("since", "from"), ("page", "cursor"), ("lang", "language"), ("facets", "facet"),
     ("select", "fields"), ("byline", "author"), ("zzz", None), ("", None), ("é" * 5000, None)],
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
