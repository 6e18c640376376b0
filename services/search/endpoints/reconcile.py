"""Reconciliation API 0.2 of the W3C's community group, by which OpenRefine matches a table's names with ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, RootModel, ValidationError
from starlette.concurrency import run_in_threadpool

from services.search.answers.reconciliation.answers import (
    Candidates,
    Extended,
    Manifest,
    ProposedProperties,
    SuggestedEntities,
    SuggestedProperties,
    SuggestedTypes,
)
from services.search.answers.reconciliation.candidates import reconcile
from services.search.answers.reconciliation.extension import extend
from services.search.answers.reconciliation.manifest import PATH, describe_service
from services.search.answers.reconciliation.requests import (
    MAX_BYTES,
    PrefixParameters,
    ProposalParameters,
    ReconcileParameters,
    SuggestEntitiesParameters,
)
from services.search.answers.reconciliation.suggesting import (
    propose_properties,
    suggest_entities,
    suggest_properties,
    suggest_types,
)
from services.search.endpoints import routing
from services.search.endpoints.routing import Reader, described, json_answer, read
from shared import errors
from shared.http import problem, query_string
from shared.http.bodies import Body
from shared.http.docs import problems

_Route = TypeVar("_Route", bound=Callable[..., Response])

MEDIA_TYPE = "application/x-www-form-urlencoded"

BODIES = (Body("POST", PATH, (MEDIA_TYPE,), MAX_BYTES),)
"""The form that the specification has."""

_FIELDS = tuple(ReconcileParameters.model_fields)
_MAX_FIELDS = 10
"""Fields of a form that are read, of which two are known."""

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in _FIELDS},
                    "oneOf": [{"required": [name]} for name in _FIELDS],
                    "additionalProperties": False,
                },
                "example": {"queries": '{"q0": {"query": "Mohsen Milani"}}'},
            }
        },
    }
}

_PROBLEMS = routing.ONE
_FORM_PROBLEMS = routing.ONE | problems(errors.Refused, errors.UnknownParameter, errors.Malformed)
_FORM_PROBLEMS |= problems(errors.UnsupportedMedia)


class ReconciledBatch(RootModel[dict[str, Candidates]]):
    """Candidates by the keys of a batch."""


def add(app: FastAPI, reader: Reader) -> None:
    """Add the routes at and below ``/v1/reconcile``."""
    index = reader.index

    def answer(asked: ReconcileParameters) -> Response | None:
        asked.check_sizes()
        if asked.queries is not None and asked.extend is not None:
            raise errors.Invalid.of("extend", "cannot be asked together with queries; send two requests")
        if asked.queries is not None:
            return json_answer(reconcile(index, asked.queries))
        return json_answer(extend(index, asked.extend)) if asked.extend is not None else None

    @app.get(
        PATH,
        tags=["reconciliation"],
        openapi_extra=described(ReconcileParameters),
        response_model=Manifest | Extended | ReconciledBatch,
        responses=_PROBLEMS,
    )
    def get_reconciled(
        request: Request, parameters: Annotated[ReconcileParameters, read(ReconcileParameters)]
    ) -> Response:
        """Match names with people, organisations and places: the W3C's Reconciliation API 0.2, as OpenRefine uses it.

        Without parameters it is the service's manifest. A candidate's `match` is true only where the name is exactly
        that of one and of nobody else.
        """
        return answer(parameters) or json_answer(describe_service(str(request.base_url).rstrip("/")))

    @app.post(
        PATH,
        tags=["reconciliation"],
        openapi_extra=_FORM,
        response_model=Extended | ReconciledBatch,
        responses=_FORM_PROBLEMS,
        dependencies=[query_string.ONLY_DECLARED],
    )
    async def post_reconciled(request: Request) -> Response:
        """Match names, or add properties to what was matched: the same as a form, which may be longer."""
        asked = _form(await request.body())
        found = await run_in_threadpool(answer, asked)
        if found is None:
            raise errors.Invalid.of("queries", "is missing; send a query batch as queries, or a query as extend")
        return found

    def suggesting(path: str, parameters: type[BaseModel], model: type[BaseModel]) -> Callable[[_Route], _Route]:
        return app.get(
            f"{PATH}{path}",
            tags=["reconciliation"],
            openapi_extra=described(parameters),
            response_model=model,
            responses=_PROBLEMS,
        )

    # OpenRefine sends what Freebase's search took, too: *spell*, *exact*, *prefixed*.
    @suggesting("/suggest/entity", SuggestEntitiesParameters, SuggestedEntities)
    def get_suggested_entities(
        parameters: Annotated[SuggestEntitiesParameters, read(SuggestEntitiesParameters, passing_over=True)],
    ) -> Response:
        """Complete a name that somebody types, for the Reconciliation API. Unknown parameters are passed over."""
        return json_answer(suggest_entities(index, parameters))

    @suggesting("/suggest/type", PrefixParameters, SuggestedTypes)
    def get_suggested_types(
        parameters: Annotated[PrefixParameters, read(PrefixParameters, passing_over=True)],
    ) -> Response:
        """Complete a type, for the Reconciliation API. Unknown parameters are passed over."""
        return json_answer(suggest_types(parameters.prefix))

    @suggesting("/suggest/property", PrefixParameters, SuggestedProperties)
    def get_suggested_properties(
        parameters: Annotated[PrefixParameters, read(PrefixParameters, passing_over=True)],
    ) -> Response:
        """Complete a property, for the Reconciliation API. Unknown parameters are passed over."""
        return json_answer(suggest_properties(parameters.prefix))

    @suggesting("/properties", ProposalParameters, ProposedProperties)
    def get_proposed_properties(
        parameters: Annotated[ProposalParameters, read(ProposalParameters, passing_over=True)],
    ) -> Response:
        """Properties that can be added to a table: how often and when somebody is quoted, the names used, and more."""
        return json_answer(propose_properties(parameters))


def _form(body: bytes) -> ReconcileParameters:
    """Return what a form asks. Raises Malformed, UnknownParameter and Invalid."""
    try:
        given = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict")
    except ValueError:
        raise errors.Malformed(
            f"The form cannot be read; it should be UTF-8, percent-encoded, with one of {', '.join(_FIELDS)}."
        ) from None
    for place, (name, _) in enumerate(given):
        if name not in _FIELDS:
            raise query_string.unknown_parameter(name, _FIELDS, {})
        if name in (earlier for earlier, _ in given[:place]):
            raise errors.Invalid.of(name, "may be given only once")
    try:
        return ReconcileParameters.model_validate(dict(given))
    except ValidationError as error:
        raise problem.invalid(error) from None
