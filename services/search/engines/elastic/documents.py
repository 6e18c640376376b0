"""Documents of Elasticsearch, made of articles and quotes; pure. :mod:`stored_documents` reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, get_args

from services.search.engines.elastic.act_fields import of_act
from services.search.engines.elastic.name_fields import Names
from services.search.groups.quotes import quote_numbers
from services.search.groups.texts import Text, text_of
from services.search.index.changes import Change
from services.search.index.fields import ACTS, ENTITY_FIELDS, TERM_FIELDS, Acts, FilterField, named
from services.search.index.former_ids import former_ids, merged_ids
from services.search.index.questions import Interval
from services.search.index.results import ArticleRef
from services.search.index.rules import (
    MAX_PAST_CHARS,
    MAX_PAST_VERSIONS,
    counted_quotes,
    interval_start,
    microseconds,
    values_in_article,
    values_in_quote,
)
from services.search.query.words import exact, stems_and_exact
from shared.cleaning.article import CleanedArticle
from shared.figures import is_figure
from shared.models.annotations import Act, Annotation, Quote
from shared.models.articles import Article

Document = Mapping[str, Any]

_FIELDS = (*TERM_FIELDS, *ENTITY_FIELDS)
_OF_ARTICLE = tuple(field for field in _FIELDS if field.in_article)
_OF_QUOTES = tuple(field for field in _FIELDS if field.of_quotes)
_OF_QUOTE = tuple(field for field in _FIELDS if field.in_quote)
_SHARED = tuple(field for field in _FIELDS if not field.in_quote)
"""Fields of an article: by itself, and by its quotes. Fields of a quote: by itself, and shared with its article."""

LEAD_CHARS = 400
"""The beginning of a body that is kept apart, so that a list without words can show something and read no bodies. Two
and a half snippets: one that is cut at a word or a sentence has room."""


def payload(
    change: Change,
    article: Article,
    annotation: Annotation,
    past: Sequence[Document],
    slots: int,
    now: datetime,
    former: Mapping[str, str],
    group: str = "",
    left: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what an article's document keeps as it came. ``slots``: how many quotes it ever had at once; ``former``:
    see :func:`former_of`; ``group``: "" for one of its own; ``left``: those that it has left
    of late."""
    return {
        "version": change.version,
        "accepted_at": change.accepted_at.isoformat(),
        "indexed_at": now.isoformat(),
        "text_hash": change.text_hash,
        "article": article.model_dump(mode="json"),
        "lead": article.body[:LEAD_CHARS],
        "length": len(article.body),
        "annotation": annotation.model_dump(mode="json"),
        "quote_count": len(annotation.quotes),
        "thought_count": len(counted_quotes(annotation.quotes, "thought")),
        "slots": slots,
        "past": list(past),
        "former_quote_ids": dict(former),
        "group": group or own_group(change.id, change.version),
        "left": list(left),
    }


def own_group(id: str, version: int) -> str:
    """Return the group that an article is in by itself. The older its version, the lesser it is: of two groups that
    turn out to be one, the older stays, and so the fewer documents have to be written again."""
    return f"{version:020}-{id}"


def former_of(id: str, stored: Document) -> dict[str, str]:
    """Return the former ids of quotes, each with the present one, for the document which replaces ``stored``."""
    replaced = former_ids(id, stored["annotation"]) if "annotation" in stored else {}
    return {**stored.get("former_quote_ids", {}), **replaced}


def merged_of(into: str, stored: Document) -> dict[str, str]:
    """Return the ids of quotes, each with the one that it leads on to, for the tombstone of an article that is merged
    ``into`` another."""
    former: dict[str, str] = stored.get("former_quote_ids", {})
    return merged_ids(into, stored["annotation"], former) if "annotation" in stored else former


