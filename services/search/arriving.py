"""Arriving jobs: what each writes into the index, or how it ends without writing anything."""

from __future__ import annotations

from collections.abc import Sequence

from services.search.index.changes import Change
from services.search.index.merged import survivor
from services.search.index.port import Index
from shared import errors
from shared.cleaning.article import CleanedArticle
from shared.delivery.jobs import Job
from shared.delivery.stage import Done, Merged, Result
from shared.gone_page import GonePage, gone_page
from shared.hashing import text_hash
from shared.models.annotations import Annotation
from shared.models.receipts import Stage

NOT_HELD = Done(Stage.DELETED, reason="was not held")
"""A deletion of what the index does not hold and no earlier version can bring: a tombstone would guard nothing."""


def changes_of(index: Index, jobs: Sequence[Job]) -> list[Change | Result]:
    """Return a change for each job, or its result where there is nothing to write under its id."""
    unknown = [job.id for job in jobs if job.first and not job.into]
    merged = index.merged_into(unknown) if unknown else {}
    return [_change_of(index, job, forgotten=job.first and job.id in merged) for job in jobs]


def _change_of(index: Index, job: Job, *, forgotten: bool) -> Change | Result:
    """``forgotten``: whether Redis has forgotten that it was merged into another article."""
    if forgotten and not job.into:
        return Merged(survivor(index, job.id))
    if gone := gone_page(job.payload):
        return _marked(index, job, gone)
    if job.operation == "delete" and job.first and not index.article(job.id):
        return NOT_HELD
    written = job.operation == "put" and not job.into
    return Change(
        id=job.id,
        version=job.version,
        accepted_at=job.accepted_at,
        text_hash=job.text_hash,
        article=CleanedArticle.model_validate_json(job.payload) if written else None,
        annotation=Annotation.model_validate_json(job.annotation) if job.annotation else None,
        into=job.into,
    )


def _marked(index: Index, job: Job, gone: GonePage) -> Change | Result:
    """Return the article as it is held, with the note that its page is gone."""
    held = index.article(job.id)
    if held is None:
        return errors.OutsideFault(f"{gone.reason} Post its address again once it is back.")
    article = held.article.model_copy(update={"page_gone_at": held.page_gone_at or gone.page_gone_at})
    return Change(
        id=job.id,
        version=job.version,
        accepted_at=job.accepted_at,
        text_hash=text_hash(article),
        article=article,
        annotation=held.annotation,
    )
