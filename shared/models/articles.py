"""Articles as clients post them, and their metadata."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from shared.models.values import Frozen, Line, Moment
from shared.text import no_control_characters

MAX_BODY_CHARS = 1_000_000
"""Characters an article's body may have. Longer texts are books; they would hold a worker for minutes."""

MAX_TITLE_CHARS = 2_000

MAX_URL_CHARS = 2_048

_OFFSET = re.compile(r"(?<=[\d.])[+-](\d\d):?(\d\d)$")


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; an article has to say something")
    return text


def without_credentials(url: str) -> str:
    """Return an address without ``user:password@``: whoever reads the article must not learn them."""
    try:
        parts = urlsplit(url)
    except ValueError:  # refused where an address is asked for its canonical form
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


class ArticleMetadata(Frozen):
    """Metadata of an article: what a client may say about it beside its text."""

    url: Annotated[Line, Field(max_length=MAX_URL_CHARS), AfterValidator(without_credentials)] | None = None
    """The article's address; a user name and password in it are dropped."""
    source: Annotated[Line, Field(min_length=1, max_length=200)] | None = None
    section: Annotated[Line, Field(min_length=1, max_length=200)] | None = None
    """Where the source puts it: its section, desk or rubric, in the source's own words."""
    external_id: Annotated[Line, Field(min_length=1, max_length=500)] | None = None
    """The source's own id of the article; needs ``source``, since two sources may use the same one."""
    published_at: Moment | None = None
    published_zone: Annotated[str, StringConstraints(pattern=r"^[+-]\d\d:\d\d$")] | None = None
    """Offset from UTC that ``published_at`` was given in (``+02:00``), whose own time is kept in UTC. It is read off
    ``published_at``, and need not be posted."""
    modified_at: Moment | None = None
    authors: Annotated[list[Annotated[Line, Field(min_length=1, max_length=200)]], Field(max_length=100)] = Field([])
    language: Annotated[Line, Field(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    """A language tag; RFC 5646 asks for room for 35 characters."""
    tags: Annotated[list[Annotated[Line, Field(min_length=1, max_length=100)]], Field(max_length=100)] = Field([])

    @model_validator(mode="before")
    @classmethod
    def _zone(cls, data: Any) -> Any:
        given = data.get("published_at") if isinstance(data, dict) else None
        match = _OFFSET.search(given.strip()) if isinstance(given, str) and ":" in given else None
        if match and data.get("published_zone") is None and match.groups() != ("00", "00"):
            return data | {"published_zone": f"{match[0][0]}{match[1]}:{match[2]}"}
        return data


class Article(ArticleMetadata):
    """Article as a client posts it. ``title`` and ``body`` are kept to the letter: offsets refer to them."""

    title: Annotated[str, AfterValidator(no_control_characters), Field(max_length=MAX_TITLE_CHARS)]
    body: Annotated[
        str, AfterValidator(no_control_characters), AfterValidator(_not_blank), Field(max_length=MAX_BODY_CHARS)
    ]
