"""Meta tags of a page: OpenGraph, Dublin Core, Parsely, and the names that publishers made up."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from services.ingest.extraction.json_ld import plain

_NEAR = 10
"""Elements around a property among which its item is looked for."""
_OF_OTHERS = frozenset({"citation", "comment", "review"})
"""Items inside a page whose properties are not the page's."""


class MetaTags:
    """Contents of all ``<meta>``, by their property, name or itemprop in lower case."""

    def __init__(self, root: HtmlElement) -> None:
        self._contents: dict[str, list[str]] = {}
        for element in root.iter("meta"):
            content = plain(element.get("content") or "")
            if element.get("itemprop") and _is_of_others(element):
                continue
            for attribute in ("property", "name", "itemprop"):
                name = (element.get(attribute) or "").strip().lower()
                if name and content:
                    self._contents.setdefault(name, []).append(content)

    def first(self, *names: str) -> str:
        """Return the content of the first of some names that is there; "" if none is."""
        return next((self._contents[name][0] for name in names if name in self._contents), "")

    def all(self, *names: str) -> list[str]:
        """Return the contents of the first of some names that is there, each once."""
        return next((list(dict.fromkeys(self._contents[name])) for name in names if name in self._contents), [])


def _is_of_others(element: HtmlElement) -> bool:
    return any(item.get("itemprop", "").lower() in _OF_OTHERS for item in islice(element.iterancestors(), _NEAR))
