"""A real Chromium before a real server: the seeds, and articles made to break pages, on an index file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.served import Served, served_site
from tests.support.hostile import hostile
from tests.support.real_parts import missing


@pytest.fixture(scope="package")  # its event loop runs in this thread until it is closed
def chromium() -> Iterator[Browser]:
    path = os.environ.get("QUOTEWIRE_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        missing("No Chromium: install Debian's package chromium, or name one in QUOTEWIRE_TEST_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])  # root has no sandbox
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_site(tmp_path_factory.mktemp("site") / "index.sqlite3", hostile()) as served:
        yield served


@pytest.fixture
def served_at(site: Served) -> str:
    """Where the pages are served; a module with a stack of its own has another one."""
    return site.url


@pytest.fixture
def scripts() -> bool:
    """Whether JavaScript is on; a module that goes either way asks for ``either_way``."""
    return True


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def either_way(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def context(chromium: Browser, served_at: str, scripts: bool) -> Iterator[BrowserContext]:
    opened = chromium.new_context(
        base_url=served_at, viewport={"width": 1280, "height": 900}, java_script_enabled=scripts
    )
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test for an error in a script, a refusal of the policy, or a dialog."""
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    opened.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    yield opened
    assert complaints == []
