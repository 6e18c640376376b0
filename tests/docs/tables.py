"""Every block of the documents that is made from the code, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.docs import accuracy, api_tables, chaos, identities, operation_tables, speed, storage_tables
from tests.docs.pages import BLOCK

TABLES: dict[str, Callable[[], str]] = {
    "accuracy": accuracy.accuracy_table,
    "headline": accuracy.headline,
    "search_speed": speed.search_speed_table,
    "search_large": speed.search_large_table,
    "search_parts": speed.search_parts_table,
    "feed_pollers": speed.feed_pollers_table,
    "search_alone": partial(speed.search_alone_table, "sqlite"),
    "search_crowd": partial(speed.search_crowd_table, "sqlite"),
    "search_alone_elasticsearch": partial(speed.search_alone_table, "elasticsearch"),
    "search_crowd_elasticsearch": partial(speed.search_crowd_table, "elasticsearch"),
    "search_growth": speed.search_growth_table,
    "search_again": speed.search_again_table,
    "indexing": speed.indexing_figures,
    "elastic_indexing": speed.elastic_indexing_figures,
    "acceptance": speed.acceptance_table,
    "bulk": speed.bulk,
    "pipeline": speed.pipeline_table,
    "pipeline_parts": speed.pipeline_parts_table,
    "latency": speed.latency_table,
    "annotator_speed": speed.annotator_speed,
    "stack": speed.stack_table,
    "stack_start": speed.stack_start,
    "chaos": chaos.chaos_table,
    "chaos_events": chaos.events_table,
    "guards": chaos.guards_table,
    "identities": identities.identities_table,
    "identities_rate": identities.identities_rate,
    "settings": operation_tables.settings_table,
    "metrics": operation_tables.metrics_table,
    "commands": operation_tables.commands_table,
    "targets": operation_tables.targets_table,
    "routes": api_tables.routes_table,
    "selection": api_tables.selection_table,
    "showing": api_tables.showing_table,
    "formats": api_tables.formats_table,
    "errors": api_tables.errors_table,
    "limits": api_tables.limits_table,
    "redis_keys": storage_tables.redis_keys_table,
    "elasticsearch": storage_tables.elasticsearch_table,
    "sqlite": storage_tables.sqlite_table,
}


def renewed(text: str) -> str:
    """Return a document with its blocks as the code has them now."""
    return BLOCK.sub(lambda block: f"{block[1]}\n{TABLES[block[2]]()}\n{block[3]}", text)


def blocks(text: str) -> list[str]:
    """Return the names of the blocks that a document shows, in order."""
    return [name for _, name, _ in BLOCK.findall(text)]
