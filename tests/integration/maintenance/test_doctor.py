"""The doctor finds what is lost, damaged or amiss, and says in one sentence what to do about it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis
from rich.console import Console

from deploy.maintenance.doctor.examination import Examination
from deploy.maintenance.doctor.finding import Finding
from deploy.maintenance.place import Place
from services.search.bootstrap import open_index
from shared.settings import Settings
from tests.support.corpus import deletion
from tests.support.elasticsearch_local import free_port
from tests.support.pipeline import Pipeline, pipeline_on

pytestmark = pytest.mark.redis


@pytest.fixture
def pipeline(settings: Settings, tmp_path: Path) -> Iterator[Pipeline]:
    with pipeline_on(settings, tmp_path / "index.sqlite3") as opened:
        yield opened


def examined(pipeline: Pipeline, *, mend: bool = False, data: Path | None = None) -> dict[str, Finding]:
    console = Console(file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    examination = Examination(Place(pipeline.settings, data), console, thorough=True, mend=mend)
    return {finding.name: finding for finding in examination.findings()}


def bad(findings: dict[str, Finding]) -> set[str]:
    return {name for name, finding in findings.items() if finding.state == "bad"}


def test_a_sound_stack_has_nothing_bad(pipeline: Pipeline) -> None:
    one, _ = pipeline.indexed("One gull.", "Two gulls.")
    pipeline.client.delete(f"/v1/articles/{one}")
    pipeline.work()
    findings = examined(pipeline)
    assert bad(findings) == set()
    assert {"redis", "durability", "index", "integrity", "identity", "counts", "disk", "settings"} <= set(findings)


def test_what_is_missing_in_the_index_is_named(pipeline: Pipeline) -> None:
    one, two = pipeline.indexed("One gull.", "Two gulls.")
    pipeline.lose()
    (three,) = pipeline.indexed("Three gulls.")
    findings = examined(pipeline)
    assert {"identity", "missing", "counts"} <= bad(findings)
    assert set(findings["missing"].ids) == {one, two}
    assert three not in findings["missing"].ids
    assert "quotewire restore" in findings["missing"].sentence


def test_a_replaced_index_is_seen_before_the_indexer_writes(pipeline: Pipeline) -> None:
    pipeline.indexed("One gull.")
    pipeline.lose()
    with closing(open_index(pipeline.settings)) as index:
        index.prepare()
    assert "another one" in examined(pipeline)["identity"].sentence


def test_one_article_that_vanished_is_posted_again_after_mending(pipeline: Pipeline) -> None:
    one, _ = pipeline.indexed("One gull.", "Two gulls.")
    with closing(open_index(pipeline.settings)) as index:
        version = pipeline.receipts.receipt(one).version  # type: ignore[union-attr]
        index.write([deletion(one, version)])
    assert pipeline.post("One gull.").status_code == 200
    assert examined(pipeline, mend=True)["missing"].ids == (one,)
    assert pipeline.post("One gull.").status_code == 202
    pipeline.work()
    assert pipeline.found(one)
    assert bad(examined(pipeline)) == set()


def test_mending_takes_back_a_notice_once_all_is_there_again(pipeline: Pipeline) -> None:
    pipeline.indexed("One gull.")
    pipeline.lose()
    pipeline.indexed("Two gulls.")
    pipeline.post("One gull.")
    pipeline.work()
    assert pipeline.health()["status"] == "degraded"
    examined(pipeline, mend=True)
    assert pipeline.health()["status"] == "ok"


def test_what_the_log_calls_accepted_and_nobody_knows_is_named(
    pipeline: Pipeline, redis_client: redis.Redis, settings: Settings, tmp_path: Path
) -> None:
    (one,) = pipeline.indexed("One gull.")
    two = pipeline.post("Two gulls.").json()
    logs = tmp_path / "logs"
    logs.mkdir()
    known = pipeline.receipts.receipt(one)
    assert known
    lines = [{"event": "accepted", "outcome": "new", "article_id": one, "version": known.version}]
    lines.append({"event": "accepted", "outcome": "new", "article_id": two["id"], "version": two["version"]})
    logs.joinpath("ingest.log").write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"event": "acc')
    assert examined(pipeline, data=tmp_path)["accepted"].state == "ok"
    prefix = settings.queue_name_prefix
    redis_client.delete(f"{prefix}:receipt:{two['id']}:{two['version']}", f"{prefix}:article:{two['id']}")
    assert examined(pipeline, data=tmp_path)["accepted"].ids == (two["id"],)


def test_without_redis_the_index_is_still_examined(pipeline: Pipeline) -> None:
    pipeline.indexed("One gull.")
    away = pipeline.settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{free_port()}/0"})
    findings = {
        finding.name: finding
        for finding in Examination(Place(away, None), Console(stderr=True), thorough=True, mend=False).findings()
    }
    assert findings["redis"].state == "bad"
    assert findings["integrity"].state == "ok"


def test_articles_that_wait_for_a_clock_that_was_set_back_are_seen(
    pipeline: Pipeline, redis_client: redis.Redis, settings: Settings
) -> None:
    accepted = pipeline.post("One gull.").json()
    waiting = f"{settings.queue_name_prefix}:wait:annotating"
    redis_client.zincrby(waiting, 86_400, f"{accepted['id']}:{accepted['version']}")
    assert "set back" in examined(pipeline)["clock"].sentence


def test_the_command_prints_json_and_ends_with_1_if_something_is_bad(pipeline: Pipeline) -> None:
    pipeline.indexed("One gull.")
    settings = pipeline.settings
    environment = {
        "QUOTEWIRE_REDIS_URL": settings.redis_url,
        "QUOTEWIRE_QUEUE_NAME_PREFIX": settings.queue_name_prefix,
        "QUOTEWIRE_SEARCH_ENGINE": "sqlite",
        "QUOTEWIRE_SQLITE_PATH": str(settings.sqlite_path),
        "QUOTEWIRE_LEASE_SECOND": "5",
    }

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "deploy.cli", "doctor", *options]
        return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)

    well = run("--json")
    assert well.returncode == 0, well.stderr
    by_name = {finding["name"]: finding for finding in json.loads(well.stdout)["findings"]}
    assert "QUOTEWIRE_LEASE_SECONDS is meant" in by_name["settings"]["sentence"]

    pipeline.lose()
    ill = run()
    assert ill.returncode == 1
    assert "does not exist" in " ".join(ill.stdout.split())
    assert "Traceback" not in ill.stderr
