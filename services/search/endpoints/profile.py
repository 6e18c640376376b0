"""An entity, or a speaker, in full."""

from __future__ import annotations

from typing import get_args

from services.search.answers.highlight import highlighted
from services.search.answers.models import EntityProfile, Timeline
from services.search.answers.timeline import without_gaps
from services.search.endpoints.routing import Watch
from services.search.index.port import Index
from services.search.index.questions import Filters, Kind, NamesRequest, TimelineRequest
from services.search.index.questions import Request as Search
from services.search.index.results import FacetValue, FoundQuote
from services.search.index.rules import MEASURES, type_of
from services.search.parameters import ProfileParameters
from shared.models import EntityType

CO_ENTITIES = 20
"""As many as a facet has."""

_NAMES = tuple(type for type in get_args(EntityType) if type not in MEASURES)


def profile(index: Index, id: str, asked: ProfileParameters, watch: Watch) -> EntityProfile | None:
    """The profile of ``id``; None if nothing is known of it."""
    aliases, counts = index.aliases(id), index.counts([id], None, Filters())[id]
    if not (aliases or counts.articles or counts.quotes_by or counts.quotes_about):
        return None

    def beside() -> list[FacetValue]:
        """A facet would ignore its own filter; the list of names does not."""
        naming = Filters(include={"entity": (id,)})
        asked_for = NamesRequest("articles", filters=naming, types=_NAMES, size=CO_ENTITIES + 1)
        page = index.names(asked_for)
        others = [FacetValue(value=each.id, label=each.label, count=each.count) for each in page.names if each.id != id]
        return others[:CO_ENTITIES]

    def latest(filters: Filters) -> list[FoundQuote]:
        page = index.search(Search("quotes", filters=filters, sort="newest", size=asked.size, facets=()))
        return [quote for quote in highlighted(page.hits, None) if isinstance(quote, FoundQuote)]

    def activity(kind: Kind, filters: Filters) -> Timeline:
        part = Watch()
        return without_gaps(
            index.timeline(TimelineRequest(kind, asked.interval, filters=filters)), asked.interval, part.ms
        )

    return EntityProfile(
        id=id,
        name=counts.label or id,
        type=type_of(id),
        articles=counts.articles,
        mentions=counts.mentions,
        quotes_by=counts.quotes_by,
        quotes_about=counts.quotes_about,
        aliases=list(aliases),
        co_entities=beside(),
        latest_quotes_by=latest(Filters(include={"speaker": (id,)})),
        latest_quotes_about=latest(Filters(include={"about": (id,)})),
        activity=activity("articles", Filters(include={"entity": (id,)})),
        activity_as_speaker=activity("quotes", Filters(include={"speaker": (id,)})),
        took_ms=watch.ms,
    )
