"""Text to annotate. A module of its own, since the command line uses it without loading the model's library."""

from __future__ import annotations

from dataclasses import dataclass

from shared.models.articles import Article


@dataclass(frozen=True, slots=True)
class Text:
    """An article as the annotator takes it: these fields alone decide the annotation.

    ``id`` only makes the ids of the quotes.
    """

    id: str
    title: str
    body: str
    language: str | None = None
    """Language tag, as the article was posted; None where it says none."""
    authors: tuple[str, ...] = ()
    """Authors, as the article was posted."""


def text_of(id: str, article: Article) -> Text:
    """Return what the annotator takes of a posted article."""
    return Text(id, article.title, article.body, article.language, tuple(article.authors))
