"""Corrections of quotes: what may be posted, what is asked before it waits, and how it is shown afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.search.answers.decisions import By, Words
from services.search.corrections.anchors import anchor_of
from services.search.corrections.corrections import Correction, CorrectSpeaker, Standing, standing
from services.search.identified.correcting import all_corrections, correction_of
from services.search.identified.meanings import Meanings, has_identity, identity_id, name_of
from services.search.identities.kinds import KINDS
from services.search.index.merged import survivor
from services.search.index.port import Index
from services.search.index.results import StoredArticle
from services.search.index.rules import is_entity_id, name_key, type_of
from services.search.parameters.values import ENTITY_ID, ID, with_a_word
from shared.delivery.decisions import DecisionReceipt
from shared.errors import Invalid, NotFound
from shared.models.annotations import EntityType
from shared.models.values import ON_ONE_LINE
from shared.text import entity_id, no_control_characters

PAGE = 1_000
"""Corrections read together for an export."""


def _a_quote(value: str) -> str:
    if not ID.fullmatch(value):
        raise ValueError("should be the id of a quote")
    return value


QuoteId = Annotated[str, AfterValidator(_a_quote)]
SpeakerName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    ON_ONE_LINE,
    AfterValidator(no_control_characters),
    AfterValidator(with_a_word),
]


class _Posted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    quote: QuoteId = Field(description="Quote that is corrected, by its id")
    by: By = "local"
    why: Words = Field("", description="Reason, for those who come after")


class SaidBy(_Posted):
    """The quote was said by somebody else than the annotator says, or by nobody that the text names."""

    correction: Literal["said_by"]
    speaker: SpeakerName | None = Field(
        description="Who said it: an identity's id, a name id, or a name; null: nobody that the text names"
    )
    type: EntityType = Field("PERSON", description="Type of a speaker whom no article has named yet")


class NoQuote(_Posted):
    """What was taken for a quote is none: nobody said it, or it is not what somebody said."""

    correction: Literal["no_quote"]


PostedCorrection = Annotated[SaidBy | NoQuote, Field(discriminator="correction")]


class CorrectionAnswer(BaseModel):
    """A correction on its way, or as it is kept."""

    id: str
    state: Literal["waiting", "applied", "refused"]
    standing: Standing | None = None
    """``applied``: it holds; ``overruled`` by a later one for the same quote; ``undone``; ``without_article``: that was
    deleted; ``without_quote``: the article no longer has the quote, and it holds again once it does. None: not known
    yet."""
    why_refused: str = ""
    correction: Correction | None = None
    status_url: str


class Corrections(BaseModel):
    """Corrections of people, newest first."""

    total: int
    results: list[CorrectionAnswer]


class CorrectedText(BaseModel):
    """A correction with the text that it is about: what a test of an annotator needs."""

    id: str
    standing: Standing
    correction: Correction
    title: str | None
    """None, as the next two: the article is gone."""
    body: str | None
    language: str | None


def request_of(index: Index, posted: SaidBy | NoQuote) -> dict[str, Any]:
    """Return a posted correction as the indexer takes it. Raises Invalid where it is about nothing that is there."""
    quote = index.quote(posted.quote)
    article = index.article(quote.article.id) if quote else None
    if quote is None or article is None:
        raise Invalid.of(
            "quote", f"{posted.quote} is the id of no quote; /v1/quotes and /v1/articles/{{id}} have ids", "unknown"
        )
    speaker = None
    if isinstance(posted, SaidBy) and posted.speaker is not None:
        speaker = _speaker(index, article, posted.speaker, posted.type)
    annotated = quote.corrected.speaker if quote.corrected else quote.speaker
    return {
        "correction": posted.correction,
        "article": article.id,
        "quote": anchor_of(quote).model_dump(mode="json"),
        "speaker": speaker and speaker.model_dump(mode="json"),
        "annotated_speaker": annotated and annotated.name,
        "annotator": article.annotator.version,
        "version": article.version,
        "by": posted.by,
        "why": posted.why,
    }


def _speaker(index: Index, article: StoredArticle, given: str, type: EntityType) -> CorrectSpeaker:
    """Return whom a correction names: as the article calls them, else as the index does, else anew."""
    if is_entity_id(given) and ENTITY_ID.fullmatch(given):
        return _identity(index, article, given)
    key = name_key(given)
    for entity in article.entities:
        if key in map(name_key, (entity.name, *entity.aliases)) and has_identity(entity.id):
            return CorrectSpeaker(id=entity.id, name=entity.name, type=entity.type)
    ids = [entity_id(kind, given) for kind in KINDS]
    named = index.named(ids)
    if id := next((id for id in ids if id in named), None):
        return CorrectSpeaker(id=id, name=named[id].label, type=type_of(id))
    return CorrectSpeaker(id=entity_id(type, given), name=given, type=type)


def _identity(index: Index, article: StoredArticle, id: str) -> CorrectSpeaker:
    """Return whom an id means, by a name that the article gives them if it does."""
    meanings, name = Meanings(index), name_of(id)
    meanings.read([name, *(entity.id for entity in article.entities)])
    root = meanings.root(name, article.id) or name
    for entity in article.entities:
        if meanings.root(entity.id, article.id) == root or entity.id == name:
            return CorrectSpeaker(id=entity.id, name=entity.name, type=entity.type)
    label = meanings.labels([root]).get(root)
    if label is None and not index.resolutions([name]):
        raise Invalid.of(
            "speaker",
            f"{id} is the id of nobody; /v1/suggest and /v1/entities?name= find ids, or give a name",
            "unknown",
        )
    return CorrectSpeaker(id=root, name=label or identity_id(root).partition(":")[2], type=type_of(root))


def of_receipt(index: Index, receipt: DecisionReceipt | None, id: str) -> CorrectionAnswer:
    """Return how a correction is shown. Raises NotFound where there is none."""
    if receipt and receipt.kind in ("decision", "knowledge"):
        receipt = None
    if receipt and receipt.state != "applied":
        return CorrectionAnswer(id=id, state=receipt.state, why_refused=receipt.why, status_url=status_url(id))
    kept = correction_of(index, id)
    if kept is None:
        if receipt:  # of an undoing, which is kept with what it undid
            return CorrectionAnswer(id=id, state="applied", status_url=status_url(id))
        raise NotFound("There is no such correction; /v1/corrections lists them.")
    return shown(index, [kept])[0]


def shown(index: Index, corrections: Sequence[Correction]) -> list[CorrectionAnswer]:
    """Return corrections as they are shown."""
    articles = {id: index.article(id) for id in {correction.article for correction in corrections}}
    return [
        CorrectionAnswer(
            id=correction.id,
            state="applied",
            standing=standing(correction, article.annotation if article else None),
            correction=correction,
            status_url=status_url(correction.id),
        )
        for correction in corrections
        for article in [articles[correction.article]]
    ]


def find_corrections(index: Index, *, article: str | None, size: int, before: str | None) -> Corrections:
    """Return corrections, newest first, those of one article if it is given, also by an id that leads on to it."""
    every = _of(index, article)
    older = [correction for correction in reversed(every) if before is None or correction.id < before]
    return Corrections(total=len(every), results=shown(index, older[:size]))


def export_corrections(index: Index, *, article: str | None) -> Iterator[CorrectedText]:
    """Yield all corrections, the oldest first, each with the text that was corrected."""
    for correction in _of(index, article):
        now = index.article(correction.article)
        then = (now and index.article(correction.article, correction.version)) or now
        yield CorrectedText(
            id=correction.id,
            standing=standing(correction, now.annotation if now else None),
            correction=correction,
            title=then and then.title,
            body=then and then.body,
            language=then and then.language,
        )


def _of(index: Index, article: str | None) -> Sequence[Correction]:
    """Return all corrections, or those of an article, the oldest first."""
    if article is None:
        return list(all_corrections(index))
    return index.corrections_of([survivor(index, article)])


def status_url(id: str) -> str:
    """Return where a correction can be followed."""
    return f"/v1/corrections/{id}"
