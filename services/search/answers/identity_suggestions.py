"""Suggestions of identities that may be one: listed with their reasons, and answered by people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.search.answers.cursors import Cursors, question_of
from services.search.answers.decisions import By, DecisionAnswer, Id, Words, is_there, root_of, shown, status_url
from services.search.answers.stopwatch import Stopwatch
from services.search.identified.deciding import all_decisions
from services.search.identified.meanings import identity_id, name_of
from services.search.identified.suggesting import Suggesting
from services.search.identities.decisions import Decision, DecisionKind
from services.search.identities.kinds import KINDS
from services.search.identities.suggestions import SHOWN, Reason, Side, Suggestion
from services.search.index.port import Index
from services.search.index.rules import type_of
from services.search.parameters.values import ENTITY_ID, Value
from shared.delivery.decisions import WaitingDecisions
from shared.errors import Conflict, Invalid, NotFound
from shared.models.annotations import EntityType
from shared.models.values import Frozen

Answer = Literal["yes", "no", "unsure"]

DECIDES: dict[Answer, DecisionKind] = {"yes": "merge", "no": "not_the_same", "unsure": "unsure"}
"""The decision that each answer is."""

_LEFT_OPEN: Mapping[DecisionKind, frozenset[DecisionKind]] = {
    "merge": frozenset({"merge"}),
    "not_the_same": frozenset({"merge", "split"}),
    "unsure": frozenset({"merge"}),
}
"""Earlier decisions about two that an answer about them may follow: a merge that was overruled, what says the same."""

RECENT = 100
"""Waiting decisions that are looked through for one that was sent twice: more than wait unless the indexer is away."""

_KIND_OF: dict[str, str] = {type_of(f"{kind}:x") or "": kind for kind in KINDS}


class IdentitySuggestionsParameters(BaseModel):
    """Parameters of the list of suggestions."""

    id: Value | None = Field(None, description="Only about this identity, by its id or a name id")
    type: Literal["PERSON", "ORG", "GPE", "LOC"] | None = Field(
        None, description="Only people, only organisations, or only places: countries, states and cities; or others"
    )
    size: int = Field(20, ge=1, le=100, description="Suggestions of a page, at most")
    cursor: str | None = Field(None, description="`next_cursor` of the page before")


class SuggestedIdentity(Frozen):
    """One of two identities that may be one."""

    id: str
    name: str
    type: EntityType | None
    articles: int
    """Articles with one of its names; an article with two of them counts twice."""
    names: list[str]
    """Its names, those in most articles first, at most five."""
    roles: list[str]
    """What articles call them, most frequent first, at most three."""
    first_month: str | None
    """Month of the first article that was looked at, the 200 newest of each name; None: none has a date."""
    last_month: str | None


class IdentitySuggestion(Frozen):
    """Two identities that may be one."""

    identities: tuple[SuggestedIdentity, SuggestedIdentity]
    """The one whose name stays if they are, which more articles name, first."""
    score: float
    """0 to 1: for the order alone, it is no probability."""
    reasons: list[Reason]
    """What speaks for their being one."""
    against: list[Reason]
    """What speaks against it."""


class IdentitySuggestions(Frozen):
    """A page of suggestions: those of the most named first; of one identity, the likeliest first."""

    size: int
    next_cursor: str | None
    """None: there are no more. A page may have fewer than ``size``, or none, and others behind it."""
    took_ms: int
    results: list[IdentitySuggestion]


class PostedAnswer(BaseModel):
    """An answer to whether two identities are one."""

    model_config = ConfigDict(extra="forbid")

    id: Id = Field(description="Identity whose name stays if both are one, by its id or by a name id that leads to it")
    other: Id = Field(description="The other one")
    answer: Answer = Field(
        description="`yes` merges them; `no` keeps them apart, whatever the rules say; `unsure` leaves the question"
        " until there is other evidence"
    )
    by: By = "local"
    why: Words = Field("", description="Reason, for those who come after")


def find_suggestions(index: Index, cursors: Cursors, parameters: IdentitySuggestionsParameters) -> IdentitySuggestions:
    """Return a page of suggestions. Raises InvalidCursor, CursorExpired; NotFound where the given id is nobody's."""
    stopwatch = Stopwatch()
    question = question_of("identity suggestions", "named", parameters)
    after = cursors.read(parameters.cursor, question) if parameters.cursor else None
    suggesting = Suggesting(index)
    if parameters.id is not None:
        if not ENTITY_ID.fullmatch(parameters.id) or not is_there(index, parameters.id):
            raise NotFound("There is no such identity; /v1/suggest and /v1/entities?name= find ids.")
        page = suggesting.about(parameters.id, parameters.size, after)
    else:
        kinds = [_KIND_OF[parameters.type]] if parameters.type else KINDS
        page = suggesting.page(kinds, parameters.size, after)
    return IdentitySuggestions(
        size=parameters.size,
        next_cursor=cursors.give(question, page.next) if page.next else None,
        took_ms=stopwatch.ms,
        results=[_shown(each) for each in page.suggestions],
    )


