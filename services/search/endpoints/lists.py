"""Lists as responses: a page as JSON or as a feed, everything as CSV or JSON lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from services.search.answers.export import feed, formats, json_lines, table
from services.search.answers.fields import parse_fields
from services.search.answers.models import Results, SimilarArticles
from services.search.endpoints.feeds import feed_of
from services.search.endpoints.routing import json_answer
from services.search.parameters import ListParameters, Parameters, SimilarParameters
from shared.errors import Invalid

_Parameters = TypeVar("_Parameters", bound=ListParameters)


class ListFormat:
    """How the answer to one request for a list is written: its format, and the fields of each result."""

    def __init__(
        self,
        request: Request,
        parameters: ListParameters | SimilarParameters,
        kind: str,
        model: type[BaseModel],
    ) -> None:
        """``kind``: what is listed, in a word; ``model``: that of each result. Raises NotAcceptable; UnknownField; and
        Invalid for a size of a format that has no pages."""
        self._request, self._kind, self._model = request, kind, model
        self._format, self._media_type = formats.choose_format(parameters.format, request.headers.getlist("accept"))
        self._fields = parse_fields(parameters.fields, model)
        if self.is_export and "size" in request.query_params:
            raise Invalid.of(
                "size", f"{self._format} holds all results; leave it out, and narrow the query to get fewer"
            )

    @property
    def is_export(self) -> bool:
        """Whether it holds all results, and not a page of them."""
        return self._format in ("csv", "jsonl")

    @property
    def is_feed(self) -> bool:
        """Whether it is for a feed reader."""
        return self._format in ("rss", "atom")

    @property
    def highlights(self) -> bool:
        """Whether it shows highlights."""
        if self._fields is None:
            return self._format in ("json", "jsonl")
        return not self.is_feed and "highlights" in self._fields

    def adapted(self, parameters: _Parameters) -> _Parameters:
        """Return the parameters as this format needs them: a feed shows no facets, and begins with the newest results
        unless the request says otherwise."""
        if not self.is_feed:
            return parameters
        adapted = parameters.model_copy(update={"facet": ["none"]})
        if isinstance(parameters, Parameters) and parameters.sort is None:
            adapted = adapted.model_copy(update={"sort": "newest"})
            adapted.model_fields_set.discard("sort")  # it was not given: a cursor of JSON in the same order leads on
        return adapted

    def page(self, page: Results | SimilarArticles) -> Response:
        """Return one page as a response."""
        if self.is_feed:
            return self._feed(page)
        content = dict(page)
        if self._fields is not None:
            content["results"] = [self._fields.of(result.model_dump(mode="json")) for result in page.results]
        return json_answer(content, vary="Accept")

    def export(self, pages: Iterator[Sequence[BaseModel]]) -> Response:
        """Return all results as a response that is sent page by page.

        An error on the way leaves the answer without its last chunk, and the connection is closed: a client sees that
        the file is not whole (curl's exit status is 18), which a last line in the file would not make it see.
        """
        name = f"quotewire-{self._kind}.{self._format}".replace(" ", "-")
        headers = {"content-disposition": f'attachment; filename="{name}"', "vary": "Accept"}
        lines = self._csv(pages) if self._format == "csv" else self._json_lines(pages)
        return StreamingResponse(lines, media_type=self._media_type, headers=headers)

    def _feed(self, page: Results | SimilarArticles) -> Response:
        next_cursor = page.next_cursor if isinstance(page, Results) else None
        content = feed_of(page.results, self._kind, self._format, self._request, next_cursor)
        document = feed.atom(content) if self._format == "atom" else feed.rss(content)
        return Response(document, media_type=self._media_type, headers={"vary": "Accept"})

    def _csv(self, pages: Iterator[Sequence[BaseModel]]) -> Iterator[bytes]:
        columns = table.columns(self._model, self._fields.paths if self._fields else None)
        yield table.header(columns)
        for page in pages:
            yield table.rows((result.model_dump(mode="json") for result in page), columns)

    def _json_lines(self, pages: Iterator[Sequence[BaseModel]]) -> Iterator[bytes]:
        for page in pages:
            yield json_lines.lines(page, self._fields)
