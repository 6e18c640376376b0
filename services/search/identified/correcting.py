"""Correcting: applies what people said about quotes to articles, in the indexer, which alone writes the index.

May be killed at any moment: a correction is kept before its article is written again, waits until that is done, and
what it makes of the article is worked out anew, of all its corrections, each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.search.corrections.applying import corrected
from services.search.corrections.corrections import Correction, live_ids
from services.search.identified.kept_by_id import read_all, read_one
from services.search.index.changes import Change
from services.search.index.merged import survivor
from services.search.index.port import Index
from shared import logs
from shared.errors import Unavailable

log = logs.get(__name__)

TOGETHER = 50
"""Articles written again at once."""


def keep_correction(index: Index, request: Mapping[str, Any], id: str, at: str) -> str:
    """Write a correction that was posted; return the id of its article, which :func:`apply_corrections` is to take."""
    correction = correction_of(index, id) or Correction(**request, id=id, at=at)
    correction = correction.model_copy(update={"article": survivor(index, correction.article)})
    index.put_corrections([correction])
    return correction.article


def move_corrections(index: Index, merged: Collection[str]) -> None:
    """Let the corrections of articles that were merged into others be about those, where they say the same."""
    moved = [
        correction.model_copy(update={"article": into})
        for correction in (index.corrections_of(sorted(merged)) if merged else ())
        if (into := survivor(index, correction.article)) != correction.article
    ]
    if moved:
        index.put_corrections(moved)
        apply_corrections(index, {correction.article for correction in moved})


def undo_correction(index: Index, correction: Correction, by: str, at: str) -> str:
    """Write that a correction is undone; return the id of its article."""
    if not correction.undone_at:
        index.put_corrections([correction.model_copy(update={"undone_at": at, "undone_by": by})])
    return correction.article


def apply_corrections(index: Index, articles: Collection[str]) -> int:
    """Write these articles again as their corrections say, where they are not so already; return how many were."""
    ids, written = sorted(set(articles)), 0
    for start in range(0, len(ids), TOGETHER):
        some = ids[start : start + TOGETHER]
        kept = corrections_by_article(index, some)
        changes = [change for id in some if (change := _changed(index, id, kept.get(id, [])))]
        for change, result in zip(changes, index.write_again(changes) if changes else (), strict=True):
            if isinstance(result, Unavailable):
                raise result
            if isinstance(result, Exception):  # no other try will do better, and what waits behind it is to go on
                log.error("an article could not be corrected", article=change.id, detail=str(result))
            written += result == "written"  # else a newer version is there, which its writer has corrected
    return written


def apply_all_corrections(index: Index) -> int:
    """Do so for all articles that have corrections: after the index was rebuilt or refilled."""
    return apply_corrections(index, {correction.article for correction in all_corrections(index)})


def with_corrections(index: Index, changes: Sequence[Change]) -> tuple[list[Change], frozenset[str]]:
    """Return changes that are about to be written with the corrections of their articles, and the ids of these
    corrections, to be compared with those that are there once they are written."""
    annotated = [change.id for change in changes if change.annotation]
    kept = corrections_by_article(index, annotated)
    result = [
        replace(change, annotation=corrected(change.annotation, kept[change.id]))
        if change.annotation and change.id in kept
        else change
        for change in changes
    ]
    return result, live_ids([each for some in kept.values() for each in some])


def _changed(index: Index, id: str, corrections: Sequence[Correction]) -> Change | None:
    """Return the change that makes an article's annotation what its corrections say; None where it is."""
    stored = index.article(id)
    if stored is None:
        return None
    annotation = corrected(stored.annotation, corrections)
    if annotation == stored.annotation:
        return None
    return Change(
        id=id,
        version=stored.version,
        accepted_at=stored.accepted_at,
        article=stored.article,
        annotation=annotation,
    )


def corrections_by_article(index: Index, articles: Collection[str]) -> dict[str, list[Correction]]:
    """Return the corrections of these articles; without the articles that have none."""
    by_article: dict[str, list[Correction]] = {}
    for correction in index.corrections_of(articles) if articles else ():
        by_article.setdefault(correction.article, []).append(correction)
    return by_article


def all_corrections(index: Index) -> Iterator[Correction]:
    """Yield what people said about quotes, by ids."""
    yield from read_all(index.corrections)


def correction_of(index: Index, id: str) -> Correction | None:
    """Return the correction with this id."""
    return read_one(index.corrections, id)
