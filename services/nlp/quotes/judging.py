"""Judging: the modality of each content, its own or that of the content that reports it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.nlp.quotes.contents import Attributed, Content
from services.nlp.quotes.modality import modality
from services.nlp.speakers.evidence import Evidence
from shared.models.annotations import Modality
from shared.models.values import Span


def judge_modality(evidence: Evidence, contents: Iterable[Attributed]) -> list[Attributed]:
    """Return the contents with their modality; those without a piece left have none, and stay ``stated``."""
    return [replace(one, modality=_judged(evidence, one)) if one.spans else one for one in contents]


def _judged(evidence: Evidence, one: Attributed) -> Modality:
    return "asked" if one.content.asks else _modality(evidence, one.content, one.spans, one.verbatim)


def _modality(evidence: Evidence, content: Content, spans: Sequence[Span], verbatim: Sequence[Span]) -> Modality:
    """Return the modality of a content: what Ann denies that Bob said, Bob did not say either."""
    own = modality(evidence, content.cue, spans, verbatim)
    outer = content.within
    return _modality(evidence, outer, outer.spans, outer.verbatim) if outer and own == "stated" else own
