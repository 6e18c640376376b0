"""Authors of a page: the names that it declares, or that its byline shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from services.ingest.extraction.json_ld import JsonLd, Node
from services.ingest.extraction.meta_tags import MetaTags
from services.ingest.extraction.site_names import SiteNames

MAX_AUTHORS = 20
_MAX_NAME = 80
_NEAR = 4
"""Elements around one whose names tell what it is; those farther out are the page's layout."""
_LOOKED_AT = 400
"""Elements with a name of a byline that are looked at; a page of comments has one for each of them."""

_META = ("author", "parsely-author", "dc.creator", "dcterms.creator", "dc.contributor", "sailthru.author", "byl",
         "article:author", "citation_author", "og:article:author", "book:author")  # fmt: skip

_LABEL = re.compile(
    r"^(?:(?:(?:posted|written|published|story|words|article|reported|report|updated|submitted)\s+)?"
    r"(?:on [\w ,.]{3,30} )?by"
    r"|(?:geschrieben|verfasst|veröffentlicht|beitrag|artikel|ein (?:beitrag|gastbeitrag|artikel|text|interview))\s+von"
    r"|von|vom|autor(?:in|en|innen)?(?:\(in\))?|author|authors|text(?:\s*(?:und|&)\s*\w+)?|par|por|di|da|door|av|przez"
    r"|redazione|escrito por|redacción|écrit par|fotos?|bild|interview|words|about the author|über den autor"
    r"|über die autorin|beitrags-?autor|zeige alle beiträge von|alle beiträge (?:von|anzeigen)"
    r"|view all posts by|posts by)\b[\s:.\-–—/]*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:;|,|\s/\s|\s&\s|\s\|\s|\s+(?:and|und|et|y|e|en|og|i)\s+)\s*", re.IGNORECASE)
_ENDS = re.compile(
    r"\s+(?:[|•·–—]|-\s|\(|am\s+\d|on\s+\w+day|vor\s+\d|veröffentlicht|aktualisiert|updated|published|posted|zuletzt|in\s"
    r"|\d{1,2}[./]\s?\d|\d{4}).*$|\s*[,|]\s*(?=\d).*$",
    re.IGNORECASE | re.DOTALL,
)
_HANDLE = re.compile(r"\s*\(?@\w+\)?")
_NOT_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|de|net|org|at|ch)\b|[<>{}\[\]=]|^\W*$|^(?:admin|administrator|none|null|unknown|anonymous|"
    r"author|autor|name|user|guest|gast|datum|date|home|share|teilen|quelle|source|veröffentlicht|posted|mehr|more|kontakt|"
    r"undefined|wordpress|joomla|typo3|drupal)$",
    re.IGNORECASE,
)
_PARTICLES = frozenset({"von", "van", "de", "del", "der", "den", "di", "da", "du", "la", "le", "el", "bin", "zu", "v."})
_BYLINE = re.compile(
    r"author|autor|byline|by-line|writer|verfasser|redakteur|creator|auteur|contributor|vcard|submitted|username",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"comment|kommentar|related|sidebar|footer|widget|recommend|teaser|reply|share|social|image|avatar|count|follow",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:(?:ein |blog[ -]?)?(?:beitrag|artikel|gastbeitrag|text|gespeichert|geschrieben|verfasst|veröffentlicht) von"
    r"|(?:posted|written|words|story|published|submitted|article)(?: on [\w ,.]{3,30})? by|von|by|par|por|di"
    r"|autor(?:in|en|innen)?|author|authors|auteur|text|redaktion|redactor|责任编辑|编辑|记者)\b\s*[:：]?\s*",
    re.IGNORECASE,
)
_STRONG = re.compile(r".*[:：]\s*$|(?:posted|written|submitted|gespeichert|geschrieben|verfasst)\b.*", re.IGNORECASE)
_LABEL_OF_CARD = re.compile(
    r"written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|author|autor", re.I
)
_MOST_PIECES = 3_000
"""Pieces of text that are looked at for a byline."""


def authors(root: HtmlElement, ld: JsonLd, articles: Sequence[Node], meta: MetaTags, sites: SiteNames) -> list[str]:
    """Return the authors' names: persons before the site itself, what is declared before what is shown."""
    fallback: list[str] = []
    for texts in _declared(ld, articles, meta):
        names = _people(texts)
        if persons := [name for name in names if not sites.resembles(name)]:
            return persons[:MAX_AUTHORS]
        fallback = fallback or names
    for texts in _shown(root):
        names = _people(texts)
        persons = [name for name in names if not sites.resembles(name)]
        if persons and (all(map(_is_person, persons)) or not fallback):
            return persons[:MAX_AUTHORS]
        fallback = fallback or names
    return (fallback or _people(_organisations(ld, articles)))[:MAX_AUTHORS]


