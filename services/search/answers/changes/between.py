"""Changes between two stored versions, as the API and the page tell them."""

from __future__ import annotations

from services.search.answers.articles import get_article
from services.search.answers.changes.models import ArticleChanges, ComparedVersion, TextChange
from services.search.answers.changes.quote_changes import quote_changes
from services.search.answers.changes.word_diff import WordDiff
from services.search.index.port import Index
from services.search.index.results import StoredArticle
from services.search.index.rules import MAX_PAST_VERSIONS
from shared.errors import NotFound

CONTEXT = 60
"""Characters shown around a change."""
MAX_CHANGES = 1_000
"""Changes of a text that are listed; their number is told in full."""


def changes_between(index: Index, id: str, version: int, since: int | None = None) -> ArticleChanges:
    """Return what a version changed since another, the one before it if none is named.

    Raises NotFound where there is no such article, or a version is not kept.
    """
    newest = get_article(index, id)
    kept = [each.version for each in newest.versions]
    new = _version(index, newest, version)
    earlier = max((each for each in kept if each < version), default=None)
    if since is None and earlier is None:
        raise NotFound(f"Version {version} is the oldest that is kept, so there is none before it to compare it with.")
    old = _version(index, newest, since or earlier or version)
    title, body = WordDiff(old.title, new.title), WordDiff(old.body, new.body)
    return ArticleChanges(
        id=newest.id,
        before=_compared(old),
        after=_compared(new),
        quotes=quote_changes(
            old.quotes, new.quotes, {"title": title, "body": body}, one_annotator=old.annotator == new.annotator
        ),
        title=text_changes(title),
        body=text_changes(body),
        edits=len(body.edits),
    )


def text_changes(diff: WordDiff) -> list[TextChange]:
    """Return the places where two texts differ, each with some text around it."""
    return [
        TextChange(
            old_start=edit.old[0],
            old_end=edit.old[1],
            new_start=edit.new[0],
            new_end=edit.new[1],
            removed=diff.old[slice(*edit.old)],
            added=diff.new[slice(*edit.new)],
            before=diff.new[max(0, edit.new[0] - CONTEXT) : edit.new[0]],
            after=diff.new[edit.new[1] : edit.new[1] + CONTEXT],
        )
        for edit in diff.edits[:MAX_CHANGES]
    ]


def _version(index: Index, newest: StoredArticle, version: int) -> StoredArticle:
    article = index.article(newest.id, version)
    if article is None:
        older = version < min(each.version for each in newest.versions)
        reason = (
            f"is no longer kept: the newest {MAX_PAST_VERSIONS} before the present one are"
            if older
            else "is none of this article's"
        )
        raise NotFound(f"Version {version} {reason}; `versions` of the article lists those that can be compared.")
    return article


def _compared(article: StoredArticle) -> ComparedVersion:
    return ComparedVersion(
        version=article.version,
        accepted_at=article.accepted_at,
        title=article.title,
        annotator=article.annotator.version,
    )
