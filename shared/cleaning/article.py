"""Cleaned articles: an article as it is annotated, with all that cleaning took out of the posted one; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.cleaning.boilerplate import boilerplate
from shared.cleaning.characters import repaired
from shared.cleaning.cuts import MAX_CUTS, Cut, Cutting, restored, whole_cut
from shared.models.articles import MAX_BODY_CHARS, MAX_TITLE_CHARS, Article
from shared.models.values import Frozen, TextField

VERSION = 1
"""Raise it with every change that can change a cleaned text; ``quotewire reannotate --clean`` then brings articles that
were cleaned by an older one over."""

_LINE = re.compile(r"[^\n\r\u2028\u2029]*(?:\r\n|[\n\r\u2028\u2029]|$)")


class Cleaning(Frozen):
    """Cleaning of one article: by which version of the rules, and what it took out."""

    version: int
    cuts: list[Cut] = Field([])
    """Those of the title first, then those of the body, ascending. Putting them back gives what was posted."""


class CleanedArticle(Article):
    """Article as it is annotated and stored: posted, then cleaned."""

    cleaning: Cleaning | None = None
    """None: title and body are as they were posted, by a release that did not clean."""
    date_from: Literal["client", "feed", "page", "url"] | None = None
    """Where ``published_at`` comes from: whoever posted it, the feed that listed it, its page, or its address. None
    where there is none, or an earlier release stored it."""
    date_note: str | None = None
    """A date that the page declares and that cannot be: before 1600, or ahead of us."""

    canonical_url: str | None = None
    """Address that the article's page says is its own; None where it says none, or was not read."""
    page_gone_at: datetime | None = None
    """Time at which the page of ``url`` was found to be gone, though the article is kept; None where it was not."""

    def original_text(self, field: TextField) -> str:
        """Return the title or the body as it was posted."""
        cuts = self.cleaning.cuts if self.cleaning else []
        return restored(self.title if field == "title" else self.body, [cut for cut in cuts if cut.field == field])


BESIDE_THE_TEXT = tuple(set(CleanedArticle.model_fields) - set(Article.model_fields) - {"cleaning"})
"""What is known of an article beside what was posted; lists do not show it."""


def clean(article: Article) -> CleanedArticle:
    """Return the article cleaned by the present rules. One that was cleaned before is cleaned anew, from what was
    posted."""
    posted = {name: getattr(article, name) for name in Article.model_fields}
    if isinstance(article, CleanedArticle):
        posted |= {name: getattr(article, name) for name in BESIDE_THE_TEXT}
        posted |= {"title": article.original_text("title"), "body": article.original_text("body")}
    elif article.published_at:
        posted["date_from"] = "client"
    title, of_title = clean_title(posted["title"])
    body, of_body = clean_body(posted["body"])
    cleaning = Cleaning(version=VERSION, cuts=[*of_title, *of_body])
    return CleanedArticle.model_validate(posted | {"title": title, "body": body, "cleaning": cleaning})


def clean_title(title: str) -> tuple[str, Sequence[Cut]]:
    """Return a title with its characters repaired, and what was changed."""
    cutting = Cutting("title")
    cutting.keep(title, repaired(title))
    text, cuts = cutting.result(title)
    return (text, cuts) if len(text) <= MAX_TITLE_CHARS else (title, [])


def clean_body(body: str) -> tuple[str, Sequence[Cut]]:
    """Return a body with its characters repaired and its boilerplate left out, and what was cut."""
    text, cuts = _cut(body)
    return (text, cuts) if text.strip() and len(text) <= MAX_BODY_CHARS else (body, [])


def _cut(body: str) -> tuple[str, Sequence[Cut]]:
    posted = _lines(body)
    lines = list(_repaired_lines(posted))
    if len(lines) < len(posted):
        lines = _lines(repaired(body))
        kept = (line for line, out in zip(lines, boilerplate(lines), strict=True) if not out)
        return whole_cut("".join(kept).rstrip("\n"), body, "body")
    out = boilerplate(lines)
    if any(out):
        last = max(number for number, is_out in enumerate(out) if not is_out)
        lines[last] = lines[last] if last == len(out) - 1 else lines[last].rstrip("\n")
    cutting = Cutting("body")
    for line, repaired_line, is_out in zip(posted, lines, out, strict=True):
        if is_out:
            cutting.leave_out(line)
        else:
            cutting.keep(line, repaired_line)
    return cutting.result(body)


def _lines(text: str) -> list[str]:
    return [match[0] for match in _LINE.finditer(text) if match[0]]


def _repaired_lines(posted: Sequence[str]) -> Iterator[str]:
    """Yield the lines repaired, up to the one whose change is one too many to be kept by itself."""
    changes = 0
    for line in posted:
        repaired_line = repaired(line)
        changes += repaired_line != line
        if changes > MAX_CUTS:
            return
        yield repaired_line