def whole_documents(
    id: str, revision: int, article: Article, annotation: Annotation, stored: Document, text: Text | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the document of a whole article, whose ``text`` is compared with those of others, and those of all its
    quotes, by slot."""
    names, facts = Names(annotation), _circumstances(article)
    document = _article_document(id, article, annotation, stored, text, names, facts)
    return document, _quote_documents(id, revision, article, annotation, stored["group"], names, facts)


def _article_document(
    id: str,
    article: Article,
    annotation: Annotation,
    stored: Document,
    text: Text | None,
    names: Names,
    facts: Document,
) -> dict[str, Any]:
    entities = [entity.id for entity in annotation.entities]
    return {
        "id": id,
        "group": stored["group"],
        "text": text and text_key(text),
        "bands": band_keys(text) if text else [],
        "deleted": False,
        "length": len(article.body),
        **facts,
        **_text("body", article.body),
        **_filterable(((field, values_in_article(field, article, annotation)) for field in _OF_ARTICLE), names),
        **_of_quotes(article, annotation, names),
        "entity_words": names.words(entities),
        "listed_names": names.listed(entities),
        "title_beginnings": exact(article.title),
        "former_quote_ids": list(stored.get("former_quote_ids", ())),
        "names": names.as_written(),
        "mentions": names.mentions(),
        "suggested": names.suggested(),
        "stored": stored,
    }


def article_tombstone(
    id: str,
    version: int,
    slots: int,
    deleted_at: datetime,
    left: Sequence[str] = (),
    into: str = "",
    former: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return the document that is left of a deleted article, so that no older write brings it back; ``left``: see
    :func:`payload`. One that was merged ``into`` another article leads on for ever, as do its quotes' ids (``former``:
    see :func:`merged_of`): no purge finds it by its time."""
    stored = {"version": version, "quote_count": 0, "slots": slots, "left": list(left)}
    if into:
        leads_on = {"into": into, "merged_at": deleted_at.isoformat(), "former_quote_ids": dict(former)}
        return {"id": id, "deleted": True, "former_quote_ids": list(former), "stored": stored | leads_on}
    return {"id": id, "deleted": True, "deleted_at": deleted_at.isoformat(), "stored": stored}


def ended_at(source: Document) -> datetime:
    """Return when an article was deleted or merged, from its tombstone."""
    return datetime.fromisoformat(source["stored"].get("merged_at") or source["deleted_at"])


def past_of(stored: Document, version: int) -> list[Document]:
    """Return the past that ``version`` takes over from the document it replaces: newest first, within the limits."""
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
    """Return the ``_id`` of a quote's document. Its public id is another: that belongs to its content."""
    return f"{article_id}:{slot}"


def text_key(text: Text) -> str:
    """Return a text's digest as a term."""
    return f"{text.digest:016x}"


def digest(text_key: str) -> int:
    """Return the digest of a text from its term."""
    return int(text_key, 16)


def band_keys(text: Text) -> list[str]:
    """Return a text's bands as terms."""
    return [f"{band:08x}" for band in text.bands]


def _quote_documents(
    id: str, revision: int, article: Article, annotation: Annotation, group: str, names: Names, facts: Document
) -> list[dict[str, Any]]:
    reference = ArticleRef(
        id=id, title=article.title, source=article.source, url=article.url, published_at=article.published_at
    )
    shared = {
        "article_id": id,
        "revision": revision,
        "deleted": False,
        **facts,
        **_filterable(((field, values_in_article(field, article, annotation)) for field in _SHARED), names),
    }
    stored = {"article": reference.model_dump(mode="json"), "annotator": annotation.annotator.version}
    return [
        {
            **shared,
            **_quote_fields(slot, quote, names),
            "group": f"{group} {words:016x}",
            "stored": {**stored, "quote": quote.model_dump(mode="json")},
        }
        for slot, (quote, words) in enumerate(
            zip(annotation.quotes, quote_numbers([exact(quote.text) for quote in annotation.quotes]), strict=True)
        )
    ]


def _quote_fields(slot: int, quote: Quote, names: Names) -> dict[str, Any]:
    """Return what a quote's document holds beside what it shares with others of its article."""
    speakers = [quote.speaker.id] if quote.speaker else []
    return {
        "id": quote.id,
        "slot": slot,
        "start": quote.start,
        "length": len(quote.text),
        **_text("body", quote.text),
        "act": quote.act,
        **_filterable(((field, values_in_quote(field, quote)) for field in _OF_QUOTE), names),
        **_said([quote], names),
        "entity_words": names.words([*quote.mentions, *speakers]),
        "listed_names": names.listed(speakers),
        "pairs": [f"{speaker}\t{name}" for speaker in speakers for name in _names_in(quote)],
    }


def quote_tombstone(article_id: str, slot: int, revision: int, deleted_at: datetime) -> dict[str, Any]:
    """Return the tombstone at a slot that ``revision`` of the article does not use."""
    return {
        "article_id": article_id,
        "slot": slot,
        "revision": revision,
        "deleted": True,
        "deleted_at": deleted_at.isoformat(),
    }


def rebuilt(id: str, revision: int, source: Document, now: datetime) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return an article's document and those of its quotes, by slot, as this layout has them.

    They are made from the ``_source`` that an index of any layout holds of the article at this ``revision``. Slots that
    it does not use get tombstones, as in every write.
    """
    stored = source["stored"]
    quotes: list[dict[str, Any]] = []
    if "article" in stored:
        article = CleanedArticle.model_validate(stored["article"])
        annotation = Annotation.model_validate(stored["annotation"])
        stored = {
            **stored,
            "lead": article.body[:LEAD_CHARS],
            "length": len(article.body),
            "thought_count": len(counted_quotes(annotation.quotes, "thought")),
            "group": stored.get("group") or own_group(id, stored["version"]),
        }
        document, quotes = whole_documents(id, revision, article, annotation, stored, text_of(article))
        since = now
    else:
        since = ended_at(source)
        into, former = stored.get("into", ""), stored.get("former_quote_ids", {})
        document = article_tombstone(id, stored["version"], stored["slots"], since, into=into, former=former)
    surplus = range(len(quotes), stored["slots"])
    return document, [*quotes, *(quote_tombstone(id, slot, revision, since) for slot in surplus)]


def _text(field: str, text: str) -> dict[str, str]:
    stems, words = stems_and_exact(text)
    return {f"{field}_stems": stems, f"{field}_words": words}


def _circumstances(article: Article) -> dict[str, Any]:
    """Return what an article and each of its quotes are found by alike, beside the filterable fields."""
    facts: dict[str, Any] = {
        "source_words": exact(article.source) if article.source else None,
        **_text("title", article.title),
    }
    if article.published_at is not None:
        facts["published_us"] = moment = microseconds(article.published_at)
        facts |= {interval: interval_start(moment, interval) for interval in get_args(Interval)}
    return facts


def _filterable(
    values: Iterable[tuple[FilterField, Sequence[str]]], names: Names, acts: Acts = "speech"
) -> dict[str, Any]:
    """Return the filterable fields with these values; ``acts``: of the quotes of an article that have them."""
    parts: dict[str, Any] = {}
    for field, texts in values:
        name = of_act(field.name, acts)
        if field.figures:
            parts[named(name)] = [id for id in texts if not is_figure(id)]
        if field.compared == "entity":
            parts.update(names.fields(name, texts) if acts != "any" else names.counted(name, texts))
        else:
            parts[name] = texts
    return parts


def _of_quotes(article: Article, annotation: Annotation, names: Names) -> dict[str, Any]:
    """Return what an article is found and counted by of its quotes, by their act."""
    parts: dict[str, Any] = {}
    for acts in get_args(Acts):
        values = ((field, values_in_article(field, article, annotation, acts)) for field in _OF_QUOTES)
        parts |= _filterable(values, names, acts)
    for act in ACTS:
        parts |= _said(counted_quotes(annotation.quotes, act), names, act)
    return parts


def _said(quotes: Sequence[Quote], names: Names, act: Act = "speech") -> dict[str, Any]:
    """Return what one quote, or all those of an act in an article, are found by beside the filterable fields."""
    speakers = [quote.speaker for quote in quotes if quote.speaker]
    cues = [quote.cue for quote in quotes if quote.cue]
    return {
        f"{of_act('cue', act)}_words": sorted({exact(form) for cue in cues for form in (cue.lemma, cue.text)}),
        f"{of_act('role', act)}_words": sorted({exact(speaker.role) for speaker in speakers if speaker.role}),
        of_act("confidence", act): max((speaker.confidence for speaker in speakers), default=None),
        of_act("unattributed", act): any(quote.speaker is None for quote in quotes),
        f"{of_act('speaker', act)}_words": names.words({speaker.id for speaker in speakers}),
    }


def _names_in(quote: Quote) -> list[str]:
    """Return whom and what a quote's content names, without figures."""
    return sorted(id for id in set(quote.mentions) if not is_figure(id))
