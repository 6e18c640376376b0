"""Parsers of what strangers send, each with the samples that documents for it are made of by changes at random."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from services.ingest import forms
from services.ingest.extraction.published import read_date
from services.ingest.feeds.finding import find_feeds
from services.ingest.feeds.listing import NotAFeed
from services.ingest.feeds.opml import read_opml
from services.ingest.feeds.reading import read_feed
from services.ingest.fetching.client import Fetched
from services.ingest.forms.fetched_page import page_payload
from services.ingest.forms.web_address import WebAddress
from services.ingest.importing.options import Options
from services.ingest.importing.readers.lines import read_json_lines
from services.ingest.importing.readers.single import read_json, read_page, read_text
from services.ingest.importing.readers.table import read_table
from services.ingest.importing.readers.warc import read_warc
from services.ingest.importing.record import Record, UnreadableFileError
from services.ingest.parsing import parse_post
from shared import errors
from shared.cleaning.article import clean
from shared.models.articles import Article
from tests.fuzz.samples import BODIES, COMMON, DATES, FEEDS, NINJS_ITEMS, OPML, PAGES, POSTS, SITEMAPS, TABLE, WARCS

URL = "https://courier.example/feeds/all?x=1"
REFUSALS = (errors.Refused, errors.Rejected, NotAFeed, UnreadableFileError)
"""Ends that are as they should be; any other error is a find."""


@dataclass(frozen=True)
class Parser:
    """One parser."""

    name: str
    parse: Callable[[bytes], object]
    samples: Sequence[bytes]
    """What its documents begin as. What a long run finds is added here, so that it stays as a test."""
    tokens: Sequence[bytes] = ()
    """Pieces that mean something to it."""

    def documents(self) -> st.SearchStrategy[bytes]:
        """Samples with some changes: pieces put in, cut out, doubled, replaced."""
        return st.builds(_changed, st.sampled_from(self.samples), st.lists(_changes(self.tokens), max_size=6))

    def check(self, document: bytes) -> None:
        """Parse; raise what is no refusal."""
        try:
            self.parse(document)
        except REFUSALS:
            return


Change = tuple[float, float, bytes, int]
"""Where (share of the length), how much of what follows, what comes there, and how often it stands there."""


def _changes(tokens: Sequence[bytes]) -> st.SearchStrategy[Change]:
    pieces = st.one_of(st.sampled_from([*tokens, *COMMON]), st.binary(max_size=8), st.text(max_size=6).map(_utf8))
    length = st.one_of(st.just(0.0), st.floats(0, 0.02), st.floats(0, 1))
    return st.tuples(st.floats(0, 1), length, pieces, st.sampled_from([0, 1, 1, 1, 2, 200]))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _changed(document: bytes, changes: Sequence[Change]) -> bytes:
    for place, share, piece, times in changes:
        start = round(place * len(document))
        end = min(len(document), start + round(share * len(document)))
        document = document[:start] + piece * times + document[end:]
    return document[:20_000]


def _archive(read: Callable[[Path, Options], Iterator[Record]]) -> Callable[[bytes], object]:
    """Return what reads a file with this content, and parses each of its records as ingest does."""

    def parse(content: bytes) -> None:
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(content)
            for record in read(Path(file.name), Options(source="Courier")):
                assert record.refusal or record.line
                if record.line:
                    _post(record.line, lenient=True)

    return parse


def _post(content: bytes, *, lenient: bool = False) -> None:
    """Parse what is posted, and make its article where that is a worker's task."""
    try:
        post = parse_post(content)
    except errors.Refused:
        if not lenient:
            raise
        return
    if post.operation == "put" and post.first_stage == "preparing" and not forms.address_of(post.payload):
        _prepare(post.payload)


def _prepare(payload: str) -> None:
    article = forms.prepare(payload)
    clean(article)


def _fetched(content: bytes) -> None:
    charset, _, body = content.partition(b"|")
    media = {"content-type": f"text/html; charset={charset.decode('latin-1')}"}
    _prepare(page_payload(WebAddress(url=URL), Fetched(URL, 200, media, body)))


def _cleaning(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    try:
        article = Article(title=text[:100], body=text)
    except ValidationError:  # control characters, or nothing to say
        return
    cleaned = clean(article)
    assert (cleaned.original_text("title"), cleaned.original_text("body")) == (article.title, article.body)
    assert cleaned.body.strip()


def _dates(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    read_date(text)
    _ = Fetched(URL, 503, {"retry-after": text}).retry_after


def _text(parse: Callable[[str], Any]) -> Callable[[bytes], object]:
    return lambda content: parse(content.decode("utf-8", "replace"))


_XML = (
    b"<item>",
    b"</item>",
    b"<link/>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"<?xml version='1.0' encoding='utf-7'?>",
    b" xml:base='http://['",
)
_HTML = (
    b"<article>",
    b"</p>",
    b"<h1>",
    b"<table><tr><td>",
    b'<script type="application/ld+json">',
    b"</script>",
    b'{"@graph":[',
    b'{"@id":"#a"}',
)

PARSERS = (
    Parser("feed", lambda content: read_feed(content, URL), FEEDS, _XML),
    Parser("sitemap", lambda content: read_feed(content, URL), SITEMAPS, (*_XML, b"<url>", b"<loc>", b"</loc>")),
    Parser("opml", read_opml, OPML, (b"<outline xmlUrl=", b"</outline>", b"<opml>")),
    Parser("home page", _text(lambda html: find_feeds(html, URL)), PAGES, (*_HTML, b"<link rel=alternate href=")),
    Parser("page", _fetched, [b"utf-8|" + page for page in PAGES], (*_HTML, b"utf-16|", b"idna|", b"<meta charset=x>")),
    Parser("cleaning", _cleaning, BODIES, (b"\n", b"ADS\n", b"Share\n", "é”".encode(), "â€™".encode(), b"\xc2\xad")),
    Parser("dates", _dates, DATES, (b"-", b"+", b"Z", b"T", b":")),
    Parser("ninjs", _post, NINJS_ITEMS, (b'"uri":', b'"bodies":[', b'"pubStatus":"canceled"', b'"embargoed":')),
    Parser("post", _post, POSTS, (b'"html":"<p>', b'"url":"http://', b'"authors":[')),
    Parser("warc", _archive(read_warc), [*WARCS, *map(gzip.compress, WARCS)], (b"WARC/1.1\r\n", b"Content-Length: 5")),
    Parser("table", _archive(read_table), TABLE, (b";", b"\t", b'"', b'""', b"body")),
    Parser("json lines", _archive(read_json_lines), [b"\n".join(POSTS)], (b"\n", b'"source":')),
    Parser("json", _archive(read_json), [b"[" + b",".join(POSTS) + b"]"], (b"[", b"]")),
    Parser("text", _archive(read_text), BODIES),
    Parser("html file", _archive(read_page), PAGES, _HTML),
)  # fmt: skip
"""Every one."""
