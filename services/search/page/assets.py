"""Assets: style sheet, scripts and icon, read once, compressed once, and kept by browsers until they change."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from shared.errors import NotFound

_FOLDER = Path(__file__).parent
_FILES = {
    "page.css": ("static/page.css", "text/css; charset=utf-8"),
    "page.js": ("static/page.js", "text/javascript; charset=utf-8"),
    "icon.svg": ("static/icon.svg", "image/svg+xml"),
    "htmx-2.0.11.js": ("vendor/htmx-2.0.11/htmx.min.js", "text/javascript; charset=utf-8"),
}


class _Asset(NamedTuple):
    content: bytes
    compressed: bytes
    media_type: str
    digest: str


class Assets:
    """The files of the page."""

    def __init__(self) -> None:
        self._assets = {name: _read(_FOLDER / path, media_type) for name, (path, media_type) in _FILES.items()}

    def address(self, name: str) -> str:
        """Return the address of a file, which changes with its content."""
        return f"/assets/{name}?v={self._assets[name].digest}"

    def add(self, router: APIRouter) -> None:
        """Add the route that serves them."""

        @router.get("/assets/{name}")
        def get_asset(request: Request, name: str) -> Response:
            asset = self._assets.get(name)
            if asset is None:
                raise NotFound("There is no such file.")
            # Under its digest a file never changes; without it (typed by hand) it is asked for again.
            current = request.query_params.get("v") == asset.digest
            headers = {
                "cache-control": "public, max-age=31536000, immutable" if current else "no-cache",
                "vary": "Accept-Encoding",
            }
            if "gzip" in request.headers.get("accept-encoding", ""):
                headers["content-encoding"] = "gzip"
                return Response(asset.compressed, media_type=asset.media_type, headers=headers)
            return Response(asset.content, media_type=asset.media_type, headers=headers)


def _read(path: Path, media_type: str) -> _Asset:
    content = path.read_bytes()
    return _Asset(content, gzip.compress(content, 9, mtime=0), media_type, hashlib.sha256(content).hexdigest()[:12])
