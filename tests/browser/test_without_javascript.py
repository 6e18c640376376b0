"""Without JavaScript the same ways lead to the same places."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import Served


@pytest.fixture
def plain(chromium: Browser, site: Served) -> Iterator[Page]:
    context = chromium.new_context(base_url=site.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_one_searches_filters_reads_and_goes_on(plain: Page, site: Served) -> None:
    plain.goto("/")
    plain.get_by_role("searchbox").fill("bridge")
    plain.get_by_role("button", name="Search").click()
    plain.locator(".facet a", has_text="Corinne Ashgrove").click()
    hers = site.quotes(q="bridge", speaker="person:corinne-ashgrove")
    expect(plain.locator("#found")).to_have_text(hers)
    plain.locator(".chips a").click()
    expect(plain.locator("#found")).to_have_text(site.quotes(q="bridge"))
    plain.locator(".chart a").first.click()
    week = {"from": "2026-02-02", "to": "2026-02-08"}
    expect(plain.locator("#found")).to_have_text(site.quotes(q="bridge", **week))
    plain.locator(".card .quiet").first.click()

    expect(plain).to_have_url(re.compile("/articles/.*#q-"))


def test_dates_are_chosen_by_a_form(plain: Page, site: Served) -> None:
    plain.goto("/search?q=bridge")
    plain.locator(".days summary").click()
    plain.get_by_label("From").fill("2026-04-01")
    plain.get_by_role("button", name="Show").click()

    expect(plain).to_have_url(re.compile(r"/search\?q=bridge&from=2026-04-01$"))
    expect(plain.locator("#found")).to_have_text(site.quotes(q="bridge", **{"from": "2026-04-01"}))


def test_no_control_is_dead(plain: Page) -> None:
    plain.goto("/search?q=bridge")

    expect(plain.locator("button[data-share], #help")).to_have_count(2)
    for button in plain.locator("button[data-share], #help").all():
        expect(button).to_be_hidden()
