"""Articles that try to break a page that shows them: markup, links that run, overrides of direction, no spaces."""

from __future__ import annotations

from datetime import UTC, datetime

from services.search.index.changes import Change
from tests.support.corpus import Name, Said, change

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"


def hostile() -> list[Change]:
    """Return them: one of each trick, and one with 500 quotes."""
    return [
        change(
            "hostile",
            title=f"{SCRIPT}<svg onload=alert(1)> \u202egnp.exe",
            said=[
                Said(
                    f'{SCRIPT}" onmouseover="alert(1)', Name("<img src=x onerror=alert(1)>", None), role="<b>role</b>"
                ),
                Said("x" * 10_000, "Ada Nordmann"),
            ],
            source='"><script>alert(2)</script>',
            section=SCRIPT,
            authors=[SCRIPT],
            url="javascript:alert(1)",
            published_at=datetime(2026, 3, 12, tzinfo=UTC),
        ),
        change(
            "many",
            title="Five hundred",
            said=[Said(f"This is number {number}", "Ada Nordmann") for number in range(500)],
            published_at=datetime(2026, 3, 13, tzinfo=UTC),
        ),
    ]
