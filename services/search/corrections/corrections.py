"""Corrections: what a person said about a quote, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from services.search.corrections.anchors import Anchor, find
from shared.models.annotations import Annotation, EntityType
from shared.models.values import Frozen

CorrectionKind = Literal["said_by", "no_quote"]
Standing = Literal["applied", "overruled", "undone", "without_article", "without_quote"]


class CorrectSpeaker(Frozen):
    """Speaker that a person named."""

    id: str
    """A name id, or the id of an identity that a split has made."""
    name: str
    type: EntityType | None = None


class Correction(Frozen):
    """What somebody said about a quote of an article."""

    id: str
    """Ids grow with the time at which corrections, and decisions about identities, were accepted."""
    correction: CorrectionKind
    article: str
    quote: Anchor
    speaker: CorrectSpeaker | None = None
    """Of ``said_by``: who said it; None: nobody that the text names."""
    annotated_speaker: str | None = None
    """Name of the speaker whom the annotator gave, when it was corrected."""
    annotator: str = ""
    """Version of that annotator."""
    version: int
    """Version of the article that was corrected."""
    by: str
    at: str
    """When it was accepted, ISO 8601."""
    why: str = ""
    undone_by: str = ""
    undone_at: str = ""


def applied(annotation: Annotation) -> frozenset[str]:
    """Return the ids of the corrections that are in an annotation."""
    of_speakers = (quote.corrected.correction for quote in annotation.quotes if quote.corrected)
    return frozenset({*of_speakers, *(removed.correction for removed in annotation.not_quotes)})


def standing(correction: Correction, annotation: Annotation | None) -> Standing:
    """Return whether a correction holds in the annotation of its article as it is now; None: there is no article."""
    if correction.undone_at:
        return "undone"
    if annotation is None:
        return "without_article"
    if correction.id in applied(annotation):
        return "applied"
    quotes = [*annotation.quotes, *(removed.quote for removed in annotation.not_quotes)]
    return "without_quote" if find(correction.quote, quotes) is None else "overruled"


def live_ids(corrections: Sequence[Correction]) -> frozenset[str]:
    """Return the ids of the corrections that nobody undid."""
    return frozenset(each.id for each in corrections if not each.undone_at)


def live(corrections: Sequence[Correction]) -> list[Correction]:
    """Return the corrections that nobody undid, in the order of their acceptance."""
    return sorted((each for each in corrections if not each.undone_at), key=lambda each: each.id)
