"""Timelines split by identities: of those that most of what matches has, the counts over time."""

from __future__ import annotations

from dataclasses import replace

from services.search.identified import merging
from services.search.identified.meanings import Meanings
from services.search.index.fields import FieldName
from services.search.index.filters import Bearers
from services.search.index.port import Index
from services.search.index.questions import MAX_SERIES, Request, Series, TimelineCounts, TimelineRequest


def split_by_identities(index: Index, meanings: Meanings, request: TimelineRequest) -> TimelineCounts:
    """Return counts over time, split if asked. The filters mean identities already."""
    field, filters = request.split, request.filters
    if field is None or field == "source":
        return index.timeline(request)
    counts = index.timeline(replace(request, split=None))
    # A facet would ignore its own filter, a split does not.
    heeded = replace(filters, bearers=merging.counting(filters.bearers, field))
    if values := heeded.include.get(field):
        heeded = replace(heeded, bearers=[*heeded.bearers, Bearers(field, tuple(values), counting=True)])
    if values := heeded.exclude.get(field):
        refused = Bearers(field, tuple(values), excluded=True, counting=True)
        heeded = replace(heeded, bearers=[*heeded.bearers, refused])
    behind = Request(
        request.kind,
        request.words,
        heeded,
        size=0,
        facets=(field,),
        facet_values=merging.CANDIDATES,
        labelled=MAX_SERIES,
        identifying=meanings.known,
    )
    page = index.search(behind)
    meanings.take(page.about)
    matching: dict[FieldName, merging.Matching] = {field: merging.Matching(request.kind, request.words, filters)}
    names = merging.identities(index, meanings, page, matching, MAX_SERIES)[field]
    groups = meanings.groups([name.value for name in names])
    theirs = [replace(filters, bearers=[*filters.bearers, groups[name.value].bearers(field)]) for name in names]
    splits = index.timelines([replace(request, filters=each, split=None) for each in theirs])
    series = []
    for name, split in zip(names, splits, strict=True):
        shown = {start: count for start, count in split.counts.items() if start in counts.counts}
        series.append(Series(name.value, name.label, name.count, shown))
    return replace(counts, series=series)
