"""Extents: names begin and end where they should, whatever the tagger put together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.annotator import Annotator
from services.nlp.entities.extents import mend
from services.nlp.entities.mentions import Mention
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading
from tests.unit.nlp.entities.named import types


@pytest.mark.parametrize(
    ("body", "tagged", "mended"),
    [
        ("Ann Lee Memorial Hospital shut.", ["Ann Lee PERSON", "Memorial Hospital ORG"],
         ["Ann Lee Memorial Hospital ORG"]),
        ("The Communist party met.", ["Communist NORP"], ["Communist party ORG"]),
        ("They met Chilean Pavel Orbeth.", ["Chilean Pavel Orbeth PERSON"], ["Pavel Orbeth PERSON"]),
        ("They met Jordan Lee Orr.", ["Jordan Lee Orr PERSON"], ["Jordan Lee Orr PERSON"]),
        ("They heard Ann Lee QC there.", ["Ann Lee QC PERSON"], ["Ann Lee PERSON"]),
        ("Sharks: F Ulric Mbeki is out.", ["F Ulric Mbeki PERSON"], ["Ulric Mbeki PERSON"]),
        ("The Metal Exchange XZAL7 fell.", ["Metal Exchange XZAL7 ORG"], ["Metal Exchange ORG"]),
        ("The Armenian Genocide was marked.", ["Armenian NORP"], ["Armenian Genocide EVENT"]),
        ("Ann Lee, R-Maine, left.", ["Ann Lee PERSON"], ["Ann Lee PERSON", "Maine GPE"]),
        ("Ida Brack (PLU-Corvin) rose.", ["Ida Brack PERSON"], ["Ida Brack PERSON", "PLU ORG", "Corvin GPE"]),
        ("COLBORNE, Kenya (AP) _ It rained.", ["COLBORNE ORG"], ["COLBORNE GPE"]),
        ("The Ohio Attorney General’s Office knew.", ["Ohio GPE"], ["Ohio Attorney General’s Office ORG"]),
        ("Cal Voss, Jr., played.", ["Cal Voss PERSON", "Jr. PERSON"], ["Cal Voss, Jr. PERSON"]),
        ("Ann Lee, Sr. Director, left.", ["Ann Lee PERSON"], ["Ann Lee PERSON"]),
        ("She leads the Food, Farming and Fisheries Committee.", ["Food ORG", "Fisheries Committee ORG"],
         ["Food, Farming and Fisheries Committee ORG"]),
        ("Ida Brack stayed. Said Brack: “I stay.”", ["Ida Brack PERSON", "Said Brack PERSON"],
         ["Ida Brack PERSON", "Brack PERSON"]),
        ("Said Brack left. He was tired.", ["Said Brack PERSON"], ["Said Brack PERSON"]),
        ("It rains. Ann LeeFlagShareLikeReplyMari Orr", ["Ann LeeFlagShareLikeReplyMari PERSON", "Orr PERSON"],
         ["Ann Lee PERSON", "Orr PERSON"]),
        ("They met Marine Karl “Bee” Orr.", ["Marine Karl PERSON", "Orr PERSON"], ["Karl “Bee” Orr PERSON"]),
        ("They met Ida Ann “Bee” Orr.", ["Ida Ann PERSON", "Orr PERSON"], ["Ida Ann “Bee” Orr PERSON"]),
        ("They met Ann DeLaCruz.", ["Ann DeLaCruz PERSON"], ["Ann DeLaCruz PERSON"]),
        ("Follow Ann Lee on Twitter @AnnLee", ["Ann Lee PERSON", "Twitter @AnnLee PERSON"],
         ["Ann Lee PERSON", "Twitter ORG"]),
        ("They read it on Harbourlife.com daily.", [], ["Harbourlife.com ORG"]),
        ("They read www.Harbourlife.com daily.", [], []),
    ],
)  # fmt: skip
def test_a_name_has_all_its_words_and_no_others(
    read: Callable[[str], Reading], verbs: Verbs, body: str, tagged: list[str], mended: list[str]
) -> None:
    reading = read(body)
    mentions = []
    for text, kind in (one.rsplit(" ", 1) for one in tagged):
        start = body.index(text)
        first, after = reading.token_at(start), reading.token_at(start + len(text))
        mentions.append(Mention(start, start + len(text), text, kind, first, after))
    assert [f"{m.text} {m.type}" for m in mend(reading, verbs, mentions)] == mended
    assert all(body[m.start : m.end] == m.text for m in mend(reading, verbs, mentions))


@pytest.mark.parametrize("sentence", ["Relatives said it was late.", "He asked the Government for help."])
def test_common_nouns_are_no_names(annotator: Annotator, sentence: str) -> None:
    assert types(annotator, sentence) == {}


def test_what_a_headline_says_that_a_body_is_to_do_is_no_part_of_its_name(annotator: Annotator) -> None:
    body = "Norvania Harbour Authority To Close Quay\n\nThe port will close its oldest quay in May."
    assert types(annotator, body)["Norvania Harbour Authority"] == "ORG"
