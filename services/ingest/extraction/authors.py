"""Authors of a page: the names that it declares, or that its byline shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile

from lxml.html import HtmlElement

from services.ingest.extraction.json_ld import JsonLd, Node
from services.ingest.extraction.meta_tags import MetaTags
from services.ingest.extraction.shown_text import shown_pieces
from services.ingest.extraction.site_names import SiteNames

MAX_AUTHORS = 20
_MAX_NAME = 80
_NEAR = 4
"""Elements around one whose names tell what it is; those farther out are the page's layout."""
_WHOLE = frozenset({"article", "main", "body"})
"""Elements that are the page itself, whatever their classes say that it has."""
_LOOKED_AT = 400
"""Elements with a name of a byline that are looked at; a page of comments has one for each of them."""

_META = ("author", "parsely-author", "dc.creator", "dcterms.creator", "dc.contributor", "sailthru.author", "byl",
         "article:author", "citation_author", "og:article:author", "book:author")  # fmt: skip

_LABEL = re.compile(
    r"^(?:(?:(?:posted|written|published|story|words|article|reported|report|updated|submitted)\s+)?"
    r"(?:on [\w ,.]{3,30} )?by"
    r"|(?:geschrieben|verfasst|veröffentlicht|erstellt|eingestellt|gespeichert|beitrag|artikel"
    r"|ein (?:beitrag|gastbeitrag|artikel|text|interview))\s+von"
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
    r"(?:(?:ein |blog[ -]?)?(?:beitrag|artikel|gastbeitrag|text|gespeichert|geschrieben|verfasst|veröffentlicht"
    r"|erstellt|eingestellt) von"
    r"|(?:posted|written|words|story|published|submitted|article)(?: on [\w ,.]{3,30})? by|von|by|par|por|di"
    r"|autor(?:in|en|innen)?|author|authors|auteur|text|redaktion|redactor|责任编辑|编辑|记者)\b\s*[:：]?\s*",
    re.IGNORECASE,
)
_WRITTEN = r"(?:posted|written|submitted|gespeichert|geschrieben|verfasst|erstellt|eingestellt)\b.*"
_STRONG = re.compile(rf".*[:：]\s*$|{_WRITTEN}", re.IGNORECASE)
"""Label that a single word may follow on its line: a name by which somebody is known on a site."""
_STRONG_ALONE = re.compile(rf"(?:autor|author|auteur)\w*\s*[:：]\s*$|{_WRITTEN}", re.IGNORECASE)
"""The same where the name stands in an element of its own behind the label's."""
_LABEL_OF_CARD = re.compile(
    r"written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|author|autor", re.I
)
_EMPHASIS = frozenset({"b", "strong", "i", "em"})
_TEXT_ABOVE = 200
"""Characters of a text's last paragraphs, below which a name is its author's."""
_MARKS = " -–—|•·"


def authors(root: HtmlElement, ld: JsonLd, articles: Sequence[Node], meta: MetaTags, sites: SiteNames) -> list[str]:
    """Return the authors' names: persons before the site itself, what is declared before what is shown."""
    fallback: list[str] = []
    for texts in _declared(ld, articles, meta):
        names = _people(texts)
        if persons := [name for name in names if not sites.resembles(name)]:
            return (_signed_otherwise(root, persons) or persons)[:MAX_AUTHORS]
        fallback = fallback or names
    for texts in _shown(root):
        names = _people(texts)
        persons = [name for name in names if not sites.resembles(name)]
        if persons and (_is_signature(persons) or not fallback):
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


def _signed_otherwise(root: HtmlElement, declared: Sequence[str]) -> list[str]:
    """Return the names of the page's byline where those that it declares are shown nowhere on it.

    They are then an account's name, or whoever entered the article into the site's system.
    """
    shown = " ".join(shown_pieces(root)).casefold()
    if any(name.casefold() in shown for name in declared):
        return []
    names = (_people(texts) for texts in _shown(root))
    return next((each for each in names if _is_signature(each)), [])


def _organisations(ld: JsonLd, articles: Sequence[Node]) -> list[str]:
    return [name for node in articles[:3] for name in ld.names(node.get("author"))]


def _shown(root: HtmlElement) -> Iterator[Iterable[str]]:
    """Return texts that the page shows in a byline, the most trusted first."""
    yield _texts(root, lambda e: "author" in (e.get("rel") or "").lower())
    yield _texts(root, lambda e: (e.get("itemprop") or "").lower() in ("author", "creator"))
    bylines = _texts(root, lambda e: bool(_BYLINE.search(_names_of(e))) and not _ELSEWHERE.search(_names_of(e)))
    if _is_signature(_people(bylines)):
        yield bylines
    yield _lines(root)
    yield _signatures(root)
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
    text = _HANDLE.sub("", text).lstrip(_MARKS)
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
        parents = takewhile(lambda parent: parent.tag not in _WHOLE, islice(element.iterancestors(), _NEAR))
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
    alone = ""
    for piece, following in pairwise((*shown_pieces(root), "")):
        line = piece.lstrip(_MARKS)
        label = _LINE.match(line)
        if label and label.end() == len(line):
            alone = label[0]
            continue
        rest = line[label.end() :] if label else line
        names = clean_names(rest) if (alone or label) and len(rest) <= _MAX_NAME else []
        if _is_signature(names):
            return names
        known = _STRONG.match(label[0]) if label else _STRONG_ALONE.match(alone)
        if names and known and len(names[0].split()) <= 4:
            # *Autor: Rechtsanwalt Ann Lee*, whose first word is a link
            whole = clean_names(following) if alone and len(following) <= _MAX_NAME else []
            return whole if _is_signature(whole) else names
        alone = ""
    return []


def _signatures(root: HtmlElement) -> list[str]:
    """Return the name below a text: the last paragraph, in bold or italics, that is nothing but a person's name."""
    for paragraph in root.iter("p"):
        if paragraph.getnext() is not None or not len(paragraph) or (paragraph.text or "").strip():
            continue
        if len(paragraph) > 1 or paragraph[0].tag not in _EMPHASIS or (paragraph[0].tail or "").strip():
            continue
        names = clean_names(paragraph.text_content()[:_MAX_NAME])
        before = islice(paragraph.itersiblings("p", preceding=True), _NEAR)
        if _is_signature(names) and sum(len(each.text_content()) for each in before) > _TEXT_ABOVE:
            return names
    return []


def _is_signature(names: Sequence[str]) -> bool:
    """Return whether names are a byline's: persons, and behind them the agency or station they work for."""
    return bool(names) and _is_person(names[0]) and all(_is_person(name) or name.isupper() for name in names)


def _is_person(name: str) -> bool:
    words = [word for word in name.split() if word.lower() not in _PARTICLES]
    return 2 <= len(words) <= 4 and all(word[:1].isupper() and not word.isupper() for word in words)


def _names_of(element: HtmlElement) -> str:
    return f"{element.tag} {element.get('class') or ''} {element.get('id') or ''}"
