"""Knowledge, from a file to the answers of the index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from deploy.cli import app
from deploy.maintenance import export_file
from deploy.maintenance.refilling import refill_judgements
from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.identified.deciding import all_judgements, take_up
from services.search.identified.knowing import all_knowledge, keep
from services.search.identities.knowledge import KnownEntity
from services.search.index.port import Index
from services.search.settings import Settings
from services.search.worker import Indexer
from shared.delivery.connection import connect
from shared.delivery.decisions import WaitingDecisions
from tests.support.corpus import Said, change
from tests.support.dying import Dying, Killed
from tests.support.indexing import indexing
from tests.support.serving import serving

pytestmark = pytest.mark.redis

FIRST, SECOND = "a" * 20, "b" * 20
PATH = "/v1/identities/knowledge"
TIA = {"id": "Q1", "type": "PERSON", "names": ["Tia Lindqvist", "Matilda Lindqvist-Roe"], "wikidata": "Q1"}
TIA_ID = "person:tia-lindqvist~k-q1"
BODY = {"set": "vale", "source": "a list, CC0", "entries": [TIA]}


@pytest.fixture
def index(search_settings: Settings) -> Iterator[Index]:
    with closing(open_index(search_settings)) as opened:
        opened.prepare()
        opened.write(
            [
                change(FIRST, said=[Said("We shall see.", "Tia Lindqvist")]),
                change(SECOND, said=[Said("We shall hear.", "Matilda Lindqvist-Roe")]),
            ]
        )
        yield opened


@pytest.fixture
def client(search_settings: Settings, index: Index) -> Iterator[httpx.Client]:
    with serving(make_api(search_settings, index)) as opened:
        yield opened


def _told(client: httpx.Client, name: str) -> tuple[str, str]:
    identity = client.get(f"/v1/identities/{name}").json()["identity"]
    return identity["id"], identity["decided_by"]


def test_posted_knowledge_is_taken_in_heeded_listed_and_removed(
    client: httpx.Client, search_settings: Settings
) -> None:
    posted = client.post(PATH, json=BODY)
    Indexer(search_settings).look()
    taken_in = client.get(posted.json()["status_url"]).json()
    told = [_told(client, name) for name in ("person:tia-lindqvist", "person:matilda-lindqvist-roe~1", TIA_ID)]
    listed, entries = client.get(PATH).json(), client.get(f"{PATH}/vale").json()
    profile = client.get(f"/v1/entities/{TIA_ID}").json()
    page = client.get(f"/names/{TIA_ID}").text

    removed = client.delete(f"{PATH}/vale")
    Indexer(search_settings).look()

    assert (posted.status_code, posted.json()["state"], removed.status_code) == (202, "waiting", 202)
    assert taken_in["state"] == "applied"
    assert told == [(TIA_ID, "knowledge")] * 3
    assert listed["results"] == [{"set": "vale", "entries": 1, "source": "a list, CC0"}]
    assert [(entry["id"], entry["wikidata"]) for entry in entries["results"]] == [("q1", "Q1")]
    assert (profile["quotes_by"], profile["name"]) == (2, "Tia Lindqvist")
    assert [(each["wikidata"], each["source"]) for each in profile["knowledge"]] == [("Q1", "a list, CC0")]
    assert 'Known by <span dir="auto">a list, CC0</span>' in page
    assert client.get(PATH).json()["total"] == 0
    assert _told(client, TIA_ID) == ("person:tia-lindqvist~1", "rule")
    assert client.get(f"{PATH}/vale").status_code == client.delete(f"{PATH}/vale").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({**BODY, "set": "No Name"}, "set"),
        ({**BODY, "entries": []}, "entries"),
        ({**BODY, "entries": [TIA, {**TIA, "id": "q1"}]}, "entries.1.id"),
        ({**BODY, "entries": [TIA | {"wikidata": "Q1"}, TIA | {"id": "q2", "wikidata": "Q1"}]}, "entries.1.wikidata"),
        ({**BODY, "entries": [{**TIA, "names": ["A" * 101]}]}, "entries.0.names.0"),
        ({**BODY, "entries": [{**TIA, "roles": [{"role": "mayor", "from": "20-1"}]}]}, "entries.0.roles.0.from"),
    ],
)
def test_wrong_knowledge_is_refused_with_its_place(client: httpx.Client, wrong: dict[str, Any], field: str) -> None:
    answer = client.post(PATH, json=wrong)

    assert answer.status_code == 422
    assert field in [error["field"].removeprefix("body.") for error in answer.json()["errors"]]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_kill_at_any_moment_of_an_import_loses_nothing(
    client: httpx.Client, index: Index, search_settings: Settings, at: int
) -> None:
    waiting = WaitingDecisions(connect(search_settings), prefix=search_settings.queue_name_prefix)
    client.post(PATH, json=BODY)
    calls: list[str] = []
    dying: Callable[[Any], Any] = lambda part: Dying(  # noqa: E731
        part, at, calls, ("put_resolutions", "put_knowledge", "settle")
    )

    with pytest.raises(Killed):
        take_up(dying(index), dying(waiting), lambda _: None)
    Indexer(search_settings).look()

    assert _told(client, "person:matilda-lindqvist-roe") == (TIA_ID, "knowledge")
    assert not waiting.waiting(10)


def test_an_export_carries_knowledge_along(index: Index, tmp_path: Path) -> None:
    with closing(open_index(Settings(search_engine="sqlite", sqlite_path=tmp_path / "other.sqlite3"))) as other:
        other.prepare()
        keep(index, [KnownEntity.model_validate({**TIA, "collection": "vale"})], lambda _: None)
        target = tmp_path / "all.jsonl"
        export_file.write(
            target, export_file.Header("x", 1), index.whole_articles, lambda: all_judgements(index), lambda _: None
        )

        back = refill_judgements(other, export_file.read_judgements(target))
        again = refill_judgements(other, export_file.read_judgements(target))

        assert (back, again, list(all_knowledge(other))) == (1, 0, list(all_knowledge(index)))


def _run(client: httpx.Client, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["identities", *arguments, "--search", str(client.base_url)])


def test_the_command_takes_in_what_is_right_and_tells_what_is_wrong_with_its_line(
    client: httpx.Client, search_settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "Vale People.jsonl"
    other = {"id": "q2", "type": "ORG", "names": ["Harbour Union"]}
    lines = [json.dumps(TIA), "{broken", json.dumps({**TIA, "id": "q1"}), "", json.dumps(other)]
    file.write_text("\n".join(lines), encoding="utf-8")

    with indexing(search_settings):
        checked = _run(client, "import", str(file), "--check")
        imported = _run(client, "import", str(file))
        again = _run(client, "import", str(file), "--set", "others")
        listed = _run(client, "sets")
        entries = _run(client, "sets", "others")
        removed = _run(client, "remove", "others")
        gone = _run(client, "remove", "others")

    assert (checked.exit_code, imported.exit_code, again.exit_code) == (3, 3, 3)
    assert "2 entries are right; 2 are wrong" in checked.output
    assert "2 entries went into the set vale-people; 2 are wrong and were left out." in imported.output
    assert "line 2: cannot be read" in imported.output
    assert "line 3: has the id q1 of line 1" in imported.output
    assert "others  2" in listed.output.splitlines()
    assert {"q1  PERSON  Tia Lindqvist; Matilda Lindqvist-Roe", "q2  ORG  Harbour Union"} <= {
        *entries.output.splitlines()
    }
    assert (removed.exit_code, gone.exit_code) == (0, 3)
    assert client.get(PATH).json()["total"] == 0


def test_a_file_of_several_requests_is_taken_in_when_the_command_ends_and_an_empty_one_is_told(
    client: httpx.Client, search_settings: Settings, tmp_path: Path
) -> None:
    file, empty = tmp_path / "many.jsonl", tmp_path / "empty.jsonl"
    lines = (json.dumps({"id": f"q{number}", "type": "ORG", "names": [f"Ferry {number}"]}) for number in range(600))
    file.write_text("\n".join(lines), encoding="utf-8")
    empty.touch()

    with indexing(search_settings):
        imported = _run(client, "import", str(file))
        total = client.get(f"{PATH}/many").json()["total"]
        nothing = _run(client, "import", str(empty))

    assert (imported.exit_code, total) == (0, 600)
    assert "600 entries went into the set many; 0 are wrong.\n" in imported.output
    assert "wait for the indexer" not in imported.output
    assert nothing.exit_code == 2
    assert "holds no entry" in nothing.output
