"""A page of HTML as posted, and the article that is in it."""

from __future__ import annotations

from typing import Annotated, Any

import trafilatura
from pydantic import AfterValidator, Field, ValidationError

from shared import errors
from shared.models import About, Article
from shared.text import no_control_characters


class Page(About):
    """What a client posts when it has a page rather than a text. What it says itself wins over what the page says."""

    html: Annotated[str, AfterValidator(no_control_characters), Field(min_length=1)]
    title: Annotated[str, AfterValidator(no_control_characters), Field(max_length=2_000)] | None = None


def extract(page: Page) -> Article:
    """The article that the page shows, without its navigation, advertising and comments.

    Raises Rejected if there is none, or if it is longer than an article may be.
    """
    found: Any = trafilatura.bare_extraction(
        page.html, url=page.url, include_comments=False, include_tables=False, with_metadata=True
    )
    text = found.text if found is not None else None
    if not text or not text.strip():
        raise errors.Rejected("The page holds no article text that could be found; post its title and body instead.")
    said = page.model_dump(exclude={"html"}, exclude_defaults=True)
    learnt = {
        "title": found.title or "",
        "published_at": found.date or None,
        "authors": [name.strip() for name in (found.author or "").split(";") if name.strip()],
    }
    try:
        return Article.model_validate(learnt | said | {"body": text})
    except ValidationError as error:
        problem = error.errors()[0]
        raise errors.Rejected(f"The page's {problem['loc'][0]}: {problem['msg']}") from error
