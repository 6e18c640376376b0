"""The worker's handler: accepted articles in, their annotations on to the index."""

from __future__ import annotations

from datetime import UTC, datetime

from services.nlp.annotator import Annotator
from services.nlp.text import Text
from services.nlp.worker import make_handler
from shared.delivery.jobs import Job
from shared.delivery.stage import Next
from shared.models.annotations import Annotation
from shared.models.articles import Article
from shared.models.receipts import Stage

ARTICLES = {
    "a1": Article(title="Bridge is late", body="“The bridge is late,” said Ann Lee."),
    "a2": Article(title="", body="It rained."),
}


def job(id_: str, article: Article) -> Job:
    return Job(
        id=id_, version=1, payload=article.model_dump_json(), annotation="", operation="put", request_id="r",
        text_hash="", accepted_at=datetime.now(UTC), attempts=1,
    )  # fmt: skip


def test_each_article_is_handed_on_to_the_index_with_its_annotation(annotator: Annotator) -> None:
    # given two accepted articles
    jobs = [job(id_, article) for id_, article in ARTICLES.items()]
    # when they are annotated together
    results = make_handler(annotator)(jobs)
    # then each is handed on with what the annotator says of its title and body
    for (id_, article), result in zip(ARTICLES.items(), results, strict=True):
        assert isinstance(result, Next)
        assert result.stage == Stage.INDEXING
        [expected] = annotator.annotate([Text(id_, article.title, article.body)])
        assert Annotation.model_validate_json(result.annotation or "") == expected


def test_nothing_to_annotate_is_nothing_to_hand_on(annotator: Annotator) -> None:
    assert list(make_handler(annotator)([])) == []
