"""Evidence: what is gathered of an article before anything in it is given to a speaker."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading
from services.nlp.speakers.evidence import gather


def test_segments_cues_entities_and_candidates_are_of_one_reading(read: Callable[[str], Reading], verbs: Verbs) -> None:
    # given an article with one quote
    reading = read("“It rained,” said Ann Lee.")
    # when its evidence is gathered
    evidence = gather(reading, verbs)
    # then each part speaks of the same tokens and characters
    [segment], [candidate] = evidence.segments, evidence.candidates.all
    assert reading.text[segment.start : segment.end] == "It rained,"
    assert evidence.cues.verb_classes(reading.words.index("said")) >= {"say"}
    assert [entity.name for entity in evidence.entities.all] == ["Ann Lee"]
    assert reading.words[candidate.token] == "lee"
