"""Contents on their way to quotes: attributed, then with a resolved speaker, then with a modality."""

from __future__ import annotations

from dataclasses import dataclass

from services.nlp.speakers.coreference import Referent
from shared.models.annotations import Act, Modality
from shared.models.values import Span


@dataclass(frozen=True, slots=True)
class Content:
    """One attributed content, in offsets of the reading's text; the speaker and the cue are tokens."""

    spans: tuple[Span, ...]
    verbatim: tuple[Span, ...]
    """The pieces in quotation marks."""
    speaker: int | None
    cue: int | None
    confidence: float
    runners_up: tuple[tuple[int, float], ...] = ()
    """Tokens of others who may have said it, with how likely that is."""
    referent: Referent | None = None
    """Referent of the speaker by the label of a transcript; it goes before what the mention itself says."""
    asks: bool = False
    """Whether it is an interviewer's line."""
    act: Act = "speech"
    within: Content | None = None
    """The content that reports this one."""


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """The speaker of a content by name, and the mention that names them."""

    referent: Referent
    name: str | None
    """The full name, or the phrase as written. None for words that are no identity: *they*, *some*."""
    phrase: tuple[int, int]
    """First token of the mention, token after it."""


@dataclass(frozen=True, slots=True)
class Attributed:
    """A content with its speaker resolved."""

    content: Content
    speaker: NamedSpeaker | None
    runners_up: tuple[tuple[str, float], ...]
    """Names of others who may have said it, each once, the likeliest first."""
    field: str
    """``title`` or ``body``, where its first piece stands."""
    spans: tuple[Span, ...]
    """Its pieces in this field, without blanks at their edges."""
    verbatim: tuple[Span, ...]
    modality: Modality = "stated"
