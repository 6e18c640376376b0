"""Articles are added by a form and looked after in the quarantine, over ingest and a real Redis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.settings import Settings
from shared.models.receipts import Stage
from shared.settings import Settings as SharedSettings
from tests.browser.accessibility import SCHEMES, Scheme, axe_violations
from tests.support.pipeline import Pipeline, pipeline_on
from tests.support.serving import serving

pytestmark = pytest.mark.redis


@pytest.fixture
def pipeline(settings: SharedSettings, tmp_path: Path) -> Iterator[Pipeline]:
    with pipeline_on(settings, tmp_path / "index.sqlite3") as opened:
        yield opened


@pytest.fixture
def client(pipeline: Pipeline) -> Iterator[httpx.Client]:
    own = Settings.model_validate(dict(pipeline.settings) | {"ingest_url": str(pipeline.client.base_url)})
    with closing(open_index(own)) as index, serving(make_api(own, index)) as opened:
        yield opened


@pytest.fixture
def served_at(client: httpx.Client) -> str:
    return str(client.base_url)


@pytest.fixture
def scripts(either_way: bool) -> bool:
    return either_way


def test_a_pasted_article_is_followed_to_where_it_is_read(page: Page, pipeline: Pipeline) -> None:
    page.goto("/add")
    page.get_by_label("Title").fill("The bridge")
    page.get_by_label("Text").fill("“It was worth it,” said Mayor Ana Torres.\n\nNobody objected.")
    page.get_by_role("button", name="Add and read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading it")
    pipeline.work()
    look_again = page.get_by_role("link", name="Look again")
    if page.evaluate("typeof htmx") != "object":
        look_again.click()

    expect(page).to_have_url(re.compile("/articles/[a-z2-7]{20}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The bridge")


def test_an_address_is_fetched(page: Page, client: httpx.Client) -> None:
    page.goto("/add")
    page.get_by_label("Address to fetch").fill("https://gazette.example/bridge")
    page.get_by_role("button", name="Fetch and read it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Reading it")
    expect(page.get_by_role("listitem").filter(has_text="Fetching its page")).to_be_visible()


def test_a_file_of_several_articles_is_answered_one_by_one(page: Page) -> None:
    lines = b'{"title": "The bridge", "body": "Nobody objected."}\n{"title": "The tram"}\n'
    page.goto("/add")
    page.get_by_label("File").set_input_files({"name": "two.jsonl", "mimeType": "", "buffer": lines})
    page.get_by_role("button", name="Send it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("two.jsonl")
    expect(page.get_by_role("listitem").filter(has_text="Article 2: ")).to_contain_text("body")


def test_what_is_refused_comes_back_with_the_reason_and_what_was_typed(page: Page) -> None:
    page.goto("/add")
    page.get_by_label("Text").fill("Nobody objected.")
    page.get_by_label("Published").fill("yesterday")
    page.get_by_role("button", name="Add and read it").click()

    expect(page.get_by_role("alert")).to_contain_text("published_at: ")
    expect(page.get_by_label("Text")).to_have_value("Nobody objected.")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_where_articles_are_added_and_looked_after(
    chromium: Browser, client: httpx.Client, pipeline: Pipeline, scheme: Scheme
) -> None:
    pipeline.client.post("/v1/articles", json={"title": "A", "source": "Gazette"})
    waiting = pipeline.post("“It was worth it,” said Mayor Ana Torres.").json()
    context = chromium.new_context(base_url=str(client.base_url), color_scheme=scheme)
    page, complaints = context.new_page(), {}
    for address in ("/add", f"/add/{waiting['id']}", "/operations"):
        page.goto(address)
        if violations := axe_violations(page):
            complaints[address] = violations
    context.close()

    assert complaints == {}


def test_operations_say_what_waits(page: Page, pipeline: Pipeline) -> None:
    pipeline.post("“It was worth it,” said Mayor Ana Torres.")
    page.goto("/operations")

    expect(page.get_by_role("row", name="Annotating")).to_contain_text("1")
    expect(page.get_by_text("Nothing is in quarantine.")).to_be_visible()
    expect(page.get_by_role("row", name="Minute")).to_contain_text("1")


def test_operations_say_what_became_of_each_source_and_who_works(page: Page, pipeline: Pipeline) -> None:
    pipeline.client.post("/v1/articles", json={"title": "A", "body": "B", "source": "Gazette"})
    pipeline.client.post("/v1/articles", json={"title": "A", "source": "Gazette"})
    pipeline.receipts.sweep(Stage.INDEXING, worker="here.1")
    page.goto("/operations")

    expect(page.get_by_role("row", name="Gazette")).to_contain_text(re.compile(r"2\s*1\s*0\s*1\s*0"))
    expect(page.get_by_role("listitem").filter(has_text="Gazette: ")).to_contain_text("body")
    expect(page.get_by_role("row", name="Indexing").get_by_role("cell").last).to_have_text("1")
    expect(page.get_by_role("row", name="Preparing").get_by_role("cell").last).to_have_text("0")
