"""Cross-origin access (CORS): the part of an API whose answers pages of certain other origins may read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CrossOrigin:
    """A path with all below it, and the origins whose pages may ask there and read the answers.

    What lies there only reads: :class:`shared.http.middlewares.AllowedOrigins` lets these origins post to it.
    """

    path: str = ""
    """Without a slash at its end."""
    origins: frozenset[str] = frozenset()
    """As browsers send them: *http://localhost:3333*."""

    def allows(self, path: str, origin: str) -> bool:
        """Return whether a page of ``origin`` may ask ``path``."""
        return origin in self.origins and (path == self.path or path.startswith(f"{self.path}/"))


NOWHERE = CrossOrigin()
"""No other origin may ask anything."""
