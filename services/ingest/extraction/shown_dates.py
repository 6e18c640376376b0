"""Dates that a page shows to its readers: *Veröffentlicht am 16.08.2019*, *Written: 2023-11-07*, *6 May 2022*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice, takewhile

from lxml.html import HtmlElement

MAX_PIECES = 3_000
"""Pieces of text that are looked at."""

PARAGRAPH = 200
NEAR_HEADING = 40
"""Characters that make a piece of text a paragraph, and pieces up to which it is looked for."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janvier enero gennaio janeiro stycznia januari",
            "feb february februar febrero février febbraio fevereiro lutego februari",
            "mar march märz mrz mars marzo março marca maart",
            "apr april avril abril aprile kwietnia",
            "may mai mayo maggio maio maja mei",
            "jun june juni juin junio giugno junho czerwca",
            "jul july juli juillet julio luglio julho lipca",
            "aug august août agosto sierpnia augustus",
            "sep sept september septembre septiembre settembre setembro września",
            "oct october okt oktober octobre octubre ottobre outubro października",
            "nov november novembre noviembre novembro listopada",
            "dec december dez dezember décembre diciembre dicembre dezembro grudnia",
        ),
        1,
    )
    for name in names.split()
}
_NAME = r"[^\W\d_]{3,12}"
_DATE = re.compile(
    rf"(?P<y1>(?:19|20)\d\d)[-./年]\s?(?P<m1>\d\d?)[-./月]\s?(?P<d1>\d\d?)(?!\d)"
    rf"|(?<![\d.])(?P<d2>\d\d?)\.\s?(?P<m2>\d\d?)\.\s?(?P<y2>(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?P<d3>\d\d?)(?:st|nd|rd|th|\.|er)?(?:\s+de)?\s+(?P<n3>{_NAME})\.?,?"
    r"(?:\s+del?)?\s+(?P<y3>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<n4>{_NAME})\.?\s+(?P<d4>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y4>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:published|posted|written|created|first published|date|veröffentlicht|erstellt|erschienen|publiziert|datum"
    r"|stand|publié|publicado|pubblicato|opublikowano|geplaatst|fecha|data)"
    r"(?: (?:on|at|am|le|el|il|op|by [^\d:]{1,40}))?\s*:?\s*(?:\w{2,10}[.,]{0,2}\s+)?",
    re.IGNORECASE,
)


def shown_date(root: HtmlElement) -> date | None:
    """Return the date that a page shows behind a word such as *published*, or alone below its headline."""
    return _labelled(list(_pieces(root, None))) or _alone(_below_heading(root))


def _labelled(pieces: list[str]) -> date | None:
    """Return the first date behind a word that says what it is the date of."""
    for number, piece in enumerate(pieces):
        for label in _LABEL.finditer(piece[:200]):
            rest = piece[label.end() :] or (pieces[number + 1] if number + 1 < len(pieces) else "")
            if (match := _DATE.match(rest.lstrip()[:40])) and (day := _read(match)):
                return day
    return None


def _alone(pieces: list[str]) -> date | None:
    """Return the first date that is nearly all that its piece of text says, as in a line below a headline."""
    for piece in pieces:
        if len(piece) <= 60 and (match := _DATE.search(piece)) and (day := _read(match)):
            return day
    return None


def _below_heading(root: HtmlElement) -> list[str]:
    """Return the pieces of text between the first main heading and the first paragraph."""
    heading = next(iter(root.iter("h1")), None)
    if heading is None:
        return []
    return list(islice(takewhile(lambda piece: len(piece) < PARAGRAPH, _pieces(root, heading)), NEAR_HEADING))


def _pieces(root: HtmlElement, begin: HtmlElement | None) -> Iterator[str]:
    count, begun = 0, begin is None
    for element in root.iter():
        begun = begun or element is begin
        if not begun:
            continue
        hidden = not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "option", "meta")
        for text in (None if hidden else element.text, element.tail):
            if text and (piece := " ".join(text[:400].split())):
                yield piece
                count += 1
        if count > MAX_PIECES:
            return


def _read(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    for kind in "1234":
        if groups[f"y{kind}"]:
            name = groups.get(f"n{kind}")
            month = _MONTHS.get(name.lower().rstrip(".")) if name else int(groups[f"m{kind}"])
            try:
                return date(int(groups[f"y{kind}"]), month or 0, int(groups[f"d{kind}"]))
            except ValueError:
                return None
    return None
