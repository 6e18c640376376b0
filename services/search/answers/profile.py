"""Profile: an entity or a speaker in full."""

from __future__ import annotations

from dataclasses import replace

from services.search.answers.highlights import highlighted
from services.search.answers.models import EntityProfile, Timeline
from services.search.answers.stopwatch import Stopwatch
from services.search.answers.timeline import without_gaps
from services.search.identified.knowing import known_roots
from services.search.identified.who import who_is
from services.search.index.port import Index
from services.search.index.questions import Filters, Interval, Kind, NamesRequest, Request, TimelineRequest
from services.search.index.results import FacetValue, FoundQuote
from services.search.index.rules import type_of
from services.search.parameters import ENTITY_ID, ProfileParameters
from shared.errors import NotFound
from shared.figures import without_figures

CO_ENTITIES = 20
"""As many as a facet has."""


def get_profile(index: Index, id: str, parameters: ProfileParameters) -> EntityProfile:
    """Return the profile of an entity, or of a speaker whom the text only describes. Raises NotFound."""
    stopwatch = Stopwatch()
    if not ENTITY_ID.fullmatch(id):
        raise _not_found()
    every = Filters(act=parameters.act)
    who = who_is(index, id)
    id = who.shown
    aliases, counts = index.aliases(id), index.counts([id], None, every)[id]
    if not (aliases or counts.articles or counts.quotes_by or counts.quotes_about):
        raise _not_found()
    named, by, about = (replace(every, include={name: (id,)}) for name in ("entity", "speaker", "about"))
    return EntityProfile(
        id=id,
        name=counts.label or id,
        type=type_of(id),
        articles=counts.articles,
        mentions=counts.mentions,
        quotes_by=counts.quotes_by,
        quotes_about=counts.quotes_about,
        identity=who.identity if type_of(id) else None,
        names=list(who.names),
        ambiguous=list(who.ambiguous),
        knowledge=known_roots(index, who.roots),
        aliases=list(aliases),
        co_entities=_co_entities(index, id),
        latest_quotes_by=_latest(index, by, parameters.size),
        latest_quotes_about=_latest(index, about, parameters.size),
        activity=_activity(index, "articles", named, parameters.interval),
        activity_as_speaker=_activity(index, "quotes", by, parameters.interval),
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


def _latest(index: Index, filters: Filters, size: int) -> list[FoundQuote]:
    page = index.search(Request("quotes", filters=filters, sort="newest", size=size, facets=()))
    return [without_figures(quote) for quote in highlighted(page.hits, None) if isinstance(quote, FoundQuote)]


def _activity(index: Index, kind: Kind, filters: Filters, interval: Interval) -> Timeline:
    stopwatch = Stopwatch()
    counts = index.timeline(TimelineRequest(kind, interval, filters=filters))
    return without_gaps(counts, interval, stopwatch.ms)
