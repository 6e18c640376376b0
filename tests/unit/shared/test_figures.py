"""Figures: an annotation without them is whole, and says nothing of what it left out."""

from __future__ import annotations

from shared.figures import FIGURES, is_figure, without_figures
from shared.models.annotations import Annotation
from tests.support.corpus import Name, Said, change


def annotation() -> Annotation:
    """An annotation with names and figures."""
    said = Said("See you in Łódź on Friday", "Ada Nordmann", ["Łódź", Name("Friday", "DATE")])
    annotated = change("a", said=[said], naming=[Name("two", "CARDINAL")]).annotation
    assert annotated
    return annotated


def test_an_annotation_without_figures_has_none_in_any_of_its_parts() -> None:
    names = without_figures(annotation())

    assert {entity.id for entity in names.entities} == {"person:ada-nordmann", "gpe:lodz"}
    assert {mention.type for mention in names.mentions}.isdisjoint(FIGURES)
    assert [quote.mentions for quote in names.quotes] == [["gpe:lodz"]]


def test_no_id_of_an_annotation_without_figures_leads_nowhere() -> None:
    names = without_figures(annotation())

    ids = {entity.id for entity in names.entities}
    assert {mention.entity for mention in names.mentions} <= ids
    assert {id for quote in names.quotes for id in quote.mentions} <= ids


def test_all_else_stays_as_it_is() -> None:
    whole = annotation()
    names = without_figures(whole)

    assert names.model_copy(update={"entities": [], "mentions": [], "quotes": []}) == whole.model_copy(
        update={"entities": [], "mentions": [], "quotes": []}
    )
    assert [quote.text for quote in names.quotes] == [quote.text for quote in whole.quotes]
    assert without_figures(names) == names


def test_ids_say_whether_they_are_of_figures() -> None:
    assert is_figure("cardinal:two")
    assert not is_figure("person:two")
    assert not is_figure("description:cardinal")
