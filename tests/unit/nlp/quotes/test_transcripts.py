"""Conversations that are set without quotation marks."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.annotator import Annotator
from services.nlp.entities.finding import find_entities
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading
from services.nlp.quotes.transcripts import lines
from services.nlp.text import Text
from shared.models.annotations import Quote

INTRODUCED = "Corinne Ashgrove has been the mayor of Halmstow since March. We met her at the harbour.\n\n"


def quotes(annotator: Annotator, body: str) -> list[Quote]:
    return annotator.annotate([Text("a1", "", body)])[0].quotes


def said(found: list[Quote], words: str) -> Quote:
    return next(q for q in found if words in q.text)


def test_answers_are_the_interviewees_and_questions_are_asked(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "Q: When will the bridge open?\n\nA: It will open in May.\n\nAnd it will be free.\n\n"
        "Q: Who pays for it?\n\nA: The county does."
    )
    found = quotes(annotator, body)
    answer, question = said(found, "open in May"), said(found, "Who pays")
    assert answer.speaker
    assert answer.speaker.name == "Corinne Ashgrove"
    assert answer.text == "It will open in May. … And it will be free."
    assert (question.modality, question.speaker) == ("asked", None)


def test_names_in_front_of_their_lines_are_the_speakers(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "Tobias Wrenfield of the ferry company came, too.\n\nASHGROVE: The ferry is too slow.\n\n"
        "WRENFIELD: It is not slow at all.\n\nASHGROVE: It took me an hour."
    )
    found = quotes(annotator, body)
    speakers = {words: said(found, words).speaker for words in ("too slow", "not slow", "an hour")}
    assert [s.name for s in speakers.values() if s] == ["Corinne Ashgrove", "Tobias Wrenfield", "Corinne Ashgrove"]


def test_questions_in_bold_are_answered_below(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "**When will the bridge open?**\n\nIt will open in May.\n\n**Who pays for it?**\n\n"
        "The county does.\n\n**And are you proud?**\n\nI am."
    )
    found = quotes(annotator, body)
    assert [said(found, words).modality for words in ("When will", "And are you")] == ["asked", "asked"]
    answer = said(found, "The county does")
    assert answer.speaker
    assert (answer.speaker.name, answer.type) == ("Corinne Ashgrove", "direct")


def test_lists_with_colons_are_no_conversation(annotator: Annotator) -> None:
    body = INTRODUCED + "Opening: May\n\nCost: ten million\n\nLength: 300 metres\n\nRead more: The ferry"
    assert not quotes(annotator, body)


def test_time_stamps_titles_and_stage_directions_are_no_part_of_what_is_said(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "[00:10] MODERATOR: Please begin.\n\n[00:12] MAYOR ASHGROVE: We build. (APPLAUSE) Yes, we do.\n\n"
        "(LAUGHTER)\n\n[00:40] MODERATOR: Thank you.\n\n[00:45] MAYOR ASHGROVE: And I thank you."
    )
    found = quotes(annotator, body)
    assert [(q.text, q.speaker and q.speaker.name) for q in found] == [
        ("Please begin.", "MODERATOR"),
        ("We build. … Yes, we do.", "Corinne Ashgrove"),
        ("Thank you.", "MODERATOR"),
        ("And I thank you.", "Corinne Ashgrove"),
    ]


def test_where_the_writer_steps_in_nobody_speaks(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "Q: When will the bridge open?\n\nA: In May, I hope.\n\nHere she laughs and gets up.\n\n"
        "Q: And if not?\n\nA: Then I will swim."
    )
    assert said(quotes(annotator, body), "In May").text == "In May, I hope."


def test_who_mostly_asks_asks_too_where_the_question_comes_first(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "REPORTER: Is the bridge late? We hear that it is.\n\nASHGROVE: It is not late.\n\n"
        "REPORTER: Are you sure?\n\nASHGROVE: Why would I lie? I am sure.\n\nASHGROVE: It is on time.\n\nASHGROVE: Yes."
    )
    found = quotes(annotator, body)
    assert [said(found, words).modality for words in ("We hear", "Why would I")] == ["asked", "stated"]


def test_questions_alone_on_their_lines_are_answered_below(annotator: Annotator) -> None:
    body = (
        INTRODUCED
        + "Why did you run?\n\nBecause I was asked.\n\nDid you expect to win?\n\nNever. I had packed my bags."
        "\n\nWhat will you do first?\n\nI will unpack them."
    )
    answer = said(quotes(annotator, body), "packed my bags")
    assert answer.speaker
    assert answer.speaker.name == "Corinne Ashgrove"


def test_what_is_said_of_people_in_a_list_is_not_said_by_them(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "Tobias Wrenfield and Nell Farrow ran against her.\n\nAshgrove: 41,220 votes\n\n"
        "Wrenfield: 39,870 votes\n\nFarrow: 5,012 votes"
    )
    assert not quotes(annotator, body)


def test_an_explainer_is_no_interview(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "**What does the bridge cost?**\n\nTen million.\n\n**Why is it late?**\n\nThe steel was late."
        "\n\n**What happens now?**\n\nIt opens in May."
    )
    assert not [q for q in quotes(annotator, body) if q.type == "direct"]


def test_a_name_behind_a_dash_signs_what_stands_before_it(annotator: Annotator) -> None:
    [quote] = quotes(annotator, "“The sea is patient, and so am I.”\n\n— Corinne Ashgrove, mayor of Halmstow")
    assert quote.speaker
    assert quote.speaker.name == "Corinne Ashgrove"


def test_a_name_behind_a_dash_does_not_sign_a_title(annotator: Annotator) -> None:
    assert not quotes(annotator, "Best picture: “Gull in Love” — Samir Quist, director")


def test_who_begins_a_sentence_behind_a_dash_signs_nothing(annotator: Annotator) -> None:
    assert not quotes(annotator, "Her book is “The pier is long.” – Dorit Hale lost it on a bus.")


def test_a_line_tells_its_words_its_speaker_and_whether_it_asks(verbs: Verbs, read: Callable[[str], Reading]) -> None:
    # given a conversation of an interviewer and somebody whom the article names
    reading = read(INTRODUCED + "Q: Is it late?\n\nASHGROVE: It is. We are sorry.\n\nQ: When is it done?")
    entities = find_entities(reading, verbs)
    # when its lines are found
    question, answer, last = lines(reading, entities)
    # then the questions have no speaker, and the answer is the mayor's
    assert [reading.text[a:b] for a, b in answer.spans] == ["It is. We are sorry."]
    assert answer.referent
    assert answer.referent.entity is not None
    assert entities.all[answer.referent.entity].name == "Corinne Ashgrove"
    assert [(line.asks, line.speaker is None) for line in (question, answer, last)] == [
        (True, True), (False, False), (True, True),
    ]  # fmt: skip


def test_an_article_without_labels_has_no_lines(verbs: Verbs, read: Callable[[str], Reading]) -> None:
    reading = read(INTRODUCED)
    assert lines(reading, find_entities(reading, verbs)) == []
