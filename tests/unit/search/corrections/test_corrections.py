"""Corrections: whose a quote is, what is none, and how both are found again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.search.corrections.anchors import anchor_of, find
from services.search.corrections.applying import corrected, uncorrected
from services.search.corrections.corrections import applied, standing
from services.search.index.changes import Change
from shared.models.annotations import Annotation, Context, Quote
from tests.support.corpus import Said, change
from tests.support.corrections import correction

LONG = "We shall see the old harbour again before the winter comes."
STORY = change(
    "a" * 20,
    said=[
        Said("Yes.", "Ann Lee"),
        Said(LONG, "Ann Lee"),
        Said("Yes.", "Bo Dahl", role="mate"),
        Said("We shall not.", None),
    ],
    naming=["Cleo Park"],
)


def _annotation(change: Change) -> Annotation:
    assert change.annotation
    return change.annotation


def _quote(text: str, start: int = 0, before: str = "", after: str = "") -> Quote:
    given = _annotation(STORY).quotes[0]
    return given.model_copy(
        update={"id": text, "text": text, "start": start, "context": Context(before=before, after=after)}
    )


ANNOTATION = _annotation(STORY)
CORRECTIONS = [
    correction(number, STORY, slot, by=by)
    for number, (slot, by) in enumerate((slot, by) for slot in range(4) for by in ("", None, "Cleo Park", "Dee Moss"))
]


@settings(max_examples=40)
@given(some=st.permutations(CORRECTIONS).flatmap(lambda every: st.integers(0, 6).map(lambda size: every[:size])))
def test_the_outcome_does_not_depend_on_the_order_or_on_what_was_applied_before(some: list) -> None:  # type: ignore[type-arg]
    before = corrected(ANNOTATION, some[:3])

    after = corrected(before, some)

    assert after == corrected(ANNOTATION, sorted(some, key=lambda each: each.id))
    assert uncorrected(after) == ANNOTATION
    assert Annotation.model_validate_json(after.model_dump_json()) == after
    assert len(after.quotes) + len(after.not_quotes) == len(ANNOTATION.quotes)
    assert all(standing(each, after) == ("applied" if each.id in applied(after) else "overruled") for each in some)


def test_a_corrected_speaker_is_given_as_the_article_gives_them() -> None:
    quotes = corrected(
        ANNOTATION, [correction(1, STORY, 1, by="Bo Dahl"), correction(2, STORY, 3, by="Cleo Park")]
    ).quotes

    speaker, named = quotes[1].speaker, quotes[3].speaker
    assert speaker is not None
    assert (speaker.id, speaker.role, speaker.resolved_by, speaker.confidence) == (
        "person:bo-dahl",
        "mate",
        "person",
        1,
    )
    assert STORY.article
    assert STORY.article.body[speaker.mention.start : speaker.mention.end] == "Bo Dahl"
    assert named is not None
    assert named.mention.text == "Cleo Park"


def test_somebody_whom_the_text_does_not_name_has_an_empty_mention_at_the_quote() -> None:
    quote = corrected(ANNOTATION, [correction(1, STORY, 1, by="Dee Moss")]).quotes[1]

    assert quote.speaker is not None
    assert (quote.speaker.mention.text, quote.speaker.mention.start, quote.speaker.mention.end) == (
        "", quote.start, quote.start,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "quotes", "place"),
    [
        (LONG, [_quote("Yes."), _quote(f"And {LONG} Surely.", 900)], 1),
        (LONG, [_quote(LONG[:41], 900)], 0),
        (LONG, [_quote("We shall see what the old men say."), _quote("Something else.")], None),
        ("Yes.", [_quote("Yes.", 500, before="another place altogether")], None),
        ("Yes.", [_quote("Yes.", 500, before="the mate of the ferry then said"), _quote("Yes.", 10)], 0),
    ],
)
def test_a_quote_is_found_again_by_its_words_and_short_ones_by_what_stands_around_them(
    text: str, quotes: list[Quote], place: int | None
) -> None:
    anchor = anchor_of(_quote(text, 100, before="the mate of the ferry said", after="and went"))

    assert find(anchor.model_copy(update={"id": "former"}), quotes) == place


def test_what_no_longer_applies_says_why() -> None:
    wrong = correction(1, STORY, 1, by=None)
    rewritten = _annotation(change(STORY.id, said=[Said("Nothing of all that.", "Ann Lee")]))

    assert standing(wrong, corrected(ANNOTATION, [wrong])) == "applied"
    assert standing(wrong, corrected(rewritten, [wrong])) == "without_quote"
    assert standing(wrong, None) == "without_article"
    assert standing(correction(1, STORY, 1, undone=True), ANNOTATION) == "undone"
