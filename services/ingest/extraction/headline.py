"""Headline of a page: the heading that its title repeats, without the name of the site behind it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from services.ingest.extraction.site_names import SiteNames, letters

_SEPARATOR = re.compile(r"\s*(?:\s[-–—:·•~/]+|[|»«❘]+|::|\s›|\s>)\s+")
_SPACE_BEFORE = re.compile(r" ([,.;:!?…)\]])")
_WORD = re.compile(r"\w+")
_NEAR = 30
"""Elements around a heading that are looked at."""
MAX_HEADINGS = 30
"""Headings that are compared with what the page declares."""
_NOT_ARTICLE = frozenset({"nav", "footer", "aside"})


def headline(root: HtmlElement, declared: Sequence[str], sites: SiteNames) -> str:
    """Return the headline; "" where there is none.

    ``declared``: titles that the page declares, the most trusted first (JSON-LD's headline, OpenGraph's title, …, and
    the content of ``<title>`` last).
    """
    sites.add(_names_repeated_behind(_headings(root, "h1"), declared))
    titles = [stripped for title in declared if (stripped := without_site(title, sites))]
    mains = [text for text in _headings(root, "h1") if not sites.includes(text)]
    others = _headings(root, "h2", "h3")
    repeated = [text for text in (*mains, *others) if any(_same(text, title) for title in titles)]
    if len(mains) == 1 and (mains[0] in repeated or _speaks_of(mains[0], titles)):
        return next((title for title in titles if _ends_with(mains[0], title)), without_site(mains[0], sites))
    if repeated:
        return repeated[0]
    segments = [segment for title in declared for segment in _SEPARATOR.split(title)]
    named = [text for text in (*others, *mains) if any(_same(text, segment) for segment in segments)]
    if named and len(_words(named[0])) > 1:
        return named[0]
    contained = [text for text in mains if any(_contains(title, text) for title in titles)]
    return (contained or titles or mains or [""])[0]


def _names_repeated_behind(headings: Sequence[str], declared: Sequence[str]) -> list[str]:
    """Return main headings that the page's title has behind its headline: they are the site's name."""
    segments = _SEPARATOR.split(declared[-1]) if declared else []
    if len(segments) < 2:
        return []
    others = {letters(title) for title in declared[:-1]}
    return [text for text in headings if _same(text, segments[-1]) and letters(text) not in others]


def _speaks_of(heading: str, titles: Sequence[str]) -> bool:
    """Return whether the only main heading is a headline: it is long, or shares a word with what the page declares."""
    words = _words(heading)
    shared = {word for word in words if len(word) > 3} & {word for title in titles for word in _words(title)}
    return len(words) >= 4 or bool(shared) or not titles


def without_site(title: str, sites: SiteNames) -> str:
    """Return a title without the parts at its ends that name the site: *Bridge opens | Example Courier*."""
    title = " ".join(title.split())
    while True:
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            return title
        last, first = cuts[-1], cuts[0]
        if sites.resembles(title[last.end() :]):
            title = title[: last.start()].strip()
        elif sites.includes(title[: first.start()]):
            title = title[first.end() :].strip()
        else:
            return title


def _headings(root: HtmlElement, *tags: str) -> list[str]:
    texts: list[str] = []
    for tag in tags:
        for element in islice(root.iter(tag), 10 * MAX_HEADINGS):
            if any(parent.tag in _NOT_ARTICLE for parent in islice(element.iterancestors(), _NEAR)):
                continue
            text = _text(element)
            if text and len(text) <= 400:
                texts.append(text)
            if len(texts) >= MAX_HEADINGS:
                return texts
    return texts


def _text(element: HtmlElement) -> str:
    """Return a heading's text; a kicker in an element of its own is a word of its own."""
    for part in element.iter("span", "br", "div", "p", "small"):
        if part is not element:
            part.tail = f" {part.tail or ''}"
    return _SPACE_BEFORE.sub(r"\1", " ".join(element.text_content().split()))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text[:2_000]).casefold())


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other)


def _contains(outer: str, inner: str) -> bool:
    return len(_words(inner)) >= 3 and f" {' '.join(_words(inner))} " in f" {' '.join(_words(outer))} "


def _ends_with(heading: str, title: str) -> bool:
    """Return whether a heading is a title with a kicker before it: *On the river: Bridge opens after nine years*."""
    words, whole = _words(title), _words(heading)
    return 3 <= len(words) < len(whole) and words == whole[-len(words) :]