def _declared(ld: JsonLd, articles: Sequence[Node], meta: MetaTags) -> Iterator[Iterable[str]]:
    """Return texts in which the page declares its authors, the most trusted first."""
    for node in articles[:3]:
        for field in ("author", "creator"):
            if (value := node.get(field)) and not ld.is_organisation(value):
                yield ld.names(value)
    for name in _META:
        yield meta.all(name)
    for number in "12":
        if _LABEL_OF_CARD.match(meta.first(f"twitter:label{number}")):
            yield meta.all(f"twitter:data{number}")


def _organisations(ld: JsonLd, articles: Sequence[Node]) -> list[str]:
    return [name for node in articles[:3] for name in ld.names(node.get("author"))]


def _shown(root: HtmlElement) -> Iterator[Iterable[str]]:
    """Return texts that the page shows in a byline, the most trusted first."""
    yield _texts(root, lambda e: "author" in (e.get("rel") or "").lower())
    yield _texts(root, lambda e: (e.get("itemprop") or "").lower() in ("author", "creator"))
    bylines = _texts(root, lambda e: bool(_BYLINE.search(_names_of(e))) and not _ELSEWHERE.search(_names_of(e)))
    if all(map(_is_person, _people(bylines))):
        yield bylines
    yield _lines(root)
    yield [text for text in bylines if len(text.split()) <= 4]


def _people(texts: Iterable[str]) -> list[str]:
    names: dict[str, str] = {}
    for text in texts:
        for name in clean_names(text):
            names.setdefault(name.casefold(), name)
    return list(names.values())


def clean_names(text: str) -> list[str]:
    """Return the names in a byline: *By Ann Lee and Bo Ray, 3 May* gives *Ann Lee*, *Bo Ray*."""
    text = " ".join(text.split())
    if len(text) > 300:
        return []
    text = _HANDLE.sub("", text).lstrip(" -–—|•·")
    while (label := _LABEL.match(text)) and label.end() < len(text):
        text = text[label.end() :]
    text = _ENDS.sub("", text)
    names = []
    for part in _BETWEEN.split(text):
        part = _LABEL.sub("", part.strip(" .:-–—|*\"“”'"))
        words = part.split()
        if part and len(part) <= _MAX_NAME and len(words) <= 6 and not _NOT_NAME.search(part):
            names.append(part)
    return names


def _texts(root: HtmlElement, matches: object) -> list[str]:
    texts: list[str] = []
    looked_at = 0
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "meta", "html", "body", "article"):
            continue
        if not matches(element):  # type: ignore[operator]
            continue
        looked_at += 1
        if looked_at > _LOOKED_AT:
            break
        parents = islice(element.iterancestors(), _NEAR)
        if any(parent.tag in ("footer", "aside") or _ELSEWHERE.search(_names_of(parent)) for parent in parents):
            continue
        text = _first_name(element)
        if text and clean_names(text):
            texts.append(text)
            if len(texts) >= MAX_AUTHORS or not element.get("rel"):
                break
    return texts


def _first_name(element: HtmlElement) -> str:
    """Return the text of a byline, or of the part of it that names somebody."""
    for part in element.iter():
        if part.get("itemprop") == "name" or "fn" in (part.get("class") or "").split():
            return str(part.get("content") or part.text_content())
    text = " ".join(" ".join(element.itertext()).split())
    return text if len(text) <= 150 else ""


def _lines(root: HtmlElement) -> list[str]:
    """Return the first line that begins as bylines do: *Von Ann Lee*, *Autor: Ann Lee*."""
    labelled = False
    for piece in _pieces(root):
        piece = piece.lstrip(" -–—|•·")
        label = _LINE.match(piece)
        if label and label.end() == len(piece):
            labelled = True
            continue
        rest = piece[label.end() :] if label else piece
        names = clean_names(rest) if (labelled or label) and len(rest) <= _MAX_NAME else []
        if names and (
            all(map(_is_person, names)) or (label and _STRONG.match(label[0]) and len(names[0].split()) <= 4)
        ):
            return names
        labelled = False
    return []


def _pieces(root: HtmlElement) -> Iterator[str]:
    """Return the texts of a page between its tags, white space collapsed, from the beginning on."""
    count = 0
    for element in root.iter():
        if element.tag in ("script", "style", "noscript", "title", "option", "head", "meta") or not isinstance(
            element.tag, str
        ):
            texts = [element.tail]
        else:
            texts = [element.text, element.tail if element.tag != "body" else None]
        for text in texts:
            piece = " ".join((text or "").split())
            if len(piece) > 1:
                yield piece
                count += 1
        if count > _MOST_PIECES:
            return


def _is_person(name: str) -> bool:
    words = [word for word in name.split() if word.lower() not in _PARTICLES]
    return 2 <= len(words) <= 4 and all(word[:1].isupper() and not word.isupper() for word in words)


def _names_of(element: HtmlElement) -> str:
    return f"{element.tag} {element.get('class') or ''} {element.get('id') or ''}"
