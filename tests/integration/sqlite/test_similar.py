"""Similar articles while more and more articles come."""

from __future__ import annotations

from services.search.engines.sqlite import SqliteIndex
from services.search.index.changes import Change
from tests.support.corpus import change


def test_a_word_of_all_articles_tells_nothing_when_some_more_have_come(index: SqliteIndex) -> None:
    index.write([gulls(number) for number in range(100)])
    assert similar(index) == ["gulls-1"]
    index.write([gulls(number) for number in range(100, 110)])
    assert similar(index) == ["gulls-1"]


def gulls(number: int) -> Change:
    """An article about gulls, as all are; the first two name an instrument, too."""
    return change(f"gulls-{number}", 1, title="Gulls", text="Gulls cry." + " Xylophone." * (number < 2))


def similar(index: SqliteIndex) -> list[str]:
    """The articles most like the first one."""
    return [each.article.id for each in index.similar("gulls-0", 5) or ()]
