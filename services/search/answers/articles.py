"""Articles: lists of them, one in full, and those that are similar to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import BaseModel

from services.search.answers.cursors import Cursors
from services.search.answers.highlights import highlighted
from services.search.answers.models import FoundArticles, SimilarArticles
from services.search.answers.paging import PageRequest, ResultList, ResultPage
from services.search.answers.searching import search_list
from services.search.answers.stopwatch import Stopwatch
from services.search.index.merged import survivor
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText
from services.search.index.results import FoundArticle, Original, StoredArticle
from services.search.parameters import ID, CopiesParameters, Parameters, SimilarParameters
from shared.errors import NotFound
from shared.figures import without_figures


def find_articles(
    index: Index, cursors: Cursors, parameters: Parameters, *, client: str = "", highlights: bool = True
) -> FoundArticles:
    """Return a page of the articles that match, with facets if it is the first one.

    ``client``: for whom an engine counts the snapshots that it keeps open for cursors. ``highlights`` can be left out
    where nobody shows them. Raises Invalid, QuerySyntax, InvalidCursor, CursorExpired and Unavailable.
    """
    found = search_list(index, cursors, parameters, "articles", client=client, highlights=highlights)
    return found.page(FoundArticles)


def export_articles(
    index: Index, cursors: Cursors, parameters: Parameters, *, client: str = "", highlights: bool = False
) -> Iterator[Sequence[BaseModel]]:
    """Return all articles that match, some at a time. Arguments and errors are those of :func:`find_articles`; what
    fails after the first ones is raised while they are read."""
    return search_list(index, cursors, parameters, "articles", client=client, highlights=highlights).pages()


def get_article(
    index: Index, id: str, version: int | None = None, *, figures: bool = False, original: bool = False
) -> StoredArticle:
    """Return an article in full, in an older version, with figures or its original text if asked. Raises NotFound.

    The id of one that was merged into another answers with that one.
    """
    article = index.article(id, version) if ID.fullmatch(id) else None
    if article is None and ID.fullmatch(id) and (into := survivor(index, id)) != id:
        article = index.article(into, version)
    if article is None:
        which = f" in version {version}; `versions` of the article lists them" if version else ""
        raise NotFound(f"There is no such article{which}.")
    if not figures:
        article = without_figures(article)
    if not original:
        return article
    posted = Original(title=article.original_text("title"), body=article.original_text("body"))
    return article.model_copy(update={"original": posted})


def list_copies(
    index: Index, cursors: Cursors, id: str, parameters: CopiesParameters, *, client: str = "", highlights: bool = True
) -> ResultList:
    """Return the other articles of an article's group, the oldest first. Raises NotFound; else as
    :func:`find_articles`."""
    article = get_article(index, id)
    id, group = article.id, article.group
    request = replace(parameters.request(id), client=client)

    def fetch(wanted: PageRequest) -> ResultPage:
        page = index.search(replace(request, size=wanted.size, after=wanted.after))
        hits = [hit for hit in page.hits if isinstance(hit, FoundArticleText)]
        results = highlighted(hits, None) if highlights else [hit.article for hit in hits]
        return ResultPage(results, page.total, page.next, {}, more={"group": group})

    return ResultList(fetch, cursors, parameters, f"copies of {id}", request.sort)


def find_similar(index: Index, id: str, parameters: SimilarParameters) -> SimilarArticles:
    """Return the articles whose words are most like this one's, best first. Raises NotFound."""
    stopwatch = Stopwatch()
    hits = index.similar(id, parameters.size) if ID.fullmatch(id) else None
    if hits is None and ID.fullmatch(id):
        hits = index.similar(survivor(index, id), parameters.size)
    if hits is None:
        raise NotFound("There is no such article.")
    articles = [
        hit if parameters.figures else without_figures(hit)
        for hit in highlighted(hits, None)
        if isinstance(hit, FoundArticle)
    ]
    return SimilarArticles(total=len(articles), took_ms=stopwatch.ms, results=articles)
