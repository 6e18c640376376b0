"""Samples of what strangers send, which a fuzzed document begins as, and pieces that parsers trip over."""

# ruff: noqa: E501 - documents are easier to read as they come

from __future__ import annotations

import gzip
import json

from services.ingest import forms
from services.ingest.forms.ninjs import NINJS
from tests.support.feeds import BOMB, rss, rss_item

COMMON = [
    b"\0", b"\r\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"&#0;", b"&#x110000;", b"&amp;", b"<", b">", b'"', b"'", b"{", b"}",
    b"[", b"]", b",", b":", b"\\u0000", b"\\ud800", b"1e999", b"-1", b"null", b"true", b"[]", b"{}", b"http://[", b"//", b"javascript:", b"9999-99-99",
    b"0000-00-00T00:00:00+99:99", b"10000-01-01", b"9" * 400, "\u202e\u0301\u00ad".encode(), "“”«»".encode(), b"<!--", b"<![CDATA[", b"]]>",
]  # fmt: skip

FEEDS = [
    rss(
        [
            rss_item("https://courier.example/1", "Bridge opens", more="<dc:creator>Ann Lee</dc:creator><category>a</category>"),
            rss_item("/2", "Ferry sails", more="<guid isPermaLink='false'>2</guid><pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate>"),
        ],
        more="<ttl>60</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
    ).encode(),
    b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="/b/"><title type="html">C &amp;amp; D</title><entry><id>tag:1</id>'
    b'<title>Bridge</title><link rel="alternate" href="1"/><updated>2026-03-02T09:00:00Z</updated><author><name>Ann Lee</name></author></entry></feed>',
    json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1", "title": "Courier", "home_page_url": "https://courier.example/",
            "items": [{"id": "1", "url": "/1", "title": "Bridge", "date_published": "2026-03-02T09:00:00Z", "authors": [{"name": "Ann"}], "tags": ["a"]}],
        }
    ).encode(),
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>C</title></channel>'
    b"<item><title>Bridge</title><link>https://courier.example/1</link></item></rdf:RDF>",
    BOMB.encode(),
]  # fmt: skip
SITEMAPS = [
    b'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    b'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://courier.example/1</loc><news:news><news:publication>'
    b"<news:name>Courier</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-03-02T09:00Z"
    b"</news:publication_date><news:title>Bridge opens</news:title></news:news></url><url><loc>/2</loc></url></urlset>",
]
OPML = [
    b'<opml version="2.0"><body><outline text="News"><outline type="rss" text="C" title="C" xmlUrl="https://courier.example/rss" '
    b'htmlUrl="https://courier.example/"/></outline><outline xmlUrl="feed:x"/></body></opml>'
]
PROSE = (
    "<p>“It took nine years, and it was worth it,” said Mayor Ana Torres on Monday. The river was high that day.</p>"
    * 4
)
PAGES = [
    f"""<!DOCTYPE html><html lang="en"><head><title>Bridge opens | Courier</title><meta charset="utf-8"><link rel="canonical" href="/bridge">
<link rel="alternate" type="application/rss+xml" href="/rss" title="All"><meta property="og:title" content="Bridge opens">
<meta property="article:published_time" content="2026-03-02T09:00:00+01:00"><meta name="author" content="By Ann Lee and Bo Ek">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [{{"@type": ["NewsArticle"], "headline": "Bridge opens",
"datePublished": "2026-03-02T09:00:00Z", "author": [{{"@id": "#a"}}, {{"@type": "Person", "name": "Bo Ek"}}], "isAccessibleForFree": "True",
"articleBody": "x", "keywords": ["a", "b"], "publisher": {{"name": "Courier"}}}}, {{"@id": "#a", "@type": "Person", "name": "Ann Lee"}}]}}</script>
</head><body><nav><a href="/">Home</a></nav><article><h1>Bridge opens</h1><span class="byline">By Ann Lee</span>
<time datetime="2026-03-02">2 March 2026</time>{PROSE}</article><a href="/feed.xml">RSS</a></body></html>""".encode(),
    f"<html><body><p>Published: 03.02.2026, 10 Uhr</p><div>Von Bo Ek</div>{PROSE}</body></html>".encode(),
]
BODIES = [
    "Share this\nTweet\n\n“It took nine years,” said Ana Torres.\nADS\nMore of it.\n\nPost a Comment\n© Courier 2026\nRead more: Ferry sails\n".encode(),
    "Itâ€™s a co\u00adoperative, Ã©tÃ© “Été” «école».\r\n\r\nRelated articles\nFerry\nBridge\n".encode(),
]
NINJS_ITEMS = [
    json.dumps(dict(NINJS.example) | {"expires": "2027-01-01T00:00:00Z"}).encode(),
    b'{"uri": "urn:1", "type": "text", "versioncreated": "2026-03-02T09:00:00Z", "headline": "Bridge", "body_text": "It opened.", "byline": "By Ann",'
    b' "body_xhtml": "<p>It opened.</p>", "subject": [{"name": "bridge"}], "pubstatus": "usable", "language": "en-GB", "urgency": 3}',
]
POSTS = [json.dumps(form.example).encode() for form in forms.FORMS]
DATES = [b"2026-03-02T09:00:00+01:00", b"Mon, 02 Mar 2026 09:00:00 GMT", b"120"]
TABLE = [
    b'title;body;authors;tags\n"Bridge";"It opened;\nat last";"A;B";x\nFerry;"It ""sails""";;\n',
    b"body\tlanguage\nIt opened\ten\n",
]


def _warc(page: bytes, coding: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: {coding}\r\n\r\n"
    answer = head.encode() + page
    about = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <https://courier.example/1>\r\nContent-Length: {len(answer)}\r\n"
    return about.encode() + b"Content-Type: application/http; msgtype=response\r\n\r\n" + answer + b"\r\n\r\n"


WARCS = [_warc(PAGES[1], "identity") * 2, _warc(gzip.compress(PAGES[1]), "gzip")]
