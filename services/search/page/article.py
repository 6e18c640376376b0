"""Article page, the reader: the text with its quotes and names marked, speakers beside it, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from services.search.answers import articles, corrections
from services.search.answers.models import Copies, Results
from services.search.index.results import StoredArticle
from services.search.page.cutting import Mark, cut, cut_paragraphs, paragraphs
from services.search.page.marking import marked
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import CopiesParameters, VersionParameter
from shared.models.annotations import Entity, EntityType, Quote
from shared.models.values import TextField

Marks = Literal["both", "quotes", "names", "none"]

_GROUPS: dict[str, tuple[EntityType, ...]] = {
    "People": ("PERSON",),
    "Organisations": ("ORG", "NORP"),
    "Places": ("GPE", "LOC", "FAC"),
    "Works, events, laws": ("WORK_OF_ART", "EVENT", "LAW", "PRODUCT", "LANGUAGE"),
}


_CORRECTIONS = 50
"""Corrections of an article that are listed beside it, the newest; the API lists all."""

_COPIES = 20
"""Copies of an article that are listed beside it; the API lists all."""


class ReaderParameters(VersionParameter):
    """Parameters of the reader."""

    marks: Marks = Field("both", description="What is marked.")


class Paragraph(NamedTuple):
    """A paragraph, who begins to speak in it, and what was left out before it."""

    html: str
    speakers: Sequence[tuple[str, str]] = ()
    """Names, each with the id of the first of the speaker's quotes here."""
    left_out: Sequence[str] = ()
    """Lines that are no part of the article; behind its last paragraph is an empty one with those that follow it."""


class SpeakersQuotes(NamedTuple):
    """The quotes of one speaker in an article."""

    name: str
    id: str | None
    quotes: Sequence[Quote]


def add(router: APIRouter, site: Site) -> None:
    """Add the page."""

    @router.get("/articles/{id}")
    def get_article(
        request: Request,
        id: Annotated[str, Path()],
        parameters: Annotated[ReaderParameters, read(ReaderParameters)],
    ) -> Response:
        article = articles.get_article(site.index, id, parameters.version)
        if article.id != id:  # it was merged into another
            return RedirectResponse(f"/articles/{article.id}", 308)
        quote_types = {quote.id: quote.type for quote in article.quotes}
        said_of_it = corrections.find_corrections(
            site.index, article=article.id, size=_CORRECTIONS, before=None
        ).results
        visitor, token = site.forms.token(request) if said_of_it else ("", "")
        page = site.page(
            request,
            "article.html",
            article=article,
            title=marked(cut(article.title, marks_of(article, "title")), quote_types),
            paragraphs=list(_paragraphs(article, quote_types)),
            said=_by_speaker(article),
            names=_by_group(article.entities),
            shown=parameters.marks,
            copies=_copies(article),
            is_old=any(version.current and version.version != article.version for version in article.versions),
            corrections=said_of_it,
            token=token,
        )
        return site.forms.remember(page, visitor) if said_of_it else page

    def _copies(article: StoredArticle) -> Results | None:
        """Return the first copies of an article; None where nobody has copied it."""
        if article.group is None:
            return None
        asked = CopiesParameters(size=_COPIES, fields=[])
        return articles.list_copies(site.index, site.cursors, article.id, asked, highlights=False).page(Copies)


def marks_of(article: StoredArticle, field: TextField) -> list[Mark]:
    """Return what is marked in the body or the title: quotes, the words that attribute them, names."""
    marks = [
        Mark(mention.start, mention.end, "name", mention.entity)
        for mention in article.mentions
        if mention.field == field
    ]
    for quote in article.quotes:
        if quote.field == field:
            marks += [Mark(start, end, "quote", quote.id) for start, end in quote.spans]
            marks.append(Mark(*quote.spans[0], "begin", quote.id))  # where a link to the quote leads
            if quote.cue:
                marks.append(Mark(quote.cue.start, quote.cue.end, "cue", quote.id))
    return marks


def _paragraphs(article: StoredArticle, quote_types: Mapping[str, str]) -> Iterator[Paragraph]:
    speakers = {quote.id: quote.speaker.name for quote in article.quotes if quote.speaker}
    ranges = paragraphs(article.body)
    left_out = _left_out(article, [start for start, _ in ranges])
    for (start, _), segments in zip(ranges, cut_paragraphs(article.body, marks_of(article, "body")), strict=True):
        beside: dict[str, str] = {}
        for segment in segments:
            for mark in segment.begins:
                if mark.kind == "begin" and mark.key in speakers:
                    beside.setdefault(speakers[mark.key], mark.key)
        yield Paragraph(marked(segments, quote_types), list(beside.items()), left_out.get(start, ()))
    if behind := left_out.get(len(article.body)):
        yield Paragraph("", left_out=behind)


def _left_out(article: StoredArticle, starts: Sequence[int]) -> dict[int, list[str]]:
    """Return the boilerplate by the beginning of the paragraph that it stood before."""
    lines: dict[int, list[str]] = {}
    for each in article.cleaning.cuts if article.cleaning else ():
        if each.field == "body" and each.kind == "boilerplate":
            following = next((start for start in starts if start >= each.start), len(article.body))
            lines.setdefault(following, []).extend(line for line in each.text.splitlines() if line.strip())
    return lines


def _by_speaker(article: StoredArticle) -> list[SpeakersQuotes]:
    """Return the quotes by who says them, the one who says most first."""
    by_id: dict[str | None, list[Quote]] = {}
    for quote in article.quotes:
        by_id.setdefault(quote.speaker.id if quote.speaker else None, []).append(quote)
    groups = [
        SpeakersQuotes(quotes[0].speaker.name if quotes[0].speaker else "Nobody named", id, quotes)
        for id, quotes in by_id.items()
    ]
    return sorted(groups, key=lambda group: (group.id is None, -len(group.quotes), group.name))


def _by_group(entities: Sequence[Entity]) -> list[tuple[str, list[Entity]]]:
    """Return the names by what they are, the most central first."""
    groups = [
        (title, sorted((each for each in entities if each.type in types), key=lambda each: -each.salience))
        for title, types in _GROUPS.items()
    ]
    return [(title, named) for title, named in groups if named]
