"""The form ``html_page``: a page of HTML, whose article the worker finds."""

from __future__ import annotations

from typing import Annotated, Any

import trafilatura
from pydantic import AfterValidator, Field, ValidationError

from services.ingest import html_tree
from services.ingest.forms.form import Form, waiting_payload
from services.ingest.identity import digest, make_post
from shared import errors
from shared.delivery.receipts import Post
from shared.models import Article, ArticleMetadata, Stage
from shared.text import no_control_characters

_NAME = "html_page"


class HtmlPage(ArticleMetadata):
    """A page of HTML, and what the client knows of its article, which wins over what the page says."""

    html: Annotated[str, AfterValidator(no_control_characters), Field(min_length=1)]
    title: Annotated[str, AfterValidator(no_control_characters), Field(max_length=2_000)] | None = None


def identify(page: HtmlPage) -> Post:
    """Return the page as a post that waits to be prepared.

    The words of the article are not known yet: until then its content alias is made of the HTML.
    """
    return make_post(
        page,
        content=f"h1:{digest(page.html)}",
        text_hash="",
        payload=waiting_payload(_NAME, page),
        first_stage=Stage.PREPARING,
    )


def prepare(page: HtmlPage) -> Article:
    """Return the article that the page shows, without its navigation, advertising and comments.

    Raises Rejected if there is none, or if it is longer than an article may be.
    """
    tree = html_tree.parse(page.html)
    extracted: Any = tree and trafilatura.bare_extraction(
        tree.root,
        url=page.url,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        fast=tree.many_blocks,
    )
    text = extracted.text if extracted else None
    if not tree or not text or not text.strip():
        raise errors.Rejected("The page holds no article text that could be found; post its title and body instead.")
    if html_tree.is_menu(tree, text):
        raise errors.Rejected("The page holds links and headings and no article; post its title and body instead.")
    given = page.model_dump(exclude={"html"}, exclude_defaults=True)
    extracted_metadata = {
        "title": extracted.title or "",
        "published_at": extracted.date or None,
        "authors": [name.strip() for name in (extracted.author or "").split(";") if name.strip()],
    }
    try:
        return Article.model_validate(extracted_metadata | given | {"body": text})
    except ValidationError as error:
        problem = error.errors()[0]
        raise errors.Rejected(f"The page's {problem['loc'][0]}: {problem['msg']}") from error


HTML_PAGE = Form(
    name=_NAME,
    model=HtmlPage,
    recognises=lambda document: "html" in document,
    identify=identify,
    prepare=prepare,
    example={"html": "<html><body><article><p>…</p></article></body></html>", "url": "https://example.org/news/bridge"},
)
