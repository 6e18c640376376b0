"""The sets of knowledge that are shipped, and the script that makes one of them of congress-legislators."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from services.search.commands.knowledge_file import Header, read
from services.search.identities.body_names import body_words
from services.search.identities.knowledge import KnowledgeEntry
from services.search.identities.place_names import place_name

FOLDER = Path(__file__).parents[2] / "seeds" / "knowledge"
INVENTED: dict[str, Any] = {
    "id": {"bioguide": "B000001", "wikidata": "Q1", "wikipedia": "Ada Brome (politician)"},
    "name": {"first": "Adelheid", "middle": "K.", "last": "Brome", "nickname": "Ada", "official_full": "Ada K. Brome"},
    "terms": [
        {"type": "rep", "start": "1993-01-05", "end": "1995-01-03", "state": "ME", "district": 1},
        {"type": "rep", "start": "1995-01-04", "end": "1997-01-03", "state": "ME", "district": 1},
        {"type": "sen", "start": "2001-01-03", "end": "2007-01-03", "state": "ME"},
    ],
}


def test_a_legislator_becomes_an_entry_with_names_and_offices() -> None:
    entries = runpy.run_path(str(FOLDER / "congress.py"))["entries"]

    (entry,) = entries([INVENTED])

    assert KnowledgeEntry.model_validate(entry).model_dump(mode="json", by_alias=True) == {
        "id": "q1",
        "type": "PERSON",
        "names": ["Ada Brome", "Ada K. Brome", "Adelheid Brome", "Adelheid K. Brome"],
        "roles": [
            {"role": "United States Representative from Maine", "from": "1993-01-05", "to": "1997-01-03"},
            {"role": "United States Senator from Maine", "from": "2001-01-03", "to": "2007-01-03"},
        ],
        "wikidata": "Q1",
        "ids": {"bioguide": "B000001"},
    }


def test_who_has_a_name_that_another_has_goes_by_their_initials() -> None:
    entries = runpy.run_path(str(FOLDER / "congress.py"))["entries"]
    office = [{"type": "prez", "start": "2001-01-20", "end": "2009-01-20"}]
    brome = {"first": "Adam", "last": "Brome"}
    listed = [
        {"id": {"govtrack": 1}, "name": brome | {"middle": "Bo Carl"}, "terms": office},
        {"id": {"govtrack": 2}, "name": brome | {"middle": "Dan"}, "terms": office},
        {"id": {"govtrack": 3}, "name": {"first": "James", "nickname": "Jim", "last": "Vale"}, "terms": office},
    ]

    made = [KnowledgeEntry.model_validate(entry) for entry in entries(listed)]

    assert [(entry.id, entry.names[:2]) for entry in made] == [
        ("govtrack-1", ("Adam B. C. Brome", "Adam Brome")),
        ("govtrack-2", ("Adam D. Brome", "Adam Brome")),
        ("govtrack-3", ("Jim Vale", "James Vale")),
    ]
    assert {entry.roles[0].role for entry in made} == {"President of the United States"}


@pytest.mark.parametrize(("name", "least"), [("congress", 500), ("presidents", 70)])
def test_a_set_that_the_script_has_made_is_right_and_says_its_licence(name: str, least: int) -> None:
    (_, header), *entries = read(FOLDER / f"{name}.jsonl")

    assert isinstance(header, Header)
    assert (header.set, "CC0 1.0" in header.source) == (name, True)
    assert len(entries) > least
    assert all(isinstance(entry, KnowledgeEntry) for _, entry in entries)


def test_the_set_of_bodies_is_right_and_no_name_is_of_two() -> None:
    (_, header), *entries = read(FOLDER / "bodies.jsonl")

    assert isinstance(header, Header)
    assert (header.set, "CC0 1.0" in header.source) == ("bodies", True)
    bodies = [entry for _, entry in entries if isinstance(entry, KnowledgeEntry)]
    assert len(bodies) == len(entries) > 60
    names = [words for body in bodies for words in {body_words(name) for name in body.names}]
    assert len(names) == len(set(names))


def test_the_set_of_places_is_right_and_no_name_is_of_two() -> None:
    (_, header), *entries = read(FOLDER / "places.jsonl")

    assert isinstance(header, Header)
    assert (header.set, "CC0 1.0" in header.source) == ("places", True)
    places = [entry for _, entry in entries if isinstance(entry, KnowledgeEntry)]
    assert len(places) == len(entries) > 100
    names = [name for place in places for name in {place_name(name) for name in place.names}]
    assert len(names) == len(set(names))
