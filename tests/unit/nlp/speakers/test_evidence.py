"""Evidence: what is gathered of an article before any of its words has a speaker."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading
from services.nlp.speakers.evidence import gather

BODY = "“It rained,” said Ann Lee, and she told the council that it would rain."


def test_the_evidence_of_an_article_has_all_that_is_asked_of_it(read: Callable[[str], Reading], verbs: Verbs) -> None:
    # given a reading, when its evidence is gathered
    reading = read(BODY)
    evidence = gather(reading, verbs)
    # then it has the stretch in marks, the name, the cue, and the phrases that may speak
    assert [reading.text[s.start : s.end] for s in evidence.segments] == ["It rained,"]
    assert [entity.name for entity in evidence.entities.all] == ["Ann Lee"]
    assert "say" in evidence.cues.verb_classes(reading.words.index("said"))
    assert [reading.word(each.token) for each in evidence.candidates.all][:2] == ["Lee", "she"]


def test_a_stretch_has_the_bounds_of_its_tokens(read: Callable[[str], Reading], verbs: Verbs) -> None:
    evidence = gather(read(BODY), verbs)
    assert [evidence.reading.slice(a, b) for a, b in evidence.candidates.bounds] == ["It rained,"]


def test_an_empty_article_has_no_evidence(read: Callable[[str], Reading], verbs: Verbs) -> None:
    evidence = gather(read(""), verbs)
    assert (evidence.segments, evidence.entities.all, evidence.candidates.all) == ([], [], [])
