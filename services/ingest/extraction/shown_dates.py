"""Dates that a page shows to its readers: *Veröffentlicht am 16.08.2019*, *Written: 2023-11-07*, *6 May 2022*."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice, pairwise

from lxml.html import HtmlElement

from services.ingest.extraction.shown_text import shown_pieces

PARAGRAPH = 200
NEAR_HEADING = 40
NEAR_ABOVE = 6
MAX_HEADINGS = 100
"""Characters that make a piece of text a paragraph, pieces up to which it is looked for, pieces above the headline that
are looked at, and headings that are compared with it."""

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
_PLAIN_DATE = rf"\d\d?\.\s?(?:\d\d?\.\s?|{_NAME} )\d{{4}}|\d\d? {_NAME} \d{{4}}|{_NAME} \d\d?, \d{{4}}"
_DATE = re.compile(
    rf"(?P<y1>(?:19|20)\d\d)[-./年]\s?(?P<m1>\d\d?)[-./月]\s?(?P<d1>\d\d?)(?!\d)"
    rf"|(?<![\d.])(?P<d2>\d\d?)\.\s?(?P<m2>\d\d?)\.\s?(?P<y2>(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?P<d3>\d\d?)(?:st|nd|rd|th|\.|er)?(?:\s+de)?\s+(?P<n3>{_NAME})\.?,?"
    r"(?:\s+del?)?\s+(?P<y3>(?:19|20)\d\d)(?!\d)"
    r"|(?<![\d.])(?P<d5>\d\d?)\.\s?(?P<m5>\d\d?)\.(?P<y5>\d\d)(?![\d.])"
    rf"|(?P<n4>{_NAME})\.?\s+(?P<d4>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y4>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:published|posted|written|created|first published|date|veröffentlicht|erstellt|erschienen|publiziert|datum"
    r"|stand|publié|publicado|pubblicato|opublikowano|geplaatst|fecha|data)"
    r"(?: (?:on|at|am|le|el|il|op|by [^\d:]{1,40}))?\s*:?\s*(?:\w{2,10}[.,]{0,2}\s+)?",
    re.IGNORECASE,
)

_CHANGED = re.compile(
    r"(?:(?:last )?(?:updated|modified|edited|changed)|(?:letzte|zuletzt) (?:änderung|geändert|aktualisiert)"
    r"|aktualisiert|geändert|modifié|actualizado|aggiornato)"
    r"(?: (?:on|am|le|el|il))?\s*:?\s*(?:\w{2,10}[.,]{0,2}\s+)?",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"(?:\(|[^\W\d_][\w /-]{{2,40}}, )(?:den )?(?P<day>{_PLAIN_DATE})(?:\)|\.|,| [-–—]| \(|:)", re.IGNORECASE
)


def shown_date(root: HtmlElement, headline: str) -> date | None:
    """Return the date that a page shows behind a word such as *published*, or around its headline."""
    labelled = _labelled(list(shown_pieces(root)), _LABEL)
    return labelled or next(filter(None, dates_around(root, headline)), None)


def dates_around(root: HtmlElement, headline: str) -> Iterator[date | None]:
    """Yield the date with which the first paragraph begins, and those that stand alone below and above the headline."""
    heading = _heading(root, headline)
    if heading is None:
        yield _dateline(shown_pieces(root))
        return
    below = _up_to_text(shown_pieces(root, heading))
    yield _dateline(below)
    yield _alone(below)
    yield _alone(deque(shown_pieces(root, end=heading), maxlen=NEAR_ABOVE))


def shown_change(root: HtmlElement) -> date | None:
    """Return the date that a page shows behind a word such as *updated*."""
    return _labelled(list(shown_pieces(root)), _CHANGED)


def date_in(text: str) -> date | None:
    """Return the date in a short text, written as readers know it: *Tue Feb 20 2018 01:00*."""
    match = _DATE.search(text[:80])
    return _read(match) if match else None


def _labelled(pieces: list[str], label: re.Pattern[str]) -> date | None:
    """Return the first date behind a word that says what it is the date of."""
    for piece, following in pairwise((*pieces, "")):
        for word in label.finditer(piece[:200]):
            rest = piece[word.end() :] or following
            if (match := _DATE.match(rest.lstrip()[:40])) and (day := _read(match)):
                return day
    return None


def _dateline(pieces: Iterable[str]) -> date | None:
    """Return the date with which a paragraph begins: *(21 November 2022) The bridge …*, *Halmstow, 2.3.2026.*"""
    matches = (_DATELINE.match(piece[:120]) for piece in pieces if len(piece) >= PARAGRAPH)
    return next((day for match in matches if match and (day := date_in(match["day"]))), None)


def _alone(pieces: Iterable[str]) -> date | None:
    """Return the first date that is nearly all that its piece of text says, as in a line below a headline.

    Behind a label, such as *Registered:*, it is the date of something else.
    """
    for before, piece in pairwise(("", *pieces)):
        if len(piece) <= 60 and not before.endswith(":") and (match := _DATE.search(piece)) and (day := _read(match)):
            return day
    return None


def _heading(root: HtmlElement, headline: str) -> HtmlElement | None:
    """Return the heading that is the headline; else the first main one."""
    mains = list(islice(root.iter("h1"), MAX_HEADINGS))
    others = islice(root.iter("h2", "h3", "h4"), MAX_HEADINGS)
    named = (each for each in mains or others if each.text_content().split() == headline.split())
    last = deque(named, maxlen=1)
    return last[0] if last else mains[0] if mains else None


def _up_to_text(pieces: Iterable[str]) -> list[str]:
    """Return the pieces up to the second paragraph, and that: the first may be a standfirst with the date below it."""
    taken: list[str] = []
    paragraphs = 0
    for piece in islice(pieces, NEAR_HEADING):
        taken.append(piece)
        paragraphs += len(piece) >= PARAGRAPH
        if paragraphs == 2:
            break
    return taken


def _read(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    for kind in "12345":
        if year := groups[f"y{kind}"]:
            name = groups.get(f"n{kind}")
            month = _MONTHS.get(name.lower().rstrip(".")) if name else int(groups[f"m{kind}"])
            try:
                return date(int(year) + (2000 if len(year) == 2 else 0), month or 0, int(groups[f"d{kind}"]))
            except ValueError:
                return None
    return None
