"""Findings from comparing receipts with the index: counts first, then id by id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from deploy.maintenance.doctor.finding import Finding
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.rules import GENERATIONS
from shared.delivery.census import Census, Standing
from shared.models.receipts import Stage

SHOWN = 5
"""Ids named in a sentence; --json has all."""

DELETION = GENERATIONS - 1
"""What the revision of a tombstone ends with, see :func:`services.search.index.rules.revision`."""


@dataclass
class Comparison:
    """What came of it."""

    indexed: int = 0
    """Articles whose newest version is indexed, as their receipts say."""
    held: int = 0
    """Articles that can be found in the index: more where Redis has forgotten some."""
    missing: list[str] = field(default_factory=list)
    """Indexed as receipts say, and not in the index, or only in an older version."""
    undeleted: list[str] = field(default_factory=list)
    """Deleted as receipts say, and still there."""


def compare(census: Census, index: Index, advance: Callable[[int], None]) -> Comparison:
    """Compare all that Redis knows with the index. ``advance`` gets the number of articles of each step."""
    found = Comparison(held=index.search(Request("articles", size=0, facets=())).total)
    for standings in census.standings():
        held = index.revisions([standing.id for standing in standings])
        suspects = [standing for standing in standings if _is_amiss(standing, held.get(standing.id))]
        found.indexed += sum(standing.state == Stage.INDEXED for standing in standings)
        # Those that changed since we looked are on their way, and no finding.
        now = census.of([standing.id for standing in suspects]) if suspects else {}
        for standing in suspects:
            if now.get(standing.id) == standing:
                (found.missing if standing.state == Stage.INDEXED else found.undeleted).append(standing.id)
        advance(len(standings))
    return found


def _is_amiss(standing: Standing, revision: int | None) -> bool:
    if standing.state == Stage.INDEXED:
        return revision is None or revision < standing.version * GENERATIONS or revision % GENERATIONS == DELETION
    if standing.state == Stage.DELETED and revision is not None:
        return revision < standing.version * GENERATIONS and revision % GENERATIONS != DELETION
    return False


def findings(found: Comparison, *, lost_in_log: list[str] | None) -> Iterator[Finding]:
    """Yield what is to be said of it. ``lost_in_log``: see :mod:`deploy.local.accepted_log`; None: no log."""
    counts = f"{found.indexed:,} articles are indexed as receipts say; the index has {found.held:,}."
    yield Finding("counts", "bad" if found.missing and found.held < found.indexed else "ok", counts)
    if found.missing:
        yield Finding(
            "missing",
            "bad",
            f"{len(found.missing):,} articles are not in the index though their receipts say so"
            f" ({_some(found.missing)}): `quotewire restore` from a backup or an export; what then is still missing,"
            " post again after `quotewire doctor --mend`.",
            tuple(found.missing),
        )
    else:
        yield Finding("missing", "ok", "Every article that receipts call indexed is in the index.")
    if found.undeleted:
        yield Finding(
            "undeleted",
            "bad",
            f"{len(found.undeleted):,} deleted articles are in the index ({_some(found.undeleted)}): an older state of"
            " it was put back. Delete them again.",
            tuple(found.undeleted),
        )
    if lost_in_log is not None:
        yield _log(lost_in_log)


def _log(lost: list[str]) -> Finding:
    if lost:
        return Finding(
            "accepted",
            "bad",
            f"{len(lost):,} articles were accepted, as ingest's log says, and neither Redis nor the index knows them"
            f" ({_some(lost)}): Redis has lost the end of its file, or is back from an older backup. Post them again.",
            tuple(lost),
        )
    return Finding("accepted", "ok", "Redis or the index knows every article that ingest's log calls accepted.")


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:SHOWN]) + (" …" if len(ids) > SHOWN else "")
