"""Corrections of the quotes of invented articles."""

from __future__ import annotations

from services.search.corrections.anchors import anchor_of
from services.search.corrections.corrections import Correction, CorrectSpeaker
from services.search.index.changes import Change
from tests.support.corpus import id_of

AT = "2026-06-01T00:00:00.000+00:00"


def correction(number: int, change: Change, slot: int = 0, *, by: str | None = "", undone: bool = False) -> Correction:
    """Return a correction of the quote at a slot of an article: who said it (None: nobody), or "" that it is none."""
    assert change.annotation
    return Correction(
        id=f"{number:010}",
        correction="no_quote" if by == "" else "said_by",
        article=change.id,
        quote=anchor_of(change.annotation.quotes[slot]),
        speaker=CorrectSpeaker(id=id_of(by), name=by, type="PERSON") if by else None,
        version=change.version,
        by="Mia",
        at=AT,
        undone_at=AT if undone else "",
    )
