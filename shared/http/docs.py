"""OpenAPI documents: /docs without the web (Swagger UI out of a Python package), and problems in the description.

FastAPI's own page loads its script from a CDN, which tells a third party who reads the docs and shows nothing on a
machine without the web. Of the package ``fastapi-swagger``, released with every Swagger UI, we serve the files only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

from shared import errors

_STATIC = Path(__file__).parent / "static"


class Problem(BaseModel):
    """Problem document (RFC 9457): why a request was not served, for people in ``detail``, for programs in ``code``."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str = Field(description="One sentence that says what to do")
    code: str
    request_id: str | None = Field(description="Also in the header X-Request-ID and in the log lines of this request")


_SCHEMA = Problem.model_json_schema()
ANY_PROBLEM: dict[str, Any] = {
    "description": "Any other problem",
    "content": {"application/problem+json": {"schema": _SCHEMA}},
}


def add_docs(app: FastAPI) -> None:
    """Serve the OpenAPI description as a page at /docs. Links in it are relative, so it works behind a prefix."""
    app.mount(
        "/docs-assets", StaticFiles(directory=_STATIC, packages=[("fastapi_swagger", "resources")]), "docs-assets"
    )

    @app.get("/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(_STATIC / "docs.html")


def problems(*kinds: type[errors.QuotewireError]) -> dict[int | str, dict[str, Any]]:
    """Return FastAPI's ``responses`` for a route that may end in ``kinds``; those of one status stand together."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        media: dict[str, Any] = {"schema": _SCHEMA, "examples": {}}
        answer = responses.setdefault(kind.status, {"description": "", "content": {"application/problem+json": media}})
        answer["description"] += f"{'; or: ' if answer['description'] else ''}{kind.title} (`{kind.code}`)"
        answer["content"]["application/problem+json"]["examples"][kind.code] = {"value": _example(kind)}
        if issubclass(kind, errors.Unavailable):
            wait = {"description": "Seconds to wait before the next try", "schema": {"type": "integer"}}
            answer["headers"] = {"Retry-After": wait}
    return responses


def _example(kind: type[errors.QuotewireError]) -> dict[str, Any]:
    return {
        "type": f"urn:quotewire:problem:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": "What is wrong, and what to do.",
        "code": kind.code,
        "request_id": "5f0c9e0b6f7d4c5f9a0d3f8f0c1b2a3d",
    }
