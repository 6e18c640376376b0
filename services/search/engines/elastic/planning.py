"""Planning: what has to be written for one change, given what the index holds; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.search.engines.elastic import documents
from services.search.groups.texts import Text, text_of
from services.search.index import rules
from services.search.index.changes import Change, Result
from shared.cleaning.article import CleanedArticle
from shared.models.annotations import Annotation

_LEFT = 2
"""Groups that are looked at again with each write of an article that has left them: as many writes may be given up."""


@dataclass(frozen=True)
class Current:
    """The state of an article in the index."""

    revision: int
    stored: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """One change, worked out: the documents that would be written for it."""

    place: int
    id: str
    revision: int
    article: Mapping[str, Any]
    quotes: Sequence[Mapping[str, Any]]
    already: bool
    """Whether the index holds the article at this very revision, of another write; its quotes may still be missing."""
    text: Text | None
    """What is compared with others; None: too short, or a deletion."""
    group: str
    left: Sequence[str]
    """The groups that the article has left of late, printing other texts."""
    again: bool = False
    """Whether it takes the place of what is held at this very revision."""


def planned(
    place: int, change: Change, current: Current | None, text: Text | None, group: str, now: datetime
) -> Plan | Result:
    """Return what has to be written for ``change``, which comes into ``group`` with its ``text`` (None: too short, or
    a deletion); or its result where nothing has."""
    stored: Mapping[str, Any] = current.stored if current else {}
    if current and stored["version"] > change.version:
        return "superseded"
    content, annotation = change.article, change.annotation
    if content and annotation is None:
        if "annotation" not in stored or stored["text_hash"] != change.text_hash:
            return "superseded" if current and stored["version"] == change.version else "needs_annotation"
        annotation = Annotation.model_validate(stored["annotation"])
    revision = rules.revision(change, annotation if content else None)
    if current and current.revision > revision:
        return "superseded"
    already = current is not None and current.revision == revision
    if already and content:
        # The first to come has won; an annotator of the same generation that finds other quotes must not add them.
        content = CleanedArticle.model_validate(stored["article"])
        annotation = Annotation.model_validate(stored["annotation"])
        text, group = text_of(content), stored["group"]
    left = stored.get("left", ()) if already else _left(stored, text)
    slots: int = stored.get("slots", 0)
    quotes: list[dict[str, Any]] = []
    if content and annotation:
        slots = max(slots, len(annotation.quotes))
        past = documents.past_of(stored, change.version)
        former = documents.former_of(change.id, stored)
        kept = documents.payload(change, content, annotation, past, slots, now, former, group, left)
        article, quotes = documents.whole_documents(change.id, revision, content, annotation, kept, text)
    else:
        leading_on = documents.merged_of(change.into, stored) if change.into else {}
        article = documents.article_tombstone(change.id, change.version, slots, now, left, change.into, leading_on)
    surplus = range(len(quotes), slots)
    return Plan(
        place=place,
        id=change.id,
        revision=revision,
        article=article,
        quotes=[*quotes, *(documents.quote_tombstone(change.id, slot, revision, now) for slot in surplus)],
        already=already,
        text=text,
        group=group,
        left=left,
    )


def planned_again(place: int, change: Change, current: Current | None) -> Plan | Result:
    """Return what has to be written for the version that the index holds, with another annotation."""
    stored: Mapping[str, Any] = current.stored if current else {}
    revision = rules.revision(change, change.annotation)
    if current is None or "annotation" not in stored or current.revision != revision:
        return "superseded"
    assert change.article and change.annotation
    written = {
        **stored,
        "annotation": change.annotation.model_dump(mode="json"),
        "quote_count": len(change.annotation.quotes),
        "slots": max(stored["slots"], len(change.annotation.quotes)),
    }
    article, quotes = documents.rebuilt(change.id, revision, {"deleted": False, "stored": written}, datetime.now(UTC))
    return Plan(
        place=place,
        id=change.id,
        revision=revision,
        article=article,
        quotes=quotes,
        already=False,
        text=text_of(change.article),
        group=stored["group"],
        left=stored.get("left", ()),
        again=True,
    )


def _left(stored: Mapping[str, Any], present: Text | None) -> Sequence[str]:
    """Return the groups that an article leaves with its next version, and has left with those before it."""
    before = [str(group) for group in stored.get("left", ())]
    if present and "article" in stored:
        past = text_of(CleanedArticle.model_validate(stored["article"]))
        if past and past.digest == present.digest:
            return before
    return [*before, *([stored["group"]] if "group" in stored else [])][-_LEFT:]
