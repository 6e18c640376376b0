"""Texts remembered: found without reading, and never more words than are allowed."""

from __future__ import annotations

from services.search.groups.remembered import RememberedTexts
from services.search.groups.texts import Text, text_from


def printed(name: str) -> Text:
    """A text of twenty words."""
    text = text_from("", f"{name} cries at the bridge. " * 4, None)
    assert text is not None
    return text


def unread() -> Text:
    """Fail: the text should have been remembered."""
    raise AssertionError("the text was read again")


def test_a_text_that_was_kept_is_not_read_again() -> None:
    texts, gull = RememberedTexts(), printed("Gull")
    texts.keep(gull)
    assert texts.get(gull.digest, unread) is gull


def test_a_text_that_was_read_is_not_read_again() -> None:
    texts, gull = RememberedTexts(), printed("Gull")
    assert texts.get(gull.digest, lambda: gull) is gull
    assert texts.get(gull.digest, unread) is gull
    assert texts.get(printed("Heron").digest, lambda: None) is None


def test_the_text_that_was_not_asked_for_longest_is_forgotten_first() -> None:
    gull, heron, tern = printed("Gull"), printed("Heron"), printed("Tern")
    texts = RememberedTexts(max_words=2 * gull.length)
    for text in (gull, heron, gull, tern):
        texts.keep(text)
    assert texts.get(gull.digest, unread) is gull
    assert texts.get(tern.digest, unread) is tern
    assert texts.get(heron.digest, lambda: None) is None


def test_a_sketch_outlives_its_text_and_the_oldest_is_forgotten_first() -> None:
    gull, heron, tern = printed("Gull"), printed("Heron"), printed("Tern")
    texts = RememberedTexts(max_words=gull.length, max_sketches=2)
    for text in (gull, heron, tern):
        texts.keep(text)
    assert texts.sketch(gull.digest) is None
    assert texts.sketch(heron.digest) == heron.sketch
    assert texts.sketch(tern.digest) == tern.sketch
