"""The Elasticsearch adapter of the index port; nothing outside this package speaks to Elasticsearch."""

from services.search.engines.elastic.adapter import ElasticIndex

__all__ = ["ElasticIndex"]
