"""The ways that people go: from a subject to who said what about it, to the article, to a citation, and back."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, Route, expect

from tests.browser.served import Served


def focused(page: Page) -> str:
    """Return the id of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def test_somebody_finds_who_said_what_reads_it_and_cites_it(page: Page, site: Served) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("bridge")
    page.get_by_role("button", name="Search").click()
    card = page.locator(".card.quote.direct", has_text="Oulder Valley Post").first
    words = card.locator(".open").inner_text().strip("“”")
    card.locator(".quiet").click()
    expect(page.locator(":target")).to_contain_text(words.split(" … ")[0])
    page.go_back()
    card.locator(".open").click()
    expect(page.get_by_label("Sentence", exact=True)).to_contain_text("Oulder Valley Post, ")
    publisher = page.get_by_role("link", name="At the publisher’s")
    expect(publisher).to_have_attribute("href", re.compile(r"^https://.*#:~:text="))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/search\?q=bridge$"))
    expect(page.locator("#found")).to_have_text(site.quotes(q="bridge"))


def test_suggestions_come_as_one_types_and_are_chosen_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("corinne")
    expect(page.locator("#suggestions a").first).to_contain_text("Corinne Ashgrove")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Corinne Ashgrove")


def test_a_late_answer_does_not_take_the_suggestions_from_under_whoever_chooses(page: Page) -> None:
    # given suggestions, one of them chosen, and an answer to more words that comes late
    page.goto("/")
    box = page.get_by_role("searchbox")
    box.press_sequentially("corin")
    expect(page.locator("#suggestions a").first).to_be_visible()

    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/suggestions?*", late)
    with page.expect_response("**/suggestions?*"):
        box.press_sequentially("ne")
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(100)

    # then the choice stands
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Corinne Ashgrove")


def test_escape_closes_the_suggestions(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("corinne")
    expect(page.locator("#suggestions a").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#suggestions a")).to_have_count(0)
    assert focused(page) == "q"


def test_a_filter_changes_address_results_and_status_and_keeps_the_focus(page: Page, site: Served) -> None:
    every, hers = site.quotes(q="bridge"), site.quotes(q="bridge", speaker="person:corinne-ashgrove")
    page.goto("/search?q=bridge")
    facet = page.locator(".facet a", has_text="Corinne Ashgrove")
    id = facet.get_attribute("id")
    facet.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#found")).to_have_text(hers)
    expect(page.get_by_role("status")).to_have_text(f"{hers} found")
    expect(page).to_have_url(re.compile("speaker=person%3Acorinne-ashgrove"))
    assert focused(page) == id
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text(every)
    assert focused(page) == id
    page.go_back()
    expect(page.locator("#found")).to_have_text(hers)


def test_taking_a_filter_away_leaves_the_focus_in_the_results(page: Page, site: Served) -> None:
    page.goto("/search?q=bridge&source=Northshore+Wire")
    page.locator(".chips a").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#found")).to_have_text(site.quotes(q="bridge"))
    page.wait_for_function("document.activeElement.id === 'main'")


def test_a_bar_of_the_chart_narrows_the_time_and_all_time_widens_it(page: Page, site: Served) -> None:
    page.goto("/search?q=bridge")
    page.locator(".chart a").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("from=2026-02-02&to=2026-02-08"))
    expect(page.locator("#found")).to_have_text(site.quotes(q="bridge", **{"from": "2026-02-02", "to": "2026-02-08"}))
    page.locator("#all-time").click()

    expect(page.locator("#found")).to_have_text(site.quotes(q="bridge"))


def test_a_query_that_cannot_be_read_is_shown_with_its_column(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("(bridge")
    page.keyboard.press("Enter")

    expect(page.locator(".query mark")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_visible()


def test_names_lead_to_a_profile_and_that_to_a_comparison(page: Page) -> None:
    page.goto("/names")
    page.get_by_role("link", name="Tobias Wrenfield").click()
    page.get_by_role("link", name="Compare with somebody").click()
    page.get_by_label("Second").fill("Corinne Ashgrove")
    page.get_by_role("button", name="Compare").click()

    expect(page.locator(".sides h2")).to_have_text(["Tobias Wrenfield", "Corinne Ashgrove"])


def test_picture_and_table_of_the_network_say_the_same(page: Page) -> None:
    page.goto("/network")
    drawn = set(page.locator(".net a").evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    listed = set(
        page.locator("td a[href^='/names/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    )

    assert drawn == listed
    assert drawn


def test_marks_of_the_reader_are_switched_by_address(page: Page, site: Served) -> None:
    page.goto(site.pages()["article"])
    page.get_by_role("link", name="Plain", exact=True).click()

    expect(page).to_have_url(re.compile("marks=none"))
    assert page.locator(".q").first.evaluate("each => getComputedStyle(each).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_keys_move_between_results_until_they_are_switched_off(page: Page) -> None:
    page.goto("/search?q=bridge")
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.locator("#found").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == page.locator(".open").first.text_content()
    page.keyboard.press("?")
    page.get_by_label("Single keys are on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.locator("#found").click()
    page.keyboard.press("/")

    assert focused(page) != "q"
