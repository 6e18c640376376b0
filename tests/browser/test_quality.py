"""What every page keeps: it is accessible, light, still, and harmless."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility import SCHEMES, Scheme, axe_violations
from tests.browser.served import HOSTILE, Served

FIRST_PAGE_BYTES, FIRST_PAGE_REQUESTS = 60_000, 8
MOST_SHIFT = 0.02
"""The layout shift of a page as browsers measure it; below 0.1 it counts as good."""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(chromium: Browser, site: Served, scheme: Scheme, width: int) -> None:
    context = chromium.new_context(base_url=site.url, color_scheme=scheme, viewport={"width": width, "height": 900})
    page, complaints = context.new_page(), {}
    for name, address in site.pages().items():
        page.goto(address)
        if violations := axe_violations(page):
            complaints[name] = violations
    context.close()

    assert complaints == {}


def test_a_search_has_twelve_controls_on_its_first_screen_at_most(page: Page) -> None:
    page.goto("/search?q=bridge")
    controls = page.locator(".side summary, .tools a, .tools button, .kinds a, .steps a").evaluate_all(
        "all => all.filter(each => each.getBoundingClientRect().top < window.innerHeight && each.checkVisibility())"
        ".map(each => each.innerText)"
    )

    assert 4 < len(controls) <= 12, controls


@pytest.mark.parametrize("text", [100, 200])
def test_nothing_needs_scrolling_sideways_on_a_narrow_screen(chromium: Browser, site: Served, text: int) -> None:
    width = 320 if text == 100 else 640
    context = chromium.new_context(base_url=site.url, viewport={"width": width, "height": 800})
    page, wide = context.new_page(), {}
    for address in [*site.pages().values(), *(HOSTILE if text == 100 else ())]:
        page.goto(address)
        page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[address[:60]] = needed
    context.close()

    assert wide == {}


def test_the_first_page_is_light(page: Page, site: Served) -> None:
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/")
    page.wait_for_load_state("networkidle")

    print(f"{sum(sizes):,} bytes in {len(sizes)} requests")
    assert sum(sizes) <= FIRST_PAGE_BYTES
    assert len(sizes) <= FIRST_PAGE_REQUESTS


def test_nothing_shifts_while_a_page_loads(page: Page, site: Served) -> None:
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "each => { if (!each.hadRecentInput) window.shift += each.value; }))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    for address in site.pages().values():
        page.goto(address)
        page.wait_for_load_state("load")

        assert page.evaluate("window.shift") < MOST_SHIFT, address


@pytest.mark.parametrize("address", HOSTILE)
def test_what_was_made_to_break_pages_is_shown_and_runs_nowhere(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("load")

    assert page.locator("main").inner_text().strip()


def test_every_control_is_reached_by_keyboard_and_shows_it(page: Page) -> None:
    page.goto("/search?q=bridge")
    wanted = set(
        page.locator("main a:visible, main summary:visible, main button:visible").evaluate_all(
            "all => all.map((each, number) => each.dataset.number = String(number))"
        )
    )
    reached = set()
    for _ in range(len(wanted) + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset?.number"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")

    assert wanted <= reached
