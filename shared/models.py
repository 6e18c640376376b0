"""Models of the domain, which every service, the command line, the index and the page use.

All offsets are half-open ranges of Unicode code points into the article's ``body`` (or ``title``, where ``field``
says so), and they are true: ``body[start:end]`` is what ``text`` shows.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from shared.text import no_control_characters

MAX_BODY_CHARS = 1_000_000
"""Characters an article's body may have. Longer texts are books; they would hold a worker for minutes."""

MAX_TITLE_CHARS = 2_000
MAX_URL_CHARS = 2_048

EntityType = Literal[
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE",
    "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
]  # fmt: skip
"""The OntoNotes 5 entity types."""

QuoteType = Literal["direct", "indirect", "mixed"]
Act = Literal["speech", "thought"]
Modality = Literal["stated", "denied", "asked", "conditional", "future"]
TextField = Literal["body", "title"]

_OFFSET = re.compile(r"(?<=[\d.])[+-](\d\d):?(\d\d)$")
Line = Annotated[str, AfterValidator(no_control_characters), StringConstraints(strip_whitespace=True)]
Span = tuple[int, int]


def _utc(value: datetime) -> datetime:
    """Return the time in UTC, which is what one without a zone means, so that equal instants are equal values."""
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies before the year 1 or after 9999 in UTC") from None


def _iso_only(value: object) -> object:
    """Refuse numbers: pydantic would read ``2024`` as 2024 seconds after 1970, which nobody means."""
    if not isinstance(value, str | date | None) or (isinstance(value, str) and value.strip().lstrip("+-").isdigit()):
        raise ValueError("should be an ISO 8601 date or time, such as 2017-03-27 or 2017-03-27T10:00:00Z")
    return value


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; an article has to say something")
    return text


def _is_absent(value: object) -> bool:
    """Return whether a field is left out where models are written: most articles have nothing there."""
    return not value


def without_credentials(url: str) -> str:
    """Return an address without ``user:password@``: whoever reads the article must not learn them."""
    try:
        parts = urlsplit(url)
    except ValueError:  # refused where an address is asked for its canonical form
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


Moment = Annotated[datetime, BeforeValidator(_iso_only), AfterValidator(_utc)]


