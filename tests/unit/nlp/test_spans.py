"""Every span is true, whatever the text: the promise that all the rest of the system relies on."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.nlp.annotator import PIECE_CHARS, Annotator
from services.nlp.text import Text
from shared.models.annotations import Annotation
from shared.models.values import Span

WORDS = (
    *("Ann Lee", "Lee", "Mr. Hartley", "John Hartley", "she", "he", "they", "the mayor", "analysts", "Halmstow", "it"),
    *("said", "told reporters", "that", "according to", "called", "wrote", "denied", "the bridge", "is late", "never"),
    *(
        "“",
        "”",
        '"',
        "‘",
        "’",
        "'",
        "«",
        "»",
        ",",
        ".",
        ":",
        "—",
        "?",
        "\n",
        "\n\n",
        "(",
        ")",
        "2016",
        "Ünïcode 😀",
        "'s",
    ),
)
articles = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
FRAGMENTS = (
    *("“", "”", '"', "‘", "’", "'", "«", "»", "„", "``", "''", "—", "…", ":", ",", ".", "?", "(", "[sic]", "<b>", "{"),
    *("Ann Lee", "LEE", "Mr.", "Hon. ", " said", " said that ", "He ", "who ", "李安", "O’Neill", "’90s", "6'2\""),
    *(" ", " ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\x85", "\u2028", "Q. ", "A: "),
    *("\x00", "\x01", "\x1b[0m", "\x7f", "\u200b", "\u202e", "\ufeff", "e\u0301", "👩\u200d👧"),
)
fragments = st.lists(st.sampled_from(FRAGMENTS), max_size=80).map("".join)
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def check(annotation: Annotation, title: str, body: str) -> None:
    fields = {"title": title, "body": body}
    entities = {e.id for e in annotation.entities}
    assert len(entities) == len(annotation.entities)
    for m in annotation.mentions:
        assert fields[m.field][m.start : m.end] == m.text
        assert m.text.strip() == m.text != ""
        assert m.entity in entities
    ids = [q.id for q in annotation.quotes]
    assert len(ids) == len(set(ids))
    for q in annotation.quotes:
        text = fields[q.field]
        disjoint(q.spans, len(text))
        disjoint(q.verbatim, len(text))
        assert (q.start, q.end) == (q.spans[0][0], q.spans[-1][1])
        assert q.text == " … ".join(text[a:b] for a, b in q.spans)
        assert all(any(a <= c and d <= b for a, b in q.spans) for c, d in q.verbatim)
        assert (q.type == "indirect") == (not q.verbatim)
        assert set(q.mentions) <= entities
        assert text[: q.start].endswith(q.context.before)
        assert text[q.end :].startswith(q.context.after)
        if q.cue:
            assert text[q.cue.start : q.cue.end] == q.cue.text
        if q.speaker:
            assert text[q.speaker.mention.start : q.speaker.mention.end] == q.speaker.mention.text
            assert q.speaker.type is None or q.speaker.id in entities
            assert q.speaker.role is None or q.speaker.role in title or q.speaker.role in body
            if q.speaker.role_span:
                assert text[slice(*q.speaker.role_span)] == q.speaker.role


def disjoint(spans: list[Span], length: int) -> None:
    last = 0
    for a, b in spans:
        assert last <= a < b <= length
        last = b


@relaxed
@given(title=articles, body=articles)
def test_spans_hold_in_news_like_text(annotator: Annotator, title: str, body: str) -> None:
    check(annotator.annotate([Text("a", title, body)])[0], title, body)


@relaxed
@given(body=st.text(max_size=200))
def test_spans_hold_in_any_text(annotator: Annotator, body: str) -> None:
    check(annotator.annotate([Text("a", "", body)])[0], "", body)


@relaxed
@given(title=fragments, body=fragments)
def test_spans_hold_in_marks_names_and_control_characters_without_blanks(
    annotator: Annotator, title: str, body: str
) -> None:
    check(annotator.annotate([Text("a", title, body)])[0], title, body)


BAD = {
    "empty": "",
    "one character": "x",
    "one mark": "“",
    "blank": " \n\t \n",
    "no punctuation": "the mayor said the bridge is late and the ferry never came " * 300,
    "all capitals": "“WE WILL NOT WAIT,” SAID ANN LEE. THE MAYOR TOLD REPORTERS THAT SHE HAD WAITED. " * 30,
    "German": "„Wir warten nicht länger“, sagte Anna Lehmann. Der Bürgermeister schwieg dazu. " * 20,
    "Russian": "«Мы не будем ждать», — сказала Анна Ли. Мэр промолчал. " * 20,
    "Chinese": "李安说：“我们不再等了。”市长没有回答。" * 50,
    "control characters": "“We\x01 won,\x7f” said\x85 Ann Lee.\x1b[0m",
    "marks in a row": "“" * 10_000,
    "pairs in a row": "“a” " * 3_000,
    "single marks in a row": "'a " * 5_000,
    "names": "“No,” said Ann Lee. " + ", ".join(f"Anna{n} Lee{n}" for n in range(3_000)) + ".",
    "one long word": "a" * 50_000,
    "nested": "“‘" * 500 + "no" + "’”" * 500,
    "lines": "Ann Lee said no\n" * 2_000,
    "TeX marks in a row": "``" * 5_000,
    "marks of both sides in a row": "«»" * 5_000,
    "quotes never closed": "“We won, said Ann Lee.\n\n" * 500,
    "one name": "Ann Lee, " * 3_000,
    "one surname": " ".join(f"Ann{chr(97 + n % 26)}{chr(97 + n // 26)} Lee said “no.”" for n in range(600)),
    "titles": "Mr. " * 2_000 + "Dr. Sir Hon. " * 500,
    "cues": "said that he said that " * 500,
    "labels": "ANN LEE: No.\n\nQ: No?\n\n" * 500,
    "signatures": "“No.”\n— Ann Lee, mayor\n\n" * 500,
    "Arabic, from right to left": "قالت آن لي: «لن ننتظر». \u202e" * 100,
    "Chinese without a blank": "李安说：“我们不再等了。”" * 300,
    "null bytes": "Ann\x00Lee\x00said\x00“no.”\x00" * 100,
    "separators of lines": "“No,”\u2028said\u2029Ann\x85Lee\x1c.\x0b" * 100,
    "letters of several characters": "👩‍👩‍👧 e\u0301\u200b“n\u0303o” " * 200,
    "mark-up": "<p>“No,” <b>said</b> Ann Lee.</p>" * 200,
    "addresses": "http://a.b/c?d=“e” @ann #no " * 300,
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_bad_input_is_annotated_without_a_crash(annotator: Annotator, body: str) -> None:
    check(annotator.annotate([Text("a", "", body)])[0], "", body)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("", "“No,” said Ann Lee.\n\nhttp://a.b/“c"),  # a quote that begins within the last word
        ("Ann Lee said: “No, no", "”We never did.”\n\nAnn Lee said no."),  # a mark that the title never closed
    ],
)
def test_what_property_tests_found_stays_mended(annotator: Annotator, title: str, body: str) -> None:
    check(annotator.annotate([Text("a", title, body)])[0], title, body)


def test_a_long_article_is_annotated_across_its_pieces(annotator: Annotator) -> None:
    body = (
        "Corinne Ashgrove, the mayor, came on Monday.\n\n"
        + "The river rose. " * (2 * PIECE_CHARS // 16)
        + "\n\n“I was wrong,” she said."
    )
    annotation = annotator.annotate([Text("a", "", body)])[0]
    check(annotation, "", body)
    assert annotation.quotes[-1].speaker
    assert annotation.quotes[-1].speaker.name == "Corinne Ashgrove"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_million_characters(annotator: Annotator) -> None:
    paragraph = (
        "“The bridge will be late,” said Corinne Ashgrove, who had been told by Tobias Wrenfield that it would.\n\n"
    )
    body = (paragraph * (1_000_000 // len(paragraph) + 1))[:1_000_000]
    check(annotator.annotate([Text("a", "", body)])[0], "", body)
