"""Addresses that are posted: fetched, extracted, and accounted for, with a real site and a real Redis."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import pytest
import redis

from services.ingest.fetching.client import Client
from services.ingest.settings import Settings
from services.ingest.worker import make_handler
from shared import settings as shared_settings
from shared.cleaning.article import CleanedArticle
from shared.delivery.receipts import Receipts
from shared.delivery.stage import Line, drain
from shared.delivery.tokens import new_token
from shared.delivery.visits import Manners, Visits
from shared.models.receipts import Stage
from tests.support.ingest_api import ingesting
from tests.support.news_site import NewsSite, news_site

pytestmark = pytest.mark.redis

PROSE = "“It took nine years, and it was worth every one of them,” said Mayor Ana Torres on Monday. " * 5
PAGE = f"""<html lang="en"><head><title>Bridge opens | Example Courier</title>
<meta property="og:site_name" content="Example Courier">
<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "headline": "Bridge opens",
 "datePublished": "2026-03-02T09:00:00+01:00", "author": [{{"@id": "#ann"}}], "articleSection": "Local",
 "keywords": "bridge, river"}}, {{"@id": "#ann", "@type": "Person", "name": "Ann Lee"}}]}}</script></head>
<body><article><h1>Bridge opens</h1><p>{PROSE}</p><p>{PROSE}</p></article></body></html>"""


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as serving:
        yield serving


@pytest.fixture
def ingest_settings(settings: shared_settings.Settings) -> Settings:
    return Settings(
        redis_url=settings.redis_url,
        queue_name_prefix=settings.queue_name_prefix,
        fetch_private_hosts=["127.0.0.1", "consent.localhost"],
        fetch_seconds=10,  # half of it for robots.txt; no test here waits for it
        max_attempts=1,
    )


@pytest.fixture
def api(ingest_settings: Settings) -> Iterator[tuple[httpx.Client, Receipts]]:
    with ingesting(ingest_settings) as both:
        yield both


@pytest.fixture
def work(ingest_settings: Settings, redis_client: redis.Redis, api: tuple[httpx.Client, Receipts]) -> Callable[[], int]:
    """Work as the ingest worker does until nothing is ready."""
    visits = Visits(redis_client, prefix=ingest_settings.queue_name_prefix, manners=Manners(100, 0))
    handler = make_handler(Client(ingest_settings, visits))
    line = Line(Stage.PREPARING, handler, lambda _stage: None, batch=8)
    return lambda: drain(line, api[1], ingest_settings, seconds=20)


def post(api: tuple[httpx.Client, Receipts], url: str, **more: object) -> dict[str, str]:
    answer = api[0].post("/v1/articles", json={"url": url, **more})
    assert answer.status_code == 202, answer.text
    accepted: dict[str, str] = answer.json()
    return accepted


def prepared(receipts: Receipts) -> CleanedArticle:
    """The article that waits for the annotator."""
    jobs, _ = receipts.lease(Stage.ANNOTATING, new_token(), seconds=30, count=1, size=10**9, max_attempts=3)
    return CleanedArticle.model_validate_json(jobs[0].payload)


def test_an_address_becomes_the_article_of_its_page(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]
) -> None:
    site.put("/bridge", PAGE)

    accepted = post(api, site.url("/bridge"))
    work()

    article = prepared(api[1])
    assert accepted["state"] == "preparing"
    assert (article.title, article.source, article.section) == ("Bridge opens", "Example Courier", "Local")
    assert (article.authors, article.tags, article.language) == (["Ann Lee"], ["bridge", "river"], "en")
    assert article.published_at is not None and article.published_at.isoformat() == "2026-03-02T08:00:00+00:00"
    assert article.body.startswith("“It took nine years") and article.url == site.url("/bridge")


def test_what_the_client_says_wins_over_the_page(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]
) -> None:
    site.put("/bridge", PAGE)

    post(api, site.url("/bridge"), source="Our desk", authors=["Bo Ray"])
    work()

    article = prepared(api[1])
    assert (article.source, article.authors) == ("Our desk", ["Bo Ray"])


def test_the_id_is_that_of_the_text_posted_under_the_same_address(
    api: tuple[httpx.Client, Receipts], site: NewsSite
) -> None:
    by_address = post(api, site.url("/bridge"))

    by_text = post(api, site.url("/bridge?utm_source=x"), title="Bridge opens", body=PROSE)

    assert by_text["id"] == by_address["id"]


def test_a_page_is_fetched_once_though_its_extraction_comes_later(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]
) -> None:
    site.put("/bridge", PAGE)
    accepted = post(api, site.url("/bridge"))

    assert work() == 2  # fetched, then extracted

    assert site.paths() == ["/robots.txt", "/bridge"]
    receipt = api[1].receipt(accepted["id"])
    assert receipt is not None and receipt.state is Stage.ANNOTATING


def test_the_page_stays_with_the_receipt_where_no_article_is_found(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int], redis_client: redis.Redis
) -> None:
    site.put("/list", "<html><body><nav><a href='/1'>One</a><a href='/2'>Two</a></nav></body></html>")
    accepted = post(api, site.url("/list"))

    work()

    receipt = api[1].receipt(accepted["id"])
    assert receipt is not None and receipt.state is Stage.QUARANTINED
    [key] = redis_client.keys(f"*:work:{accepted['id']}:*")
    assert "<nav>" in json.loads(str(redis_client.hget(key, "payload")))["posted"]["html"]


@pytest.mark.parametrize("status", [401, 402, 403, 404, 410, 451])
def test_a_wall_and_a_page_that_is_gone_are_quarantined_with_the_status(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int], status: int
) -> None:
    site.put("/bridge", PAGE, status=status)

    accepted = post(api, site.url("/bridge"))
    work()

    receipt = api[1].receipt(accepted["id"])
    assert receipt is not None and receipt.state is Stage.QUARANTINED
    assert receipt.reason is not None and str(status) in receipt.reason


DECLARED = PAGE.replace('"headline"', '"isAccessibleForFree": "False", "headline"')
HIDDEN = PAGE.replace('"headline"', f'"articleBody": {json.dumps(PROSE * 20)}, "headline"')


@pytest.mark.parametrize(
    ("page", "reason"),
    [(DECLARED, "paywall"), (HIDDEN, "behind a wall"), ("", "empty")],
    ids=["not free", "longer than shown", "empty"],
)
def test_a_wall_that_the_page_itself_declares_is_quarantined(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int], page: str, reason: str
) -> None:
    site.put("/bridge", page)

    accepted = post(api, site.url("/bridge"))
    work()

    receipt = api[1].receipt(accepted["id"])
    assert receipt is not None and receipt.state is Stage.QUARANTINED
    assert receipt.reason is not None and reason in receipt.reason


def test_a_challenge_is_no_article(api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]) -> None:
    site.put("/bridge", PAGE, cf_mitigated="challenge")

    accepted = post(api, site.url("/bridge"))
    work()

    receipt = api[1].receipt(accepted["id"])
    assert receipt is not None and receipt.reason is not None and "challenge" in receipt.reason


def test_what_is_no_page_is_refused_by_its_type(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]
) -> None:
    site.put("/report.pdf", b"%PDF-1.7", content_type="application/pdf")

    accepted = post(api, site.url("/report.pdf"))
    work()

    receipt = api[1].receipt(accepted["id"])
    assert receipt is not None and receipt.reason is not None and "application/pdf" in receipt.reason


def test_many_walls_do_not_stop_the_stage(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]
) -> None:
    for number in range(12):
        post(api, site.url(f"/gone/{number}"))
    site.put("/bridge", PAGE)
    work()

    post(api, site.url("/bridge"))
    work()

    assert prepared(api[1]).title == "Bridge opens"


def test_a_site_that_fails_is_asked_again_later(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]
) -> None:
    site.put("/bridge", "", status=503)

    accepted = post(api, site.url("/bridge"))
    work()

    receipt = api[1].receipt(accepted["id"])
    assert receipt is not None and receipt.state is Stage.PREPARING
    assert receipt.reason is not None and "503" in receipt.reason


def test_a_private_host_that_nobody_allowed_is_quarantined(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]
) -> None:
    accepted = post(api, f"http://localhost:{site.port}/admin")
    work()

    receipt = api[1].receipt(accepted["id"])
    assert receipt is not None and receipt.state is Stage.QUARANTINED
    assert receipt.reason is not None and "not on the public internet" in receipt.reason
    assert site.asked == []


@pytest.mark.parametrize(
    ("charset", "header", "head"),
    [
        ("windows-1252", "text/html; charset=windows-1252", ""),
        ("iso-8859-2", "text/html", '<meta charset="iso-8859-2">'),
        ("utf-8", "text/html; charset=klingon", ""),
        ("windows-1252", "text/html", ""),
    ],
    ids=["header", "head", "unknown charset", "undeclared"],
)
def test_a_page_is_read_in_its_charset(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int], charset: str, header: str, head: str
) -> None:
    page = PAGE.replace("“", '"').replace("”", '"').replace("Mayor", "Bürgermeister").replace("<head>", f"<head>{head}")
    site.put("/bridge", page.encode(charset), content_type=header)

    post(api, site.url("/bridge"))
    work()

    assert "Bürgermeister Ana Torres" in prepared(api[1]).body


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://example.org/1", "javascript:alert(1)", "example.org"])
def test_an_address_that_is_none_of_the_web_is_refused_at_once(api: tuple[httpx.Client, Receipts], url: str) -> None:
    answer = api[0].post("/v1/articles", json={"url": url})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "url"


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize(("delete", "operation", "state"), [(True, "delete", "indexing"), (False, "put", "indexing")])
def test_an_article_whose_page_is_gone_is_kept_or_deleted_as_set(
    api: tuple[httpx.Client, Receipts],
    site: NewsSite,
    ingest_settings: Settings,
    redis_client: redis.Redis,
    status: int,
    delete: bool,
    operation: str,
    state: str,
) -> None:
    visits = Visits(redis_client, prefix=ingest_settings.queue_name_prefix, manners=Manners(100, 0))
    handler = make_handler(Client(ingest_settings, visits), api[1].delete if delete else None)
    line = Line(Stage.PREPARING, handler, lambda _stage: None, batch=8)
    held = post(api, site.url("/bridge"), title="Bridge opens", body=PROSE)
    site.put("/bridge", PAGE, status=status)
    site.put("/never-held", PAGE, status=status)

    again, never_held = post(api, site.url("/bridge")), post(api, site.url("/never-held"))
    drain(line, api[1], ingest_settings, seconds=20)

    newest, first = api[1].receipt(held["id"]), api[1].receipt(never_held["id"])
    assert again["id"] == held["id"] and newest is not None and first is not None
    assert (newest.operation, newest.state) == (operation, state)
    assert first.state is Stage.QUARANTINED
    counts = api[0].get("/v1/sources").json()["all"]
    assert counts["sent"] == counts["accepted"] + counts["quarantined"]


def test_a_consent_host_is_no_article(
    api: tuple[httpx.Client, Receipts], site: NewsSite, ingest_settings: Settings, redis_client: redis.Redis
) -> None:
    visits = Visits(redis_client, prefix=ingest_settings.queue_name_prefix, manners=Manners(100, 0))
    handler = make_handler(Client(ingest_settings, visits, resolve=lambda _host, _port: ["127.0.0.1"]))
    site.redirect("/bridge", site.url("/collect", "consent.localhost"))
    site.put("/collect", PAGE)
    accepted = post(api, site.url("/bridge"))

    drain(Line(Stage.PREPARING, handler, lambda _stage: None, batch=8), api[1], ingest_settings, seconds=20)

    receipt = api[1].receipt(accepted["id"])
    assert receipt and receipt.state is Stage.QUARANTINED
    assert receipt.reason == "The site asks for consent first (consent.localhost), which no program can give."


def test_the_third_page_of_a_site_with_the_same_words_is_taken_for_a_wall(
    api: tuple[httpx.Client, Receipts], site: NewsSite, work: Callable[[], int]
) -> None:
    states = []
    for path in ("/1", "/2", "/3", "/4"):
        site.put(path, PAGE)
        accepted = post(api, site.url(path))
        work()
        receipt = api[1].receipt(accepted["id"])
        assert receipt
        states.append(receipt)

    assert [receipt.state for receipt in states] == ["annotating", "annotating", "quarantined", "quarantined"]
    assert states[2].reason == "The page is a wall, or a copy: 3 pages of 127.0.0.1 have its words."
