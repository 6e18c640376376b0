"""The NLP worker's handler: accepted articles in, annotations for the index out."""

from __future__ import annotations

from datetime import UTC, datetime

from services.nlp.annotator import Annotator
from services.nlp.text import Text
from services.nlp.worker import make_handler
from shared.delivery.receipts import Job
from shared.delivery.stage import Next
from shared.models import Annotation, Article, Stage


def job(id_: str, article: Article) -> Job:
    return Job(id_, 1, article.model_dump_json(), "", "put", "request-1", "hash", datetime.now(UTC), 1)


def article(title: str, body: str) -> Article:
    return Article(title=title, body=body, source="Halmstow Herald", published_at=datetime(2024, 3, 1, tzinfo=UTC))


def test_each_job_goes_on_to_indexing_with_the_annotation_of_its_text(annotator: Annotator) -> None:
    # given two accepted articles
    first = article("The ferry", "“The ferry was full,” said Ann Lee.")
    second = article("", "“The bridge was empty,” said Bo Nyberg.")
    # when they are handled together
    results = make_handler(annotator)([job("a1", first), job("a2", second)])
    # then each has the annotation of its own title and body, in order
    expected = annotator.annotate([Text("a1", first.title, first.body), Text("a2", second.title, second.body)])
    handed_on = [result for result in results if isinstance(result, Next)]
    assert [result.stage for result in handed_on] == [Stage.INDEXING, Stage.INDEXING]
    assert [Annotation.model_validate_json(result.annotation or "") for result in handed_on] == expected


def test_the_ids_of_quotes_are_those_of_the_job(annotator: Annotator) -> None:
    one = article("", "“The ferry was full,” said Ann Lee.")
    first, second = make_handler(annotator)([job("a1", one), job("a2", one)])
    assert isinstance(first, Next)
    assert isinstance(second, Next)
    assert first.annotation != second.annotation
