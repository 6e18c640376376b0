"""The ingest forms: what a client may post, and how an article is made of it.

Input: a JSON object, or the payload of a post that waits to be prepared. Output: the form it is of, or its article. To
add a form, write a module beside these and name it in :data:`FORMS`; parsing, the worker and the OpenAPI description
read that list.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from services.ingest.forms.article import ARTICLE
from services.ingest.forms.feed_item import FEED_ITEM
from services.ingest.forms.fetched_page import FETCHED_PAGE
from services.ingest.forms.form import Form, Waiting
from services.ingest.forms.html_page import HTML_PAGE
from services.ingest.forms.ninjs import NINJS
from services.ingest.forms.web_address import WEB_ADDRESS, WebAddress
from shared import errors
from shared.models.articles import Article

FORMS: tuple[Form[Any], ...] = (ARTICLE, HTML_PAGE, NINJS, WEB_ADDRESS)
"""Every form, in the order in which a document is compared with them."""

_BY_NAME = {form.name: form for form in (*FORMS, FETCHED_PAGE, FEED_ITEM)}


def form_of(document: Mapping[str, Any]) -> Form[Any]:
    """Return the form of a posted JSON object; ``article`` where none recognises it, so that its lacks are named."""
    return next((form for form in FORMS if form.recognises(document)), ARTICLE)


def prepare(payload: str) -> Article:
    """Make the article of a payload that waited to be prepared. Raises Rejected if there is none in it."""
    waiting = _waiting(payload)
    form = _BY_NAME.get(waiting.form)
    if form is None or form.prepare is None:
        raise errors.Rejected(f"This release prepares no form {waiting.form!r}; replay it once a newer one runs.")
    return form.prepare(form.model.model_validate(waiting.posted))


def address_of(payload: str) -> WebAddress | None:
    """Return the address that a payload waits to be fetched from; None where it holds its page or text already."""
    waiting = _waiting(payload)
    if waiting.form not in (WEB_ADDRESS.name, FEED_ITEM.name):
        return None
    address: WebAddress = _BY_NAME[waiting.form].model.model_validate(waiting.posted)
    return address


def _waiting(payload: str) -> Waiting:
    document = json.loads(payload)
    if "form" not in document:  # written by the first release, which knew one form to prepare
        document = {"form": HTML_PAGE.name, "posted": document}
    return Waiting.model_validate(document)
