"""What a first run posts is valid, and says honestly what is real and what is invented."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from shared.models.articles import Article

SEEDS = Path(__file__).parents[2] / "seeds"
REAL = "000_bc723ca8ca3f09b7"
INVENTED = sorted(path for path in SEEDS.glob("*.json") if path.stem != REAL)


def fields(path: Path) -> dict[str, Any]:
    posted: dict[str, Any] = json.loads(path.read_text("utf-8"))
    text = path.with_suffix(".txt")
    return {**posted, "body": text.read_bytes().decode("utf-8")} if text.exists() else posted


def test_the_real_article_is_exactly_as_given() -> None:
    text = (SEEDS / f"{REAL}.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == "f3d81cea658021a8a5dc3d785de2f0f69384175791d455ce2498f60ef8d0cd88"


def test_the_real_article_is_posted_verbatim_under_its_own_id() -> None:
    article = Article.model_validate(fields(SEEDS / f"{REAL}.json"))
    assert article.body.encode() == (SEEDS / f"{REAL}.txt").read_bytes()
    assert article.external_id == REAL
    assert "invented" not in article.tags


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.json")), ids=lambda path: path.stem)
def test_every_seed_is_an_article(path: Path) -> None:
    article = Article.model_validate(fields(path))
    assert article.published_at
    assert article.source
    assert article.language == "en"


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: path.stem)
def test_what_is_invented_says_so_and_points_nowhere(path: Path) -> None:
    article = Article.model_validate(fields(path))
    host = urlsplit(article.url).hostname
    assert "invented" in article.tags
    assert isinstance(host, str)
    assert host.endswith((".example.org", ".example.com"))
    assert 100 <= len(article.body.split()) <= 300


def test_the_invented_articles_share_outlets_people_and_weeks() -> None:
    articles = [Article.model_validate(fields(path)) for path in INVENTED]
    outlets = Counter(article.source for article in articles)
    weeks = {article.published_at.isocalendar()[:2] for article in articles if article.published_at}
    ashgrove = {article.source for article in articles if "Ashgrove" in article.body}
    assert len(articles) >= 12
    assert len(outlets) == 4
    assert min(outlets.values()) >= 3
    assert len(weeks) >= 8
    assert ashgrove == set(outlets)


def test_no_two_seeds_claim_the_same_identity() -> None:
    articles = [Article.model_validate(fields(path)) for path in sorted(SEEDS.glob("*.json"))]
    for claim in ([(a.source, a.external_id) for a in articles], [a.url for a in articles], [a.body for a in articles]):
        assert len(set(claim)) == len(articles)
