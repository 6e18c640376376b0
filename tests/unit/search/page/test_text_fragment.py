"""Links lead to the words of a quote on its publisher's page, and nowhere else."""

from __future__ import annotations

import pytest

from services.search.page.text_fragment import EXACT_CHARS, address_at, web_address


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript://x.example/%0aalert(1)",
        "data:text/html,x",
        "//x.example",
        "x",
        "",
        "http://[",
    ],
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    assert web_address(url) is None
    assert address_at(url, "words") is None


def test_what_separates_the_parts_of_a_directive_is_escaped() -> None:
    assert address_at("https://x.example/a", "six-nil, we & they") == (
        "https://x.example/a#:~:text=six%2Dnil%2C%20we%20%26%20they"
    )


def test_an_address_that_has_a_fragment_keeps_it() -> None:
    assert address_at("https://x.example/a#top", "words") == "https://x.example/a#top:~:text=words"


def test_a_long_quote_is_given_by_its_beginning_and_end() -> None:
    words = [f"word{number}" for number in range(EXACT_CHARS)]

    assert address_at("https://x.example/", " ".join(words)) == (
        "https://x.example/#:~:text=word0%20word1%20word2%20word3%20word4%20word5,"
        "word294%20word295%20word296%20word297%20word298%20word299"
    )
