"""The address that a page says is its own, where that can be believed."""

from __future__ import annotations

import pytest
from lxml import html

from services.ingest.extraction.meta_tags import MetaTags
from services.ingest.extraction.own_address import own_address, site_of

READ_AT = "https://www.courier.co.uk/p/7?ref=x"


def own(head: str, url: str | None = READ_AT) -> str | None:
    root = html.document_fromstring(f"<html><head>{head}</head><body><p>x</p></body></html>")
    return own_address(root, MetaTags(root), url)


def canonical(*addresses: str) -> str:
    return "".join(f'<link rel="canonical" href="{address}">' for address in addresses)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (canonical("https://www.courier.co.uk/bridge"), "https://www.courier.co.uk/bridge"),
        (canonical("/bridge#top"), "https://www.courier.co.uk/bridge"),
        (canonical("https://amp.courier.co.uk/bridge"), "https://amp.courier.co.uk/bridge"),
        (canonical("https://www.courier.co.uk/?id=7"), "https://www.courier.co.uk/?id=7"),
        (canonical("/bridge", "/bridge"), "https://www.courier.co.uk/bridge"),
        ('<meta property="og:url" content="/bridge">', "https://www.courier.co.uk/bridge"),
        (canonical("/bridge") + '<meta property="og:url" content="/other">', "https://www.courier.co.uk/bridge"),
    ],
)
def test_it_is_what_the_page_declares(head: str, expected: str) -> None:
    assert own(head) == expected


@pytest.mark.parametrize(
    "head",
    [
        "",
        canonical(""),
        canonical("https://www.courier.co.uk/"),
        canonical("/bridge", "/ferry"),
        canonical("https://www.gazette.co.uk/bridge"),
        canonical("mailto:desk@courier.co.uk"),
        canonical("https://[bridge"),
        canonical(f"/{'x' * 2_100}"),
        canonical("https://www.gazette.co.uk/bridge") + '<meta property="og:url" content="/bridge">',
    ],
)
def test_a_front_page_another_site_and_several_addresses_are_not_believed(head: str) -> None:
    assert own(head) is None


def test_a_page_that_came_without_an_address_tells_its_own() -> None:
    assert own(canonical("https://www.courier.co.uk/bridge"), None) == "https://www.courier.co.uk/bridge"


def test_a_site_is_what_one_owner_has() -> None:
    assert site_of("https://news.courier.co.uk/1") == site_of("http://courier.co.uk") == "courier.co.uk"
    assert site_of("http://www.courier.example:81/1") == "courier.example"
    assert site_of("http://127.0.0.1:8000/1") == "127.0.0.1"
