"""About this record: what is in it, what counts as a quote, how well it is read, and under which licences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.search.answers import quotes
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import NoParameters, Parameters

ACCURACY: dict[str, Any] = json.loads(Path(__file__).with_name("accuracy.json").read_text("utf-8"))
"""Figures of the model card, in per cent; a test compares them with what was measured."""


def add(router: APIRouter, site: Site) -> None:
    """Add the page."""

    @router.get("/about", dependencies=[read(NoParameters)])
    def get_about(request: Request) -> Response:
        asked = Parameters.model_validate({"size": 1, "facet": ["source", "language", "type", "annotator"]})
        facets = quotes.find_quotes(site.index, site.cursors, asked, highlights=False).facets
        return site.page(request, "about.html", coverage=site.coverage(), facets=facets, accuracy=ACCURACY)
