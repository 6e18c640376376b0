"""Conditions on who bears a name: several names together, and names within certain articles."""

from __future__ import annotations

import pytest

from services.search.index.fields import ENTITY_FIELDS
from services.search.index.filters import Bearers, Filters
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Kind, Request
from services.search.index.results import FoundQuote

FIELDS = [field.name for field in ENTITY_FIELDS]
KINDS: list[Kind] = ["articles", "quotes"]


def _found(index: Index, kind: Kind, filters: Filters) -> dict[str, str]:
    """Return what matches: its id, and that of its article."""
    page = index.search(Request(kind, filters=filters, size=100, facets=()))
    assert page.total == len(page.hits)
    return dict(map(_ids, page.hits))


def _ids(hit: FoundArticleText | FoundQuote) -> tuple[str, str]:
    return (hit.article.id, hit.article.id) if isinstance(hit, FoundArticleText) else (hit.id, hit.article.id)


def _two_names(index: Index, kind: Kind, field: str) -> tuple[str, str]:
    values = index.search(Request(kind, size=0, facets=(field,))).facets[field]  # type: ignore[arg-type]
    return values[0].value, values[1].value


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("kind", KINDS)
def test_who_bears_one_of_several_names_is_found_by_each(month: Index, kind: Kind, field: str) -> None:
    one, other = names = _two_names(month, kind, field)

    found = _found(month, kind, Filters(bearers=[Bearers(field, names)]))  # type: ignore[arg-type]

    each = [_found(month, kind, Filters(include={field: (name,)})) for name in (one, other)]  # type: ignore[dict-item]
    assert found == each[0] | each[1] != {}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_name_within_an_article_counts_there_only(month: Index, kind: Kind, field: str) -> None:
    one, other = _two_names(month, kind, field)
    of_one = _found(month, kind, Filters(include={field: (one,)}))  # type: ignore[dict-item]
    article = min(of_one.values())
    condition = Bearers(field, (other,), within=((one, (article, "nowhere")), ("person:nobody", (article,))))  # type: ignore[arg-type]

    found = _found(month, kind, Filters(bearers=[condition]))

    within = {id: at for id, at in of_one.items() if at == article}
    assert found == _found(month, kind, Filters(include={field: (other,)})) | within  # type: ignore[dict-item]


@pytest.mark.parametrize("kind", KINDS)
def test_excluded_bearers_are_all_others(month: Index, kind: Kind) -> None:
    one, other = _two_names(month, kind, "entity")
    article = min(_found(month, kind, Filters(include={"entity": (one,)})).values())
    bearers = {"field": "entity", "values": (other,), "within": ((one, (article,)),)}

    without = _found(month, kind, Filters(bearers=[Bearers(**bearers, excluded=True)]))  # type: ignore[arg-type]

    everything = _found(month, kind, Filters())
    assert without == {
        id: at
        for id, at in everything.items()
        if id not in _found(month, kind, Filters(bearers=[Bearers(**bearers)]))  # type: ignore[arg-type]
    }


def test_nobody_finds_nothing(month: Index) -> None:
    assert _found(month, "articles", Filters(bearers=[Bearers("speaker", ())])) == {}


def test_a_facet_ignores_the_bearers_of_its_field_unless_they_are_for_counting(month: Index) -> None:
    one, _ = _two_names(month, "quotes", "speaker")
    chosen = [Filters(bearers=[Bearers("speaker", (one,), counting=counting)]) for counting in (False, True)]

    free, counted = (month.search(Request("quotes", filters=f, size=0, facets=("speaker",))) for f in chosen)

    assert free.facets == month.search(Request("quotes", size=0, facets=("speaker",))).facets
    assert [value.value for value in counted.facets["speaker"]] == [one]


def test_a_facet_has_as_many_values_as_asked(month: Index) -> None:
    few, many = (
        month.search(Request("quotes", size=0, facets=("entity",), facet_values=size)).facets["entity"]
        for size in (2, 100)
    )

    assert len(few) == 2 < len(many)
    assert list(few) == list(many[:2])
