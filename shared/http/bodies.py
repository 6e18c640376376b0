"""Request bodies that routes declare: media types and limits, where they differ from plain JSON within the usual limit.

A route that declares nothing takes JSON of ``max_request_bytes`` at most, so that forgetting to declare is safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.routing import compile_path
from starlette.types import Scope

UNLIMITED = 2**63
"""Limit of a body that is read as a stream and never held: the route bounds each piece of it."""


@dataclass(frozen=True)
class Body:
    """Declaration of the body that one route takes."""

    method: str
    path: str
    """The route's path with its parameters in braces: */v1/feeds/{id}*."""
    media_types: Sequence[str] = ()
    """Content types that it takes, in lower case and without parameters; none: JSON."""
    max_bytes: int | None = None
    """Limit of the body in received bytes; None: the setting ``max_request_bytes``."""

    def accepts(self, media_type: str) -> bool:
        """Return whether a body of this content type is taken."""
        if self.media_types:
            return media_type in self.media_types
        return media_type == "application/json" or media_type.endswith("+json")

    @property
    def advice(self) -> str:
        """Sentence that names the content types."""
        if not self.media_types:
            return "Send JSON, with the header Content-Type: application/json."
        return f"Send the header Content-Type with one of: {', '.join(self.media_types)}."


class Bodies:
    """Declared bodies of an application, looked up by a request's method and path."""

    def __init__(self, declared: Sequence[Body] = ()) -> None:
        self._declared = [(compile_path(body.path)[0], body) for body in declared]

    def of(self, scope: Scope) -> Body:
        """Return what the route of a request takes."""
        method, path = scope["method"], scope["path"]
        for pattern, body in self._declared:
            if body.method == method and pattern.match(path):
                return body
        return Body(method, path)
