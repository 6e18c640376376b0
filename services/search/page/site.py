"""Site: what every page is made with. The index and its cursors, the templates, and answers as HTML."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from services.search.answers.coverage import describe_coverage
from services.search.answers.cursors import Cursors
from services.search.answers.models import Coverage
from services.search.endpoints.routing import Reader
from services.search.index.port import Index
from services.search.page import dates, numbers, text_fragment
from services.search.page.address import Address
from services.search.page.assets import Assets
from services.search.page.forms import Forms
from services.search.page.ingest import Ingest
from services.search.settings import Settings
from shared.delivery.decisions import WaitingDecisions
from shared.models.annotations import Quote

_OPENING = tuple("“‘\"'«„([")
_CLOSING = tuple("”’\"'»“.,;:!?)]")

COMPRESSED_ABOVE = 1_000
"""Bytes of a page from which it is worth while to compress it: shorter ones fit into one packet anyway."""

COVERAGE_SECONDS = 5.0
"""How old what is said to have been searched may be: every page says it, and it changes slowly."""

Links = Sequence[tuple[str, str]]

_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    # With "no-referrer" a browser would send forms from the origin "null", as a stranger's page can.
    "referrer-policy": "same-origin",
    "vary": "Accept-Encoding, Accept-Language",
}


class Site:
    """What the pages share."""

    def __init__(
        self,
        reader: Reader,
        settings: Settings,
        waiting: WaitingDecisions,
        pages: Links = (),
        foot_pages: Links = (),
    ) -> None:
        """``waiting``: where what people say waits for the indexer; ``pages``, ``foot_pages``: addresses and names of
        the pages that the head and the foot of each lead to."""
        self.index: Index = reader.index
        self.cursors: Cursors = reader.cursors
        self.settings = settings
        self.assets = Assets()
        self.forms = Forms(self.index)
        self.waiting = waiting
        self.ingest = Ingest(settings.ingest_url)
        self._coverage: tuple[float, Coverage] | None = None
        self._counting = threading.Lock()
        self._templates = _environment(self.assets, pages, foot_pages)

    def coverage(self) -> Coverage:
        """Return what the index holds, some seconds old at most. Raises Unavailable."""
        with self._counting:
            if self._coverage is None or time.monotonic() - self._coverage[0] > COVERAGE_SECONDS:
                self._coverage = (time.monotonic(), describe_coverage(self.index))
            return self._coverage[1]

    def page(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:
        """Return a page: a template of ``templates/`` with its values, compressed where the client can read that."""
        with numbers.written_for(request.headers.get("accept-language", "")):
            html = self._templates.get_template(template).render(
                request=request, address=Address.of(request), template=template, **context
            )
        content, headers = html.encode("utf-8", "replace"), dict(_HEADERS)
        if len(content) > COMPRESSED_ABOVE and "gzip" in request.headers.get("accept-encoding", ""):
            content = gzip.compress(content, 5)
            headers["content-encoding"] = "gzip"
        return Response(content, status, headers, "text/html; charset=utf-8")


def _environment(assets: Assets, pages: Links, foot_pages: Links) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {"asset": assets.address, "Address": Address, "site_pages": pages, "foot_pages": foot_pages}
    environment.filters |= {
        "day": dates.day,
        "minute": dates.minute,
        "there": dates.there,
        "iso": dates.iso,
        "number": numbers.number,
        "web": text_fragment.web_address,
        "around": around,
        "zip": zip,
    }
    return environment


def around(quote: Quote) -> tuple[str, str]:
    """Return the text before and after a quote, with an ellipsis and spaces as a reader expects them."""
    before, after = quote.context.before, quote.context.after
    if before and before[0].islower():
        before = f"… {before}"
    opened = before[-1:] in _OPENING
    closed = after[:1] in _CLOSING
    return f"{before}{'' if opened else ' '}", f"{'' if closed else ' '}{after}"
