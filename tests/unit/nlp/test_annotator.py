"""The annotator on short invented texts: whom it takes for the speaker, of what, by which word."""

from __future__ import annotations

import pytest
import spacy

from services.nlp.annotator import BATCH_TOKENS, Annotator, batches
from services.nlp.text import Text
from shared.models.annotations import Annotation, Quote


def annotate(annotator: Annotator, body: str, title: str = "") -> Annotation:
    return annotator.annotate([Text("a1", title, body)])[0]


def by_first_words(annotation: Annotation, start: str) -> Quote:
    return next(q for q in annotation.quotes if q.text.lstrip("“\"'‘").startswith(start))


def speaker(annotator: Annotator, body: str, start: str) -> str | None:
    quoted = by_first_words(annotate(annotator, body), start).speaker
    return quoted.name if quoted else None


INTRODUCED = "Corinne Ashgrove, the mayor of Halmstow, came to the harbour on Monday with Tobias Wrenfield. "


@pytest.mark.parametrize(
    "sentence",
    [
        "“The bridge will be late this year,” said Corinne Ashgrove.",
        "“The bridge will be late this year,” Corinne Ashgrove said.",
        "Corinne Ashgrove said: “The bridge will be late this year.”",
        "Corinne Ashgrove told reporters, “The bridge will be late this year.”",
        "“The bridge will be late this year,” Corinne Ashgrove tweeted on Monday.",
        "“The bridge will be late this year,” quipped Corinne Ashgrove.",
        "According to Corinne Ashgrove, “the bridge will be late this year.”",
        "‘The bridge will be late this year,’ said Corinne Ashgrove. ‘Sorry.’",
        '"The bridge will be late this year," said Corinne Ashgrove, who was smiling.',
        "Asked about the works, Corinne Ashgrove replied: “The bridge will be late this year.”",
    ],
)
def test_the_speaker_is_found_before_and_behind_by_any_cue(annotator: Annotator, sentence: str) -> None:
    quote = next(q for q in annotate(annotator, sentence).quotes if "bridge will be late" in q.text)
    assert quote.speaker
    assert quote.speaker.name == "Corinne Ashgrove"


def test_a_split_quote_is_one_with_its_pieces(annotator: Annotator) -> None:
    body = "“The bridge will be late,” said Corinne Ashgrove, “and it will cost more than we thought.”"
    [quote] = annotate(annotator, body).quotes
    assert quote.text == "The bridge will be late, … and it will cost more than we thought."
    assert len(quote.spans) == 2
    assert quote.type == "direct"


def test_indirect_speech_is_a_quote_without_verbatim_pieces(annotator: Annotator) -> None:
    quote = by_first_words(annotate(annotator, INTRODUCED + "Wrenfield said that the ferry was too slow."), "the ferry")
    assert (quote.type, quote.verbatim) == ("indirect", [])
    assert quote.cue
    assert quote.cue.lemma == "say"


def test_mixed_speech_is_the_whole_clause_with_its_verbatim_piece_marked(annotator: Annotator) -> None:
    body = INTRODUCED + "Wrenfield said the ferry was “a disgrace to the whole town.”"
    quote = by_first_words(annotate(annotator, body), "the ferry was")
    assert quote.type == "mixed"
    assert [body[a:b] for a, b in quote.verbatim] == ["a disgrace to the whole town."]


def test_a_pronoun_means_the_person_of_its_gender(annotator: Annotator) -> None:
    body = "Mary Lindqvist and John Hartley spoke on Monday. “We won,” he said. “We lost,” she said."
    assert speaker(annotator, body, "We won") == "John Hartley"
    assert speaker(annotator, body, "We lost") == "Mary Lindqvist"


def test_a_surname_and_a_title_mean_the_full_name(annotator: Annotator) -> None:
    body = INTRODUCED + "“We are late,” Ms. Ashgrove said.\n\n“We are sorry,” the mayor said."
    assert speaker(annotator, body, "We are late") == "Corinne Ashgrove"
    assert speaker(annotator, body, "We are sorry") == "Corinne Ashgrove"


def test_the_speaker_is_carried_over_the_paragraphs_of_one_quote(annotator: Annotator) -> None:
    body = "“The river came in the night,” said Priya Castellan.\n\n“It took the chairs.\n\n“It left the bread.”"
    annotation = annotate(annotator, body)
    assert {q.speaker.name for q in annotation.quotes if q.speaker} == {"Priya Castellan"}
    assert sum(len(q.verbatim) for q in annotation.quotes) == 3


@pytest.mark.parametrize(
    "sentence",
    [
        "Her first novel, “The Long Winter of Ferry Lane,” was sold in ten countries.",
        "The so-called “ghost bridge” was never built.",
        "Supporters wore hats with the words “Rovers Forever” on them.",
    ],
)
def test_titles_scare_quotes_and_slogans_are_nobodys_words(annotator: Annotator, sentence: str) -> None:
    assert not [q for q in annotate(annotator, sentence).quotes if q.verbatim]


def test_the_role_of_a_speaker_is_told_as_the_article_tells_it(annotator: Annotator) -> None:
    body = "“It moved,” said Nadia Fenwright, chief hydrologist of the Oulder River Authority. “We saw it,” she said."
    speakers = [q.speaker for q in annotate(annotator, body).quotes if q.speaker]
    assert {s.role for s in speakers} == {"chief hydrologist of the Oulder River Authority"}
    assert {body[slice(*s.role_span)] for s in speakers if s.role_span} == {speakers[0].role}


