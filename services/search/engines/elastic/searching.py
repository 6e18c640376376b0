"""Search: one page of a list of articles or quotes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from services.search.engines.elastic import about_names, stored_documents
from services.search.engines.elastic.act_fields import counted, counted_names
from services.search.engines.elastic.aggregations import counting, labels
from services.search.engines.elastic.collapsing import Collapsed
from services.search.engines.elastic.engine import Answer, Engine, Moment, Question
from services.search.engines.elastic.facets import Facets
from services.search.engines.elastic.filters import all_of, by_facet, matching
from services.search.engines.elastic.groups import groups_in, sizes_of
from services.search.engines.elastic.words import words_query
from services.search.groups.description import Group
from services.search.identities.kinds import kind_of
from services.search.index.fields import Acts, FieldName
from services.search.index.filters import Filters
from services.search.index.questions import FoundArticleText, Page, Request, Said
from services.search.index.results import FacetValue, FoundQuote
from services.search.index.rules import act_values, filters_by_act, with_more
from services.search.query import Node

Clause = dict[str, Any]

_SIZES, _LABELS = "sizes of groups", "labels of facets"

_TIES = {"articles": ["id"], "quotes": ["article_id", "start", "slot"]}


def search(engine: Engine, request: Request) -> Page:
    """Return one page.

    A snapshot (a point in time) is opened when a second page is asked for. What changed since the first could then come
    twice or never; so the later pages list what the snapshot has beside the results that the first one has shown.
    """
    moment = Moment(engine, request)
    kind, acts = request.kind, request.filters.act
    clauses = by_facet(request.filters, kind)
    if request.filters.copies_of is not None:
        clauses["copies"] = [copies(engine, request.filters.copies_of)]
    every = all_of(clauses)
    names = [name for name in request.facets if name != "act" and not request.after]
    facets = Facets(
        clauses,
        {name: counted_names(name, kind, acts, figures=request.figures) for name in names},
        {name: counted(name, kind, acts) for name in names},
        request.facet_values,
    )
    body = _body(replace(request, size=0) if request.collapse else request, clauses, facets)
    answer = moment.ask(body)
    matching = answer["hits"]["total"]["value"]
    if request.collapse:
        shown, more, total, following = _collapsed(moment, request, every)
    else:
        shown, following = _page(moment, request, answer["hits"]["hits"])
        total = matching = matching + (len(request.after["shown"]) if request.after else 0)
    counted_values = answer.get("aggregations", {})
    ids = facets.ids(counted_values) if counted_values else {}
    likely = {name: list(values)[: request.labelled] for name, values in ids.items()}
    naming = facets.naming(likely)
    keys = group_keys(shown) if kind == "articles" else []
    bodies = {_SIZES: sizes_of(keys)} if keys else {}
    if naming:
        bodies[_LABELS] = counting(body["query"], naming)
    speakers, named = set[str](), set[str]()
    if request.identifying is not None:
        speakers = {id for id in speaker_ids(shown) if kind_of(id)}.difference(request.identifying)
        named = speakers.union(*ids.values()).difference(request.identifying)
    answers = moment.ask_together(bodies, about_names.questions(named, speakers))
    label_of = _called(answers[_LABELS], likely) if naming else {}
    values = facets.values(counted_values, label_of)
    if "act" in request.facets and not request.after:
        values["act"] = _acts(engine, request)
    hits: Sequence[FoundArticleText] | Sequence[FoundQuote]
    if kind == "articles":
        hits = found_articles(shown, groups_in(answers[_SIZES], moment.ask) if keys else {}, acts)
    else:
        hits = found_quotes(shown)
    return Page(
        hits=with_more(hits, more) if request.collapse else hits,
        total=total,
        next=following,
        facets={name: values[name] for name in request.facets if name in values},
        matching=matching,
        labels=None if request.labelled is None else partial(_labels, moment, body["query"], facets, label_of),
        about=about_names.about(named, speakers, answers) if named else None,
    )


def _labels(
    moment: Moment,
    query: Clause,
    facets: Facets,
    known: Mapping[FieldName, Mapping[str, str]],
    ids: Mapping[FieldName, Collection[str]],
) -> dict[FieldName, dict[str, str]]:
    """Return the labels of some values of facets, of which some are ``known``."""
    naming = facets.naming(
        {name: [id for id in values if id not in known.get(name, {})] for name, values in ids.items()}
    )
    found = _called(moment.ask(counting(query, naming)), ids) if naming else {}
    return {name: {id: known.get(name, {}).get(id) or found[name][id] for id in values} for name, values in ids.items()}


def _called(answer: Answer, ids: Mapping[FieldName, Collection[str]]) -> dict[FieldName, dict[str, str]]:
    """Return what values of facets are called; their ids where the answer to their ``naming`` does not say it."""
    label_of = {name: labels(answer["aggregations"].get(name, {})) for name in ids}
    return {name: {id: label_of[name].get(id, id) for id in values} for name, values in ids.items()}


def _page(moment: Moment, request: Request, hits: Sequence[Any]) -> tuple[Sequence[Any], Mapping[str, Any] | None]:
    """Return the hits that the page shows, and what its next one begins with."""
    shown = hits[: request.size]
    if not len(hits) > len(shown) > 0:
        return shown, None
    return shown, {
        "snapshot": moment.snapshot,
        "last": shown[-1]["sort"] if request.after else None,
        "shown": request.after["shown"] if request.after else [_public_id(hit) for hit in shown],
    }


def _collapsed(
    moment: Moment, request: Request, every: Sequence[Clause]
) -> tuple[Sequence[Any], Sequence[int], int, Mapping[str, Any] | None]:
    """Return the hits that a page of a collapsed list shows, how many follow each, how many groups there are, and what
    the next page begins with. What is left out on later pages are the groups of the first, not only its results."""
    words = [words_query(request.words, request.kind, request.filters.act)] if request.words else []
    before = request.after["shown"] if request.after else []
    collapsed = Collapsed(moment, {"bool": {"must": words, "filter": list(every)}}, _order(request), before)
    total = collapsed.count() + len(before)
    if not request.size:
        return [], [], total, None
    leaders = collapsed.leaders(request.size + 1, request.after["last"] if request.after else None)
    shown, following = leaders[: request.size], None
    if len(leaders) > len(shown):
        following = {
            "snapshot": moment.snapshot,
            "last": shown[-1].sort if request.after else None,
            "shown": before or [leader.group for leader in shown],
        }
    source = _source(request)
    body = {"query": {"ids": {"values": [leader.id for leader in shown]}}, "size": len(shown), "_source": source}
    hits = {hit["_id"]: hit for hit in moment.ask(body)["hits"]["hits"]} if shown else {}
    shown = [leader for leader in shown if leader.id in hits]  # else it was replaced this very moment
    return [hits[leader.id] for leader in shown], [leader.more for leader in shown], total, following


def said(engine: Engine, words: Node | None, sides: Sequence[Filters], size: int) -> list[list[Said]]:
    """Return what the newest quotes that match say, see :meth:`services.search.index.port.Index.said`."""
    newest = {
        "sort": _order(Request("quotes", sort="newest")),
        "size": size,
        "_source": ["stored.quote.text", "stored.quote.mentions"],
        "track_total_hits": False,
    }
    asked: list[Question] = [("quotes", {"query": matching(words, filters, "quotes"), **newest}) for filters in sides]
    answers = engine.ask_together(*asked, filter_path=["hits.hits._source"])
    return [
        [
            Said(quote["text"], quote["mentions"])
            for hit in answer.get("hits", {}).get("hits", ())
            for quote in [hit["_source"]["stored"]["quote"]]
        ]
        for answer in answers
    ]


def copies(engine: Engine, id: str) -> Clause:
    """Return the clause for the articles that are in one group with the article of this id."""
    key = group_key(engine, id)
    return {"bool": {"filter": [{"term": {"group": key}}], "must_not": [{"term": {"id": id}}]}}


def group_key(engine: Engine, id: str) -> str:
    """Return the key of an article's group; "" where there is no such article."""
    body = {"query": {"bool": {"filter": [{"term": {"id": id}}]}}, "size": 1, "_source": ["stored.group"]}
    hits = engine.ask("articles", body)["hits"]["hits"]
    return str(hits[0]["_source"]["stored"]["group"]) if hits else ""


