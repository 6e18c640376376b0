"""The form ``ninjs``: a news item as agencies send it, in IPTC's JSON of the series 1.6, 2.2 and 3.1.

The three differ in their names: *body_main*, *versioncreated* (1.6); *bodies* with a role, *versioncreated* (2.2);
*bodies*, *versionCreated* (3.1). All of them are read alike, also mixed. An item is identified by its ``uri`` alone,
since the notice that takes one back (``pubstatus`` *canceled* or *withheld*) often holds nothing else. Fields that say
nothing about the text, such as renditions and rights, are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from services.ingest.forms.form import Form, waiting_post
from services.ingest.html_text import plain_text
from services.ingest.identity import canonical_url
from shared import errors
from shared.delivery.posts import Post
from shared.hashing import digest
from shared.models.articles import MAX_BODY_CHARS, Article, ArticleMetadata
from shared.models.values import Line, Moment
from shared.text import no_control_characters

_NAME = "ninjs"
_HTML = ("html", "xhtml", "richtext")
"""Roles, and parts of content types, of texts that are HTML."""
_TEXT_TYPES = ("text", "composite", "component", "")
_BY = re.compile(r"^(by|von|par|por|di|av|door)\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&/]|\b(?:and|und|et|y|e|och|og)\b)\s*")


class NinjsText(BaseModel):
    """A headline, a description or a body, in one of its versions."""

    model_config = ConfigDict(frozen=True)

    role: Annotated[str, Field(max_length=100)] = ""
    content_type: Annotated[str, Field(max_length=100)] = Field(
        "", validation_alias=AliasChoices("contenttype", "contentType", "content_type")
    )
    value: Annotated[str, AfterValidator(no_control_characters), Field(max_length=MAX_BODY_CHARS)] = ""

    @property
    def is_html(self) -> bool:
        """Whether the value is HTML rather than text."""
        return any(kind in self.content_type or kind == self.role for kind in _HTML)

    @property
    def plain(self) -> str:
        """The value as plain text. Raises Rejected where its HTML cannot be read in bounded time."""
        return plain_text(self.value) if self.is_html else self.value.strip()


def _names(value: object) -> object:
    """Return the names of a list of concepts, without those that have none."""
    if not isinstance(value, list):
        raise ValueError("should be a list of objects with a name")
    return [item.get("name") if isinstance(item, dict) else item for item in value if item not in ({}, None)]


Names = Annotated[list[Annotated[str, AfterValidator(no_control_characters)] | None], BeforeValidator(_names)]
Texts = Annotated[list[NinjsText], Field(max_length=100)]


class NinjsItem(BaseModel):
    """A news item in ninjs 1.6, 2.2 or 3.1: https://iptc.org/standards/ninjs/ describes every field."""

    # The aliases of a field are its names in the series, then its own, under which it waits to be prepared.
    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        json_schema_extra={"description": "A news item in ninjs 1.6, 2.2 or 3.1", "required": ["uri"]},
    )

    uri: Annotated[Line, Field(min_length=1, max_length=2_048)]
    type: str = ""
    status: Literal["usable", "withheld", "canceled"] = Field(
        "usable", validation_alias=AliasChoices("pubstatus", "pubStatus", "status")
    )
    embargoed: Moment | None = None
    first_created: Moment | None = Field(
        None, validation_alias=AliasChoices("firstcreated", "firstCreated", "first_created")
    )
    version_created: Moment | None = Field(
        None, validation_alias=AliasChoices("versioncreated", "versionCreated", "version_created")
    )
    language: Annotated[str, Field(max_length=35)] | None = None
    title: Annotated[Line, Field(max_length=2_000)] = ""
    by: Annotated[Line, Field(max_length=2_000)] = Field("", validation_alias=AliasChoices("by", "byline"))
    copyright_holder: Annotated[Line, Field(max_length=200)] = Field(
        "", validation_alias=AliasChoices("copyrightholder", "copyrightHolder", "copyright_holder")
    )
    info_sources: Names = Field(
        [], validation_alias=AliasChoices("infosource", "infosources", "infoSources", "info_sources")
    )
    subjects: Names = Field([], validation_alias=AliasChoices("subject", "subjects"))
    headlines: Texts = []
    descriptions: Texts = []
    bodies: Texts = []

    @model_validator(mode="before")
    @classmethod
    def _gather_flat_texts(cls, document: object) -> object:
        """Gather what 1.6 has as ``headline``, ``body_main``, ``description_text`` into the lists of later series."""
        if not isinstance(document, dict):
            return document
        gathered = dict(document)
        for field, plural in (("headline", "headlines"), ("description", "descriptions"), ("body", "bodies")):
            flat = [
                {"role": str(name).partition("_")[2], "value": value}
                for name, value in document.items()
                if str(name) == field or str(name).startswith(f"{field}_")
            ]
            if flat:
                given = gathered.get(plural, [])
                gathered[plural] = [*given, *flat] if isinstance(given, list) else given
        return gathered

    @property
    def withdrawn(self) -> bool:
        """Whether the agency takes the item back."""
        return self.status != "usable"


