"""Applying corrections: what an annotation is with them, and what it was without.

The outcome is a function of the annotator's annotation and of the corrections, whatever was applied before: an
annotation keeps what the annotator said of each corrected quote, and is taken back to that first.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.search.corrections.anchors import find
from services.search.corrections.corrections import Correction, CorrectSpeaker, live
from shared.models.annotations import Annotation, Corrected, Mention, NotAQuote, Quote, Speaker


def corrected(annotation: Annotation, corrections: Sequence[Correction]) -> Annotation:
    """Return an annotation with the corrections of its article, and without those that are not among them.

    Of several for one quote the last one counts."""
    annotation = uncorrected(annotation)
    by_slot: dict[int, Correction] = {}
    for correction in live(corrections):
        slot = find(correction.quote, annotation.quotes)
        if slot is not None:
            by_slot[slot] = correction
    if not by_slot:
        return annotation
    quotes, not_quotes = [], []
    for slot, quote in enumerate(annotation.quotes):
        last = by_slot.get(slot)
        if last is None:
            quotes.append(quote)
        elif last.correction == "no_quote":
            not_quotes.append(NotAQuote(correction=last.id, slot=slot, quote=quote))
        else:
            speaker = last.speaker and _speaker(last.speaker, quote, annotation)
            mark = Corrected(correction=last.id, speaker=quote.speaker)
            quotes.append(quote.model_copy(update={"speaker": speaker, "corrected": mark}))
    return annotation.model_copy(update={"quotes": quotes, "not_quotes": not_quotes})


def uncorrected(annotation: Annotation) -> Annotation:
    """Return an annotation as the annotator made it."""
    quotes = [
        quote.model_copy(update={"speaker": quote.corrected.speaker, "corrected": None}) if quote.corrected else quote
        for quote in annotation.quotes
    ]
    for removed in annotation.not_quotes:
        quotes.insert(removed.slot, removed.quote)
    return annotation.model_copy(update={"quotes": quotes, "not_quotes": []})


def _speaker(named: CorrectSpeaker, quote: Quote, annotation: Annotation) -> Speaker:
    """Return the speaker of a corrected quote: as the article names them nearest to it, with the role that it gives
    them elsewhere."""
    elsewhere = next((each.speaker for each in annotation.quotes if each.speaker and each.speaker.id == named.id), None)
    mentions = [each for each in annotation.mentions if each.entity == named.id and each.field == quote.field]
    nearest = min(mentions, key=lambda each: _distance(each.start, quote), default=None)
    place = (nearest.text, nearest.start, nearest.end) if nearest else ("", quote.start, quote.start)
    return Speaker(
        id=named.id,
        name=named.name,
        type=named.type,
        mention=Mention(text=place[0], start=place[1], end=place[2]),
        resolved_by="person",
        role=elsewhere.role if elsewhere else None,
        confidence=1.0,
    )


def _distance(start: int, quote: Quote) -> tuple[bool, int]:
    """Return how far a mention is from a quote; one inside it is farther than any other."""
    inside = any(first <= start < last for first, last in quote.spans)
    return inside, min(abs(start - quote.start), abs(start - quote.end))
