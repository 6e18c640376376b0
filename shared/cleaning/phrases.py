"""Phrases: whole lines that stand around articles and are no part of them. ``phrases.txt`` lists them.

What a line alone cannot tell, such as a name, a date or a sign-off of an agency, is none of them.
"""

from __future__ import annotations

import re
from importlib.resources import files

MAX_LINE = 300
"""Characters of a line that can be one of these; a longer one is a paragraph."""

_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|instagram|telegram|tumblr|flipboard|messenger|youtube"
    r"|threads|bluesky|mastodon|xing|rss|google\+?|tik ?tok)"
)
_SECTION = re.compile(r"\[(edge|end|inside|words|little)\].*")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_BETWEEN = re.compile(r"[\s|/,•·&()]+")
_RULE = re.compile(r"[\W_]{0,60}")
_ENDS_OF_LINE = " \t\n\r*•·|–—-_»«›‹→←>.:…!"


def _sections() -> dict[str, list[str]]:
    """Return the lines of the list by the section that they stand in."""
    sections: dict[str, list[str]] = {}
    for line in files("shared.cleaning").joinpath("phrases.txt").read_text("utf-8").splitlines():
        if section := _SECTION.fullmatch(line):
            lines = sections.setdefault(section[1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """Return the pattern that matches what any of the phrases matches."""
    written = (_GROUP.sub("(?:", phrase.replace("NETWORK", _NETWORK)).replace("…", ".{0,140}") for phrase in phrases)
    return re.compile("|".join(f"(?:{phrase})" for phrase in written))


_LISTED = _sections()
_EDGE, _END, _INSIDE = (_pattern(_LISTED[place]) for place in ("edge", "end", "inside"))
_BUTTONS, _LITTLE = (frozenset(" ".join(_LISTED[kind]).split()) for kind in ("words", "little"))


def plain(line: str) -> str:
    """Return a line as phrases are compared with it: in lower case, single spaces, without marks at its ends."""
    return " ".join(line.split()).strip(_ENDS_OF_LINE).casefold()


def is_boundary(text: str) -> bool:
    """Return whether a plain line, at the top or the bottom of a body, is no part of the article; a rule is none."""
    return is_rule(text) or (len(text) <= MAX_LINE and (is_share_bar(text) or bool(_EDGE.fullmatch(text))))


def ends_article(text: str) -> bool:
    """Return whether a plain line is a heading after which nothing of an article comes, if it stands near the end."""
    return len(text) <= MAX_LINE and bool(_END.fullmatch(text))


def is_anywhere(text: str) -> bool:
    """Return whether a plain line is boilerplate wherever it stands."""
    return len(text) <= MAX_LINE and bool(_INSIDE.fullmatch(text))


def is_rule(text: str) -> bool:
    """Return whether a line is nothing but dashes, stars or underscores: it says nothing by itself."""
    return bool(_RULE.fullmatch(text))


def is_share_bar(text: str) -> bool:
    """Return whether a line is a row of buttons: *Share Facebook Twitter Email*, *Facebook | X | 12*."""
    words = [word for word in _BETWEEN.split(text) if word and not word.rstrip("km").replace(".", "").isdigit()]
    return 1 < len(words) <= 20 and (_BUTTONS | _LITTLE).issuperset(words) and not _LITTLE.issuperset(words)
