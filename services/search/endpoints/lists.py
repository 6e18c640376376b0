"""Lists of results: a page in the envelope of the contract, all of them as CSV or JSON lines, or a page as a feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pydantic_core
from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from services.search.answers import cursor, fields
from services.search.answers.export import feed, formats, table
from services.search.endpoints.feeds import feed_of
from services.search.endpoints.routing import Reader, Watch, json_answer
from services.search.index.results import FacetValue
from shared import logs
from shared.errors import Invalid

log = logs.get(__name__)

EXPORT_PAGE = 200
"""Results that an export holds in memory at once: articles with their texts are some 10 kB each."""


class Listed(NamedTuple):
    """What a list has found for one page."""

    results: Sequence[BaseModel]
    total: int
    next: Mapping[str, Any] | None = None
    facets: Mapping[str, Sequence[FacetValue]] = {}


@dataclass(frozen=True)
class Step:
    """Which page of a list is wanted: how many results, from where on, and whether with facets."""

    size: int
    after: Mapping[str, Any] | None = None
    facets: bool = False


Ask = Callable[[Step], Listed]


class Listing:
    """One request for a list: what is asked, and how it is to be shown."""

    def __init__(self, request: Request, asked: Any, kind: str, model: type[BaseModel]) -> None:
        """``asked``: parameters with ``size``, ``fields`` and ``format``, and ``cursor`` if the list has pages.
        ``kind``: what is listed, in a word. Raises NotAcceptable; Refused for unknown fields; Invalid for a size of
        what has no pages."""
        self._watch = Watch()
        self._request, self._size, self._kind, self._model = request, asked.size, kind, model
        self._cursor: str | None = getattr(asked, "cursor", None)
        self._format, self._media_type = formats.chosen(asked.format, request.headers.getlist("accept"))
        self._fields = fields.chosen(asked.fields, model)
        if self._is_whole and "size" in request.query_params:
            raise Invalid.of(
                "size", f"{self._format} holds all results; leave it out, and narrow the query to get fewer"
            )

    @property
    def is_feed(self) -> bool:
        """Whether it is for a feed reader, which expects the newest first."""
        return self._format in ("rss", "atom")

    @property
    def shows_highlights(self) -> bool:
        """Whether highlights are worth making."""
        if self._fields is None:
            return self._format in ("json", "jsonl")
        return not self.is_feed and "highlights" in self._fields

    def answer(self, reader: Reader, ask: Ask, order: str = "") -> Response:
        """The answer. ``order``: what the list is sorted by where we may choose: a cursor belongs to one order."""
        bound = cursor.question(f"{self._kind} {order}", self._request.query_params.multi_items())
        after = reader.cursors.read(self._cursor, bound) if self._cursor is not None else None
        if self._is_whole:
            return self._whole(ask(Step(EXPORT_PAGE, after)), ask)
        page = ask(Step(self._size, after, facets=not self.is_feed and after is None))
        following = reader.cursors.give(bound, page.next) if page.next else None
        if self.is_feed:
            return self._feed(page, following)
        envelope = {"total": page.total, "total_relation": "eq", "size": self._size, "next_cursor": following}
        return self._json(envelope, page, facets=page.facets)

    def answer_at_once(self, page: Listed) -> Response:
        """The answer of a list without pages."""
        if self._is_whole:
            return self._whole(page, lambda _step: page)
        return self._feed(page, None) if self.is_feed else self._json({"total": page.total}, page)

    @property
    def _is_whole(self) -> bool:
        return self._format in ("csv", "jsonl")

    def _json(self, envelope: Mapping[str, Any], page: Listed, **more: Any) -> Response:
        results = page.results
        shown = results if self._fields is None else [self._fields.of(one.model_dump(mode="json")) for one in results]
        return json_answer({**envelope, "took_ms": self._watch.ms, "results": shown, **more}, vary="Accept")

    def _feed(self, page: Listed, following: str | None) -> Response:
        found = feed_of(page.results, self._kind, self._format, self._request, following)
        document = feed.atom(found) if self._format == "atom" else feed.rss(found)
        return Response(document, media_type=self._media_type, headers={"vary": "Accept"})

    def _whole(self, first: Listed, ask: Ask) -> Response:
        name = f"quotewire-{self._kind}.{self._format}".replace(" ", "-")
        headers = {"content-disposition": f'attachment; filename="{name}"', "vary": "Accept"}
        lines = self._csv if self._format == "csv" else self._json_lines
        return StreamingResponse(lines(_pages(first, ask)), media_type=self._media_type, headers=headers)

    def _csv(self, pages: Iterator[Sequence[BaseModel]]) -> Iterator[bytes]:
        columns = table.columns(self._model, self._fields.paths if self._fields else None)
        yield table.header(columns)
        for page in pages:
            yield table.rows((result.model_dump(mode="json") for result in page), columns)

    def _json_lines(self, pages: Iterator[Sequence[BaseModel]]) -> Iterator[bytes]:
        for page in pages:
            shown = (one if self._fields is None else self._fields.of(one.model_dump(mode="json")) for one in page)
            yield b"".join(pydantic_core.to_json(one) + b"\n" for one in shown)


def _pages(first: Listed, ask: Ask) -> Iterator[Sequence[BaseModel]]:
    """The results page by page; no page is kept when the next one is asked for.

    An error on the way leaves the answer without its last chunk, and the connection is closed: a client sees that the
    file is not whole (curl's exit status is 18), which a last line in the file would not make it see.
    """
    page = first
    del first
    while True:
        following = page.next
        yield page.results
        if following is None:
            return
        page = ask(Step(EXPORT_PAGE, following))
