"""The form ``article``: title and body are posted as text."""

from __future__ import annotations

from services.ingest.forms.form import Form
from services.ingest.identity import content_alias, headline_hash, make_post
from shared.cleaning.article import clean
from shared.delivery.posts import Post
from shared.hashing import text_hash
from shared.models.articles import Article
from shared.models.receipts import Stage


def identify(article: Article) -> Post:
    """Return the article as a post that waits for the annotator, cleaned; it is identified by what was posted."""
    cleaned = clean(article)
    return make_post(
        article,
        content=content_alias(article.title, article.body),
        text_hash=text_hash(cleaned),
        payload=cleaned.model_dump_json(),
        first_stage=Stage.ANNOTATING,
        title=headline_hash(article.title),
    )


ARTICLE = Form(
    name="article",
    model=Article,
    recognises=lambda document: "body" in document,
    identify=identify,
    example={
        "title": "Mayor opens the new bridge",
        "body": "“It took nine years, and it was worth every one of them,” said Mayor Ana Torres on Monday.",
        "url": "https://example.org/news/bridge",
        "source": "Example Courier",
        "published_at": "2026-03-02T09:00:00Z",
    },
)
