"""What people say by forms about identities and quotes: judged, merged, corrected and undone, over a real Redis and an
indexer that all tests here share."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.settings import Settings
from tests.browser.accessibility import SCHEMES, Scheme, axe_violations
from tests.browser.test_ways import focused
from tests.support.corpus import Said, change
from tests.support.indexing import indexing
from tests.support.redis_server import RedisServer
from tests.support.serving import serving

pytestmark = pytest.mark.redis

NAMES = ["Ann Poe", "Ann Poe", "Anne Poe", "Tia Lindqvist", "Tia Lindquist", "Otto Varga"]


@pytest.fixture(scope="module")
def client(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    own = Settings(
        redis_url=redis_server.url,
        queue_name_prefix=f"t{uuid.uuid4().hex[:8]}",
        search_engine="sqlite",
        sqlite_path=tmp_path_factory.mktemp("said") / "index.sqlite3",
    )
    with closing(open_index(own)) as index:
        index.prepare()
        index.write(
            [
                change(letter * 20, title=f"Talk with {name}", said=[Said(f"We shall see {letter}.", name)])
                for letter, name in zip("abcdef", NAMES, strict=True)
            ]
        )
        with indexing(own), serving(make_api(own, index)) as opened:
            yield opened


@pytest.fixture
def served_at(client: httpx.Client) -> str:
    return str(client.base_url)


class TestEitherWay:
    """With JavaScript and without."""

    @pytest.fixture
    def scripts(self, either_way: bool) -> bool:
        return either_way

    def test_a_suggestion_is_answered_taken_back_and_answered_otherwise(self, page: Page, client: httpx.Client) -> None:
        page.goto("/names")
        page.get_by_role("link", name="Names that may mean the same").click()
        expect(page.get_by_role("heading", level=2)).to_have_text(["Ann Poe", "Anne Poe"])
        page.get_by_role("button", name="Yes, one").click()
        expect(page.locator(".answered")).to_contain_text("Merged: Anne Poe is Ann Poe.")
        merged = client.get("/v1/quotes", params={"speaker": "person:anne-poe~1"}).json()["total"]
        page.get_by_role("button", name="Back").click()
        expect(page.get_by_role("heading", level=2)).to_have_text(["Ann Poe", "Anne Poe"])
        page.get_by_text("Your name, and a reason").click()
        page.get_by_label("Reason").fill("another desk")
        page.get_by_role("button", name="No, two").click()
        expect(page.locator(".answered")).to_contain_text("Kept apart: Anne Poe is not Ann Poe.")
        expect(page.get_by_role("heading", level=2)).to_have_text(["Tia Lindquist", "Tia Lindqvist"])
        decision = client.get("/v1/identities/decisions").json()["results"][0]["decision"]
        page.get_by_role("button", name="Back").click()
        expect(page.get_by_role("heading", level=2)).to_have_text(["Ann Poe", "Anne Poe"])

        assert merged == 3
        assert (decision["decision"], decision["why"]) == ("not_the_same", "another desk")

    def test_a_wrong_speaker_and_what_is_no_quote_are_corrected_and_undone(self, page: Page) -> None:
        page.goto(f"/articles/{'f' * 20}")
        page.get_by_role("link", name="Wrong?").click()
        page.get_by_role("textbox", name="Name, or id").fill("Tia Lindqvist")
        page.get_by_role("button", name="Correct the speaker").click()
        expect(page.locator("#corrections")).to_contain_text("was said by Tia Lindqvist, not Otto Varga")
        page.locator("#corrections").get_by_role("button", name="Undo").click()
        expect(page.locator("#corrections").get_by_role("button", name="Undo")).to_have_count(0)
        page.get_by_role("link", name="Wrong?").click()
        page.get_by_role("button", name="Take it out").click()
        expect(page.locator("#corrections")).to_contain_text("is no quote")
        page.locator("#corrections").get_by_role("button", name="Undo").click()

        expect(page.get_by_role("link", name="Wrong?")).to_be_visible()

    def test_two_are_merged_by_name_and_parted_again(self, page: Page, client: httpx.Client) -> None:
        page.goto("/names/person:otto-varga")
        page.get_by_role("link", name="Merge, split, rename").click()
        page.get_by_text("Merge: it is the same as somebody else").click()
        page.get_by_label("Whose name stays").fill("Ann Poe")
        page.get_by_role("button", name="Merge", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Who is Ann Poe?")
        merged = client.get("/v1/quotes", params={"speaker": "person:otto-varga~1"}).json()["total"]
        page.locator("#decided").get_by_role("button", name="Undo of merge").first.click()
        expect(page.locator("#decided").get_by_role("button", name="Undo of merge")).to_have_count(0)

        assert merged == 3
        assert client.get("/v1/quotes", params={"speaker": "person:otto-varga~1"}).json()["total"] == 1


def test_keys_answer_skip_and_go_back_until_they_are_switched_off(page: Page) -> None:
    page.goto("/names/suggestions")
    both = page.get_by_role("heading", level=2)
    page.keyboard.press("s")
    expect(both).to_have_text(["Tia Lindquist", "Tia Lindqvist"])
    page.go_back()
    expect(both).to_have_text(["Ann Poe", "Anne Poe"])
    page.keyboard.press("n")
    expect(both).to_have_text(["Tia Lindquist", "Tia Lindqvist"])
    page.keyboard.press("b")
    expect(both).to_have_text(["Ann Poe", "Anne Poe"])
    page.keyboard.press("?")
    page.get_by_label("Single keys are on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("n")

    expect(both).to_have_text(["Ann Poe", "Anne Poe"])


def test_an_answer_leaves_the_focus_on_its_button_and_says_so(page: Page) -> None:
    page.goto("/names/suggestions")
    page.get_by_role("button", name="Unsure").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Left open: Anne Poe and Ann Poe.")
    kept = focused(page)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["Ann Poe", "Anne Poe"])

    assert kept == "unsure"
    page.wait_for_function("document.activeElement.id === 'main'")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_where_one_judges(chromium: Browser, served_at: str, scheme: Scheme) -> None:
    context = chromium.new_context(base_url=served_at, color_scheme=scheme)
    page, complaints = context.new_page(), {}
    page.goto("/names/suggestions")
    page.get_by_role("button", name="Unsure").click()
    expect(page.locator(".answered")).to_be_visible()
    complaints["answered"] = axe_violations(page)
    page.get_by_role("button", name="Back").click()
    expect(page.locator(".answered")).to_have_count(0)
    page.goto("/names/suggestions?type=ORG")
    complaints["nothing"] = axe_violations(page)
    context.close()

    assert complaints == {"answered": [], "nothing": []}
