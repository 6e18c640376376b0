"""Assembly: stretches and clauses of one speaker become one content, and no token has two owners."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.analysis import Analysis
from services.nlp.attribution.attributing import Attribution
from services.nlp.clauses.clause_spans import Clause
from services.nlp.quotes.assembly import Assembly
from services.nlp.quotes.contents import Content
from services.nlp.quotes.transcripts import LABELLED, Line

Begin = Callable[[str], Analysis]


def words(analysis: Analysis, contents: list[Content]) -> list[str]:
    text = analysis.evidence.reading.text
    return [" … ".join(text[a:b] for a, b in content.spans) for content in contents]


def attributed(
    analysis: Analysis, number: int, speaker: int, cue: int, confidence: float = 0.9, continues: bool = False
) -> Attribution:
    segment = analysis.evidence.segments[number]
    assert segment.continues == continues
    return Attribution(segment, speaker, cue, confidence)


def reported(analysis: Analysis, cue: int, speaker: int, span: tuple[int, int], probability: float) -> Clause:
    return Clause(cue, speaker, [span], "complement", span[0], act="speech", probability=probability)


def assembled(
    analysis: Analysis, attributions: list[Attribution], clauses: list[Clause], lines: list[Line] | None = None
) -> list[Content]:
    return Assembly(analysis.evidence, analysis.fitted).contents(lines or [], attributions, clauses)


def test_stretches_of_one_cue_are_one_split_content(analysis_of: Begin) -> None:
    analysis = analysis_of("“It rained,” said Ann, “all night.”")
    said, ann = (analysis.evidence.reading.words.index(word) for word in ("said", "ann"))
    contents = assembled(analysis, [attributed(analysis, n, ann, said) for n in range(2)], [])
    assert words(analysis, contents) == ["It rained, … all night."]


def test_stretches_of_two_cues_are_two_contents(analysis_of: Begin) -> None:
    analysis = analysis_of("“It rained,” said Ann. “All night,” Ann added.")
    index = analysis.evidence.reading.words.index
    given = [attributed(analysis, 0, index("ann"), index("said")), attributed(analysis, 1, 9, index("added"))]
    assert words(analysis, assembled(analysis, given, [])) == ["It rained,", "All night,"]


def test_a_stretch_is_widened_to_the_clause_of_its_cue(analysis_of: Begin) -> None:
    # given a stretch inside a clause of the same cue, which by itself would be too unlikely
    analysis = analysis_of("Ann said the plan was “a joke”.")
    clause = reported(analysis, 1, 0, (2, 9), 0.2)
    # when they are put together
    [content] = assembled(analysis, [attributed(analysis, 0, 0, 1)], [clause])
    # then the content is the whole clause, and the stretch is verbatim
    text = analysis.evidence.reading.text
    assert words(analysis, [content])[0].startswith("the plan was “a joke")
    assert [text[a:b] for a, b in content.verbatim] == ["a joke"]


def test_a_clause_of_the_same_speaker_takes_in_the_stretches_of_another_cue(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann said the plan, called “a joke”, was dead.")
    index = analysis.evidence.reading.words.index
    clause = reported(analysis, index("said"), 0, (2, index("dead") + 1), 0.9)
    contents = assembled(analysis, [attributed(analysis, 0, 0, index("called"))], [clause])
    assert words(analysis, contents) == ["the plan, called “a joke”, was dead"]


def test_a_clause_that_holds_somebody_elses_stretch_is_left_out(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann said the plan, Bo called “a joke”, was dead.")
    index = analysis.evidence.reading.words.index
    clause = reported(analysis, index("said"), 0, (2, index("dead") + 1), 0.9)
    contents = assembled(analysis, [attributed(analysis, 0, index("bo"), index("called"))], [clause])
    assert words(analysis, contents) == ["a joke"]


def test_of_clauses_that_overlap_the_likelier_one_is_kept(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann said that Bo said that it rained.")
    clauses = [reported(analysis, 1, 0, (3, 8), 0.6), reported(analysis, 4, 3, (6, 8), 0.8)]
    assert words(analysis, assembled(analysis, [], clauses)) == ["it rained"]


def test_a_clause_without_an_act_is_a_content_only_where_it_holds_words_in_marks(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann said the plan was dead. Bo called it a “joke”.")
    index = analysis.evidence.reading.words.index
    plain = Clause(1, 0, [(2, 6)], "complement", 5, probability=0.9)
    it, joke = index("it"), index("joke")
    called = Clause(index("called"), index("bo"), [(it, joke + 1)], "wide", it, probability=0.9)
    marked = attributed(analysis, 0, index("bo"), index("called"))
    assert words(analysis, assembled(analysis, [marked], [plain, called])) == ["it a “joke"]


def test_a_clause_and_a_quote_in_the_next_sentence_are_two_contents(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann said that it rained. “All night.”")
    contents = assembled(analysis, [attributed(analysis, 0, 0, 1)], [reported(analysis, 1, 0, (3, 5), 0.9)])
    assert sorted(words(analysis, contents)) == ["All night.", "it rained"]


def test_a_whole_quote_behind_a_comma_is_not_widened_to_what_a_parser_did_not_see(analysis_of: Begin) -> None:
    analysis = analysis_of("After Ann told the crowd, “It rained,” a man wept.")
    clause = Clause(2, 1, [(3, len(analysis.evidence.reading) - 1)], "wide", 4, probability=0.9)
    assert words(analysis, assembled(analysis, [attributed(analysis, 0, 1, 2)], [clause])) == ["It rained,"]


def test_who_says_a_quote_is_no_content_of_who_reports_it(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann recalled that he said, “It rained.”")
    clause = reported(analysis, 1, 0, (3, 5), 0.9)
    assert words(analysis, assembled(analysis, [attributed(analysis, 0, 3, 4)], [clause])) == ["It rained."]


def test_a_thought_makes_a_thought(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann hoped that it rained.")
    clause = Clause(1, 0, [(3, 5)], "complement", 4, act="thought", probability=0.9)
    assert [content.act for content in assembled(analysis, [], [clause])] == ["thought"]


def test_of_one_cues_lengths_one_is_kept(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann said that it rained on Monday.")
    clauses = [reported(analysis, 1, 0, (3, 7), 0.6), reported(analysis, 1, 0, (3, 5), 0.7)]
    assert words(analysis, assembled(analysis, [], clauses)) == ["it rained"]


def test_unlikely_stretches_and_clauses_are_not_contents(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann said “no”. Bo said that it rained.")
    index = analysis.evidence.reading.words.index
    clause = reported(analysis, index("rained") - 3, index("bo"), (index("it"), index("rained") + 1), 0.05)
    assert assembled(analysis, [attributed(analysis, 0, 0, 1, confidence=0.3)], [clause]) == []


def test_an_unlikely_stretch_inside_its_speakers_content_is_verbatim(analysis_of: Begin) -> None:
    analysis = analysis_of("Ann said that the plan was a “joke”.")
    clause = reported(analysis, 1, 0, (3, 9), 0.9)
    [content] = assembled(analysis, [attributed(analysis, 0, 0, 1, confidence=0.3)], [clause])
    text = analysis.evidence.reading.text
    assert [text[a:b] for a, b in content.verbatim] == ["joke"]


def test_a_line_of_a_transcript_goes_before_the_stretches_in_it(analysis_of: Begin) -> None:
    analysis = analysis_of("ANN: I told him “no” twice.")
    line = Line(((5, 27),), 0, None, asks=True)
    [content] = assembled(analysis, [attributed(analysis, 0, 3, 4)], [], [line])
    assert (content.spans, content.verbatim) == (((5, 27),), ((5, 27),))
    assert (content.confidence, content.asks, content.cue) == (LABELLED, True, None)


def test_a_plain_report_is_told_though_the_ranker_doubts_it(analysis_of: Begin) -> None:
    analysis = analysis_of("Officials have confirmed that a third ship was held.")
    cue = analysis.evidence.reading.words.index("confirmed")
    clause = Clause(cue, 0, [(cue + 2, cue + 7)], "complement", cue + 6, form="clause", act="speech", probability=0.25)
    assert words(analysis, assembled(analysis, [], [clause])) == ["a third ship was held"]
