"""From articles and quotes to Elasticsearch's documents and back; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from services.search.analysis import words
from services.search.index import Change, FoundArticleText
from services.search.records import (
    MAX_PAST_CHARS,
    MAX_PAST_VERSIONS,
    microseconds,
    name_key,
    names_by_id,
    revision,
)
from shared.models import (
    Annotation,
    Article,
    ArticleRef,
    ArticleVersion,
    Entity,
    FoundArticle,
    FoundQuote,
    StoredArticle,
)

Document = Mapping[str, Any]


def article_document(
    change: Change, article: Article, annotation: Annotation, past: Sequence[Document], slots: int, now: datetime
) -> dict[str, Any]:
    """The document of a whole article. ``slots``: how many quotes it ever had at once."""
    names = _Names(annotation)
    title, body = words(article.title), words(article.body)
    speakers = {quote.speaker.id for quote in annotation.quotes if quote.speaker}
    mentioned = {id for quote in annotation.quotes for id in quote.mentions}
    entities = {entity.id for entity in annotation.entities}
    return {
        "id": change.id,
        "deleted": False,
        **_circumstances(article),
        **names.fields("entity", entities),
        **names.fields("speaker", speakers),
        **names.fields("about", mentioned),
        "type": sorted({quote.type for quote in annotation.quotes}),
        "labels": names.labels(entities | speakers),
        "title_stems": " ".join(word.stem for word in title),
        "title_words": " ".join(word.exact for word in title),
        "body_stems": " ".join(word.stem for word in body),
        "body_words": " ".join(word.exact for word in body),
        "stored": {
            "version": change.version,
            "accepted_at": change.accepted_at.isoformat(),
            "indexed_at": now.isoformat(),
            "text_hash": change.text_hash,
            "article": article.model_dump(mode="json"),
            "annotation": annotation.model_dump(mode="json"),
            "quote_count": len(annotation.quotes),
            "slots": slots,
            "past": list(past),
        },
    }


def article_tombstone(change: Change, slots: int, now: datetime) -> dict[str, Any]:
    """What is left of a deleted article, so that no older write brings it back."""
    return {
        "id": change.id,
        "deleted": True,
        "deleted_at": now.isoformat(),
        "stored": {"version": change.version, "quote_count": 0, "slots": slots},
    }


def past_of(stored: Document, version: int) -> list[Document]:
    """The past that ``version`` has to carry on from the document it replaces, newest first, within the limits."""
    past: list[Document] = list(stored.get("past", ()))
    if "article" in stored and stored["version"] < version:
        past.insert(0, {key: stored[key] for key in ("version", "accepted_at", "indexed_at", "article", "annotation")})
    kept, chars = [], 0
    for entry in past[:MAX_PAST_VERSIONS]:
        chars += len(entry["article"]["title"]) + len(entry["article"]["body"])
        if chars > MAX_PAST_CHARS:
            break
        kept.append(entry)
    return kept


def quote_id(article_id: str, slot: int) -> str:
    """The ``_id`` of a quote's document. Not its public id, which belongs to its content."""
    return f"{article_id}:{slot}"


def quote_documents(change: Change, article: Article, annotation: Annotation) -> list[dict[str, Any]]:
    """The documents of all its quotes, by slot."""
    names = _Names(annotation)
    return [_quote_document(change, article, annotation, slot, names) for slot in range(len(annotation.quotes))]


def quote_tombstone(article_id: str, slot: int, revision: int, now: datetime) -> dict[str, Any]:
    """What stands at a slot that ``revision`` of the article does not use."""
    return {
        "article_id": article_id,
        "slot": slot,
        "revision": revision,
        "deleted": True,
        "deleted_at": now.isoformat(),
    }


