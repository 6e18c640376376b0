"""Entities of invented articles: one type and one entity for a name, whatever it is called by."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.annotator import Annotator
from services.nlp.entities.finding import find_entities
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading
from services.nlp.text import Text
from shared.models.annotations import Entity


def entities(annotator: Annotator, body: str, title: str = "") -> dict[str, Entity]:
    return {e.name: e for e in annotator.annotate([Text("a1", title, body)])[0].entities}


def types(annotator: Annotator, body: str, title: str = "") -> dict[str, str]:
    return {name: e.type for name, e in entities(annotator, body, title).items()}


def test_titles_before_a_name_do_not_make_another_entity(annotator: Annotator) -> None:
    found = entities(
        annotator,
        "President Marta Quillfeather spoke in Lisbon on Monday. Mr. Tobin Ashgrove listened. President Quillfeather "
        "was tired, Ms. Quillfeather's office said. Quillfeather left, and Ashgrove stayed.",
    )
    people = {name: set(e.aliases) for name, e in found.items() if e.type == "PERSON"}
    assert people == {"Marta Quillfeather": {"Quillfeather"}, "Tobin Ashgrove": {"Ashgrove"}}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The commissioner, Hon. Adewale Ogunsola, has left. Ogunsola was tired.", "Adewale Ogunsola"),
        ("Mr Justice Fordham refused the request.", "Fordham"),
        ("Cr Warwick Dunne, who moved the motion, was late.", "Warwick Dunne"),
        ("Alhaji Musa Bello cut the ribbon in Kano.", "Musa Bello"),
    ],
)
def test_whoever_has_a_title_is_a_person(annotator: Annotator, sentence: str, name: str) -> None:
    assert types(annotator, sentence)[name] == "PERSON"


def test_an_office_behind_an_office_is_nobody(annotator: Annotator) -> None:
    assert "PERSON" not in types(annotator, "The Chief Financial Officer met the Deputy Prime Minister.").values()


def test_one_name_has_one_type_in_title_and_body(annotator: Annotator) -> None:
    body = "Karlovane grew fast. The council of Karlovane met in Karlovane on Friday. People in Karlovane were glad."
    assert types(annotator, body, "Karlovane grows")["Karlovane"] == "GPE"


@pytest.mark.parametrize(
    ("sentence", "name", "type_"),
    [
        ("She moved from Nairobi to Bratislava in May.", "Bratislava", "GPE"),
        ("NAIROBI, Kenya (AP) _ Floods closed the road on Sunday.", "NAIROBI, Kenya", "GPE"),
        ("Thousands of Kenyans voted on Tuesday.", "Kenyans", "NORP"),
        ("The World Health Organization sent doctors to the village.", "World Health Organization", "ORG"),
        ("The boat crossed Lake Victoria at night.", "Lake Victoria", "LOC"),
        ("Oyelaran Adebisi-Brandt, who paints, was there.", "Oyelaran Adebisi-Brandt", "PERSON"),
        ("Håkon Sørlibråten of Norway came second.", "Håkon Sørlibråten", "PERSON"),
    ],
)
def test_countries_cities_peoples_bodies_and_foreign_names_are_known(
    annotator: Annotator, sentence: str, name: str, type_: str
) -> None:
    assert types(annotator, sentence)[name] == type_


def test_a_senators_party_is_no_part_of_the_state(annotator: Annotator) -> None:
    found = types(annotator, "Sen. Ada Fennimore, R-Maine, and Rep. Luis Ortegano (D-Texas) agreed on the bill.")
    assert found["Maine"] == "GPE"
    assert found["Texas"] == "GPE"


def test_a_title_alone_is_no_entity(annotator: Annotator) -> None:
    found = types(annotator, "Conservative MPs met Ann Lee on Monday. President Rosa King spoke. King left early.")
    assert {name for name, kind in found.items() if kind == "PERSON"} == {"Ann Lee", "Rosa King"}


def test_a_company_called_by_its_first_word_is_no_person(annotator: Annotator) -> None:
    found = entities(
        annotator,
        "The Harland Motor Company closed a plant in Leeds. Harland said on Monday that sales fell. "
        "Workers at Harland will be paid until June.",
    )
    assert all(e.type == "ORG" for name, e in found.items() if "Harland" in name)


@pytest.mark.parametrize(
    "junk",
    [
        "Previous Post",
        "Next Post",
        "Read more",
        "Share this",
        "Advertisement",
        "Follow us on Twitter",
        "Home",
        "Photo: Jim Lark/Getty Images",
        "Jim Lark via Getty Images",
        "Getty.",
    ],
)
def test_what_a_page_is_made_of_is_no_entity(annotator: Annotator, junk: str) -> None:
    found = entities(annotator, f"Corinne Ashgrove spoke in Lisbon.\n\n{junk}\n\nShe left on Monday.")
    assert set(found) - {"Monday"} == {"Corinne Ashgrove", "Lisbon"}


def test_who_is_named_first_and_most_is_the_most_salient(annotator: Annotator) -> None:
    found = entities(
        annotator,
        "Corinne Ashgrove opened the bridge. Ashgrove thanked the builders, and Ashgrove paid them. "
        "At the end Tobias Wrenfield sang.",
    )
    assert found["Corinne Ashgrove"].salience > found["Tobias Wrenfield"].salience


def test_three_thousand_names_are_three_thousand_entities_at_most(annotator: Annotator) -> None:
    body = " ".join(f"Ada{n} Fennimore{n} met Luis Ortegano in Lisbon." for n in range(1500))
    [annotation] = annotator.annotate([Text("a1", "", body)])
    assert all(body[m.start : m.end] == m.text for m in annotation.mentions)
    assert len(annotation.mentions) > 3000


@pytest.mark.parametrize(
    ("body", "name", "aliases"),
    [
        ("Karim al-Haddad spoke. Haddad left. Mr al-Haddad sat.", "Karim al-Haddad", {"Haddad", "al-Haddad"}),
        ("Pieter van der Meer sailed. Van der Meer won.", "Pieter van der Meer", {"Van der Meer"}),
        ("Lu Wenbin spoke in Lisbon. Mr. Lu left early.", "Lu Wenbin", {"Lu"}),
        ("P.D. Harkness wrote it. P. D. Harkness sold it.", "P.D. Harkness", {"P. D. Harkness"}),
        ("Robert “Bobby” Sandoval ran. Bobby Sandoval won.", "Robert Sandoval", {"Bobby Sandoval"}),
        ("Robert Ashgrove ran. Bob Ashgrove won.", "Robert Ashgrove", {"Bob Ashgrove"}),
        ("Joan Ashgrove spoke. Joan Elizabeth Ashgrove sang.", "Joan Elizabeth Ashgrove", {"Joan Ashgrove"}),
        ("Sir Edmund Thackeray came. Sir Edmund sat down.", "Edmund Thackeray", {"Edmund"}),
        ("The Lowland Transport Authority met. The LTA left.", "Lowland Transport Authority", {"LTA"}),
        ("The Halverton Post fired him. The Post paid him.", "Halverton Post", {"Post"}),
        ("The United States left. The U.S. came back.", "United States", {"U.S."}),
    ],
)
def test_the_forms_of_a_name_are_one_entity(annotator: Annotator, body: str, name: str, aliases: set[str]) -> None:
    found = entities(annotator, body)
    assert aliases <= set(found[name].aliases)


def test_husband_and_wife_are_told_apart_by_titles(annotator: Annotator) -> None:
    [annotation] = annotator.annotate([Text("a1", "", "Henry Castell met Diana Castell. Mrs. Castell spoke.")])
    assert annotation.mentions[-1].entity == "person:diana-castell"


def test_father_and_son_are_two(annotator: Annotator) -> None:
    found = entities(annotator, "Harlan Voss came with his son, Harlan Voss Jr., on Monday. Voss Jr. spoke.")
    assert {"Harlan Voss", "Harlan Voss Jr."} <= set(found)


def test_a_son_is_not_called_as_his_father_where_only_he_is_named(annotator: Annotator) -> None:
    found = entities(annotator, "Harlan Voss Jr. came on Monday. “It was late,” Voss said.")
    assert "Harlan Voss Jr." in found
    assert "Harlan Voss" not in found


def test_an_agency_behind_a_dateline_is_not_the_body_before_it(annotator: Annotator) -> None:
    found = entities(annotator, "UNITED NATIONS (AP) — The United Nations met on Monday. The AP was there.")
    assert "AP" not in found["United Nations"].aliases


def test_three_thousand_people_of_one_surname_take_no_long_time(annotator: Annotator) -> None:
    body = " ".join(f"Ada{n} Smith met Mr. Smith." for n in range(3000))
    [annotation] = annotator.annotate([Text("a1", "", body)])
    assert all(body[m.start : m.end] == m.text for m in annotation.mentions)


def test_a_surname_alone_is_who_was_named_first(annotator: Annotator) -> None:
    body = "Tobin and Marta Quill farm in Wales. Tobin Quill was a lawyer. He met Marta Quill in May.\n\nQuill is 60."
    [annotation] = annotator.annotate([Text("a1", "", body)])
    assert next(m.entity for m in annotation.mentions if m.text == "Quill") == "person:tobin-quill"


def test_a_token_leads_to_its_entity_and_mention(verbs: Verbs, read: Callable[[str], Reading]) -> None:
    # given a text with two people
    reading = read("Corinne Ashgrove met Tobias Wrenfield. Ashgrove left.")
    entities = find_entities(reading, verbs)
    # when tokens are looked up, then the surname leads to the first of them, and other words to none
    first, again, verb = reading.words.index("corinne"), reading.words.index("left") - 1, reading.words.index("met")
    number = entities.at(first)
    assert number is not None
    assert entities.all[number].name == "Corinne Ashgrove"
    assert entities.at(again) == number
    mention = entities.mention_at(again)
    assert mention is not None
    assert (mention.text, entities.type_at(again)) == ("Ashgrove", "PERSON")
    assert (entities.at(verb), entities.mention_at(verb), entities.type_at(verb)) == (None, None, None)
