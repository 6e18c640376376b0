"""Guards, taken out one at a time in a copy of the code: the test that stands for each has to fail then.

    python -m tests.chaos.guards            (or: make guards ARGS="--only lease --record")

A guard that can go without a test that fails is either not needed or not tested.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.support import figures

ROOT = Path(__file__).parents[2]

SECONDS = 400
"""How long a test may take: one that hangs without its guard has failed, too."""


@dataclass(frozen=True)
class Guard:
    """A line that keeps the promise, what the code is without it, and the test that fails then."""

    name: str
    file: str
    line: str
    without: str
    test: str


DELIVERY = "tests/integration/delivery"
MODEL = f"{DELIVERY}/test_against_model.py"
STAGE, CLOCK, SWEEPER = (f"{DELIVERY}/test_{name}.py" for name in ("stage", "clock", "sweeper"))
FULL, LANES, LOST = (f"{DELIVERY}/test_{name}.py" for name in ("full_redis", "lanes", "lost_index"))
LUA = "shared/delivery/lua"
INDEX, ELASTIC = "tests/contract/test_index.py", "tests/contract/test_elasticsearch.py"
_WAIT = "test_neighbours_of_an_article_without_end_wait_ten_seconds_at_most_and_it_goes_to_quarantine"
LATE = f"{ELASTIC}::test_an_older_writer_that_wakes_up_late_leaves_nothing"
NEIGHBOURS = f"{LANES}::{_WAIT}[compute 120]"

GUARDS = (
    Guard(
        "a result counts only for whoever still holds the lease",
        f"{LUA}/settle.lua",
        "  return 'lost'\n",
        "",
        MODEL,
    ),
    Guard(
        "a result counts only for the newest version",
        f"{LUA}/settle.lua",
        "if current(id) ~= version then",
        "if false then",
        f"{STAGE}::test_a_version_overtaken_while_it_is_worked_on_is_dropped",
    ),
    Guard(
        "one version of an article is worked on at a time",
        f"{LUA}/lease.lua",
        "if redis.call('HEXISTS', owner_key(stage), id) == 1 then",
        "if false then",
        f"{STAGE}::test_a_newer_version_waits_until_nobody_works_on_the_older_one",
    ),
    Guard(
        "a newer version takes the older one's place",
        f"{LUA}/accept.lua",
        "if previous then supersede(id, previous, ttl) end",
        "",
        MODEL,
    ),
    Guard(
        "versions grow though the clock was set back",
        f"{LUA}/state.lua",
        "  return whole(NOW_US), previous\n",
        "  return whole(WALL_US), previous\n",
        f"{CLOCK}::test_a_newer_version_is_the_newest_even_where_the_one_before_was_forgotten",
    ),
    Guard(
        "what waits goes by a clock that never runs backwards",
        f"{LUA}/state.lua",
        "if WALL_US + ahead < latest then",
        "if false then",
        f"{CLOCK}::test_what_waited_before_is_taken_up_at_once",
    ),
    Guard(
        "attempts are counted when an article is leased",
        f"{LUA}/lease.lua",
        "redis.call('HINCRBY', r, 'attempts', 1)",
        "",
        f"{STAGE}::test_an_article_that_kills_its_worker_is_quarantined_and_its_neighbours_are_not",
    ),
    Guard(
        "a part that is away costs no attempt",
        f"{LUA}/settle.lua",
        "redis.call('HINCRBY', r, 'attempts', -1)",
        "",
        f"{STAGE}::test_while_a_part_is_away_everything_waits_and_no_attempt_counts",
    ),
    Guard(
        "a batch that fails is split until the one to blame is found",
        "shared/delivery/stage.py",
        "        if len(jobs) == 1:\n            return [error]",
        "        if jobs:\n            return [error] * len(jobs)",
        f"{STAGE}::test_the_one_that_is_to_blame_is_found_and_the_others_go_on",
    ),
    Guard(
        "a stage pauses when most of what it sees fails",
        f"{LUA}/breaker.lua",
        "    pause = 30\n",
        "",
        f"{STAGE}::test_when_most_articles_fail_the_stage_pauses_rather_than_quarantine_the_backlog",
    ),
    Guard(
        "expired leases return",
        f"{LUA}/sweep.lua",
        "'-inf', NOW, 'LIMIT', 0, 1000)",
        "'-inf', NOW, 'LIMIT', 0, 0)",
        f"{SWEEPER}::test_it_returns_an_expired_lease_and_leaves_one_that_holds",
    ),
    Guard(
        "the sweeper rings where articles wait and no job does",
        "shared/worker.py",
        "                self._try_to_ring()\n",
        "                pass\n",
        f"{SWEEPER}::test_it_rings_where_an_article_waits_and_no_job_does",
    ),
    Guard(
        "what a dead process held returns at once",
        "shared/worker.py",
        "        self._dead |= self._children - alive\n",
        "",
        f"{SWEEPER}::test_it_returns_what_a_dead_child_held_at_once_and_not_what_a_living_one_holds",
    ),
    Guard(
        "what takes too long is stopped by the kernel",
        "shared/delivery/lanes.py",
        "    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)",
        "    signal.getitimer(signal.ITIMER_PROF)",
        NEIGHBOURS,
    ),
    Guard(
        "large articles have a lane of their own",
        f"{LUA}/state.lua",
        "slow and 'slow' or 'quick'",
        "'quick'",
        f"{LANES}::test_a_large_article_waits_in_the_slow_lane",
    ),
    Guard(
        "nothing is handed on while Redis is nearly full",
        "shared/delivery/receipts.py",
        "if stage not in NEXT_STAGE or self.share_used() < HOLD_ABOVE:",
        "if stage:",
        f"{FULL}::test_while_the_index_is_away_annotations_do_not_take_the_last_of_the_memory",
    ),
    Guard(
        "posts are refused before Redis is full",
        "shared/delivery/connection.py",
        "REFUSE_ABOVE = 0.8",
        "REFUSE_ABOVE = 9.9",
        f"{FULL}::test_articles_waiting_for_an_index_that_was_away_are_finished_when_it_is_back",
    ),
    Guard(
        "Redis and the index know each other",
        "services/search/worker.py",
        "    verdict = record.compare(known, index.identity(), held=held)\n",
        '    verdict = "same"\n',
        LOST,
    ),
    Guard(
        "an older revision never wins (SQLite)",
        "services/search/engines/sqlite/writing.py",
        "if current and current.revision >= new:",
        "if current and current.revision == new:",
        f"{INDEX}::test_an_older_version_that_arrives_later_never_wins",
    ),
    Guard(
        "tombstones guard what was deleted (SQLite)",
        "services/search/engines/sqlite/writing.py",
        "if current and current.revision >= new:",
        "if current and current.row is not None and current.revision >= new:",
        f"{INDEX}::test_a_job_that_comes_long_after_the_deletion_brings_nothing_back",
    ),
    Guard(
        "revisions are Elasticsearch's external versions",
        "services/search/engines/elastic/bulk.py",
        '    action |= {"version": item.revision, "version_type": "external_gte" if item.again else "external"}\n',
        "",
        LATE,
    ),
    Guard(
        "a conflict counts as done only after it is read back (Elasticsearch)",
        "services/search/engines/elastic/writing.py",
        'elif outcome == "conflict" and indexed.get(plan.id, -1) != plan.revision:',
        'elif outcome == "conflict" and False:',
        f"{ELASTIC}::test_an_article_that_a_remembered_purge_keeps_out_is_not_told_as_written",
    ),
    Guard(
        "quotes that a version no longer has become tombstones (Elasticsearch)",
        "services/search/engines/elastic/planning.py",
        "    surplus = range(len(quotes), slots)\n",
        "    surplus = range(0)\n",
        f"{ELASTIC}::test_earlier_quotes_vanish_at_the_moment_the_new_ones_appear",
    ),
    Guard(
        "a writer looks again at what an older one left (Elasticsearch)",
        "services/search/engines/elastic/writing.py",
        "        while stale := self._stale_quotes(newest):\n",
        "        while stale := list[tuple[str, int]]():\n",
        f"{ELASTIC}::test_a_newer_writer_removes_what_an_older_one_wrote_behind_its_back",
    ),
    Guard(
        "whoever holds an article no more writes no quotes of it (Elasticsearch)",
        "services/search/engines/elastic/writing.py",
        "        if held and won:\n",
        "        if held and not won:\n",
        f"{ELASTIC}::test_an_older_writer_that_lost_the_article_and_then_dies_leaves_no_quotes",
    ),
    Guard(
        "one stack at a time holds the data folder",
        "deploy/local/folder.py",
        "        if not _locked(processes):\n",
        "        if False:\n",
        "tests/unit/deploy/test_folder.py",
    ),
    Guard(
        "runs of combining marks are cut before they are normalised",
        "shared/normalisation.py",
        "def stream_safe(text: str) -> str:\n",
        "def stream_safe(text: str) -> str:\n    return text\n\n\ndef _unused(text: str) -> str:\n",
        "tests/bench/test_ingest_growth.py",
    ),
    Guard(
        "connections that owe a request are closed in time",
        "shared/http/server.py",
        "        elif not self.transport.is_closing():\n            self.transport.close()\n",
        "        else:\n            pass\n",
        "tests/integration/test_server_limits.py",
    ),
)


def fails_without(guard: Guard, folder: Path) -> str | None:
    """Return the test that fails in a copy of the code without the guard; None if none does."""
    copy = copied(folder)
    path = copy / guard.file
    text = path.read_text("utf-8")
    assert text.count(guard.line) >= 1, f"{guard.file} has no longer: {guard.line}"
    path.write_text(text.replace(guard.line, guard.without, 1), "utf-8")
    return failing(copy, guard.test)


def copied(folder: Path) -> Path:
    """Return a copy of the tree as it is, without what git ignores."""
    copy = Path(tempfile.mkdtemp(dir=folder))
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


def failing(copy: Path, test: str) -> str | None:
    """Run a test in a copy; return the one that failed, None if all passed. Raises RuntimeError if none could run."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    environment = os.environ | {"PYTHONPATH": str(copy), "CI": "true"}  # what is missing is an error, not a skip
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"{test} (does not end)"
    failed = re.search(r"^FAILED (.+?)(?: - |$)", done.stdout, re.M)  # an ERROR is a part that did not start
    if done.returncode == 1 and failed:
        return failed[1]
    if done.returncode:
        raise RuntimeError(f"{test} cannot be run:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return None


def _record(guard: Guard, failed: str | None) -> None:
    known = {row["guard"]: row for row in figures.read().get("guards", {}).get("rows", [])}
    known[guard.name] = {"guard": guard.name, "file": guard.file, "test": failed}
    figures.record("guards", {"rows": [known[each.name] for each in GUARDS if each.name in known]})


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="guards whose name contains this")
    parser.add_argument("--record", action="store_true", help="put what failed into the documents")
    given = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="quotewire-guards-") as folder:
        for guard in (guard for guard in GUARDS if given.only in guard.name):
            failed = fails_without(guard, Path(folder))
            missed += failed is None
            if given.record:
                _record(guard, failed)
            print(f"{'' if failed else 'NOTHING FAILS WITHOUT: '}{guard.name}: {failed}", flush=True)
    sys.exit(f"{missed} guards can go without a test that fails" if missed else 0)


if __name__ == "__main__":
    main()
