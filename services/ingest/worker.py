"""Work at the stage ``preparing``: fetch what is posted as an address, make the article of a post by its form, and poll
feeds that are due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from services.ingest import forms
from services.ingest.acceptance import Acceptance
from services.ingest.extraction.own_address import site_of
from services.ingest.feeds.polling import Poller
from services.ingest.fetching.client import PAUSE_SECONDS, Client, together
from services.ingest.fetching.failures import FetchFailed, NotYet
from services.ingest.forms.fetched_page import GONE, page_payload
from services.ingest.forms.web_address import WebAddress
from services.ingest.identity import content_alias, headline_hash, url_alias
from services.ingest.settings import Settings
from shared import errors, worker
from shared.cleaning.article import clean
from shared.delivery.accounts import Accounts
from shared.delivery.connection import connect
from shared.delivery.doorbell import Doorbell, make_celery
from shared.delivery.feeds import Feeds
from shared.delivery.jobs import Job, Learnt
from shared.delivery.receipts import Receipts
from shared.delivery.stage import Handler, Later, Next, Result
from shared.delivery.visits import Manners, Visits
from shared.gone_page import GonePage
from shared.hashing import text_hash
from shared.models.receipts import Stage

Delete = Callable[[str, str], object]
"""Delete an article by its id, at a request's id."""


def make_handler(client: Client, delete_gone: Delete | None = None) -> Handler:
    """Return the stage's handler. ``delete_gone``: deletes an article that we know and whose page is gone; without it,
    the article is marked."""
    return partial(_handle, client, delete_gone)


def _handle(client: Client, delete_gone: Delete | None, jobs: Sequence[Job]) -> list[Result]:
    """Fetch the addresses of a batch at the same time, and extract its pages one after the other.

    A fetched page waits at this stage again: it is in Redis then, and is not fetched twice if its extraction fails.
    """
    addresses = [(job, address) for job in jobs if (address := forms.address_of(job.payload))]
    fetches = [partial(_fetch, client, delete_gone, job, address) for job, address in addresses]
    fetched = {job.member: result for (job, _), result in zip(addresses, together(fetches), strict=True)}
    return [fetched[job.member] if job.member in fetched else prepare_page(job) for job in jobs]


async def _fetch(client: Client, delete_gone: Delete | None, job: Job, address: WebAddress) -> Result:
    try:
        fetched = await client.fetch(address.url, ticket=job.member)
        if fetched.status in (408, 425, 429) or fetched.status >= 500:
            reason = f"The site answers {fetched.status}, though it was asked several times."
            return Later(fetched.retry_after or PAUSE_SECONDS, reason, counts=True)
        if fetched.status in GONE and not job.first:
            gone = f"The page is gone: the site answers {fetched.status}."
            if delete_gone is None:
                mark = GonePage(page_gone_at=datetime.now(UTC), reason=gone)
                return Next(Stage.INDEXING, payload=mark.payload())
            delete_gone(job.id, job.request_id)  # a version of its own, which this one gives way to
            return errors.Superseded(f"{gone} So its article is deleted.")
        return Next(Stage.PREPARING, payload=page_payload(address, fetched))
    except NotYet as turn:
        return Later(turn.seconds, str(turn))
    except FetchFailed as failed:
        return Later(PAUSE_SECONDS, failed.detail, counts=True) if failed.temporary else failed
    except errors.Rejected as error:
        return error


def prepare_page(job: Job) -> Result:
    """Make the article of what a job holds already; it is fetched if it had to be."""
    try:
        article = forms.prepare(job.payload)
    except errors.Rejected as error:
        return error
    cleaned = clean(article)
    return Next(
        Stage.ANNOTATING,
        payload=cleaned.model_dump_json(),
        learnt=Learnt(
            text_hash=text_hash(cleaned),
            content=content_alias(article.title, article.body),
            title=headline_hash(article.title),
            canonical=url_alias(cleaned.canonical_url) if cleaned.canonical_url else "",
            site=site_of(cleaned.canonical_url) if cleaned.canonical_url else "",
        ),
    )


def make_acceptance(settings: Settings, ring: Callable[[Stage], None]) -> Acceptance:
    """Return what accepts in this process."""
    connection, prefix, days = connect(settings), settings.queue_name_prefix, settings.receipt_days
    receipts = Receipts(connection, prefix=prefix, keep_days=days)
    return Acceptance(receipts, ring, Accounts(connection, prefix=prefix, keep_days=days))


def make_poller(settings: Settings, client: Client, ring: Callable[[Stage], None]) -> Poller:
    """Return what polls feeds and accepts their items."""
    feeds = Feeds(connect(settings), prefix=settings.queue_name_prefix)
    return Poller(feeds, client, make_acceptance(settings, ring), settings)


def run(processes: int) -> None:
    """Work until told to stop."""
    settings = Settings()
    client = Client(settings, Visits(connect(settings), prefix=settings.queue_name_prefix, manners=Manners()))
    acceptance = make_acceptance(settings, Doorbell(make_celery(settings), settings).ring)
    delete_gone = acceptance.delete if settings.gone_pages == "delete" else None
    worker.run(
        "ingest-worker",
        Stage.PREPARING,
        settings,
        partial(make_handler, client, delete_gone),
        batch=settings.prepare_batch,
        processes=processes,
        rounds=partial(make_poller, settings, client),
    )
