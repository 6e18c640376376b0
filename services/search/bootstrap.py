"""Bootstrap: the composition root, the one place where settings become an index."""

from __future__ import annotations

from services.search.index.port import Index
from services.search.settings import Settings


def open_index(settings: Settings) -> Index:
    """Return the index that the settings choose. It connects at its first use, or in :meth:`Index.prepare`."""
    # Imported when chosen, so that neither engine's library has to be there for the other.
    if settings.search_engine == "sqlite":
        from services.search.engines.sqlite import SqliteIndex

        return SqliteIndex(settings.sqlite_path, walk_seconds=settings.sqlite_walk_seconds)
    from services.search.engines.elastic import ElasticIndex

    key = settings.elasticsearch_api_key
    return ElasticIndex(
        settings.elasticsearch_url,
        api_key=key.get_secret_value() if key else None,
        prefix=settings.elasticsearch_prefix,
        cursor_seconds=settings.cursor_seconds,
        cursors_per_client=settings.cursors_per_client,
        cached=settings.elasticsearch_cache,
    )
