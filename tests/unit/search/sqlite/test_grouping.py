"""Groups of many texts in an index file: what is added, and what goes, costs no comparison with all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from services.search.engines.sqlite import SqliteIndex
from services.search.groups.components import MAX_PARTED
from services.search.index.changes import Change
from tests.support.corpus import change, deletion

FORM = "The harbour office counts the gulls on the pier each morning and each evening, and tells us of its number {}. "


def form(number: int) -> Change:
    """A form that is filled in with another letter each time."""
    name = f"{chr(97 + number // 26)}{chr(97 + number % 26)}"
    filled = FORM + "It will go on doing so all summer, whatever the weather is like, and whoever asks for it."
    return change(
        f"form-{number:03}", title="Gulls", text=filled.format(name), published_at=datetime(2026, 3, 1, tzinfo=UTC)
    )


def test_a_group_of_more_texts_than_are_parted_stays_together_without_its_first(tmp_path: Path) -> None:
    index = SqliteIndex(tmp_path / "index.sqlite3", walk_seconds=60)
    index.prepare()
    many = MAX_PARTED + 20
    index.write([form(number) for number in range(many)])
    index.write([deletion("form-000", 2)])
    told = [index.article(f"form-{number:03}") for number in (1, many - 1)]
    assert [each and each.group and (each.group.first, each.group.size) for each in told] == [
        ("form-001", many - 1)
    ] * 2
