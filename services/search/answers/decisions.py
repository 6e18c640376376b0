"""Decisions of people: what may be posted, what is asked before it waits, and how it is shown afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.search.identified.deciding import all_decisions, decision_of
from services.search.identified.meanings import Meanings, has_identity, identity_id, name_of
from services.search.identities.decisions import Decision, Standing, standing
from services.search.index.fields import FieldName
from services.search.index.filters import Bearers, Filters
from services.search.index.merged import survivor
from services.search.index.port import Index
from services.search.parameters.values import ENTITY_ID, ID, Name, with_a_word
from shared.delivery.decisions import DecisionReceipt
from shared.errors import FieldError, Invalid, NotFound
from shared.models.annotations import EntityType
from shared.models.values import ON_ONE_LINE
from shared.text import no_control_characters

MAX_ARTICLES = 1_000
"""Articles that one split names; more is a second split."""

_TOGETHER = 100
"""Articles that are looked at in one question."""

_SHOWN_CHARS = 100
"""Characters of an unknown id that are repeated."""


def _an_id(value: str) -> str:
    if not ENTITY_ID.fullmatch(value) or value.endswith("~0"):
        raise ValueError("should be the id of a name or of an identity, such as person:ann-lee or person:ann-lee~1")
    if not has_identity(value):
        raise ValueError(
            "is of a type without identities; people (person:…), organisations (org:…), places (gpe:…, loc:…) have one"
        )
    return value


def _an_article(value: str) -> str:
    if not ID.fullmatch(value):
        raise ValueError("should be the id of an article")
    return value


Id = Annotated[str, AfterValidator(_an_id)]
ArticleId = Annotated[str, AfterValidator(_an_article)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=1_000), AfterValidator(no_control_characters)
]


By = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100),
    ON_ONE_LINE,
    AfterValidator(no_control_characters),
    Field(description="Who decides: any name"),
]


class _Posted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Id = Field(description="Identity that the decision is about, by its id or by a name id that leads to it")
    by: By = "local"
    why: Words = Field("", description="Reason, for those who come after")


class Merge(_Posted):
    """Two identities are one person, organisation or place; `into` is the one whose name stays."""

    decision: Literal["merge"]
    into: Id


class Split(_Posted):
    """A name is somebody else in these `articles`, or wherever its `role` has these words; with neither of them, it
    stands for itself in all. `into` says who that is, else it is a new identity."""

    decision: Literal["split"]
    articles: list[ArticleId] = Field([], max_length=MAX_ARTICLES)
    role: Annotated[Words, AfterValidator(lambda role: with_a_word(role) if role else role)] = ""
    into: Id | None = None
    name: Name | None = Field(None, description="What the new identity is called")


class Rename(_Posted):
    """The identity is called `name` from now on."""

    decision: Literal["rename"]
    name: Name


class Retype(_Posted):
    """The identity is of another type."""

    decision: Literal["retype"]
    type: EntityType


class NotAPerson(_Posted):
    """What was taken for a name is none: it has no identity."""

    decision: Literal["not_a_person"]


PostedDecision = Annotated[Merge | Split | Rename | Retype | NotAPerson, Field(discriminator="decision")]


class DecisionAnswer(BaseModel):
    """A decision on its way, or as it is kept."""

    id: str
    state: Literal["waiting", "applied", "refused"]
    standing: Standing | None = None
    """``applied``: it holds; ``overruled`` by a later one; ``undone``; ``without_articles``: no article gives the name
    any more, and it holds again once one does. None: not known yet."""
    why_refused: str = ""
    makes: str | None = None
    """Of a split: the identity that it makes."""
    decision: Decision | None = None
    status_url: str


class Decisions(BaseModel):
    """Decisions of people, newest first."""

    total: int
    results: list[DecisionAnswer]


def request_of(index: Index, posted: Any) -> dict[str, Any]:
    """Return a posted decision as the indexer takes it. Raises Invalid where it is about nothing that is there."""
    fields = posted.model_dump(exclude_unset=True, exclude={"id", "into", "name", "by", "why"})
    alone = isinstance(posted, Split) and not posted.articles and not posted.role
    name = name_of(posted.id) if alone else root_of(index, posted.id)
    request = {**fields, "name": name, "by": posted.by, "why": posted.why}
    missing = [FieldError("id", _unknown(posted.id), "unknown")] if not is_there(index, posted.id) else []
    into = getattr(posted, "into", None)
    if into:
        request["into"] = root_of(index, into)
        if request["into"] == request["name"]:
            raise Invalid.of("into", "is the same identity as id already", "same")
        if not is_there(index, into):
            missing.append(FieldError("into", _unknown(into), "unknown"))
    if isinstance(posted, Split):
        if posted.articles and posted.role:
            raise Invalid.of("role", "cannot be given beside articles; post two decisions")
        if into and not (posted.articles or posted.role):
            raise Invalid.of("into", "needs articles or a role; a merge is what leads a name to somebody in all")
        missing += _wrong_articles(index, posted.id, posted.articles)
    if missing:
        raise Invalid.of_all(missing)
    if isinstance(posted, Rename):
        request["called"] = posted.name
    elif isinstance(posted, Split) and (posted.articles or posted.role) and not into:
        request["called"] = posted.name or _called(index, request["name"], posted.role)
    return request


def _wrong_articles(index: Index, id: str, given: Sequence[str]) -> list[FieldError]:
    """Return what is wrong with the articles of a split: there is no such one, or it does not name who is split."""
    there = index.revisions(given) if given else {}
    into = index.merged_into(sorted(there)) if there else {}
    went = {article: survivor(index, article) if article in into else article for article in there}
    naming = _naming(index, id, set(went.values()))
    return [
        FieldError(f"articles.{place}", f"does not name {id}", "not_named")
        if article in there
        else FieldError(f"articles.{place}", "is the id of no article", "unknown")
        for place, article in enumerate(given)
        if article not in there or went[article] not in naming
    ]


def _naming(index: Index, id: str, articles: Collection[str]) -> set[str]:
    """Return those of these articles in which somebody is named, or speaks."""
    names = sorted(names_of_identity(index, id))
    naming: set[str] = set()
    fields: tuple[FieldName, ...] = ("entity", "speaker")
    for field in fields:
        left = sorted(set(articles) - naming)
        if left and _number(index, field, names, [left]) == [len(left)]:
            return set(articles)
        for start in range(0, len(left), _TOGETHER):
            some = left[start : start + _TOGETHER]
            numbers = _number(index, field, names, [[article] for article in some])
            naming |= {article for article, number in zip(some, numbers, strict=True) if number}
    return naming


def _number(index: Index, field: FieldName, names: Sequence[str], groups: Sequence[Sequence[str]]) -> list[int]:
    """Return how many articles of each group have one of the names in a field."""
    found = [[Bearers(field, (), within=tuple((name, tuple(group)) for name in names))] for group in groups]
    return list(index.totals("articles", None, Filters(), found))


def _unknown(id: str) -> str:
    return f"{id[:_SHOWN_CHARS]} is the id of nobody; /v1/suggest and /v1/entities?name= find ids"


def root_of(index: Index, id: str) -> str:
    """Return the name id of the identity that an id means now; of nobody in particular, the name's own."""
    meanings, name = Meanings(index), name_of(id)
    meanings.read([name])
    return meanings.root(name) or name


