"""Names of a page's site: what its publisher calls it, and its host."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

_DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}")
_MOST_WORDS = 6
"""Words of a site's name at most."""


class SiteNames:
    """All names of one site, compared by their letters alone: *The Example-Courier* is *example courier*."""

    def __init__(self, names: Iterable[str], url: str | None) -> None:
        self._letters = {folded for name in (*names, *_host_names(url)) if (folded := letters(name))}

    def add(self, names: Iterable[str]) -> None:
        """Take more names for the site's."""
        self._letters |= {folded for name in names if (folded := letters(name))}

    def includes(self, text: str) -> bool:
        """Return whether a text is the site's name, and nothing else."""
        return letters(text) in self._letters

    def resembles(self, text: str) -> bool:
        """Return whether a text is the site's name, a part of it, more than it, or any domain."""
        folded = letters(text)
        if not folded or folded in self._letters:
            return True
        if len(text.split()) > _MOST_WORDS:
            return False
        alike = (folded in name or name in folded for name in self._letters if min(len(folded), len(name)) > 3)
        return any(alike) or bool(_DOMAIN.fullmatch(text.strip().lower()))


def letters(text: str) -> str:
    """Return the letters and digits of a name, in lower case and without accents."""
    folded = unicodedata.normalize("NFKD", text[:300]).casefold()
    return re.sub(r"[\W_]+", "", "".join(c for c in folded if not unicodedata.combining(c)))


def _host_names(url: str | None) -> list[str]:
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return []
    return [host, *(label for label in host.split(".")[:-1] if len(label) > 3)]
