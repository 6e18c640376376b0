"""Feeds are added, looked at and removed by forms, over ingest, a real Redis and a real site."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import redis
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from services.ingest.acceptance import Acceptance
from services.ingest.feeds.polling import Poller
from services.ingest.fetching.client import Client
from services.ingest.settings import Settings as IngestSettings
from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.settings import Settings
from shared.delivery.accounts import Accounts
from shared.delivery.feeds import Feeds
from shared.delivery.receipts import Receipts
from shared.delivery.visits import Manners, Visits
from shared.settings import Settings as SharedSettings
from tests.support.feeds import rss, rss_item
from tests.support.ingest_api import ingesting
from tests.support.news_site import NewsSite, news_site
from tests.support.serving import serving

pytestmark = pytest.mark.redis


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as opened:
        opened.put("/rss", rss([rss_item(opened.url("/news/1"), "One")]), content_type="application/rss+xml")
        head = '<link rel=alternate type="application/rss+xml" title="All news" href="/rss">'
        opened.put("/", f"<html><head><title>Home</title>{head}</head><body><p>Hello</p></body></html>")
        yield opened


@pytest.fixture
def settings_of_ingest(settings: SharedSettings) -> IngestSettings:
    return IngestSettings(
        redis_url=settings.redis_url,
        queue_name_prefix=settings.queue_name_prefix,
        fetch_private_hosts=["127.0.0.1"],
    )


@pytest.fixture
def client(settings_of_ingest: IngestSettings, tmp_path: Path) -> Iterator[httpx.Client]:
    with ingesting(settings_of_ingest) as (ingest, _):
        own = Settings(
            redis_url=settings_of_ingest.redis_url, queue_name_prefix=settings_of_ingest.queue_name_prefix,
            search_engine="sqlite", sqlite_path=tmp_path / "index.sqlite3", ingest_url=str(ingest.base_url),
        )  # fmt: skip
        with closing(open_index(own)) as index:
            index.prepare()
            with serving(make_api(own, index)) as opened:
                yield opened


@pytest.fixture
def poll(settings_of_ingest: IngestSettings, redis_client: redis.Redis) -> Callable[[], None]:
    """Poll as the worker does."""
    prefix = settings_of_ingest.queue_name_prefix
    receipts = Receipts(redis_client, prefix=prefix, keep_days=1)
    acceptance = Acceptance(receipts, lambda _: None, Accounts(redis_client, prefix=prefix, keep_days=1))
    client = Client(settings_of_ingest, Visits(redis_client, prefix=prefix, manners=Manners(100, 0)))
    poller = Poller(Feeds(redis_client, prefix=prefix), client, acceptance, settings_of_ingest, limited=False)

    def run() -> None:
        """Poll in a thread: the browser's event loop has this one."""
        thread = threading.Thread(target=poller.work, args=(lambda: False, lambda: None))
        thread.start()
        thread.join()

    return run


@pytest.fixture
def served_at(client: httpx.Client) -> str:
    return str(client.base_url)


@pytest.fixture
def scripts(either_way: bool) -> bool:
    return either_way


def test_a_home_page_offers_its_feeds_and_one_is_added(page: Page, site: NewsSite, poll: Callable[[], None]) -> None:
    page.goto("/add")
    page.get_by_label("Address of a feed").fill(site.url("/"))
    page.get_by_role("button", name="Read it from now on").click()
    expect(page.get_by_role("alert")).to_have_text("This doesn't look like a feed, but it links to these feeds.")
    page.get_by_role("button", name="Add this one").click()
    expect(page.get_by_text("not polled yet")).to_be_visible()
    poll()
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Example Courier")
    expect(page.get_by_role("row", name="new items")).to_contain_text("200")


def test_a_feed_is_paused_resumed_polled_and_removed(page: Page, site: NewsSite, poll: Callable[[], None]) -> None:
    page.goto("/feeds")
    page.get_by_label("Address of a feed").fill(site.url("/rss"))
    page.get_by_role("button", name="Read it from now on").click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Next poll: paused")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    poll()
    page.get_by_role("button", name="Poll now").click()
    poll()
    page.goto("/feeds")
    expect(page.get_by_role("row", name="Example Courier")).to_contain_text("not changed")
    page.get_by_role("link", name="Example Courier").click()
    page.get_by_role("button", name="Remove").click()

    expect(page.get_by_text("No feeds yet.")).to_be_visible()


def test_a_list_of_another_reader_is_added(page: Page, site: NewsSite, tmp_path: Path) -> None:
    opml = tmp_path / "mine.opml"
    opml.write_text(
        f'<opml><body><outline title="Courier" xmlUrl="{site.url("/rss")}"/><outline xmlUrl="ftp://x"/></body></opml>'
    )
    page.goto("/feeds")
    page.get_by_label("OPML file").set_input_files(opml)
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_role("status").filter(has_text="1 added")).to_contain_text("1 refused")
    expect(page.get_by_role("link", name="Courier")).to_be_visible()


def test_what_is_no_feed_comes_back_with_the_reason(page: Page, site: NewsSite) -> None:
    page.goto("/feeds")
    page.get_by_label("Address of a feed").fill(site.url("/nothing"))
    page.get_by_role("button", name="Read it from now on").click()

    expect(page.get_by_role("alert")).to_have_text("The server answers 404.")
    expect(page.get_by_label("Address of a feed")).to_have_value(site.url("/nothing"))


def test_the_pages_pass_axe(chromium: Browser, client: httpx.Client, site: NewsSite, poll: Callable[[], None]) -> None:
    context = chromium.new_context(base_url=str(client.base_url))
    page = context.new_page()
    page.goto("/feeds")
    page.get_by_label("Address of a feed").fill(site.url("/rss"))
    page.get_by_role("button", name="Read it from now on").click()
    poll()
    found = {}
    for address in (page.url, "/feeds", "/feeds?quiet=true", "/add"):
        page.goto(address)
        found[address] = [violation["id"] for violation in Axe().run(page).response["violations"]]
    context.close()

    assert not any(found.values()), found
