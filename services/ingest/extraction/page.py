"""A page's article: its text by trafilatura, its metadata from what the page declares, shows, or lets guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from services.ingest import html_tree
from services.ingest.extraction.authors import authors
from services.ingest.extraction.headline import headline
from services.ingest.extraction.json_ld import JsonLd, Node, text_of
from services.ingest.extraction.meta_tags import MetaTags
from services.ingest.extraction.own_address import own_address
from services.ingest.extraction.published import Published, modified, published
from services.ingest.extraction.site_names import SiteNames
from shared import errors

MAX_TAGS = 30


@dataclass(frozen=True)
class Extracted:
    """What a page says; "" or None where it does not."""

    text: str
    title: str
    authors: Sequence[str]
    published: Published
    modified_at: datetime | date | None
    site: str
    section: str
    tags: Sequence[str]
    language: str
    own_address: str | None
    """The address that the page says is its own."""
    free: bool | None
    """Whether the page declares that anybody may read it."""
    declared_length: int
    """Characters of the text that the page's structured data has; 0 where it has none."""


def extract(html: str, url: str | None) -> Extracted:
    """Extract the article of a page, without its navigation, advertising and comments.

    Raises Rejected if there is none.
    """
    tree = html_tree.parse(html)
    if tree is None:
        raise errors.Rejected("The page holds no article text that could be found; post its title and body instead.")
    metadata = _metadata(tree.root, url)  # before the text, whose extraction takes the page apart
    document: Any = trafilatura.bare_extraction(
        tree.root, url=url, include_comments=False, include_tables=True, with_metadata=False, fast=tree.many_blocks
    )
    text = document.text if document else None
    if not text or not text.strip():
        raise errors.Rejected("The page holds no article text that could be found; post its title and body instead.")
    if html_tree.is_menu(tree, text):
        raise errors.Rejected("The page holds links and headings and no article; post its title and body instead.")
    return Extracted(text=text, **metadata)


def _metadata(root: HtmlElement, url: str | None) -> Mapping[str, Any]:
    ld, meta = JsonLd(root), MetaTags(root)
    articles = ld.articles()
    publishers = [name for node in articles[:2] for name in ld.names(node.get("publisher"))]
    site = meta.first("og:site_name") or (publishers or [""])[0] or meta.first("application-name")
    sites = SiteNames([site, *publishers, meta.first("publisher", "dc.publisher")], url)
    titles = [
        *(text_of(node, "headline", "name") for node in articles[:2]),
        meta.first("og:title"),
        meta.first("twitter:title", "parsely-title", "dc.title", "sailthru.title"),
        *(" ".join(element.text_content().split()) for element in list(root.iter("title"))[:1]),
    ]
    title = headline(root, [title for title in titles if title], sites)
    return {
        "title": title,
        "authors": authors(root, ld, articles, meta, sites),
        "published": published(root, articles, meta, url, title),
        "modified_at": modified(articles, meta),
        "site": site,
        "section": next((text_of(node, "articleSection") for node in articles[:2]), "")
        or meta.first("article:section"),
        "tags": _tags(articles, meta),
        "language": _language(root, articles),
        "own_address": own_address(root, meta, url),
        "free": next((free for node in articles if (free := _is_free(node)) is not None), None),
        "declared_length": max(
            (len(text) for node in articles if isinstance(text := node.get("articleBody"), str)), default=0
        ),
    }


def _tags(articles: Sequence[Node], meta: MetaTags) -> list[str]:
    given = [word for node in articles[:1] for word in _listed(node.get("keywords"))]
    given = given or meta.all("article:tag") or _listed(meta.first("news_keywords", "keywords"))
    return list(dict.fromkeys(" ".join(tag.split()) for tag in given if 0 < len(tag.strip()) <= 100))[:MAX_TAGS]


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split(",")
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _language(root: HtmlElement, articles: Sequence[Node]) -> str:
    declared = next((text_of(node, "inLanguage") for node in articles[:2]), "") or root.get("lang") or ""
    return declared.replace("_", "-").strip()


def _is_free(node: Node) -> bool | None:
    value = node.get("isAccessibleForFree")
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().rpartition("/")[2].lower())
