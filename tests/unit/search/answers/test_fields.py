"""Results are trimmed to the fields that were asked for, and what no result has is refused by name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.answers.fields import Fields, parse_fields
from services.search.answers.models import ListedEntity
from services.search.index.results import ArticleRef, FoundArticle, FoundQuote, IdentifiedSpeaker
from shared.errors import Invalid, UnknownField
from shared.models.annotations import Context, Entity, Mention

ARTICLE = FoundArticle(
    id="talks-1",
    version=1,
    title="Talks resume",
    accepted_at=datetime(2017, 3, 27, tzinfo=UTC),
    entities=[
        Entity(id="gpe:iran", name="Iran", type="GPE", salience=0.9),
        Entity(id="gpe:russia", name="Russia", type="GPE", salience=0.5),
    ],
    length=12,
    annotator="v1",
    highlights={"body": ["Talks"]},
).model_dump(mode="json")
QUOTE = FoundQuote(
    id="q1",
    start=0,
    end=3,
    text="Yes",
    spans=[(0, 3)],
    type="direct",
    speaker=IdentifiedSpeaker(
        id="person:a-b",
        name="A. B.",
        mention=Mention(text="B", start=5, end=6),
        resolved_by="name",
        confidence=0.9,
    ),
    context=Context(before="", after=" said B."),
    article=ArticleRef(id="talks-1", title="Talks resume"),
    annotator="v1",
).model_dump(mode="json")


def trimmed(model: type[FoundArticle] | type[FoundQuote], *asked: str) -> dict[str, Any]:
    found = parse_fields(asked, model)
    assert found
    return found.of(ARTICLE if model is FoundArticle else QUOTE)


def test_nothing_asked_is_everything() -> None:
    assert parse_fields([], FoundArticle) is None


def test_the_id_is_always_there() -> None:
    assert trimmed(FoundArticle, "title") == {"id": "talks-1", "title": "Talks resume"}


@pytest.mark.parametrize("asked", [("title,length",), ("title", "length"), (" title , length ,",)])
def test_fields_are_named_with_commas_or_one_by_one(asked: tuple[str, ...]) -> None:
    assert trimmed(FoundArticle, *asked) == {"id": "talks-1", "title": "Talks resume", "length": 12}


def test_dots_lead_deeper() -> None:
    assert trimmed(FoundQuote, "speaker.name,speaker.mention.text,article.title") == {
        "id": "q1",
        "speaker": {"name": "A. B.", "mention": {"text": "B"}},
        "article": {"title": "Talks resume"},
    }


def test_of_a_list_it_is_the_field_of_each_element() -> None:
    assert trimmed(FoundArticle, "entities.name")["entities"] == [{"name": "Iran"}, {"name": "Russia"}]


@pytest.mark.parametrize("asked", ["speaker,speaker.name", "speaker.name,speaker"])
def test_a_whole_wins_over_its_parts(asked: str) -> None:
    assert trimmed(FoundQuote, asked)["speaker"] == QUOTE["speaker"]


def test_a_part_of_what_is_not_there_is_null() -> None:
    found = parse_fields(["speaker.name"], FoundQuote)
    assert found
    assert found.of(QUOTE | {"speaker": None}) == {"id": "q1", "speaker": None}


def test_the_paths_keep_the_order_they_were_asked_in() -> None:
    found = parse_fields(["text,article.title", "text"], FoundQuote)
    assert found
    assert found.paths == ("id", "text", "article.title")


@pytest.mark.parametrize(
    ("path", "there"),
    [("article", True), ("article.title", True), ("article.url", False), ("cue", True), ("cue.lemma", True),
     ("highlights", False), ("text", False), ("text.x", False)],
)  # fmt: skip
def test_it_knows_what_is_wanted(path: str, there: bool) -> None:
    assert (path in Fields(["article.title", "cue"])) is there


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [("titel", "title"), ("Title", "title"), ("entities.nmae", "entities.name"), ("salience", "entities.salience"),
     ("body", None), ("title.x", "title"), ("*", None), ("__class__", None), ("x" * 300, None)],
)  # fmt: skip
def test_an_unknown_field_is_refused_with_the_nearest_known(asked: str, nearest: str | None) -> None:
    with pytest.raises(UnknownField) as refused:
        parse_fields(["id", asked], FoundArticle)
    assert refused.value.extra["nearest"] == nearest
    assert len(refused.value.detail) < 400


def test_commas_alone_are_refused() -> None:
    with pytest.raises(Invalid, match=r"^fields: "):
        parse_fields([",", " , "], ListedEntity)


@given(st.lists(st.text() | st.sampled_from(["id", "speaker", "speaker.name", "article.title", "text", ",", "."])))
def test_whatever_is_asked_is_a_part_of_the_result_or_refused(asked: list[str]) -> None:
    try:
        found = parse_fields(asked, FoundQuote)
    except (Invalid, UnknownField):
        return
    if found:
        assert is_part(found.of(QUOTE), QUOTE)


def is_part(part: Any, whole: Any) -> bool:
    if isinstance(part, dict):
        return all(is_part(value, whole[name]) for name, value in part.items())
    return bool(part == whole)
