"""The routes, parameters, formats, errors and limits of both APIs, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import services.ingest.api
import services.ingest.settings
import services.search.api
import services.search.settings
import shared.settings
from services.ingest import html_tree
from services.ingest.feeds import listing
from services.ingest.fetching.client import Client
from services.ingest.parsing import MAX_FIELDS
from services.search import parameters, query
from services.search.answers.comparison import QUOTES_READ
from services.search.answers.export import formats
from services.search.answers.reconciliation import requests as reconciling
from services.search.bootstrap import open_index
from services.search.index import rules
from services.search.index.questions import MAX_GROUPS
from shared import errors
from shared.delivery import census, index_record, receipts
from shared.delivery.accounts import Accounts
from shared.delivery.connection import FORGET_ABOVE, REFUSE_ABOVE, connect
from shared.delivery.doorbell import Doorbell, make_celery
from shared.delivery.events import Events
from shared.delivery.feeds import MAX_FEEDS, Feeds
from shared.delivery.visits import Manners, Visits
from shared.http.query_string import MAX_QUERY_BYTES
from shared.models.articles import MAX_BODY_CHARS, Article
from tests.docs.markdown import first_sentence, table


@cache
def apis() -> dict[str, FastAPI]:
    """Both applications, over parts that are not connected."""
    ingest, search = services.ingest.settings.Settings(), services.search.settings.Settings()
    kept = receipts.Receipts(connect(ingest), prefix=ingest.queue_name_prefix, keep_days=ingest.receipt_days)
    record = index_record.IndexRecord(connect(ingest), prefix=ingest.queue_name_prefix)
    counted = census.Census(connect(ingest), ingest.queue_name_prefix)
    accounts = Accounts(connect(ingest), prefix=ingest.queue_name_prefix, keep_days=ingest.receipt_days)
    events = Events(connect(ingest), prefix=ingest.queue_name_prefix)
    doorbell = Doorbell(make_celery(ingest), ingest)
    feeds = Feeds(connect(ingest), prefix=ingest.queue_name_prefix)
    client = Client(ingest, Visits(connect(ingest), prefix=ingest.queue_name_prefix, manners=Manners()))
    return {
        "ingest": services.ingest.api.make_api(
            ingest, kept, doorbell, record, counted, accounts, events, feeds, client
        ),
        "search": services.search.api.make_api(search, open_index(search)),
    }


def routes() -> Iterator[tuple[str, str, str, str]]:
    """Service, method, path and summary of every route that an OpenAPI document has."""
    for service, api in apis().items():
        for path, methods in api.openapi()["paths"].items():
            for method, said in methods.items():
                yield service, method.upper(), path, first_sentence(said.get("description"))


def routes_table() -> str:
    """Every route; what both services have is told once."""
    both = {route[1:3] for route in routes() if route[0] == "ingest"} & {r[1:3] for r in routes() if r[0] == "search"}
    rows = {
        (method, path): ("both" if (method, path) in both else service, f"`{method} {path}`", said)
        for service, method, path, said in routes()
    }
    return table(
        ("service", "route", "meaning"),
        sorted(rows.values(), key=lambda row: ("ingest", "search", "both").index(row[0])),
    )


def _named(name: str, field: FieldInfo) -> tuple[str, str]:
    """A parameter as it is written, and what it means."""
    return f"`{field.alias or name}`", (field.description or "").removesuffix(".")


def selection_table() -> str:
    """Every parameter that selects articles or quotes, beside the one that does the opposite."""
    fields = parameters.Selection.model_fields
    rows = []
    for name, field in fields.items():
        if not name.startswith("exclude_"):
            written, meaning = _named(name, field)
            rows.append((f"{written} `exclude_{name}`" if f"exclude_{name}" in fields else written, meaning))
    return table(("parameter", "meaning"), rows)


def showing_table() -> str:
    """Every other parameter, and the endpoints that take it with this meaning."""
    takers: dict[str, type[BaseModel]] = {
        "articles, quotes": parameters.Parameters,
        "entities": parameters.EntitiesParameters,
        "speakers": parameters.SpeakersParameters,
        "one entity": parameters.ProfileParameters,
        "one article": parameters.VersionParameter,
        "copies": parameters.CopiesParameters,
        "similar": parameters.SimilarParameters,
        "timeline": parameters.TimelineParameters,
        "network": parameters.NetworkParameters,
        "suggest": parameters.SuggestParameters,
        "compare": parameters.CompareParameters,
    }
    selecting = {_named(*field) for field in parameters.Selection.model_fields.items()}
    found: dict[tuple[str, str], list[str]] = {}
    for taker, model in takers.items():
        for parameter in map(_named, model.model_fields, model.model_fields.values()):
            if parameter not in selecting:
                found.setdefault(parameter, []).append(taker)
    rows = [(name, ", ".join(where), meaning) for (name, meaning), where in found.items()]
    return table(("parameter", "of", "meaning"), rows)


def formats_table() -> str:
    """Every format of a list."""
    holds = {
        "json": "a page in the envelope",
        "csv": "all results, a line each; `fields=` chooses the columns; safe to open in a spreadsheet",
        "jsonl": "all results, a JSON object on each line",
        "rss": "a page, the newest first, with a link to the next (RFC 5005)",
        "atom": "the same",
    }
    rows = [
        (f"`{form}`", " ".join(f"`{name}`" for name in names), holds[form])
        for form, names in formats.MEDIA_TYPES.items()
    ]
    return table(("`format=`", "`Accept:`", "holds"), rows)


def errors_table() -> str:
    """Every kind of answer that is a problem."""

    def walk(kind: type[errors.QuotewireError]) -> Iterator[type[errors.QuotewireError]]:
        for one in kind.__subclasses__():
            yield one
            yield from walk(one)

    kinds = {kind.code: kind for kind in walk(errors.QuotewireError) if kind.status != 500}
    rows = [
        (str(kind.status), f"`{kind.code}`", first_sentence(kind.__doc__))
        for kind in kinds.values()
        if kind is not errors.Refused
    ]
    return table(("status", "`code`", "when"), sorted(rows))


def limits_table() -> str:
    """How much is too much."""
    article, ingest = Article.model_fields, services.ingest.settings.Settings.model_fields
    [title] = [part.max_length for part in article["title"].metadata if hasattr(part, "max_length")]
    rows = [
        (
            "a request body, or a line of a bulk request",
            f"{shared.settings.Settings.model_fields['max_request_bytes'].default:,} bytes, as received",
        ),
        ("an article's body", f"{MAX_BODY_CHARS:,} characters"),
        ("its title", f"{title:,} characters"),
        ("fields of a posted document", f"{MAX_FIELDS}"),
        (
            "a page of HTML",
            f"{html_tree.MAX_ELEMENTS:,} elements, {html_tree.MAX_ATTRIBUTES:,} attributes of one;"
            " beyond it quarantine, with the reason",
        ),
        (
            "a feed",
            f"{ingest['feed_max_bytes'].default:,} bytes, its first {listing.MOST_ITEMS:,} items",
        ),
        ("feeds", f"{MAX_FEEDS:,}"),
        ("a query string", f"{MAX_QUERY_BYTES:,} bytes"),
        ("`q`", f"{query.MAX_CHARS:,} characters, {query.MAX_TERMS} words, parentheses {query.MAX_DEPTH} deep"),
        ("near words in `q`", f"{query.MAX_NEAR} groups, at most {query.MAX_DISTANCE} words apart"),
        ("filter values in one query", f"{parameters.MAX_VALUES}"),
        ("results on a page", f"{parameters.MAX_SIZE}; `next_cursor` leads to the next, and an export has no limit"),
        (
            "`/v1/reconcile`",
            f"{reconciling.MAX_QUERIES} queries of a batch, {reconciling.MAX_CANDIDATES} candidates of one,"
            f" {reconciling.MAX_IDS} ids to extend, {reconciling.MAX_CHARS} characters of a name;"
            f" {reconciling.MAX_BYTES:,} bytes",
        ),
        ("points of a timeline", f"{MAX_GROUPS:,}"),
        ("quotes that a comparison reads", f"the {QUOTES_READ:,} newest of each side"),
        (
            "older versions kept of an article",
            f"{rules.MAX_PAST_VERSIONS}, {rules.MAX_PAST_CHARS:,} characters together",
        ),
        (
            "Redis' memory",
            f"from {FORGET_ABOVE:.0%} on the oldest finished articles are forgotten,"
            f" from {REFUSE_ABOVE:.0%} on posts get 429",
        ),
    ]
    return table(("limit", "value"), rows)
