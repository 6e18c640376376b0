"""Accessibility of a page as axe-core sees it."""

from __future__ import annotations

from typing import Literal, get_args

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)


def axe_violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return the rules that a page breaks, with the beginnings of the first elements that do."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], [node["html"][:150] for node in each["nodes"][:3]]) for each in violations]
