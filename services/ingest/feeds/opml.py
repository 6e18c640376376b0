"""OPML: lists of feeds, as readers and editors exchange them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from lxml import etree

from services.ingest.feeds.feed import Feed, FeedAbout
from shared import errors

MOST_OUTLINES = 10_000

MEDIA_TYPES = ("text/x-opml", "application/xml", "text/xml")


def read_opml(content: bytes) -> list[FeedAbout | str]:
    """Return the feeds of a list, each as what is said of it, or why it cannot be added; folders are passed over.

    Raises Malformed where it is not OPML, or lists more than :data:`MOST_OUTLINES`.
    """
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or str(root.tag).rpartition("}")[2].lower() != "opml":
        raise errors.Malformed("This is not OPML, whose root is <opml>.")
    feeds: list[FeedAbout | str] = []
    for outline in root.iter("{*}outline", "outline"):
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        if not (url := attributes.get("xmlurl", "").strip()):
            continue
        if len(feeds) == MOST_OUTLINES:
            raise errors.Malformed(f"It lists more than {MOST_OUTLINES:,} feeds.")
        title = " ".join((attributes.get("title") or attributes.get("text") or "").split())[:200].strip()
        try:
            feeds.append(FeedAbout(url=url, title=title if title != url and title else None))
        except ValueError:
            feeds.append(f"{url[:200]} is not an address.")
    return feeds


def write_opml(feeds: Iterable[Feed]) -> bytes:
    """Return the list of some feeds as OPML 2.0."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds of Quotewire"
    etree.SubElement(head, "dateCreated").text = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    body = etree.SubElement(root, "body")
    for feed in feeds:
        name = feed.title or feed.url
        outline = etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed.url)
        if feed.home:
            outline.set("htmlUrl", feed.home)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written
