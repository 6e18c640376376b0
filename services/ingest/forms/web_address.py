"""The form ``url``: an address, which the worker fetches."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from services.ingest.forms.form import Form, waiting_post
from services.ingest.identity import canonical_url
from shared import errors
from shared.delivery.posts import Post
from shared.hashing import digest
from shared.models.articles import MAX_URL_CHARS, Article, ArticleMetadata, without_credentials
from shared.models.values import Line

NAME = "url"

_OTHERS = frozenset({"title", "body", "html", "uri"})
"""Fields that say what an article's text is, so that its address needs no fetching."""


class WebAddress(ArticleMetadata):
    """An address to fetch, and what the client knows of its article, which wins over what the page says."""

    url: Annotated[Line, Field(min_length=1, max_length=MAX_URL_CHARS), AfterValidator(without_credentials)]


def identify(address: WebAddress) -> Post:
    """Return the address as a post that waits to be fetched, under the id of its canonical URL."""
    return waiting_post(NAME, address, address, content=f"f1:{digest(canonical_url(address.url))}")


def prepare(address: WebAddress) -> Article:
    """Raise Rejected: the worker fetches an address first, and prepares its page."""
    raise errors.Rejected(f"The address {address.url} was not fetched; replay it.")


WEB_ADDRESS = Form(
    name=NAME,
    model=WebAddress,
    recognises=lambda document: "url" in document and _OTHERS.isdisjoint(document),
    identify=identify,
    prepare=prepare,
    example={"url": "https://example.org/news/bridge"},
)
