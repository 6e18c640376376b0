"""Addresses change by a parameter, and lead to the first page of their list."""

from __future__ import annotations

from services.search.page.address import Address

HERE = Address("/search", (("q", "a b"), ("source", "S"), ("source", "T"), ("cursor", "xyz")))


def test_a_value_is_added_and_dropped() -> None:
    assert str(HERE.adding("source", "U & V")) == "/search?q=a+b&source=S&source=T&source=U+%26+V"
    assert str(HERE.dropping("source", "S")) == "/search?q=a+b&source=T"


def test_setting_replaces_all_values() -> None:
    assert str(HERE.setting({"source": "U", "sort": "newest"})) == "/search?q=a+b&source=U&sort=newest"


def test_only_the_next_page_keeps_a_cursor() -> None:
    assert str(HERE.page_after("abc")) == "/search?q=a+b&source=S&source=T&cursor=abc"
    assert str(HERE.without("q", "source")) == "/search"
