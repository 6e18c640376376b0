"""The NLP worker: annotates accepted articles at the stage ``annotating``."""

from __future__ import annotations

from collections.abc import Sequence

from services.nlp.annotator import Annotator, load
from services.nlp.settings import Settings
from services.nlp.text import text_of
from shared import worker
from shared.cleaning.article import CleanedArticle
from shared.delivery.jobs import Job
from shared.delivery.stage import Handler, Next
from shared.models.receipts import Stage


def make_handler(annotator: Annotator) -> Handler:
    """Return the stage's handler over a loaded annotator."""

    def annotate(jobs: Sequence[Job]) -> list[Next]:
        articles = [CleanedArticle.model_validate_json(job.payload) for job in jobs]
        texts = [text_of(job.id, article) for job, article in zip(jobs, articles, strict=True)]
        return [Next(Stage.INDEXING, annotation=made.model_dump_json()) for made in annotator.annotate(texts)]

    return annotate


def run(processes: int) -> None:
    """Run the NLP worker in so many processes, until it is told to stop."""
    settings = Settings()
    worker.run(
        "nlp-worker",
        Stage.ANNOTATING,
        settings,
        lambda: make_handler(load(settings)),
        batch=settings.annotate_batch,
        processes=processes,
    )
