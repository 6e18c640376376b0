"""Cleaned articles: nothing is lost, nothing of the article is cut, and no quotation mark is exchanged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.cleaning.article import VERSION, CleanedArticle, Cleaning, clean, clean_body, clean_title
from shared.cleaning.cuts import MAX_CUTS, Cut, restored
from shared.models.articles import MAX_TITLE_CHARS, Article

SEED = Path("seeds/000_bc723ca8ca3f09b7.txt")
STORY = (
    "The pier at Halmstow will stay closed until spring, the harbour board said on Monday.\n\n"
    "“We would rather be slow than sorry,” said Edda Marlow, who leads the board.\n\n"
    "Repairs began in March after a storm took away forty metres of planking."
)
MARKS = "\"'“”„«»‘’‚‹›`´"

PIECES = st.sampled_from(
    [
        *MARKS, "\n", "\n\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", " ", "\u00a0", "\u00ad", "\u200b", "\ufeff",
        "e\u0301", "é", "word", "A sentence of some words. ", "â€œ", "Ã©", "’s",
        "\nPost a Comment\n", "\nADS\n", "\n© 2021 Example Courier\n",
        "\nShare on Facebook\n", "\nRead more: the bridge opens\n", "\u0301" * 40, "漢字", "\n***\n", "\tx", "Й", "🙂",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=60).map("".join).filter(lambda text: bool(text.strip()))


@given(title=TEXTS, body=TEXTS)
def test_what_was_posted_can_always_be_read(title: str, body: str) -> None:
    cleaned = clean(Article(title=title[:200], body=body))

    assert cleaned.original_text("title") == title[:200]
    assert cleaned.original_text("body") == body


@given(TEXTS)
def test_every_cut_stands_where_it_says(body: str) -> None:
    text, cuts = clean_body(body)

    ends = [0, *(end for cut in cuts for end in (cut.start, cut.end)), len(text)]
    assert ends == sorted(ends)


@given(st.text(st.sampled_from(MARKS + " ab,.\n–é"), min_size=1, max_size=200).filter(lambda text: bool(text.strip())))
@example("»é")
@example("“Été”, dit-il")
def test_quotation_marks_are_left_as_they_are(body: str) -> None:
    text, _ = clean_body(body)

    assert [mark for mark in text if mark in MARKS] == [mark for mark in body if mark in MARKS]


@given(TEXTS)
def test_an_article_is_never_cleaned_away(body: str) -> None:
    text, _ = clean_body(body)

    assert text.strip()


def test_the_seed_ends_with_its_last_sentence() -> None:
    posted = SEED.read_text("utf-8")

    text, cuts = clean_body(posted)

    assert text.endswith("“but the relationship between Iran and Russia is much more comprehensive than the future of "
                         "Assad or the future of Syria,” Milani said")  # fmt: skip
    assert posted.startswith(text)  # nothing before it has moved
    assert [cut.text.split() for cut in cuts if cut.kind == "boilerplate"] == [posted.split()[len(text.split()) :]]


@pytest.mark.parametrize(
    "line",
    [
        "Post a Comment", "Leave a reply", "3 Comments", "Previous Post Next Post", "ADS", "Advertisement", "Anzeige",
        "Share this article", "Facebook Twitter WhatsApp Email", "Share | Tweet | Print", "Share on Facebook",
        "Sign up for our daily newsletter", "Enter your email address:", "Subscribe now", "desk@example.org",
        "E-mail: desk@example.org", "Read more", "Related articles", "Read more: Ferry lane reopens after the flood",
        "You may also like", "© 2026 Halmstow Courier", "Copyright Halmstow Courier. All rights reserved.",
        "Photo: Jonah Tilbrook/Halmstow Courier", "(Photo by Jonah Tilbrook)", "Kommentar schreiben", "Mehr zum Thema",
        "Follow us on Twitter and Facebook", "Back to top", "Filed under: Halmstow, bridges", "« Older posts",
        "***\nADS",
    ],
)  # fmt: skip
@pytest.mark.parametrize("edge", ["top", "bottom"])
def test_boilerplate_at_an_edge_is_left_out(line: str, edge: str) -> None:
    body = f"{line}\n\n{STORY}" if edge == "top" else f"{STORY}\n\n{line}"

    text, cuts = clean_body(body)

    assert text == STORY
    assert line in "".join(cut.text for cut in cuts)


@pytest.mark.parametrize(
    "line",
    [
        "Milani said", "No comment.", "“Share on Facebook,” he said.", "The photo shows the pier in 1911.",
        "Subscribers to the newsletter had been told a week before.", "She did not leave a comment.",
        "Reporting by Ann Lee; editing by Bo Ray", "Marlow is the author of “Related Articles”.", "Monday",
        "It was the most read story of the year.", "Ads for the ferry had to be taken down.", "By Felicity Brome",
        "“Read more,” her teacher had written.", "Copyrights were not the matter, the court said.", "30",
    ],
)  # fmt: skip
@pytest.mark.parametrize("edge", ["top", "bottom"])
def test_what_belongs_to_the_article_stays(line: str, edge: str) -> None:
    body = f"{line}\n\n{STORY}" if edge == "top" else f"{STORY}\n\n{line}"

    assert clean_body(body) == (body, [])


def test_all_goes_after_a_heading_that_ends_the_article() -> None:
    text, _ = clean_body(
        f"{STORY * 4}\n\nRelated articles\n\nFerry lane reopens\n\nHalmstow Courier, the paper of the coast."
    )

    assert text == STORY * 4


def test_a_heading_far_from_the_end_is_a_part_of_the_article() -> None:
    body = f"Leave a comment\n\n{STORY}"
    long = f"{STORY}\n\nRelated articles\n\n{STORY * 3}"

    assert clean_body(long) == (long, [])
    assert clean_body(body)[0] == STORY


def test_lines_that_nobody_writes_go_from_the_middle() -> None:
    first, rest = STORY.split("\n\n", 1)

    text, [cut] = clean_body(f"{first}\n\nAdvertisement\n\n{rest}")

    assert text == STORY
    assert (cut.start, cut.end, cut.text) == (len(first) + 2, len(first) + 2, "Advertisement\n\n")


def test_characters_are_repaired() -> None:
    text, cuts = clean_body("â€œItâ€™s a co\u00adopera\u00adtive,â€\x9d said Zoe\u0308\u00a0Lind.\r\nShe left.")

    assert text == "“It’s a cooperative,” said Zoë Lind.\nShe left."
    assert {cut.kind for cut in cuts} == {"characters"}


def test_a_title_is_repaired_and_nothing_else() -> None:
    assert clean_title("Related articles") == ("Related articles", [])
    assert clean_title("Cafe\u0301 reopens")[0] == "Café reopens"


def test_a_title_never_becomes_longer_than_it_may_be() -> None:
    title = "\u0958" * MAX_TITLE_CHARS  # a letter that NFC takes apart

    assert clean_title(title) == (title, [])


def test_plain_text_is_returned_as_it_is() -> None:
    assert clean_body(STORY) == (STORY, [])


def test_changes_without_number_are_kept_as_one() -> None:
    body = "Nobody\u00a0knows.\n" * (2 * MAX_CUTS)

    text, [cut] = clean_body(body)

    assert text == "Nobody knows.\n" * (2 * MAX_CUTS - 1) + "Nobody knows."
    assert restored(text, [cut]) == body


def test_a_cleaned_article_is_cleaned_anew_from_what_was_posted() -> None:
    body = "A\u00a0pier."
    old = CleanedArticle(
        title="",
        body="A pier",
        cleaning=Cleaning(version=0, cuts=[Cut(start=1, end=6, text="\u00a0pier.", kind="characters")]),
    )

    again = clean(old)

    assert again == clean(Article(title="", body=body))
    assert again.cleaning
    assert again.cleaning.version == VERSION


@given(TEXTS)
def test_no_letter_comes_from_nowhere(body: str) -> None:
    text, cuts = clean_body(body)
    plain = "".join(character for character in text if character.isascii() and character.isalpha())

    assert not Counter(plain) - Counter(restored(text, cuts))