def test_one_name_has_one_type_and_a_surname_joins_the_full_name(annotator: Annotator) -> None:
    body = INTRODUCED + "“No,” said Ashgrove. Wrenfield left. Later Ashgrove and Wrenfield met again in Halmstow."
    annotation = annotate(annotator, body)
    people = {e.name: e for e in annotation.entities if e.type == "PERSON"}
    assert set(people) == {"Corinne Ashgrove", "Tobias Wrenfield"}
    assert people["Corinne Ashgrove"].aliases == ["Ashgrove"]


def test_what_a_page_is_made_of_is_no_entity(annotator: Annotator) -> None:
    annotation = annotate(annotator, "Corinne Ashgrove spoke.\n\nPrevious Post Next Post\n\nPost a Comment")
    assert [e.name for e in annotation.entities] == ["Corinne Ashgrove"]


def test_a_quote_in_the_title_has_offsets_of_the_title(annotator: Annotator) -> None:
    title = "Corinne Ashgrove says: “We will build the bridge ourselves”"
    annotation = annotate(annotator, "The mayor spoke on Monday.", title)
    quote = next(q for q in annotation.quotes if q.field == "title" and q.verbatim)
    assert title[quote.start : quote.end] == "We will build the bridge ourselves"


def test_the_same_words_said_twice_are_two_quotes(annotator: Annotator) -> None:
    body = "“Never again,” said Ann Lee.\n\n“Never again,” said Ann Lee."
    ids = [q.id for q in annotate(annotator, body).quotes]
    assert len(ids) == len(set(ids)) == 2


def test_a_quotes_id_outlives_changes_elsewhere_in_the_article(annotator: Annotator) -> None:
    body = "“We will build the bridge,” said Corinne Ashgrove."
    before, after = annotate(annotator, body), annotate(annotator, f"It rained on Monday.\n\n{body}")
    assert before.quotes[0].id == after.quotes[0].id


def test_a_batch_gives_what_each_text_gives_alone(annotator: Annotator) -> None:
    texts = [Text(str(n), "", INTRODUCED + f"“We have {n} boats,” said Wrenfield.") for n in range(20)]
    assert annotator.annotate(texts) == [annotator.annotate([t])[0] for t in texts]


def test_a_text_of_more_words_and_marks_than_an_article_has_is_read_in_part_and_says_so(annotator: Annotator) -> None:
    # given news, behind it ten thousand marks between blanks, and then news again
    news = INTRODUCED + "“We have no boats,” said Wrenfield."
    title = "Corinne Ashgrove speaks"
    body = f"{news}\n\n{'“ ' * 10_000}\n\n{news}"
    # when it is annotated
    annotation = annotate(annotator, body, title)
    # then what comes first is annotated, and the rest is told to be left out
    assert annotation.partial
    assert "of 20," in annotation.partial
    assert [q.speaker.name for q in annotation.quotes if q.speaker] == ["Tobias Wrenfield"]
    assert all({"title": title, "body": body}[m.field][m.start : m.end] == m.text for m in annotation.mentions)


@pytest.mark.parametrize("body", ["", "x", "“", INTRODUCED, "No. " * 400, "“" * 5_000, INTRODUCED * 100])
def test_what_takes_no_more_work_than_an_article_is_whole(annotator: Annotator, body: str) -> None:
    assert annotate(annotator, body).partial is None


def test_a_partial_annotation_is_the_same_in_a_batch(annotator: Annotator) -> None:
    texts = [Text(str(n), "", piece * 4_000) for n, piece in enumerate(("“ ", "a-", "“a” ", "12 "))]
    together = annotator.annotate(texts)
    assert together == [annotator.annotate([t])[0] for t in texts]
    assert all(annotation.partial for annotation in together)


def test_a_title_that_takes_all_the_work_leaves_the_body_unread(annotator: Annotator) -> None:
    annotation = annotate(annotator, "It rained.", "“ " * 1_001)
    assert annotation.partial
    assert annotation.mentions == []


def test_no_more_tokens_go_through_the_network_together_than_memory_should_hold() -> None:
    nlp = spacy.blank("en")
    short, long, endless = nlp("no " * 10), nlp("no " * (BATCH_TOKENS - 5)), nlp("no " * (BATCH_TOKENS + 5))
    given = [short, short, long, endless, short, short, short]
    assert list(batches(given, 2)) == [[short, short], [long], [endless], [short, short], [short]]


TAGS = ("de", None, "en-GB")


def test_a_text_in_another_language_gets_an_empty_annotation_that_says_why(annotator: Annotator) -> None:
    body = "“Wir gehen”, sagte Ann Lee. “It is late,” said Bo Nyberg."
    other, english, british = annotator.annotate([Text(str(n), "", body, tag) for n, tag in enumerate(TAGS)])
    assert (other.entities, other.mentions, other.quotes) == ([], [], [])
    assert other.partial
    assert "language is de" in other.partial
    assert [q.text for q in english.quotes] == [q.text for q in british.quotes] != []
    assert other.annotator == english.annotator


GERMAN = (
    "Der Gemeinderat hat am Montag beschlossen, die alte Brücke im Juni zu sperren. „Wir hatten keine Wahl“, sagte"
    " Bürgermeisterin Anna Keller. “It is late,” said Bo Nyberg. Die Arbeiten sollen bis zum Herbst dauern."
)


def test_a_language_is_detected_where_none_is_given(annotator: Annotator) -> None:
    german, given, english = annotator.annotate(
        [
            Text("a", "", GERMAN),
            Text("b", "", GERMAN, "en"),
            Text("c", "", "The council decided on Monday to close the old bridge, said Anna Keller."),
        ]
    )

    assert german.detected_language
    assert (german.detected_language.tag, german.not_annotated) == ("de", "language de")
    assert german.quotes == []  # not even the English one
    assert (given.detected_language, given.not_annotated) == (None, None)
    assert english.detected_language
    assert (english.detected_language.tag, english.not_annotated) == ("en", None)
    assert english.quotes
