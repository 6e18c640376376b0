"""Lists of identities: the entities of articles, or the speakers of quotes, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.search.identified import merging
from services.search.identified.meanings import Meanings
from services.search.index.fields import FieldName
from services.search.index.port import Index
from services.search.index.questions import Kind, Named, NamesPage, NamesRequest

MAX_MERGED = 10_000
"""Names that are put together in one list, the first of its order. Those after them follow as names: rare ones, which
an engine counts by the hundred thousand."""

_FIELDS: Mapping[Kind, FieldName] = {"articles": "entity", "quotes": "speaker"}


class NameList:
    """The list that a request asks for. Its filters mean identities already."""

    def __init__(self, index: Index, meanings: Meanings, request: NamesRequest) -> None:
        self._index = index
        self._meanings = meanings
        self._request = request

    def page(self) -> NamesPage:
        """Return the page that the request asks for.

        Where no name among them has to do with another, it is the engine's page. Else later pages count those names
        that the engine shows behind its own first, of the moment that this belongs to, and leave out what was shown.
        """
        after = self._request.after
        if after and "engine" in after:
            page = self._index.names(replace(self._request, after=after["engine"]))
            return replace(page, total=after["total"], next=self._next(page.next, after["total"]))
        if after is None:
            every = self._index.names(replace(self._request, size=MAX_MERGED, labelled=False))
            names = list(every.names)
        else:
            every = self._index.names(
                replace(self._request, size=MAX_MERGED - 1, labelled=False, after=after["behind"])
            )
            names = [Named(*after["first"]), *every.names]
        counts = {name.id: name.count for name in names}
        self._meanings.read(counts)
        if after is None and all(self._meanings.shown(id) == id for id in counts):
            request = self._request
            page = every.first(request.size, request.labelled) if every.first else self._index.names(request)
            return replace(page, next=self._next(page.next, page.total))
        return self._merged(counts, every)

    def _next(self, engine: Mapping[str, Any] | None, total: int) -> Mapping[str, Any] | None:
        return {"engine": engine, "total": total} if engine else None

    def _merged(self, counts: Mapping[str, int], every: NamesPage) -> NamesPage:
        request, after = self._request, self._request.after or {"shown": [], "seen": 0}
        field = _FIELDS[request.kind]
        matching = merging.Matching(request.kind, request.words, request.filters)
        identities = merging.merged(self._index, self._meanings, counts, field, matching, 2 * len(counts) + 1)
        ordered = sorted(identities) if request.sort == "name" else list(identities)
        gone = frozenset(after["shown"])
        left = [value for value in ordered if value not in gone][after["seen"] :]
        shown = left[: request.size]
        total = after.get("total", len(identities) + max(0, every.total - len(counts)))
        labels = merging.labels(self._meanings, shown, {}) if request.labelled else {value: value for value in shown}
        following: Mapping[str, Any] | None = None
        if len(left) > len(shown):
            following = self._following(after, shown, total)
        elif every.next is not None:
            following = {"engine": every.next, "total": total}
        return NamesPage([Named(value, labels[value], identities[value]) for value in shown], total, following)

    def _following(self, after: Mapping[str, Any], shown: list[str], total: int) -> Mapping[str, Any]:
        if "behind" in after:
            return {**after, "seen": after["seen"] + len(shown)}
        first = self._index.names(replace(self._request, size=1, labelled=False, after=None))
        name = first.names[0]
        return {
            "first": [name.id, name.label, name.count],
            "behind": first.next,
            "shown": shown,
            "seen": 0,
            "total": total,
        }
