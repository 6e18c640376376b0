"""The form ``html_page``: a page of HTML, whose article the worker finds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from services.ingest.extraction.page import Extracted, extract
from services.ingest.forms.form import Form, waiting_post
from shared import errors
from shared.cleaning.article import CleanedArticle
from shared.delivery.posts import Post
from shared.hashing import digest
from shared.models.articles import Article, ArticleMetadata
from shared.models.values import Frozen, Moment
from shared.text import no_control_characters

_NAME = "html_page"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Fallback(Frozen):
    """What a feed says of an article, for what its page does not say."""

    title: str = ""
    published_at: Moment | None = None
    authors: list[str] = Field([])
    source: str | None = None
    language: str | None = None
    tags: list[str] = Field([])


class HtmlPage(ArticleMetadata):
    """A page of HTML, and what the client knows of its article, which wins over what the page says."""

    html: Annotated[str, AfterValidator(no_control_characters), Field(min_length=1)]
    title: Annotated[str, AfterValidator(no_control_characters), Field(max_length=2_000)] | None = None


def identify(page: HtmlPage) -> Post:
    """Return the page as a post that waits to be prepared.

    The words of the article are not known yet: until then its content alias is made of the HTML.
    """
    return waiting_post(_NAME, page, page, content=f"h1:{digest(page.html)}")


def prepare(page: HtmlPage) -> Article:
    """Return the article that the page shows, without its navigation, advertising and comments.

    Raises Rejected if there is none, or if it is longer than an article may be.
    """
    return article_of(extract(page.html, page.url), page.model_dump(exclude={"html"}, exclude_defaults=True))


def article_of(extracted: Extracted, given: Mapping[str, Any], fallback: Fallback | None = None) -> Article:
    """Return the article of a page; what was ``given`` with it wins, ``fallback`` fills what neither says.

    Raises Rejected where a field cannot be.
    """
    declared: dict[str, Any] = {
        "url": extracted.own_address,
        "canonical_url": extracted.own_address,
        "title": extracted.title[:2_000],
        "published_at": _iso(extracted.published.moment),
        "modified_at": _iso(extracted.modified_at),
        "authors": [name for name in extracted.authors if len(name) <= 200],
        "source": extracted.site[:200] or None,
        "section": extracted.section[:200] or None,
        "tags": list(extracted.tags),
        "language": extracted.language if _LANGUAGE.fullmatch(extracted.language) else None,
    }
    if fallback:
        declared |= {name: value for name, value in fallback.model_dump(mode="json").items() if not declared[name]}
        if fallback.published_at:
            declared["published_at"] = fallback.published_at.isoformat()
    headline = given.get("title") or extracted.title
    body = extracted.text.removeprefix(f"{headline}\n") if headline else extracted.text  # a heading is not a sentence
    dated: dict[str, Any] = {"date_from": extracted.published.origin, "date_note": extracted.published.note}
    if given.get("published_at"):
        dated = {"date_from": "client"}
    elif fallback and fallback.published_at:
        dated["date_from"] = "feed"
    try:
        return CleanedArticle.model_validate(declared | dict(given) | {"body": body} | dated)
    except ValidationError as error:
        problem = error.errors()[0]
        raise errors.Rejected(f"The page's {problem['loc'][0]}: {problem['msg']}") from error


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


HTML_PAGE = Form(
    name=_NAME,
    model=HtmlPage,
    recognises=lambda document: "html" in document,
    identify=identify,
    prepare=prepare,
    example={"html": "<html><body><article><p>…</p></article></body></html>", "url": "https://example.org/news/bridge"},
)
