"""Invented articles in the habits of forty outlets: what the annotator reaches must not fall, and what a file may say.

``python -m tests.eval.articles`` prints the figures. The floors are a few points below them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from services.nlp.annotator import Annotator
from services.nlp.text import Text
from shared.models.annotations import Annotation
from shared.models.annotations import Annotator as Version
from tests.eval.articles import HALVES, Misannotated, annotated, half, read, scored
from tests.eval.scores import Attributed, heads, pairs, score, speaker_right


@pytest.mark.parametrize(
    ("name", "joint", "names", "contents", "entities"), [("dev", 87, 82, 76, 82), ("unseen", 83, 78, 74, 86)]
)
def test_what_was_reached_is_held(
    annotator: Annotator, name: str, joint: float, names: float, contents: float, entities: float
) -> None:
    articles = half(name)
    found = scored(articles, annotated(annotator, articles))
    assert found.joint_f1 >= joint
    assert found.name_recall >= names
    assert found.content_f1 >= contents
    assert found.entity_f1 >= entities
    assert found.not_quoted_told <= found.not_quoted / 3


def test_both_halves_are_different_articles_of_many_outlets() -> None:
    articles = [article for name in HALVES for article in half(name)]
    assert len(articles) == len({a.outlet for a in articles}) == len({a.text for a in articles}) >= 40


def test_nothing_is_reached_by_saying_nothing() -> None:
    articles = half("dev")
    silent = Annotation(annotator=Version(version="silent", generation=0))
    found = scored(articles, [silent] * len(articles))
    assert (found.joint_f1, found.name_recall, found.content_f1, found.entity_f1) == (0, 0, 0, 0)


ARTICLE = """\
outlet: a test
a: Ann Lee
PER: Ann Lee, Lee
LOC: Halmstow

“{1"No,}” said {1@a Ann Lee}. {2@a She} denied that {2- Halmstow was “{"lost}”} and sang “{!Home}.”

{3 All is well}, {3@a Lee} said.
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    return path


def test_marks_become_offsets_of_the_bare_text(tmp_path: Path) -> None:
    article = read(written(tmp_path, ARTICLE))
    first, second, third = article.contents
    assert article.text.startswith("“No,” said Ann Lee. She denied that Halmstow was “lost” and sang")
    assert [article.text[slice(*s)] for c in article.contents for s in c.spans] == [
        "No,", "Halmstow was “lost”", "All is well",
    ]  # fmt: skip
    assert [article.text[slice(*q)] for q in first.quoted + second.quoted + third.quoted] == ["No,", "lost"]
    assert [article.text[slice(*s)] for s in article.not_quoted] == ["Home"]
    assert (first.name, second.modality, first.mention) == ("Ann Lee", "denied", (11, 18))
    assert article.entities == [((11, 18), "PER"), ((36, 44), "LOC"), ((87, 90), "PER")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{1@a Ann Lee}", "Ann Lee", "1 needs a mention"),
        ("{!Home}", "Home", "quote or none"),
        ("{!Home}", "{!Home", "nothing is open|never closed"),
        ("well}", "well}}", "nothing is open"),
        ("{3 All is well}", "All is well", "3 has a speaker and no content"),
        ("{2@a She}", "{2,3@a She}", "3 is said twice"),
        ("LOC: Halmstow", "LOC: Halmstow, Oslo", "does not stand in the text: .'Oslo'."),
        ("{!Home}", '{"Home}', "a quoted piece stands in no content"),
        ("{!Home}", "{!Home} {home}", "no such mark|nothing is open"),
    ],
)
def test_a_file_that_contradicts_itself_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in ARTICLE
    with pytest.raises(Misannotated, match=message):
        read(written(tmp_path, ARTICLE.replace(old, new)))


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("Dr. Ann Lee of Halmstow", {"lee"}),
        ("Ann Lee and Bo Nyberg", {"lee", "nyberg"}),
        ("Bo Nyberg Jr.", {"nyberg"}),
        ("the council’s chairman, Bo Nyberg", {"chairman"}),
        (None, set()),
    ],
)
def test_the_last_name_of_a_mention(mention: str | None, expected: set[str]) -> None:
    assert heads(mention) == expected


def said(start: int, end: int, mention: str | None = None) -> Attributed:
    return Attributed([(start, end)], mention, None)


def test_an_apposition_names_the_speaker_too() -> None:
    assert speaker_right(said(0, 1, "the chairman, Bo Nyberg"), said(0, 1, "Bo Nyberg"))
    assert speaker_right(said(0, 1, "the chairman, Bo Nyberg"), said(0, 1, "the chairman"))
    assert not speaker_right(said(0, 1, "the chairman, Bo Nyberg"), said(0, 1, "Ann Lee"))
    assert not speaker_right(said(0, 1), said(0, 1, "Ann Lee"))


def test_a_stretch_is_found_where_four_fifths_of_the_words_are_and_once() -> None:
    text = "one two three four five six"
    assert pairs(text, [said(0, 23)], [said(0, 18)]) == [(0, 0)]
    assert pairs(text, [said(0, 23)], [said(0, 13)]) == []
    assert pairs(text, [said(0, 23)], [said(0, 18), said(0, 23)]) == [(0, 1)]


def test_an_annotation_like_the_marks_gets_full_marks(annotator: Annotator) -> None:
    text = "“We are late again this year,” said Corinne Ashgrove."
    [annotation] = annotator.annotate([Text("a", "", text)])
    [told] = annotation.quotes
    right = [Attributed([(1, 29)], "Corinne Ashgrove", "Corinne Ashgrove")]
    found = score(text, right, right, [], [((36, 52), "PER")], annotation)
    assert told.verbatim == [(1, 29)]
    assert (found.joint_f1, found.name_recall, found.content_f1, found.entity_f1) == (100, 100, 100, 100)