def _shown(suggestion: Suggestion) -> IdentitySuggestion:
    return IdentitySuggestion(
        identities=(_identity(suggestion.one), _identity(suggestion.other)),
        score=suggestion.score,
        reasons=list(suggestion.reasons),
        against=list(suggestion.against),
    )


def _identity(side: Side) -> SuggestedIdentity:
    first, last = side.months or (None, None)
    return SuggestedIdentity(
        id=identity_id(side.root),
        name=side.name,
        type=type_of(side.root),
        articles=side.articles,
        names=[name.name for name in side.names],
        roles=list(side.roles[:SHOWN]),
        first_month=first,
        last_month=last,
    )


def request_of(index: Index, posted: PostedAnswer) -> dict[str, Any] | DecisionAnswer:
    """Return an answer as the indexer takes it, a decision; where one says so already, that one as it is shown.

    Raises NotFound where one of the two is gone, Conflict where something else was decided, Invalid where both are
    given by the same id.
    """
    if name_of(posted.id) == name_of(posted.other):
        raise Invalid.of("other", "is the same id; give the ids of two identities", "same")
    for id in (posted.id, posted.other):
        if not is_there(index, id):
            raise NotFound(f"{id} is the id of nobody, or of nobody any more; /v1/suggest finds ids.")
    kind, suggesting = DECIDES[posted.answer], Suggesting(index)
    name, into = root_of(index, posted.other), root_of(index, posted.id)
    judged = _merge_of(index, posted) if name == into else suggesting.judgement(name, into)
    if judged and name != into and judged.decision in _LEFT_OPEN[kind]:
        judged = None
    if name == into and (judged is None or kind != "merge"):
        by = (
            f"{_said(judged)} merged them. Undo that first: DELETE {status_url(judged.id)}"
            if judged
            else "If they are two, split them: POST /v1/identities/decisions"
        )
        raise Conflict(f"{posted.id} and {posted.other} are one identity already, {identity_id(into)}. {by}.")
    if judged and judged.decision not in (kind, "unsure"):
        raise Conflict(
            f"{_said(judged)} decided otherwise, {judged.decision.replace('_', ' ')}."
            f" Undo that first: DELETE {status_url(judged.id)}"
        )
    pair = suggesting.pair(name, into) if kind == "unsure" else None
    evidence = pair.digest if pair else ""
    if judged and judged.decision == kind and judged.evidence == evidence:
        return shown(index, [judged], list(all_decisions(index, after=judged.id)))[0]
    request = {"decision": kind, "name": name, "into": into, "by": posted.by, "why": posted.why}
    return {**request, "evidence": evidence} if kind == "unsure" else request


def _merge_of(index: Index, posted: PostedAnswer) -> Decision | None:
    """Return the last merge of two that are one by now, if it was of these two themselves."""
    names = {name_of(posted.id), name_of(posted.other)}
    merges = [each for each in all_decisions(index) if each.decision == "merge" and not each.undone_at]
    return next((each for each in reversed(merges) if {*each.names} == names), None)


def _said(decision: Decision) -> str:
    return f"On {decision.at[:10]} {decision.by}"


def sent_before(waiting: WaitingDecisions, request: dict[str, Any]) -> str | None:
    """Return the id of a decision that waits and says the same of the same two, whoever says it: one that was sent
    twice is one."""
    about = {request["name"], request["into"]}
    for receipt in waiting.waiting(RECENT):
        other = json.loads(receipt.request)
        if other.get("decision") == request["decision"] and {other.get("name"), other.get("into")} == about:
            return receipt.id
    return None
