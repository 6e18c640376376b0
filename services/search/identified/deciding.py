"""Deciding: applies what people decided to whom names mean, in the indexer, which alone writes the index.

Corrections of quotes and knowledge come the same way; :mod:`.correcting` and :mod:`.knowing` apply them.

May be killed at any moment: a decision is kept before anything follows from it, and what follows is worked out anew, of
all decisions, whenever one comes or names were resolved.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.search.corrections.corrections import Correction
from services.search.identified.correcting import (
    all_corrections,
    apply_corrections,
    correction_of,
    keep_correction,
    undo_correction,
)
from services.search.identified.kept_by_id import read_all, read_one
from services.search.identified.knowing import Note, all_knowledge, take_up_knowledge
from services.search.identified.role_articles import role_articles
from services.search.identities.decisions import Decision, decide
from services.search.identities.knowledge import KnownEntity
from services.search.identities.resolutions import DECIDED, Resolution
from services.search.index.merged import survivor
from services.search.index.port import Index
from shared import logs
from shared.delivery.decisions import DecisionReceipt, WaitingDecisions, accepted_at

log = logs.get(__name__)

TOGETHER = 100
"""Decisions taken up, and applied, at once."""

Judgement = Decision | Correction | KnownEntity
"""What a person said: about an identity, about a quote, or in a list of whom they know."""


def take_up(index: Index, waiting: WaitingDecisions, note: Note) -> bool:
    """Apply the decisions that wait, and what else does; return whether there was anything. ``note``: lets names be
    resolved anew for which there is other knowledge."""
    taken_up = False
    while receipts := waiting.waiting(TOGETHER):
        taken_up = True
        kept = [_keep(index, receipt, note) for receipt in receipts]
        if any(each.about_identities for each in kept):
            apply_decisions(index)
        apply_corrections(index, {each.article for each in kept if each.article})
        for receipt, each in zip(receipts, kept, strict=True):
            waiting.settle(receipt.id, "refused" if each.refusal else "applied", each.refusal, each.summary)
        log.info("applied decisions", count=len(receipts), refused=sum(bool(each.refusal) for each in kept))
    return taken_up


@dataclass(frozen=True)
class _Kept:
    """What became of a decision that waited."""

    refusal: str = ""
    """Why it was not kept."""
    article: str = ""
    """Of a correction: the article that it is about."""
    summary: str = ""
    """Of knowledge, which is too much to be kept twice: what its receipt keeps in the place of the request."""

    @property
    def about_identities(self) -> bool:
        """Whether identities may follow from it at once."""
        return not self.refusal and not self.article and not self.summary


def _keep(index: Index, receipt: DecisionReceipt, note: Note) -> _Kept:
    """Write a decision, a correction or knowledge, or that one of the first two is undone."""
    request = json.loads(receipt.request)
    at = accepted_at(receipt.id).isoformat(timespec="milliseconds")
    if "undo" in request:
        return _undo(index, request["undo"], request["by"], at)
    if "knowledge" in request:
        done = take_up_knowledge(index, request, note)
        return _Kept(summary=json.dumps({"knowledge": {"set": request["knowledge"]["set"], "done": done}}))
    if "correction" in request:
        return _Kept(article=keep_correction(index, request, receipt.id, at))
    if (kept := decision_of(index, receipt.id)) is None or not kept.undone_at:
        index.put_decisions([Decision(**request, id=receipt.id, at=at)])
    return _Kept()


def _undo(index: Index, id: str, by: str, at: str) -> _Kept:
    if correction := correction_of(index, id):
        return _Kept(article=undo_correction(index, correction, by, at))
    kept = decision_of(index, id)
    if kept is None:
        return _Kept(refusal=f"There is no decision {id} to be undone.")
    if not kept.undone_at:
        index.put_decisions([kept.model_copy(update={"undone_at": at, "undone_by": by})])
    return _Kept()


def apply_decisions(index: Index) -> None:
    """Write the resolutions that follow from all decisions, and those of the rules where none does any more."""
    decisions = list(all_decisions(index))
    if not decisions:
        return
    decisions = _where_articles_went(index, decisions)
    rules = _rules(index, {name for decision in decisions for name in decision.names})
    decided = decide(decisions, rules, lambda roots, role: role_articles(index, roots, role))
    kept = {resolution.id: resolution for resolution in index.resolutions_to([DECIDED])}
    before = {**index.resolutions(set(decided) - set(kept)), **kept}
    now = {**{id: resolution.by_rule for id, resolution in kept.items()}, **decided}
    changed = [resolution for id, resolution in sorted(now.items()) if before.get(id) != resolution]
    if changed:
        index.put_resolutions(changed)


def _where_articles_went(index: Index, decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions with the articles that those of their splits were merged into in the place of these."""
    named = {article for each in decisions for article in each.articles if not each.undone_at}
    went = {id: survivor(index, id) for id in (index.merged_into(sorted(named)) if named else ())}
    return [
        each.model_copy(update={"articles": tuple(dict.fromkeys(went.get(id, id) for id in each.articles))})
        if went and each.articles
        else each
        for each in decisions
    ]


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


def all_decisions(index: Index, after: str = "") -> Iterator[Decision]:
    """Yield what people decided, by ids; that which was decided ``after`` the decision with this id."""
    yield from read_all(index.decisions, after)


def all_judgements(index: Index) -> Iterator[Judgement]:
    """Yield all that people said: knowledge, then decisions about identities, then corrections of quotes."""
    yield from all_knowledge(index)
    yield from all_decisions(index)
    yield from all_corrections(index)


def decision_of(index: Index, id: str) -> Decision | None:
    """Return the decision with this id."""
    return read_one(index.decisions, id)
