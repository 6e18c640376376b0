"""Refilling an index from an export or from the index of a backup, while everything runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from services.search.corrections.corrections import Correction
from services.search.identified.correcting import apply_all_corrections, correction_of
from services.search.identified.deciding import Judgement, apply_decisions, decision_of
from services.search.identified.knowing import keep
from services.search.identities.decisions import Decision
from services.search.identities.knowledge import MARK, KnownEntity
from services.search.index.port import Index
from services.search.index.rules import GENERATIONS
from services.search.index.whole_articles import WholeArticle
from shared.delivery.census import Census

BATCH = 50
BATCH_CHARS = 4_000_000
"""A batch ends at either, so that memory stays bounded and the indexer gets its turn."""


@dataclass
class Refilled:
    """What came of it."""

    written: int = 0
    """There now, at the version of the export."""
    newer: int = 0
    """The index had a newer version, which stays."""
    deleted: int = 0
    """Left out, as they were deleted since."""
    refused: dict[str, str] = field(default_factory=dict)
    """Reasons by id."""


def refill(index: Index, articles: Iterable[WholeArticle], census: Census, advance: Callable[[int], None]) -> Refilled:
    """Put all articles back that were not deleted since, as Redis knows. Raises Unavailable when a part is away."""
    outcome = Refilled()
    for batch in _batches(articles):
        standings = census.of([article.id for article in batch])
        wanted = []
        for article in batch:
            standing = standings.get(article.id)
            if standing and standing.deletes and standing.version > article.revision // GENERATIONS:
                outcome.deleted += 1
            else:
                wanted.append(article)
        for article, result in zip(wanted, index.put_back(wanted), strict=True):
            if isinstance(result, Exception):
                outcome.refused[article.id] = str(result)
            elif result == "superseded":
                outcome.newer += 1
            else:
                outcome.written += 1
        advance(len(batch))
    return outcome


def refill_judgements(index: Index, judgements: Iterable[Judgement]) -> int:
    """Put knowledge, people's decisions and corrections back and apply them; return how many were not there. What was
    undone stays undone. Names that knowledge tells something of are resolved when all names are walked through."""
    put_back = 0
    for judgement in judgements:
        if isinstance(judgement, KnownEntity):
            if not index.known([f"{MARK}{judgement.id}"]):
                keep(index, [judgement], _walked_through_later)
                put_back += 1
            continue
        kept: Decision | Correction | None
        kept = (correction_of if isinstance(judgement, Correction) else decision_of)(index, judgement.id)
        if kept is None or (judgement.undone_at and not kept.undone_at):
            if isinstance(judgement, Correction):
                index.put_corrections([judgement])
            else:
                index.put_decisions([judgement])
            put_back += kept is None
    apply_decisions(index)
    apply_all_corrections(index)
    return put_back


def _walked_through_later(_words: Collection[str]) -> None:
    """Note nothing."""


def _batches(articles: Iterable[WholeArticle]) -> Iterator[Sequence[WholeArticle]]:
    batch: list[WholeArticle] = []
    chars = 0
    for article in articles:
        batch.append(article)
        chars += sum(len(version.article.body) for version in article.versions)
        if len(batch) >= BATCH or chars > BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch
