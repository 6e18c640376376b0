"""JSON-LD of a page: the node of schema.org that describes its article, wherever it stands in graphs and lists."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

Node = Mapping[str, Any]

MAX_NODES = 5_000
"""Nodes that are looked at; a page of news has some dozens."""

_MAX_DEPTH = 12

_TYPES = (
    frozenset({
        "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle",
        "reviewnewsarticle", "askpublicnewsarticle", "liveblogposting",
    }),
    frozenset({
        "article", "blogposting", "report", "socialmediaposting", "discussionforumposting", "advertisercontentarticle",
        "satiricalarticle", "scholarlyarticle", "techarticle", "recipe", "review", "creativework", "podcastepisode",
        "videoobject",
    }),
    frozenset({"webpage", "itempage", "creativeworkseries"}),
)  # fmt: skip
"""Types that describe an article, the most telling ones first."""


_OF_OTHERS = frozenset({"citation", "comment", "isBasedOn", "mentions"})
"""Fields whose nodes are works of others than the page's authors."""


class JsonLd:
    """All nodes of a page."""

    def __init__(self, root: HtmlElement) -> None:
        self._nodes = list(_nodes(root))
        self._by_id = {node["@id"]: node for node in reversed(self._nodes) if isinstance(node.get("@id"), str)}
        for node in self._nodes:  # a node that says more than its id is the one that is meant
            if isinstance(node.get("@id"), str) and len(node) > len(self._by_id[node["@id"]]):
                self._by_id[node["@id"]] = node

    def articles(self) -> list[Node]:
        """Return the nodes that describe the page's article, the most telling first."""
        return [
            node
            for types in _TYPES
            for node in self._nodes
            if types & _types(node) and ("headline" in node or "datePublished" in node or "author" in node)
        ]

    def resolve(self, value: object) -> object:
        """Return the node that a reference (``{"@id": …}``, or its bare id) means; anything else as it is."""
        key = value.get("@id") if isinstance(value, Mapping) and len(value) <= 2 else value
        return self._by_id.get(key, value) if isinstance(key, str) else value

    def names(self, value: object) -> list[str]:
        """Return the names of persons or organisations, given as text, a node, a reference, or a list of such."""
        if isinstance(value, list):
            return [name for each in value[:50] for name in self.names(each)]
        value = self.resolve(value)
        if isinstance(value, Mapping):
            name = value.get("name") or " ".join(
                part for part in (value.get("givenName"), value.get("familyName")) if isinstance(part, str)
            )
            return self.names(name) if isinstance(name, list) else [plain(name)] if isinstance(name, str) else []
        return [plain(value)] if isinstance(value, str) else []

    def is_organisation(self, value: object) -> bool:
        """Return whether an author is declared to be no person."""
        first = self.resolve(value[0] if isinstance(value, list) and value else value)
        return isinstance(first, Mapping) and any("organization" in kind for kind in _types(first))


def text_of(node: Node, *names: str) -> str:
    """Return the first of some fields that holds text; "" if none does."""
    for name in names:
        value = node.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str) and value.strip():
            return plain(value)
    return ""


def plain(text: str) -> str:
    """Return text without markup, entities and line breaks, which structured data often carries."""
    text = html.unescape(html.unescape(text[:100_000]))
    return " ".join(re.sub(r"<[^<>]{1,200}>", " ", text).split())


def _types(node: Node) -> set[str]:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rpartition("/")[2].lower() for kind in listed if isinstance(kind, str)}


def _nodes(root: HtmlElement) -> Iterator[Node]:
    count = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            document = json.loads(_uncommented(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _walk(document, 0):
            yield node
            count += 1
            if count >= MAX_NODES:
                return


def _uncommented(text: str) -> str:
    return text.strip().removeprefix("<![CDATA[").removesuffix("]]>").removeprefix("<!--").removesuffix("-->").strip()


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for field, each in value.items():
            if isinstance(each, list | dict) and field not in _OF_OTHERS:
                yield from _walk(each, depth + 1)