def is_there(index: Index, id: str) -> bool:
    """Return whether an article gives a name, or a decision has made an identity."""
    name = name_of(id)
    return bool(name in index.named([name]) or index.resolutions([name]) or index.resolutions_to([name]))


def _called(index: Index, name: str, role: str) -> str:
    named = index.named([name]).get(name)
    return f"{named.label if named else name.partition(':')[2]} ({role or 'another'})"


def of_receipt(index: Index, receipt: DecisionReceipt | None, id: str) -> DecisionAnswer:
    """Return how a decision is shown. Raises NotFound where there is none."""
    kept = decision_of(index, id)
    if receipt and receipt.kind == "correction":
        receipt = None
    if receipt and receipt.state != "applied":
        return DecisionAnswer(id=id, state=receipt.state, why_refused=receipt.why, status_url=status_url(id))
    if kept is None:
        if receipt:  # of an undoing, which is kept with what it undid, or of knowledge, which is kept by its entries
            return DecisionAnswer(id=id, state="applied", status_url=status_url(id))
        raise NotFound("There is no such decision; /v1/identities/decisions lists them.")
    return shown(index, [kept], list(all_decisions(index, after=id)))[0]


def shown(index: Index, decisions: Sequence[Decision], every: Sequence[Decision]) -> list[DecisionAnswer]:
    """Return decisions as they are shown; ``every``: all that came after the first of them, or more."""
    named = index.named({name for decision in decisions for name in decision.names})
    return [
        DecisionAnswer(
            id=decision.id,
            state="applied",
            standing=standing(decision, every, named),
            makes=identity_id(decision.other) if decision.makes_another else None,
            decision=decision,
            status_url=status_url(decision.id),
        )
        for decision in decisions
    ]


def find_decisions(index: Index, *, about: str | None, size: int, before: str | None) -> Decisions:
    """Return decisions, newest first, those about one identity's names if it is given."""
    every = list(all_decisions(index))
    listed = every
    if about is not None:
        names = names_of_identity(index, about)
        listed = [decision for decision in every if names & {*decision.names, decision.other}]
    older = [decision for decision in reversed(listed) if before is None or decision.id < before]
    return Decisions(total=len(listed), results=shown(index, older[:size], every))


def names_of_identity(index: Index, id: str) -> set[str]:
    """Return the names that lead to the same identity as an id, and its own."""
    group = Meanings(index).group_of([id])
    return {name_of(id), *(group.names if group else ())}


def status_url(id: str) -> str:
    """Return where a decision can be followed."""
    return f"/v1/identities/decisions/{id}"
