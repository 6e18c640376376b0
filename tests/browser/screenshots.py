"""Pictures of every page, wide, narrow and dark, to be looked at: ``python -m tests.browser.screenshots``, which is
``make screenshots``. With ``--readme`` the three of the README are taken anew."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from services.search.settings import Settings
from shared import logs
from tests.browser.served import served_site

LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
README = Path(__file__).parents[2] / "docs" / "images"
IN_README = ("search", "article", "name")


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("screenshots"), help="the folder (screenshots)")
    parser.add_argument("--readme", action="store_true", help="take those of the README")
    options = parser.parse_args()
    path = os.environ.get("QUOTEWIRE_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        parser.error("No Chromium: install Debian's package chromium, or name one in QUOTEWIRE_TEST_CHROMIUM.")
    logs.configure(Settings(log_level="WARNING"), "screenshots")
    with tempfile.TemporaryDirectory() as folder, served_site(Path(folder) / "index.sqlite3") as site:
        pages = site.pages()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            if options.readme:
                small = {"desktop": {"viewport": {"width": 1000, "height": 640}}}
                _take(browser, site.url, {name: pages[name] for name in IN_README}, small, README)
            else:
                _take(browser, site.url, pages, LOOKS, options.to)
            browser.close()


def _take(browser: Browser, url: str, pages: dict[str, str], looks: dict[str, dict[str, Any]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for look, settings in looks.items():
        context = browser.new_context(base_url=url, **settings)
        page = context.new_page()
        for name, address in pages.items():
            page.goto(address)
            page.screenshot(path=folder / (f"{name}.png" if len(looks) == 1 else f"{name}-{look}.png"))
        context.close()


if __name__ == "__main__":
    main()
