"""The list of ingest forms: what holds for every one of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.ingest import forms
from services.ingest.forms import FORMS
from services.ingest.forms.form import Form
from services.ingest.parsing import parse_post
from shared import errors
from shared.cleaning.article import CleanedArticle
from shared.models.receipts import Stage

PAGE_HTML = "<html><body><article><h1>Harbour</h1><p>{}</p></article></body></html>".format(
    "The harbour in Halmstow opens again on Monday, said its master, Felicity Brome. " * 4
)
PAYLOAD_OF_THE_RELEASE_BEFORE = json.dumps({
    "url": "https://courier.example/harbour", "source": "Halmstow Courier", "external_id": None, "published_at": None,
    "modified_at": None, "authors": [], "language": "en", "tags": ["harbour"], "html": PAGE_HTML, "title": None,
})  # fmt: skip
"""A page as 0.1 left it in Redis for its worker, without the name of a form."""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_an_example_is_of_its_own_form_alone(form: Form[Any]) -> None:
    assert [other.name for other in FORMS if other.recognises(form.example)] == [form.name]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_an_example_can_be_posted(form: Form[Any]) -> None:
    post = parse_post(json.dumps(form.example).encode())

    assert post.first_stage is (Stage.PREPARING if form.prepare else Stage.ANNOTATING)


@pytest.mark.parametrize("form", [form for form in FORMS if form.prepare], ids=lambda form: form.name)
def test_what_waits_to_be_prepared_carries_its_forms_name(form: Form[Any]) -> None:
    payload = json.loads(parse_post(json.dumps(form.example).encode()).payload)

    assert payload["form"] == form.name
    assert form.model.model_validate(payload["posted"]) == form.model.model_validate(form.example)


@pytest.mark.parametrize("form", [form for form in FORMS if not form.prepare], ids=lambda form: form.name)
def test_what_needs_no_preparation_waits_as_an_article(form: Form[Any]) -> None:
    CleanedArticle.model_validate_json(parse_post(json.dumps(form.example).encode()).payload)


def test_names_differ() -> None:
    assert len({form.name for form in FORMS}) == len(FORMS)


def test_a_document_of_no_form_is_told_what_an_article_needs() -> None:
    with pytest.raises(errors.Invalid) as refusal:
        parse_post(b'{"title": "Harbour"}')

    assert refusal.value.detail == "body: is missing"


def test_a_page_that_the_release_before_accepted_is_still_prepared() -> None:
    article = forms.prepare(PAYLOAD_OF_THE_RELEASE_BEFORE)

    assert "The harbour in Halmstow opens again on Monday" in article.body
    assert (article.source, article.language, article.tags) == ("Halmstow Courier", "en", ["harbour"])


def test_what_a_post_says_of_a_page_is_said_of_its_article() -> None:
    post = parse_post(json.dumps({"html": PAGE_HTML, "section": "Harbour desk"}).encode())

    assert forms.prepare(post.payload).section == "Harbour desk"


def test_a_form_of_a_later_release_is_rejected_and_named() -> None:
    with pytest.raises(errors.Rejected, match="'wire_story'"):
        forms.prepare('{"form": "wire_story", "posted": {}}')
