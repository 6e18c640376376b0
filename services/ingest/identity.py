"""Identity of an article: its aliases, and the id made from the strongest of them.

An alias is a hash of something that names an article: its canonical URL, its source and the source's own id, or its
words. Redis looks all of them up in one step (``shared/delivery/lua/accept.lua``). A new article's id is a hash too,
of the strongest alias it has, so that a repost lands on the same id even when Redis has forgotten it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from shared import errors
from shared.delivery.posts import Post
from shared.hashing import digest
from shared.models.articles import MAX_URL_CHARS, ArticleMetadata
from shared.models.receipts import Stage
from shared.normalisation import pieces, stream_safe

NORMAL_FORM = "c1"
"""Version of :func:`normal_form`. A new form gets a new name and keeps the old aliases valid."""

ID = re.compile(r"[a-z2-7]{20}")
"""Form of an article id: 100 bits in base 32; a billion articles collide with a chance of one in 10^12."""

# Tracking parameters: newsletters, social networks and analytics add them; none says which article is meant.
_TRACKING = re.compile(
    r"(utm_.*|mc_[ce]id|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|_hs(enc|mi)|mkt_tok|cmpid|"
    r"smid|ito|ocid|ncid|sr_share|xtor|ref_src|ref_url|guccounter|guce_.*|at_(medium|campaign|custom\d|link.*))",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTATION_MARKS = tuple(zip("“”„«»‘’‚`´", "\"\"\"\"\"'''''", strict=True))
_DEFAULT_PORTS = {"http": 80, "https": 443}

_NOT_GIVEN: Mapping[str, Any] = {
    "url": None, "source": None, "external_id": None, "published_at": None, "modified_at": None, "authors": [],
    "language": None, "tags": [], "title": None,
}  # fmt: skip
"""Values of the first release's fields in a fingerprint where a post does not give them. The list is closed: a
field of a later release counts only where it is given, so that adding it changes no fingerprint that Redis holds."""


def known_form(id: str) -> str:
    """Return an article id that has the form of one. Raises NotFound otherwise."""
    if not ID.fullmatch(id):
        raise errors.NotFound("No article has such an id; ids are 20 characters of a-z and 2-7.")
    return id


def canonical_url(url: str) -> str:
    """Return the one spelling of an article's address: what differs without meaning another article is dropped.

    Scheme (http = https), ``www.``, case of the host, default port, fragment, tracking parameters, order of the
    parameters, a slash at the end, and needless percent-encoding. Raises ValueError if it is not an http(s) URL.
    """
    parts = urlsplit(url)
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError("should be an http or https address, such as https://example.org/news/1")
    host = parts.hostname.rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise ValueError("names a host that cannot exist") from None
    host = host.rstrip(".").lower().removeprefix("www.")
    if parts.port and parts.port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{parts.port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=-._~").rstrip("/")
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(k)))
    return f"//{host}{path}" + (f"?{query}" if query else "")


def absolute_url(base: str, link: str) -> str:
    """Return the address that a link on the page or feed at ``base`` means; "" where it is none of the web's."""
    try:
        url = urljoin(base, link)
        canonical_url(url)
    except ValueError:
        return ""
    return url if link and len(url) <= MAX_URL_CHARS and not _UNPRINTABLE.search(url) else ""


def normal_form(title: str, body: str) -> str:
    """Return the words, whatever an extractor did to spaces, quotation marks and Unicode's ways to write one letter."""
    return "".join(map(_normal, pieces(stream_safe(f"{title}\n{body}")))).strip()


def _normal(piece: str) -> str:
    text = unicodedata.normalize("NFKC", piece)
    for written, plain in _QUOTATION_MARKS:
        text = text.replace(written, plain)
    text = text.casefold()
    return " ".join(text.split()) + (" " if text[-1:].isspace() else "")


def content_alias(title: str, body: str) -> str:
    """Return the alias made from the words."""
    return f"{NORMAL_FORM}:{digest(normal_form(title, body))}"


def headline_hash(title: str) -> str:
    """Return a hash of a headline's words; "" where there is none."""
    words = normal_form(title, "")
    return digest(words) if words else ""


def url_alias(url: str) -> str:
    """Return the alias made from an address. Raises ValueError if it is not an http(s) URL."""
    return f"u1:{digest(canonical_url(url))}"


def make_post(
    posted: ArticleMetadata,
    *,
    content: str,
    text_hash: str,
    payload: str,
    first_stage: Stage,
    title: str = "",
    external: str | None = None,
    operation: Literal["put", "delete"] = "put",
) -> Post:
    """Return everything that acceptance needs to know of a post; its form knows what is given here.

    ``external`` names the article for its source, where that is not its ``external_id``.

    ``content`` is the alias made from the words, or from what they will be found in; ``text_hash`` is "" where they are
    not known yet. Raises ValueError if ``url`` is not a web address.
    """
    url = canonical_url(posted.url) if posted.url else None
    if external is None and posted.external_id:
        external = json.dumps([posted.source, posted.external_id])
    aliases = {
        "url": url_alias(posted.url) if posted.url else "",
        "external": f"x1:{digest(external)}" if external else "",
        "content": content,
    }
    strongest = aliases["url"] or aliases["external"] or aliases["content"]
    candidate = base64.b32encode(hashlib.sha256(strongest.encode()).digest()).decode().lower()[:20]
    return Post(
        candidate=candidate,
        fingerprint=_fingerprint(
            posted.model_dump(mode="json", exclude_defaults=True, exclude={"published_zone"}) | {"url": url}
        ),
        text_hash=text_hash,
        payload=payload,
        first_stage=first_stage,
        title=title,
        operation=operation,
        source=posted.source or "",
        **aliases,
    )


def _fingerprint(given: Mapping[str, Any]) -> str:
    """Return the fingerprint, equal for two posts if they give the same; a field that is null or empty is not given."""
    return digest(json.dumps({**_NOT_GIVEN, **given}, sort_keys=True))
