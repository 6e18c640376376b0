"""Settings become an index, and one key for all who serve it."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.search.bootstrap import open_index
from services.search.engines.elastic import ElasticIndex
from services.search.engines.sqlite import SqliteIndex
from services.search.settings import Settings


def test_the_engine_is_chosen_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUOTEWIRE_SQLITE_PATH", str(tmp_path / "index.sqlite3"))
    for name, kind in (("elasticsearch", ElasticIndex), ("sqlite", SqliteIndex)):
        monkeypatch.setenv("QUOTEWIRE_SEARCH_ENGINE", name)
        index = open_index(Settings())
        assert isinstance(index, kind)
        index.close()


def test_all_who_serve_one_index_sign_with_one_key() -> None:
    assert Settings(search_port=1).cursor_key == Settings(search_port=2).cursor_key


@pytest.mark.parametrize(
    "other",
    [
        {"cursor_secret": "told"},
        {"elasticsearch_url": "http://elsewhere:9200"},
        {"elasticsearch_api_key": "known to few"},
        {"search_engine": "sqlite"},
    ],
)
def test_another_index_or_a_secret_makes_another_key(other: dict[str, str]) -> None:
    assert Settings.model_validate(other).cursor_key != Settings().cursor_key


def test_a_secret_alone_makes_the_key() -> None:
    one = Settings.model_validate({"cursor_secret": "told", "elasticsearch_url": "http://one:9200"})
    two = Settings.model_validate({"cursor_secret": "told", "elasticsearch_url": "http://two:9200"})
    assert one.cursor_key == two.cursor_key
    assert "told" not in repr(one)
