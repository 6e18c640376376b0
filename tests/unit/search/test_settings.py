"""Settings become an index, and everybody who serves it signs cursors alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.search.bootstrap import open_index
from services.search.engines.elastic import ElasticIndex
from services.search.engines.sqlite import SqliteIndex
from services.search.settings import Settings
from shared.errors import Unavailable


def test_the_engine_is_chosen_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUOTEWIRE_SQLITE_PATH", str(tmp_path / "index.sqlite3"))
    for name, kind in (("elasticsearch", ElasticIndex), ("sqlite", SqliteIndex)):
        monkeypatch.setenv("QUOTEWIRE_SEARCH_ENGINE", name)
        index = open_index(Settings())
        assert isinstance(index, kind)
        index.close()


def test_the_secret_for_cursors_is_never_printed() -> None:
    assert "told" not in repr(Settings.model_validate({"cursor_secret": "told"}))


def test_an_index_file_has_a_secret_of_its_own_that_outlives_a_restart(tmp_path: Path) -> None:
    one, other = (SqliteIndex(tmp_path / name, walk_seconds=60) for name in ("one.sqlite3", "other.sqlite3"))
    again = SqliteIndex(tmp_path / "one.sqlite3", walk_seconds=60)
    assert one.secret() == one.secret() == again.secret() != other.secret()
    assert len(one.secret()) == 32


def test_the_secret_lies_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    secret = SqliteIndex(tmp_path / "index.sqlite3", walk_seconds=60).secret()
    [file] = tmp_path.iterdir()
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (secret, 0o600)


def test_a_secret_that_cannot_be_kept_is_an_index_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        SqliteIndex(tmp_path / "missing" / "index.sqlite3", walk_seconds=60).secret()


def test_with_an_api_key_that_and_the_prefix_make_the_secret_and_nobody_is_asked() -> None:
    def secret(api_key: str, url: str = "http://127.0.0.1:1", prefix: str = "quotewire") -> bytes:
        return ElasticIndex(url, api_key=api_key, prefix=prefix).secret()

    one = secret(api_key="known to few")
    assert one == secret(api_key="known to few", url="http://127.0.0.1:2")
    assert one != secret(api_key="known to others")
    assert one != secret(api_key="known to few", prefix="other")


def test_without_an_api_key_the_cluster_is_asked() -> None:
    with pytest.raises(Unavailable):
        ElasticIndex("http://127.0.0.1:1").secret()
