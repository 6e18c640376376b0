"""From the layouts of earlier releases to the present one."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from services.search.index.rebuilding import CannotRebuild
from shared.errors import Unavailable
from tests.contract.queries import articles, ask, quotes
from tests.integration.rebuild.place import (
    ALL,
    NEWS,
    THREE,
    interrupting,
    place_on,
    quoted,
    rebuilt,
)
from tests.support.corpus import change


@pytest.mark.parametrize("layout", [1, 2, 3, 4, 6, 7])
def test_an_sqlite_file_of_an_earlier_layout(tmp_path: Path, layout: int) -> None:
    place = place_on("sqlite", tmp_path, str)
    with closing(apsw.Connection(str(place.path))) as db:
        db.execute((Path(__file__).parent / f"layout_{layout}.sql").read_text())
    index = place.open()
    with pytest.raises(Unavailable, match="quotewire reindex"):
        index.ready()
    with pytest.raises(CannotRebuild, match="reindex` first"):
        rebuilt(index, ALL, interrupting)
    rebuilt(index)
    index.ready()
    assert articles(index) == {"ferry", "lodz"}
    assert quoted(index) == {"ferry": ["The ferry sails in May"], "lodz": ["Yes"]}
    assert articles(index, tag=["port"]) == {"ferry"}
    assert quotes(index, act="thought") == set()  # what was told before there were acts was said
    ferry = index.article("ferry")
    assert ferry and [version.version for version in ferry.versions] == [2, 1]
    assert [quote.text for quote in index.article("ferry", 1).quotes] == ["The ferry sails", "No comment"]  # type: ignore[union-attr]
    assert {value.value for value in ask(index).facets["entity"]} == {"person:ada-nordmann", "person:zofia-luczak"}
    assert index.write([change("deleted", 1)]) == ["superseded"]
    place.leave()


@pytest.mark.elasticsearch
def test_indices_of_the_first_layout(tmp_path: Path, elasticsearch_url: str) -> None:
    place = place_on("elasticsearch", tmp_path, lambda: elasticsearch_url)
    index, prefix = place.open(), place.layout.prefix
    with closing(place.client) as client:
        for kind in ("articles", "quotes"):
            client.indices.create(
                index=f"{prefix}-{kind}-000001",
                mappings={"dynamic": "false", "properties": {"deleted": {"type": "boolean"}}},
                aliases={f"{prefix}-{kind}": {"filter": {"term": {"deleted": False}}}, f"{prefix}-{kind}-write": {}},
            )
        client.index(
            index=f"{prefix}-articles-write",
            id="ferry",
            version=2 * 1024 + 1,
            version_type="external",
            document=layout_1(change("ferry", 2, said=THREE)),
        )
        client.index(
            index=f"{prefix}-articles-write",
            id="deleted",
            version=2 * 1024 + 1023,
            version_type="external",
            document={
                "id": "deleted",
                "deleted": True,
                "deleted_at": datetime.now(UTC).isoformat(),
                "stored": {"version": 2, "quote_count": 0, "slots": 1},
            },
        )
        try:
            for attempt in (index.ready, index.prepare):
                with pytest.raises(Unavailable, match="quotewire reindex"):
                    attempt()
            with pytest.raises(Unavailable):
                index.write([change("new")])
            with pytest.raises(CannotRebuild, match="reindex` first"):
                rebuilt(index, ALL, interrupting)
            rebuilt(index)
            index.ready()
            assert articles(index) == {"ferry"}
            assert quoted(index) == {"ferry": [said.text for said in THREE]}
            assert quotes(index) == {said.text for said in THREE}  # told before there were acts: they were said
            assert index.write([change("deleted", 1), change("ferry", 1)]) == ["superseded"] * 2
            # A release before goes on reading, and can write nothing in its own way any more.
            assert client.count(index=f"{prefix}-articles")["count"] == 1
            assert not client.indices.exists_alias(name=f"{prefix}-articles-write")
        finally:
            place.leave()


def layout_1(whole: object) -> dict[str, object]:
    """What of an article's document the first layout had and the next is made from."""
    change_ = whole
    assert isinstance(change_, type(NEWS[0])) and change_.article and change_.annotation
    return {
        "id": change_.id,
        "deleted": False,
        "stored": {
            "version": change_.version,
            "accepted_at": change_.accepted_at.isoformat(),
            "indexed_at": change_.accepted_at.isoformat(),
            "text_hash": change_.text_hash,
            "article": change_.article.model_dump(mode="json"),
            "annotation": change_.annotation.model_dump(
                mode="json", exclude={"quotes": {"__all__": {"act", "said_by"}}}
            ),
            "quote_count": len(change_.annotation.quotes),
            "slots": len(change_.annotation.quotes),
            "past": [],
        },
    }
