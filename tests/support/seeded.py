"""The seeds as changes to an index: posted as ingest reads them, annotated by the real annotator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from deploy.local import seeding
from services.ingest.forms.article import identify
from services.nlp.annotator import load
from services.nlp.text import Text
from services.search.index.changes import Change
from shared.cleaning.article import CleanedArticle
from shared.models.articles import Article

SEEDS = Path(__file__).parents[2] / "seeds"
ACCEPTED = datetime(2026, 3, 20, 12, tzinfo=UTC)
"""When the first seed was accepted, the others a second apart: invented, everything else is real."""


@cache
def changes() -> list[Change]:
    """One change for each seed, the real article first."""
    articles = [Article.model_validate(seed) for seed in seeding.load(SEEDS)]
    posts = [identify(article) for article in articles]
    ids = [post.candidate for post in posts]
    cleaned = [CleanedArticle.model_validate_json(post.payload) for post in posts]
    texts = [Text(id, article.title, article.body) for id, article in zip(ids, cleaned, strict=True)]
    found = []
    for number, annotation in enumerate(load().annotate(texts)):
        accepted = ACCEPTED + timedelta(seconds=number)
        found.append(
            Change(
                id=ids[number],
                version=int(accepted.timestamp() * 1_000_000),
                accepted_at=accepted,
                text_hash=posts[number].text_hash,
                article=cleaned[number],
                annotation=annotation,
            )
        )
    return found
