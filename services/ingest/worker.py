"""Work at the stage ``preparing``: make the article of a post that is not one yet, by its form."""

from __future__ import annotations

from services.ingest import forms
from services.ingest.identity import content_alias, text_hash
from services.ingest.settings import Settings
from shared import errors, worker
from shared.delivery.receipts import Job
from shared.delivery.stage import Handler, Next, Result
from shared.models import Stage


def make_handler() -> Handler:
    """Return the stage's handler."""
    return lambda jobs: [_prepare(job) for job in jobs]


def _prepare(job: Job) -> Result:
    try:
        article = forms.prepare(job.payload)
    except errors.Rejected as error:
        return error
    return Next(
        Stage.ANNOTATING,
        payload=article.model_dump_json(),
        text_hash=text_hash(article),
        content=content_alias(article.title, article.body),
    )


def run(processes: int) -> None:
    """Work until told to stop."""
    settings = Settings()
    worker.run(
        "ingest-worker", Stage.PREPARING, settings, make_handler, batch=settings.prepare_batch, processes=processes
    )
