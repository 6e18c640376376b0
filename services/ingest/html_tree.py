"""HTML trees of strangers' pages, parsed and cut so that nothing that reads them takes time with their square.

Measured with trafilatura 2.3 and lxml on pages made for it (``tests/bench/test_ingest_growth.py``). Each limit stands
for a step whose time grew with the square of the page, or for the longest time that a page may take.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from shared import errors
from shared.normalisation import JOINER, stream_safe

MAX_ELEMENTS = 50_000
"""Elements of a page: a long live blog has 20,000. Extraction takes some 3 s for so many, and 30 s for all that a
request could hold."""

MAX_ATTRIBUTES = 1_000
"""Attributes of one element: the parser compares each with each."""

MAX_JOINING = 1_000_000_000
"""Children of one element, times the characters between them: whoever drops the children one by one copies what stands
between them each time, which is 2 s for so many."""

MAX_BLOCKS = 4_000
"""Blocks of text up to which extraction may fall back on jusText, which looks from each block at all that follow."""

MAX_INVALID_JSON = 10_000
"""Characters of structured data that is not JSON; trafilatura searches it with regular expressions that backtrack."""

_BLOCKS = frozenset([
    "blockquote", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "li", "ol", "option", "p", "pre", "section", "td", "th", "tr", "ul",
])  # fmt: skip
_HEADINGS = frozenset(["title", "h1", "h2", "h3", "h4", "h5", "h6"])
_MENU = frozenset(["a", "button", "nav", "option"]) | _HEADINGS
_TAG = re.compile(r"""<[a-zA-Z](?>[^>"'=]+|=\s*"[^"]*"|=\s*'[^']*'|[="'])*+""")
"""A tag as the parser sees it: what is between quotation marks is a value only behind an equals sign, so that a stray
mark does not make one tag of half a page."""
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_SEPARATORS = re.compile(r"[\s/]+")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML leaves out: the parser takes references to them, and the tree refuses to be changed with them."""
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_JOINED_LINES = 20
"""Lines made of several links that are looked for among the texts of all links, one after the other."""
_JOINED_MARKS = 30
"""Texts that begin with a combining mark and are left as they are; more of them could be joined to one long run."""


@dataclass(frozen=True)
class HtmlTree:
    """A parsed page."""

    root: HtmlElement
    many_blocks: bool
    """True if it has more than :data:`MAX_BLOCKS`."""


def parse(html: str) -> HtmlTree | None:
    """Parse a page; None if it is not HTML. Raises Rejected where it cannot be read in bounded time."""
    for tag in _TAG.finditer(html):
        if len(tag[0]) > MAX_ATTRIBUTES and _attributes(tag[0]) > MAX_ATTRIBUTES and not _is_raw(html, tag.start()):
            raise errors.Rejected(
                f"The page has an element of more than {MAX_ATTRIBUTES:,} attributes; post its title and body instead."
            )
    root = trafilatura.load_html(_REFERENCE.sub(_valid_reference, _NOT_XML.sub("", html)))
    return None if root is None else HtmlTree(root, many_blocks=_cut(root) > MAX_BLOCKS)


def _valid_reference(reference: re.Match[str]) -> str:
    """Return a reference to a character; "" where the character is none that a tree can hold."""
    hexadecimal, decimal = reference.groups()
    code = int(hexadecimal[-8:], 16) if hexadecimal else int(decimal[-10:])
    return "" if code > sys.maxunicode or _NOT_XML.match(chr(code)) else reference[0]


def _attributes(tag: str) -> int:
    return len(_SEPARATORS.findall(_QUOTED.sub(" ", tag)))


def _is_raw(html: str, place: int) -> bool:
    """Return whether a place is inside a script, a style or a comment, where ``a<b`` begins no tag."""
    return any(
        html.rfind(begin, 0, place) > html.rfind(end, 0, place)
        for begin, end in (("<script", "</script"), ("<SCRIPT", "</SCRIPT"), ("<style", "</style"), ("<!--", "-->"))
    )


def is_menu(tree: HtmlTree, text: str) -> bool:
    """Return whether an extracted text is a menu: nothing but links, buttons, headings and navigation.

    A heading of more than 100 characters, and anything else of more than 300, counts as text of an article.
    """
    texts, wholes = _menu_texts(tree.root)
    known = {"", *texts, *wholes}
    pieces = [_plain(piece) for line in text.splitlines() for piece in line.split(" | ")]
    joined = [piece for piece in pieces if piece not in known]  # links beside each other make one line
    return not joined or (len(joined) <= _JOINED_LINES and all(piece in " ".join(texts) for piece in joined))


def _menu_texts(root: HtmlElement) -> tuple[list[str], list[str]]:
    """Return each text inside links, buttons, headings and navigation, and the whole text of the innermost of these."""
    texts, wholes = [], []
    around: list[HtmlElement] = []
    innermost: HtmlElement | None = None
    inside: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "start" and element.tag in _MENU:
            around.append(element)
            innermost, inside = element, []
        elif event == "end" and element.tag in _MENU:
            longest = 100 if around.pop().tag in _HEADINGS else 300
            if innermost is element and len(whole := _plain("".join(inside))) <= longest:
                wholes.append(whole)
        text = element.text if event == "start" else element.tail
        if text and around:
            inside.append(text)
            if len(text) <= (100 if around[-1].tag in _HEADINGS else 300):
                texts.append(_plain(text))
    return texts, wholes


def _plain(text: str) -> str:
    """Return a piece of a line without list marks and with single spaces."""
    return " ".join(text.split()).strip("-•·| ")


def _cut(root: HtmlElement) -> int:
    """Cut what would take long, in place; return how many blocks of text there are. Raises Rejected."""
    blocks = joined = 0
    for count, element in enumerate(root.iter(), 1):
        if count > MAX_ELEMENTS:
            raise errors.Rejected(f"The page has more than {MAX_ELEMENTS:,} elements; post its title and body instead.")
        if len(element) > 1_000 and len(element) * sum(len(child.tail or "") for child in element) > MAX_JOINING:
            raise errors.Rejected(
                "The page has too much text and markup in one element; post its title and body instead."
            )
        blocks += element.tag in _BLOCKS
        text, tail = element.text, element.tail
        if text and not text.isascii():
            joined += unicodedata.combining(text[0]) != 0
            element.text = _safe(text, joined)
        if tail and not tail.isascii():
            joined += unicodedata.combining(tail[0]) != 0
            element.tail = _safe(tail, joined)
        if element.tag == "script" and text and "json" in element.get("type", "") and not _is_readable(text):
            element.text = None
    return blocks


def _safe(text: str, joined: int) -> str:
    """Return stream-safe text, which is still so after extraction has joined it to the text before."""
    text = stream_safe(text)
    return JOINER + text if joined > _JOINED_MARKS and unicodedata.combining(text[0]) else text


def _is_readable(data: str) -> bool:
    """Return whether structured data is JSON, or short enough to be searched all the same."""
    try:
        json.loads(data, strict=False)
    except RecursionError:
        return False
    except ValueError:
        return len(data) <= MAX_INVALID_JSON
    return True
