"""Annotations: entities, mentions and quotes of one article.

All offsets are half-open ranges of Unicode code points into the article's ``body`` (or ``title``, where ``field``
says so), and they are true: ``body[start:end]`` is what ``text`` shows.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shared.models.values import Frozen, Span, TextField

EntityType = Literal[
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE",
    "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
]  # fmt: skip
"""The OntoNotes 5 entity types."""

QuoteType = Literal["direct", "indirect", "mixed"]

Act = Literal["speech", "thought"]

Modality = Literal["stated", "denied", "asked", "conditional", "future"]


def _is_absent(value: object) -> bool:
    """Return whether a field is left out where models are written: most articles have nothing there."""
    return not value


class Cue(Frozen):
    """Cue of a quote, the word that attributes it: ``said``, ``according to``, ``pledged``."""

    text: str
    start: int
    end: int
    lemma: str


class Mention(Frozen):
    """Mention: the place in the body (or title) where something is named."""

    text: str
    start: int
    end: int


class Candidate(Frozen):
    """A speaker who was considered, and with what confidence (0 to 1)."""

    name: str
    confidence: float = Field(allow_inf_nan=False)


class Speaker(Frozen):
    """Speaker of a quote. ``id`` is an entity id; ``name`` the fullest form of the name that the article gives."""

    id: str
    name: str
    type: EntityType | None = None
    """None for a description that is not a named entity, such as "analysts"."""
    mention: Mention
    """Place that names the speaker. Of one whom a person's correction gives and the text does not name, it is empty, at
    the quote's start."""
    resolved_by: Literal["name", "pronoun", "description", "person"]
    """``person``: somebody corrected the annotator, see :class:`Corrected`."""
    role: str | None = None
    """Role of the speaker, in the article's words: *executive director of the Coral Institute*."""
    role_span: Span | None = None
    """Place of ``role``. None where it stands in the title and the quote in the body, or the other way round."""
    confidence: float = Field(ge=0, le=1)
    candidates: list[Candidate] = Field([])
    """Runners-up, best first, without the chosen one."""


class Context(Frozen):
    """Text around a quote, so that a list of quotes can be read without opening each article."""

    before: str
    after: str


class Corrected(Frozen):
    """Correction of a quote's speaker by a person, and what the annotator said."""

    correction: str
    """The correction's id."""
    speaker: Speaker | None = None
    """Speaker by the annotator."""


class Quote(Frozen):
    """Quote: one whole attributed content. The module says what offsets mean."""

    id: str
    """Made from the article's id and the quote's content, so that a citation survives a new version."""
    start: int
    end: int
    """The envelope of ``spans``."""
    text: str
    """The pieces joined by " … "."""
    spans: list[Span]
    """The pieces of the content where the attribution splits it; disjoint and ascending."""
    verbatim: list[Span] = Field([])
    """The pieces inside quotation marks, the marks themselves left out."""
    type: QuoteType
    act: Act = "speech"
    """Act that the content was put forward by: ``speech`` (said, written, announced, promised, ordered) or ``thought``
    (believed, hoped, expected, and not reported as said)."""
    modality: Modality = "stated"
    """Modality, how the article ties the content to the speaker: *said that*; *denied that*, *did not say that*; *asked
    whether*; *would say*, *if he says*; *will say*, *is expected to say*. Only ``stated`` content was put forward as
    true."""
    speaker: Speaker | None = None
    """None: said by nobody that the text names."""
    said_by: Mention | None = None
    """Words that name the speaker where they are no identity and nothing resolves them: *they*, *some*, *I*. None
    beside a ``speaker``, and where the text has no such words."""
    cue: Cue | None = None
    context: Context
    mentions: list[str] = Field([])
    """Ids of the entities that the quote's own content names."""
    field: TextField = "body"
    corrected: Corrected | None = Field(None, exclude_if=_is_absent)
    """Absent unless a person has said whose quote it is."""


class NotAQuote(Frozen):
    """Quote of the annotator that a person said is none."""

    correction: str
    """The correction's id."""
    slot: int
    """Its place among the annotator's quotes of the article, from 0."""
    quote: Quote


class EntityMention(Frozen):
    """Mention of an entity: one place where it is named."""

    start: int
    end: int
    text: str
    type: EntityType
    entity: str
    """The entity's id."""
    field: TextField = "body"


class Entity(Frozen):
    """Entity: a name within one article. ``id``, ``type:slug-of-the-name``, identifies a *name*, not a person."""

    id: str
    name: str
    type: EntityType
    aliases: list[str] = Field([])
    """Other forms of the name in this article, most frequent first."""
    salience: float = Field(ge=0, le=1)
    """Salience, 0 to 1: how central the entity is to this article."""


class Annotator(Frozen):
    """Annotator that made an annotation."""

    version: str
    """Changes whenever the output can change: code, model or parameters."""
    generation: Annotated[int, Field(ge=0, lt=1024)]
    """Counts the versions; a part of the index's external version, so that a newer annotator's result wins."""


class DetectedLanguage(Frozen):
    """Language of an article, detected because nobody gave it."""

    tag: str
    """ISO 639 code: ``de``."""
    confidence: float = Field(ge=0, le=1)


class Annotation(Frozen):
    """Annotation of one article: all that the annotator found in it."""

    annotator: Annotator
    entities: list[Entity] = Field([])
    mentions: list[EntityMention] = Field([])
    quotes: list[Quote] = Field([])
    partial: str | None = None
    """Reason why the annotation leaves something out: the text would take more work than any article of its length,
    such as a million quotation marks. None where it is whole, as for all but such texts."""
    detected_language: DetectedLanguage | None = None
    """None where the article was posted with its language, and where none was sure enough."""
    not_annotated: str | None = None
    """``language de``: why nothing was annotated. A later annotator may read it. None where the text was read."""
    not_quotes: list[NotAQuote] = Field([], exclude_if=_is_absent)
    """Quotes that people said are none, by their slots; absent where there are none."""