def stored_article(id: str, stored: Document, version: int | None) -> StoredArticle | None:
    """The article as of ``version`` (None: the current one), or None where there is no such version."""
    entries = [stored, *stored["past"]]
    versions = [
        ArticleVersion(
            version=entry["version"],
            accepted_at=entry["accepted_at"],
            title=entry["article"]["title"],
            current=entry is stored,
        )
        for entry in entries
    ]
    chosen = next((entry for entry in entries if version in (None, entry["version"])), None)
    if chosen is None:
        return None
    return StoredArticle.model_validate(
        {
            **chosen["article"],
            **chosen["annotation"],
            **{key: chosen[key] for key in ("version", "accepted_at", "indexed_at")},
            "id": id,
            "versions": versions,
        }
    )


def found_article(id: str, stored: Document) -> FoundArticleText:
    """An article as a list of results shows it. ``stored`` may lack what :data:`LISTED` does not name."""
    article = Article.model_validate(stored["article"])
    shown = article.model_dump(exclude={"body"})
    return FoundArticleText(
        FoundArticle(
            **shown,
            id=id,
            version=stored["version"],
            accepted_at=stored["accepted_at"],
            entities=[Entity.model_validate(entity) for entity in stored["annotation"]["entities"]],
            quote_count=stored["quote_count"],
            length=len(article.body),
            annotator=stored["annotation"]["annotator"]["version"],
        ),
        article.body,
    )


LISTED = [
    f"stored.{part}"
    for part in ("version", "accepted_at", "quote_count", "article", "annotation.entities", "annotation.annotator")
]
"""The parts of an article's document that a list of results needs."""


def found_quote(stored: Document) -> FoundQuote:
    """A quote as search answers it."""
    return FoundQuote.model_validate(
        {
            **stored["quote"],
            "article": stored["article"],
            "annotator": stored["annotator"],
        }
    )


def label(labels: Iterable[str], id: str) -> str:
    """The name of ``id`` among a document's labels, or else the id itself."""
    return next((text.partition("\t")[2] for text in labels if text.startswith(f"{id}\t")), id)


def _quote_document(
    change: Change, article: Article, annotation: Annotation, slot: int, names: _Names
) -> dict[str, Any]:
    quote = annotation.quotes[slot]
    speakers = {quote.speaker.id} if quote.speaker else set()
    mentioned = set(quote.mentions)
    text = words(quote.text)
    reference = ArticleRef(
        id=change.id, title=article.title, source=article.source, url=article.url, published_at=article.published_at
    )
    return {
        "id": quote.id,
        "article_id": change.id,
        "slot": slot,
        "start": quote.start,
        "revision": revision(change, annotation),
        "deleted": False,
        **_circumstances(article),
        **names.fields("entity", mentioned | speakers),
        **names.fields("speaker", speakers),
        **names.fields("about", mentioned),
        "type": quote.type,
        "labels": names.labels(mentioned | speakers),
        "stems": " ".join(word.stem for word in text),
        "words": " ".join(word.exact for word in text),
        "stored": {
            "quote": quote.model_dump(mode="json"),
            "article": reference.model_dump(mode="json"),
            "annotator": annotation.annotator.version,
        },
    }


def _circumstances(article: Article) -> dict[str, Any]:
    """What articles and quotes alike are filtered by."""
    facts: dict[str, Any] = {"source": article.source, "language": article.language}
    if article.published_at is not None:
        facts["published_us"] = microseconds(article.published_at)
        facts["day"] = article.published_at.astimezone(UTC).date().isoformat()
    return facts


class _Names:
    """What the entities and speakers of one annotation are called."""

    def __init__(self, annotation: Annotation) -> None:
        names = names_by_id(annotation)
        self._shown = {id: forms[0] for id, forms in names.items()}
        self._keys = {id: {name_key(form) for form in dict.fromkeys(forms)} for id, forms in names.items()}

    def fields(self, field: str, ids: set[str]) -> dict[str, list[str]]:
        """``ids`` to be found by id in ``field``, and by any of their names in ``field_names``."""
        keys = set[str]().union(*(self._keys.get(id, ()) for id in ids))
        return {field: sorted(ids), f"{field}_names": sorted(keys)}

    def labels(self, ids: set[str]) -> list[str]:
        """Each id with the name that people should see, for the facets."""
        return [f"{id}\t{self._shown[id]}" for id in sorted(ids) if id in self._shown]
