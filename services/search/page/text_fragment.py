"""Text fragments: an address that opens a publisher's page at the words of a quote (``#:~:text=…``).

The syntax is that of the WICG's draft on text fragments. Long texts are given by their beginning and end, as the
text-fragments polyfill does; a browser that does not know fragments opens the page as usual.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

EXACT_CHARS = 300
"""Of a text that is given in full; the polyfill's number."""
EDGE_WORDS = 6
"""Words that stand for either end of a longer one."""


def web_address(url: str | None) -> str | None:
    """Return an address if a browser may be led there: one of the web, not ``javascript:`` or ``data:``."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def address_at(url: str | None, text: str) -> str | None:
    """Return the address of a page at ``text``, which stands there in one piece; None if it is no page of the web."""
    address, words = web_address(url), text.split()
    if not address or not words:
        return address
    whole = re.sub(r"\s+", " ", text.strip())
    if len(whole) <= EXACT_CHARS or len(words) < 2 * EDGE_WORDS:
        directive = _escaped(whole[:EXACT_CHARS])
    else:
        directive = f"{_escaped(' '.join(words[:EDGE_WORDS]))},{_escaped(' '.join(words[-EDGE_WORDS:]))}"
    return f"{address}{'' if '#' in address else '#'}:~:text={directive}"


def _escaped(text: str) -> str:
    # "-", "," and "&" separate the parts of a directive; the first is one that quote() would leave.
    return quote(text, safe="").replace("-", "%2D")