def _acts(engine: Engine, request: Request) -> list[FacetValue]:
    """Return the facet ``act``, of which each value is a total of its own."""
    by_act = filters_by_act(request.filters)
    if not by_act:  # Elasticsearch refuses to be asked nothing
        return []
    answers = engine.ask_together(
        *(
            (request.kind, counting(matching(request.words, filters, request.kind), {}) | {"track_total_hits": True})
            for filters in by_act.values()
        )
    )
    return act_values({act: answer["hits"]["total"]["value"] for act, answer in zip(by_act, answers, strict=True)})


def _body(request: Request, clauses: dict[str, list[Clause]], facets: Facets) -> Clause:
    """Return the body of a search for one page; it asks for one hit more, to know whether there is another page."""
    body: dict[str, Any] = {
        "query": {
            "bool": {
                "must": [words_query(request.words, request.kind, request.filters.act)] if request.words else [],
                "filter": all_of(clauses),
                "must_not": {"terms": {"id": request.after["shown"]}} if request.after else [],
            }
        },
        "size": request.size + 1 if request.size else 0,
        "track_total_hits": True,
    }
    if request.size:
        body["sort"] = _order(request)
        body["_source"] = _source(request)
        if request.after and request.after["last"]:
            body["search_after"] = request.after["last"]
    if late := facets.post_filter:
        body["post_filter"] = {"bool": {"filter": late}}
    if aggregations := facets.aggregations:
        body["aggs"] = aggregations
    return body


