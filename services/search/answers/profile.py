"""Profile: an entity or a speaker in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.search.answers.highlights import highlighted
from services.search.answers.models import EntityProfile, Timeline, ToldRole, UsedName
from services.search.answers.stopwatch import Stopwatch
from services.search.answers.timeline import without_gaps
from services.search.identified.identified_index import for_one_answer
from services.search.identified.knowing import known_roots
from services.search.identified.who import Who, who_is
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Interval, NamesRequest, Request, TimelineRequest
from services.search.index.results import FacetValue, FoundQuote
from services.search.index.rules import type_of
from services.search.parameters import ENTITY_ID, ProfileParameters
from shared.errors import NotFound
from shared.figures import without_figures
from shared.text import fold

CO_ENTITIES = 20
"""As many as a facet has."""
ROLE_QUOTES = 100
"""Newest quotes that roles are read from: as many as a page has."""


def get_profile(index: Index, id: str, parameters: ProfileParameters) -> EntityProfile:
    """Return the profile of an entity, or of a speaker whom the text only describes. Raises NotFound."""
    stopwatch = Stopwatch()
    if not ENTITY_ID.fullmatch(id):
        raise _not_found()
    index = for_one_answer(index)
    every = Filters(act=parameters.act)
    who = who_is(index, id)
    id = who.shown
    counting = index.begin(lambda index: index.counts([id], None, every)[id])
    aliases, counts = index.aliases(id), counting()
    if not (aliases or counts.articles or counts.quotes_by or counts.quotes_about):
        raise _not_found()
    named, by, about = (replace(every, include={name: (id,)}) for name in ("entity", "speaker", "about"))
    latest_by = index.begin(lambda index: _newest(index, by, max(ROLE_QUOTES, parameters.size)))
    latest_about = index.begin(lambda index: _newest(index, about, parameters.size))
    activities = index.begin(lambda index: _activities(index, named, by, parameters.interval))
    names = index.begin(lambda index: _used(index, who))
    sources = index.begin(lambda index: _sources(index, named))
    knowledge = index.begin(lambda index: known_roots(index, who.roots))
    co_entities, newest = _co_entities(index, id), latest_by()
    activity, activity_as_speaker = activities()
    return EntityProfile(
        id=id,
        name=counts.label or id,
        type=type_of(id),
        articles=counts.articles,
        mentions=counts.mentions,
        quotes_by=counts.quotes_by,
        quotes_about=counts.quotes_about,
        identity=who.identity if type_of(id) else None,
        names=names(),
        ambiguous=list(who.ambiguous),
        roles=_roles(newest),
        sources=sources(),
        knowledge=knowledge(),
        aliases=list(aliases),
        co_entities=co_entities,
        latest_quotes_by=_shown(newest[: parameters.size]),
        latest_quotes_about=_shown(latest_about()),
        activity=activity,
        activity_as_speaker=activity_as_speaker,
        took_ms=stopwatch.ms,
    )


def _not_found() -> NotFound:
    return NotFound("There is no such entity or speaker; /v1/suggest and /v1/entities?name= find ids.")


def _co_entities(index: Index, id: str) -> list[FacetValue]:
    """Return the names beside this one, most frequent first. A facet would ignore its own filter; this does not."""
    naming = Filters(include={"entity": (id,)})
    request = NamesRequest("articles", filters=naming, size=CO_ENTITIES + 1)
    names = index.names(request).names
    others = [FacetValue(value=name.id, label=name.label, count=name.count) for name in names if name.id != id]
    return others[:CO_ENTITIES]


def _used(index: Index, who: Who) -> list[UsedName]:
    """Return the names that mean somebody, with the dates of the first and the last article that do by each."""
    periods = index.periods([[who.by_name[name.value]] for name in who.names])
    return [
        UsedName(name.value, name.label, name.count, first=period.first, last=period.last)
        for name, period in zip(who.names, periods, strict=True)
    ]


def _roles(newest: Sequence[FoundQuote]) -> list[ToldRole]:
    """Return the roles that texts give the speaker of these quotes, the latest first, each in its latest spelling."""
    by_words: dict[str, list[tuple[str, datetime | None]]] = defaultdict(list)
    for quote in newest:
        if quote.speaker and quote.speaker.role:
            by_words[fold(quote.speaker.role)].append((quote.speaker.role, quote.article.published_at))
    roles = []
    for told in by_words.values():
        dates = sorted(date for _, date in told if date)
        first, last = (dates[0], dates[-1]) if dates else (None, None)
        roles.append(ToldRole(role=told[0][0], quotes=len(told), first=first, last=last))
    return roles


def _sources(index: Index, named: Filters) -> list[FacetValue]:
    page = index.search(Request("articles", filters=named, size=0, facets=("source",)))
    return list(page.facets["source"])


def _newest(index: Index, filters: Filters, size: int) -> list[FoundQuote]:
    page = index.search(Request("quotes", filters=filters, sort="newest", size=size, facets=()))
    return [quote for quote in page.hits if isinstance(quote, FoundQuote)]


def _shown(quotes: Sequence[FoundQuote]) -> list[FoundQuote]:
    return [without_figures(quote) for quote in highlighted(quotes, None) if isinstance(quote, FoundQuote)]


def _activities(index: Index, named: Filters, by: Filters, interval: Interval) -> list[Timeline]:
    """Return the articles that name somebody, and the quotes by them, over time."""
    stopwatch = Stopwatch()
    requests = [
        TimelineRequest("articles", interval, filters=named),
        TimelineRequest("quotes", interval, filters=by),
    ]
    return [without_gaps(counts, interval, stopwatch.ms) for counts in index.timelines(requests)]