class _Metadata(ArticleMetadata):
    """The item's metadata as an article has them."""

    title: Annotated[str, Field(max_length=2_000)]


def identify(item: NinjsItem) -> Post:
    """Return the item as a post that waits to be prepared, or as a deletion where the agency takes it back.

    Raises Invalid where it holds no text, or is under embargo.
    """
    if not item.withdrawn:
        _refuse_what_cannot_be_shown(item)
    text = _text(item)
    return waiting_post(
        _NAME,
        item,
        _metadata(item),
        content=f"n1:{digest(json.dumps([item.title, text.value if text else '']))}",
        external=json.dumps([_NAME, "uri", item.uri]),
        operation="delete" if item.withdrawn else "put",
    )


def _refuse_what_cannot_be_shown(item: NinjsItem) -> None:
    if item.embargoed and item.embargoed > datetime.now(UTC):
        raise errors.Invalid.of(
            "embargoed", f"is in the future ({item.embargoed.isoformat()}); send the item again when it may be shown"
        )
    if item.type not in _TEXT_TYPES:
        raise errors.Invalid.of("type", "is not a text; items of the types text, composite and component are taken")
    if _text(item) is None:
        raise errors.Invalid.of("bodies", "hold no text (in 1.6: body_main, body_text or another body_…)", "missing")


def prepare(item: NinjsItem) -> Article:
    """Return the article that an item is. Raises Rejected if its text cannot be read, or is no article's."""
    text = _text(item)
    assert text is not None, "looked at when it was accepted"
    texts = {"title": _headline(item).plain, "body": text.plain}
    try:
        return Article.model_validate(_metadata(item).model_dump(exclude_defaults=True) | texts)
    except ValidationError as error:
        problem = error.errors()[0]
        raise errors.Rejected(f"The item's {problem['loc'][0]}: {problem['msg']}") from error


def _text(item: NinjsItem) -> NinjsText | None:
    """Return the fullest text: HTML first, since it keeps the paragraphs; a description where there is no body."""
    for texts in (item.bodies, item.descriptions if item.type in ("text", "composite") else ()):
        filled = [text for text in texts if text.value.strip()]
        if filled:
            return next((text for text in filled if text.is_html), filled[0])
    return None


def _headline(item: NinjsItem) -> NinjsText:
    """Return the main headline; the item's own title where it has none."""
    filled = [text for text in item.headlines if text.value.strip()]
    main = next((text for text in filled if text.role in ("main", "")), None)
    return main or (filled[0] if filled else NinjsText(value=item.title))


def _metadata(item: NinjsItem) -> _Metadata:
    """Return what the item says beside its text. Raises Invalid where that is not what an article may have."""
    first, latest = item.first_created or item.version_created, item.version_created
    sources = [item.copyright_holder, *(name for name in item.info_sources if name)]
    names = (name.strip() for name in _BETWEEN_NAMES.split(_BY.sub("", item.by)))
    language, _, rest = (item.language or "").partition("-")
    given: Mapping[str, Any] = {
        "url": _address(item.uri),
        "source": next((name for name in sources if name), None) or _host(item.uri),
        "published_at": first and first.isoformat(),
        "modified_at": latest.isoformat() if latest and latest != first else None,
        "authors": [name for name in names if name][:100],
        "language": (language.lower() + (f"-{rest}" if rest else "")) or None,
        "tags": [name[:100] for name in item.subjects if name and name.strip()][:100],
        "title": _headline(item).value.strip(),
    }
    try:
        return _Metadata.model_validate(given)
    except ValidationError as error:
        problem = error.errors()[0]
        raise errors.Invalid.of(str(problem["loc"][0]), str(problem["msg"]), problem["type"]) from None


def _address(uri: str) -> str | None:
    try:
        canonical_url(uri)
    except ValueError:  # a name such as urn:newsml:…
        return None
    return uri


def _host(uri: str) -> str | None:
    try:
        return urlsplit(uri).hostname
    except ValueError:
        return None


NINJS = Form(
    name=_NAME,
    model=NinjsItem,
    recognises=lambda document: "uri" in document,
    identify=identify,
    prepare=prepare,
    example={
        "uri": "urn:newsml:agency.example:20260302:bridge",
        "type": "text",
        "versionCreated": "2026-03-02T09:00:00Z",
        "pubStatus": "usable",
        "language": "en",
        "by": "Ana Lind",
        "headlines": [{"role": "main", "value": "Mayor opens the new bridge"}],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/plain",
                "value": "“It took nine years, and it was worth every one of them,” said Mayor Ana Torres on Monday.",
            }
        ],
    },
)