class Frozen(BaseModel):
    """A value: immutable, and strict about unknown fields, so that a misspelt one is never silently lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ArticleMetadata(Frozen):
    """Metadata of an article: what a client may say about it beside its text."""

    url: Annotated[Line, Field(max_length=MAX_URL_CHARS), AfterValidator(without_credentials)] | None = None
    """The article's address; a user name and password in it are dropped."""
    source: Annotated[Line, Field(min_length=1, max_length=200)] | None = None
    section: Annotated[Line, Field(min_length=1, max_length=200)] | None = None
    """Where the source puts it: its section, desk or rubric, in the source's own words."""
    external_id: Annotated[Line, Field(min_length=1, max_length=500)] | None = None
    """The source's own id of the article; needs ``source``, since two sources may use the same one."""
    published_at: Moment | None = None
    published_zone: Annotated[str, StringConstraints(pattern=r"^[+-]\d\d:\d\d$")] | None = None
    """Offset from UTC that ``published_at`` was given in (``+02:00``), whose own time is kept in UTC. It is read off
    ``published_at``, and need not be posted."""
    modified_at: Moment | None = None
    authors: Annotated[list[Annotated[Line, Field(min_length=1, max_length=200)]], Field(max_length=100)] = []
    language: Annotated[Line, Field(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    """A language tag; RFC 5646 asks for room for 35 characters."""
    tags: Annotated[list[Annotated[Line, Field(min_length=1, max_length=100)]], Field(max_length=100)] = []

    @model_validator(mode="before")
    @classmethod
    def _zone(cls, data: Any) -> Any:
        given = data.get("published_at") if isinstance(data, dict) else None
        match = _OFFSET.search(given.strip()) if isinstance(given, str) and ":" in given else None
        if match and data.get("published_zone") is None and match.groups() != ("00", "00"):
            return data | {"published_zone": f"{match[0][0]}{match[1]}:{match[2]}"}
        return data


class Article(ArticleMetadata):
    """Article as a client posts it. ``title`` and ``body`` are kept to the letter: offsets refer to them."""

    title: Annotated[str, AfterValidator(no_control_characters), Field(max_length=MAX_TITLE_CHARS)]
    body: Annotated[
        str, AfterValidator(no_control_characters), AfterValidator(_not_blank), Field(max_length=MAX_BODY_CHARS)
    ]


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
    confidence: float


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
    candidates: list[Candidate] = []
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
    """Quote: one whole attributed content. :mod:`shared.models` says what offsets mean."""

    id: str
    """Made from the article's id and the quote's content, so that a citation survives a new version."""
    start: int
    end: int
    """The envelope of ``spans``."""
    text: str
    """The pieces joined by " … "."""
    spans: list[Span]
    """The pieces of the content where the attribution splits it; disjoint and ascending."""
    verbatim: list[Span] = []
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
    mentions: list[str] = []
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
    aliases: list[str] = []
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
    entities: list[Entity] = []
    mentions: list[EntityMention] = []
    quotes: list[Quote] = []
    partial: str | None = None
    """Reason why the annotation leaves something out: the text would take more work than any article of its length,
    such as a million quotation marks. None where it is whole, as for all but such texts."""
    detected_language: DetectedLanguage | None = None
    """None where the article was posted with its language, and where none was sure enough."""
    not_annotated: str | None = None
    """``language de``: why nothing was annotated. A later annotator may read it. None where the text was read."""
    not_quotes: list[NotAQuote] = Field([], exclude_if=_is_absent)
    """Quotes that people said are none, by their slots; absent where there are none."""


class Group(Frozen):
    """A group of articles that print one text: copies of it (syndicated, cut, retitled, edited), and its updates."""

    id: str
    """Made from the id of the oldest article: the same whatever order the articles come in. It goes to another article
    when that one is deleted, or when an older one comes."""
    kind: Literal["duplicate", "update", "family"]
    """``duplicate``: all others are copies of the oldest article, whole or cut. ``update``: all others tell its story
    at greater length. ``family``: some are the one, some the other."""
    size: int
    """Articles in it, two at least."""
    first: str
    """The id of the oldest article: by publication, undated ones last, ties by id."""


class FoundArticle(Frozen):
    """An article as a list of search results shows it: everything but the text."""

    # Here, and not with the other results of search, because it shows what ArticleMetadata takes.
    id: str
    version: int
    title: str
    url: str | None = None
    source: str | None = None
    section: str | None = None
    external_id: str | None = None
    published_at: datetime | None = None
    published_zone: str | None = None
    modified_at: datetime | None = None
    accepted_at: datetime
    authors: list[str] = Field([])
    language: str | None = None
    tags: list[str] = Field([])
    entities: list[Entity] = Field([])
    quote_count: int = 0
    length: int
    """Characters of the body."""
    annotator: str
    group: Group | None = None
    """None: no other article prints this text."""
    more: int | None = None
    """Where copies are collapsed: how many more articles of its group match; else None."""
    highlights: dict[str, list[str]] = Field({})
    places: list[float] = Field([])
    """Where the words that were searched for stand in the body: shares of its length, to two digits."""


class Stage(StrEnum):
    """Stage of an article version. The first four are waiting or at work; the others are final."""

    ACCEPTED = "accepted"
    PREPARING = "preparing"
    ANNOTATING = "annotating"
    INDEXING = "indexing"
    INDEXED = "indexed"
    QUARANTINED = "quarantined"
    SUPERSEDED = "superseded"
    DELETED = "deleted"
    MERGED = "merged"
    """Its page says that it is another article, to which its id leads on."""


FINAL_STAGES = frozenset({Stage.INDEXED, Stage.QUARANTINED, Stage.SUPERSEDED, Stage.DELETED, Stage.MERGED})


class Receipt(Frozen):
    """Receipt: what became of one accepted version of one article."""

    id: str
    version: int
    """Microseconds since 1970 at acceptance, or one more than the previous version where that is larger."""
    operation: Literal["put", "delete"] = "put"
    state: Stage
    attempts: int = 0
    """Attempts: how often a worker took it up in its present stage and did not finish."""
    reason: str | None = None
    """Reason of the quarantine, or what the last failure said."""
    request_id: str | None = None
    source: str | None = None
    """Source that the article was posted with."""
    form: str | None = None
    """Form that it was posted in; None where an earlier release accepted it."""
    feed: str | None = None
    """Feed that it came from; None where a client posted it."""
    into: str | None = None
    """Id of the article that it was merged into, since its page says so; None where it was not."""
    times: dict[str, datetime] = {}
    """Times at which each stage was entered."""


class Refusal(Frozen):
    """Refusal of an input: where it came from, and why it was not taken."""

    at: datetime
    source: str | None = None
    form: str
    """``unknown`` where it could not be told."""
    code: str
    """For programs, as in a problem document."""
    detail: str
    request_id: str | None = None


class SourceCounts(Frozen):
    """Counts of what a source has sent, by what became of it."""

    source: str | None = None
    """None: those inputs that name none; and of all sources together."""
    seen_at: datetime | None = None
    """Time of its latest input."""
    sent: int
    """Sum of the four."""
    accepted: int
    unchanged: int
    refused: int
    quarantined: int
    forms: dict[str, dict[str, int]] = {}
    """The same, by form."""
