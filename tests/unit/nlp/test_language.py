"""Detection of languages: told where it is sure, and without a connection to anywhere."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nlp.language import _detector, detect


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The council decided on Monday to close the old bridge until autumn.", "en"),
        ("Der Gemeinderat hat am Montag beschlossen, die alte Brücke zu sperren.", "de"),
        ("Le conseil municipal a décidé lundi de fermer le vieux pont jusqu'à l'automne.", "fr"),
        ("El consejo decidió el lunes cerrar el viejo puente hasta el otoño.", "es"),
        ("Городской совет решил в понедельник закрыть старый мост до осени.", "ru"),
        ("قرر المجلس البلدي يوم الاثنين إغلاق الجسر القديم حتى الخريف.", "ar"),
        ("市議会は月曜日、古い橋を秋まで閉鎖することを決めたと市長が述べた。", "ja"),
        (
            "市议会周一决定关闭旧桥直至秋季，市长在会后对记者表示别无选择。工程将于六月开始，持续到十月底。居民每天走这座桥上班。",
            "zh",
        ),
        ("Gradsko vijeće odlučilo je u ponedjeljak zatvoriti stari most, rekao je gradonačelnik.", "hr"),
    ],
)
def test_a_sentence_is_enough(text: str, tag: str) -> None:
    detected = detect(text)

    assert detected
    assert detected.tag == tag


@pytest.mark.parametrize("text", ["", "  \n", "Ann Lee", "3–1 (2–0)", "12 345 678 90 12 345", "🙂 🙂 🙂"])
def test_nothing_is_told_of_what_is_no_text(text: str) -> None:
    assert detect(text) is None


def test_a_foreign_beginning_does_not_decide() -> None:
    english = "The council decided on Monday to close the old bridge until autumn, and nobody objected. " * 40

    detected = detect(f"Der Gemeinderat hat am Montag beschlossen, die Brücke zu sperren. {english}")

    assert detected
    assert detected.tag == "en"


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    detected = detect(text)

    assert detected is None or 0 <= detected.confidence <= 1


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection is opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    _detector.cache_clear()

    assert detect("The council decided on Monday to close the old bridge until autumn.")
