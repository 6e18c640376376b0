"""Which clauses are looked at, and by whom they may be: what the ranker can choose from."""

from __future__ import annotations

import time
from typing import cast

import pytest

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.clauses.finding import Clauses
from services.nlp.speakers.evidence import gather
from services.nlp.text import Text

NOBODY = ""


def candidates(annotator: Annotator, body: str) -> set[tuple[str, str]]:
    """Content and speaker of each clause."""
    spacy = cast("SpacyAnnotator", annotator)
    [reading] = spacy.read([Text("a1", "", body)])
    clauses = Clauses(gather(reading, spacy.verbs)).all()
    return {
        (
            " … ".join(reading.slice(a, b) for a, b in clause.ranges),
            reading.word(clause.speaker) if clause.speaker >= 0 else NOBODY,
        )
        for clause in clauses
    }


@pytest.mark.parametrize(
    ("sentence", "content", "speaker"),
    [
        ("The delay angered the farmers.", "The delay", "farmers"),
        ("The plan that the farmers opposed was dropped.", "The plan", "farmers"),
        ("The bridge, opposed by the farmers, was closed.", "The bridge", "farmers"),
        ("Ashgrove was worried about the bridge.", "the bridge", "Ashgrove"),
        ("Ashgrove is a critic of the bridge.", "the bridge", "Ashgrove"),
        ("In Ashgrove's view, the bridge is safe.", "the bridge is safe", "Ashgrove"),
        ("The mayor voted against the bridge.", "the bridge", "mayor"),
        ("Fears grew that the bridge would fall.", "the bridge would fall", NOBODY),
        ("It is unclear whether the bridge is safe.", "whether the bridge is safe", NOBODY),
    ],
)
def test_a_content_hangs_on_its_cue_in_many_ways(
    annotator: Annotator, sentence: str, content: str, speaker: str
) -> None:
    assert (content, speaker) in candidates(annotator, sentence)


@pytest.mark.parametrize(
    ("sentence", "content", "speakers"),
    [
        ("The council issued a statement saying that the bridge was safe.", "the bridge was safe",
         {"council", "statement"}),
        ("Ashgrove went to the harbour and said that the bridge was safe.", "the bridge was safe", {"Ashgrove"}),
        ("The storm led her to declare that the bridge was safe.", "the bridge was safe", {"her", "storm"}),
    ],
)  # fmt: skip
def test_the_source_stands_where_the_verb_shares_it(
    annotator: Annotator, sentence: str, content: str, speakers: set[str]
) -> None:
    assert {by for what, by in candidates(annotator, sentence) if what == content} == speakers


def test_a_clause_comes_in_several_lengths(annotator: Annotator) -> None:
    sentence = "Ashgrove said that the bridge was safe after the storm, which had passed."
    ends = {what for what, by in candidates(annotator, sentence) if by == "Ashgrove"}
    assert {"the bridge was safe after the storm, which had passed", "the bridge was safe"} <= ends


def test_an_endless_sentence_takes_time_in_proportion(annotator: Annotator) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        candidates(annotator, "Ann issued a statement saying that Bob had a plan to ask for " * times)
        return time.process_time() - start

    seconds(1)
    assert seconds(400) < 30 * max(seconds(40), 0.02)
