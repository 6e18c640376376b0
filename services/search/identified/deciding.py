"""Deciding: applies what people decided to whom names mean, in the indexer, which alone writes the index.

May be killed at any moment: a decision is kept before anything follows from it, and what follows is worked out anew, of
all decisions, whenever one comes or names were resolved.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from services.search.identified.role_articles import role_articles
from services.search.identities.decisions import Decision, decide
from services.search.identities.resolutions import DECIDED, Resolution
from services.search.index.port import Index
from shared import logs
from shared.delivery.decisions import DecisionReceipt, WaitingDecisions, accepted_at, as_id, as_number

log = logs.get(__name__)

TOGETHER = 100
"""Decisions taken up, and applied, at once."""

_PAGE = 10_000
"""Decisions read from the index at once: its own limit."""


def take_up(index: Index, waiting: WaitingDecisions) -> bool:
    """Apply the decisions that wait; return whether there were any."""
    taken_up = False
    while receipts := waiting.waiting(TOGETHER):
        taken_up = True
        refusals = [_keep(index, receipt) for receipt in receipts]
        apply_decisions(index)
        for receipt, why in zip(receipts, refusals, strict=True):
            waiting.settle(receipt.id, "refused" if why else "applied", why)
        log.info("applied decisions", count=len(receipts), refused=sum(map(bool, refusals)))
    return taken_up


def _keep(index: Index, receipt: DecisionReceipt) -> str:
    """Write a decision, or that one is undone; return why not, if not."""
    request = json.loads(receipt.request)
    at = accepted_at(receipt.id).isoformat(timespec="milliseconds")
    if "undo" not in request:
        if (kept := decision_of(index, receipt.id)) is None or not kept.undone_at:
            index.put_decisions([Decision(**request, id=receipt.id, at=at)])
        return ""
    kept = decision_of(index, request["undo"])
    if kept is None:
        return f"There is no decision {request['undo']} to be undone."
    if not kept.undone_at:
        index.put_decisions([kept.model_copy(update={"undone_at": at, "undone_by": request["by"]})])
    return ""


def apply_decisions(index: Index) -> None:
    """Write the resolutions that follow from all decisions, and those of the rules where none does any more."""
    decisions = list(all_decisions(index))
    if not decisions:
        return
    rules = _rules(index, {name for decision in decisions for name in decision.names})
    decided = decide(decisions, rules, lambda roots, role: role_articles(index, roots, role))
    kept = {resolution.id: resolution for resolution in index.resolutions_to([DECIDED])}
    before = {**index.resolutions(set(decided) - set(kept)), **kept}
    now = {**{id: resolution.by_rule for id, resolution in kept.items()}, **decided}
    changed = [resolution for id, resolution in sorted(now.items()) if before.get(id) != resolution]
    if changed:
        index.put_resolutions(changed)


def _rules(index: Index, names: Collection[str]) -> Mapping[str, Resolution]:
    """Return what the rules say of these names and of those that they lead to."""
    rules: dict[str, Resolution] = {}
    passed: set[str] = set()
    unread = set(names)
    while unread:
        read = {id: each.by_rule for id, each in index.resolutions(unread).items()}
        rules |= read
        passed |= unread
        unread = {target for each in read.values() for target in each.targets} - passed
    return rules


def all_decisions(index: Index) -> Iterator[Decision]:
    """Yield what people decided, by ids."""
    last, some = "", index.decisions("", _PAGE)
    while some:
        yield from some
        last = some[-1].id
        some = index.decisions(last, _PAGE) if len(some) == _PAGE else []


def decision_of(index: Index, id: str) -> Decision | None:
    """Return the decision with this id."""
    number = as_number(id)
    before = as_id(number - 1) if number else ""
    decision = next(iter(index.decisions(before, 1)), None)
    return decision if decision and decision.id == id else None
