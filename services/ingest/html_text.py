"""Plain text of a fragment of HTML that is nothing but an article's text: no navigation has to be left out of it."""

from __future__ import annotations

from lxml import etree

from services.ingest import html_tree

_INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
])  # fmt: skip
_LEFT_OUT = frozenset(["script", "style", "noscript", "template", "figure", "svg", "head"])


def plain_text(html: str) -> str:
    """Return the text with an empty line between paragraphs, whose white space is one space each; text without any
    markup as it is.

    Raises Rejected where the HTML cannot be read in bounded time.
    """
    tree = html_tree.parse(html)
    if tree is None:
        return html.strip()
    paragraphs: list[list[str]] = [[]]
    left_out = 0
    for event, element in etree.iterwalk(tree.root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            left_out += tag in _LEFT_OUT
        elif event == "end":
            left_out -= tag in _LEFT_OUT
        if tag and tag not in _INLINE and paragraphs[-1]:
            paragraphs.append([])
        text = element.text if event == "start" else element.tail
        if text and not left_out:
            paragraphs[-1].append(text)
    joined = (" ".join("".join(pieces).split()) for pieces in paragraphs)
    return "\n\n".join(paragraph for paragraph in joined if paragraph)