def _source(request: Request) -> Clause:
    """Return the parts of the documents that a page of results needs."""
    without = [stored_documents.BODY] if request.words is None else []
    return {"includes": stored_documents.SHOWN[request.kind], "excludes": without}


def quote(engine: Engine, id: str) -> FoundQuote | None:
    """Return the quote with this public id; the first, should an article say exactly the same twice."""
    answer = engine.ask(
        "quotes",
        {
            "query": {"bool": {"filter": [{"term": {"id": id}}]}},
            "sort": [{"article_id": "asc"}, {"slot": "asc"}],
            "size": 1,
            "_source": ["stored"],
        },
    )
    return next(iter(found_quotes(answer["hits"]["hits"])), None)


def found_articles(hits: Sequence[Any], group_of: Mapping[str, Group], acts: Acts) -> list[FoundArticleText]:
    """Return articles as the port answers them where quotes of ``acts`` count, with their groups by key."""
    return [
        stored_documents.found_article(hit["_id"], hit["_source"]["stored"], acts, group_of.get(key))
        for hit, key in zip(hits, group_keys(hits), strict=True)
    ]


def group_keys(hits: Sequence[Any]) -> list[str]:
    """Return the keys of the groups that these articles are in."""
    return [hit["_source"]["stored"]["group"] for hit in hits]


def found_quotes(hits: Sequence[Any]) -> list[FoundQuote]:
    """Return quotes as the port answers them."""
    return [stored_documents.found_quote(hit["_source"]["stored"]) for hit in hits]


def speaker_ids(hits: Sequence[Any]) -> list[str]:
    """Return the ids of the speakers of these quotes; none of articles."""
    quotes = [hit["_source"]["stored"].get("quote", {}) for hit in hits]
    return [quote["speaker"]["id"] for quote in quotes if quote.get("speaker")]


def _public_id(hit: Any) -> str:
    stored = hit["_source"]["stored"]
    return str(stored["quote"]["id"] if "quote" in stored else hit["_id"])


def _order(request: Request) -> list[Clause]:
    ties: list[Clause] = [{field: "asc"} for field in _TIES[request.kind]]
    match request.sort:
        case "relevance" if request.words is not None:
            return [{"_score": "desc"}, *ties]
        case "longest" | "shortest":
            return [{"length": "desc" if request.sort == "longest" else "asc"}, *ties]
        case _:
            direction = "asc" if request.sort == "oldest" else "desc"
            return [{"published_us": {"order": direction, "missing": "_last"}}, *ties]
