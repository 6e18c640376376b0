"""An ingest form: one kind of document that a client may post, declared in one module each.

A form that already holds title and body is identified by its words and waits for the annotator at once. The text of any
other form has to be found first: its payload waits at the stage ``preparing`` and carries the form's name, so that the
worker knows which function makes an article of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from services.ingest.identity import make_post
from shared.delivery.posts import Post
from shared.models.articles import Article, ArticleMetadata
from shared.models.receipts import Stage

Posted = TypeVar("Posted", bound=BaseModel)


@dataclass(frozen=True)
class Form(Generic[Posted]):
    """One form. ``services/ingest/forms/__init__.py`` lists all of them."""

    name: str
    """The name in OpenAPI's examples and in payloads; payloads outlive a release, so it never changes."""
    model: type[Posted]
    """The fields, as they are validated and documented."""
    recognises: Callable[[Mapping[str, Any]], bool]
    """Return whether a JSON object is of this form, judging by its fields' names."""
    identify: Callable[[Posted], Post]
    """Return a post's aliases, fingerprint and payload. Raises ValueError for a bad ``url``, Invalid for what its form
    alone can tell."""
    example: Mapping[str, Any]
    """A document of this form, for the OpenAPI description."""
    prepare: Callable[[Posted], Article] | None = None
    """Make the article, in a worker; raises Rejected if there is none. None where :attr:`identify` makes it already."""


class Waiting(BaseModel):
    """A payload that waits at ``preparing``: what was posted, and in which form."""

    form: str
    posted: dict[str, Any]


def waiting_payload(form: str, posted: BaseModel) -> str:
    """Return what was posted as a payload for the stage ``preparing``."""
    return Waiting(form=form, posted=posted.model_dump(mode="json")).model_dump_json()


def waiting_post(
    form: str,
    posted: BaseModel,
    metadata: ArticleMetadata,
    *,
    content: str,
    external: str | None = None,
    operation: Literal["put", "delete"] = "put",
) -> Post:
    """Return a post whose words are not known yet, so that it waits to be prepared; see :func:`make_post`."""
    return make_post(
        metadata,
        content=content,
        text_hash="",
        payload=waiting_payload(form, posted),
        first_stage=Stage.PREPARING,
        external=external,
        operation=operation,
    )
