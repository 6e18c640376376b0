"""Languages in an index: detected ones are as good as given ones, and words of every script are found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.search.index.changes import Change
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText
from shared.models.annotations import Annotation, DetectedLanguage
from tests.contract.queries import articles, ask
from tests.support.corpus import change, metadata_only

GERMAN = "Die alte Brücke bleibt bis zum Herbst gesperrt."
SENTENCES = {
    "cyrillic": "Мэр Анна Келлер закрыла старый мост до осени.",
    "arabic": "أغلقت رئيسة البلدية آنا كيلر الجسر القديم حتى الخريف.",
    "chinese": "市长安娜宣布关闭旧桥直至秋季。",
    "japanese": "市長は古い橋を秋まで閉鎖すると述べた。",
}


def unread(id: str, version: int = 1, text: str = GERMAN, tag: str = "de") -> Change:
    """An article without a language, as the annotator leaves one that it does not read."""
    posted = change(id, version, text=text, language=None)
    assert posted.annotation
    return replace(
        posted,
        annotation=Annotation(
            annotator=posted.annotation.annotator,
            partial="Nothing was annotated.",
            detected_language=DetectedLanguage(tag=tag, confidence=0.987),
            not_annotated=f"language {tag}",
        ),
    )


def test_a_detected_language_is_filtered_and_counted_by_like_a_given_one(index: Index) -> None:
    index.write([unread("detected"), change("given", language="de"), change("english")])

    assert articles(index, language=["de"]) == {"detected", "given"}
    assert articles(index, exclude_language=["de"]) == {"english"}


def test_an_article_tells_why_it_is_not_annotated(index: Index) -> None:
    index.write([unread("detected"), change("english")])

    detected, english = index.article("detected"), index.article("english")

    assert detected and english
    assert (detected.language, detected.not_annotated) == (None, "language de")
    assert detected.detected_language == DetectedLanguage(tag="de", confidence=0.987)
    assert (english.detected_language, english.not_annotated) == (None, None)


def test_a_list_shows_the_detected_language(index: Index) -> None:
    index.write([unread("detected"), change("given", language="fr"), change("none", language=None)])

    hits = [hit.article for hit in ask(index).hits if isinstance(hit, FoundArticleText)]

    assert {hit.id: hit.language for hit in hits} == {"detected": "de", "given": "fr", "none": None}


def test_other_metadata_leaves_what_was_detected(index: Index) -> None:
    first = unread("detected")
    index.write([first])

    index.write([metadata_only(first, 2, source="The Evening Heron")])

    stored = index.article("detected")
    assert stored
    assert (stored.source, stored.not_annotated) == ("The Evening Heron", "language de")
    assert articles(index, language=["de"]) == {"detected"}


@pytest.mark.parametrize(
    ("script", "q"),
    [
        ("cyrillic", "мост"), ("cyrillic", '"Анна Келлер"'), ("cyrillic", "КЕЛЛЕР"), ("cyrillic", "стар*"),
        ("arabic", "الجسر"), ("arabic", '"آنا كيلر"'), ("arabic", "الخ*"),
        ("chinese", "旧桥"), ("chinese", '"市长安娜"'), ("japanese", "古い橋"), ("japanese", '"述べた"'),
    ],
)  # fmt: skip
def test_words_of_other_scripts_are_found(index: Index, script: str, q: str) -> None:
    index.write([unread(name, text=text, tag="xx") for name, text in SENTENCES.items()])

    assert articles(index, q) == {script}
