"""Client: the official one, whose JSON is read by the parser of our models."""

from __future__ import annotations

from typing import Any

import pydantic_core
from elastic_transport import JsonSerializer
from elasticsearch import Elasticsearch


def connected(url: str, *, api_key: str | None, request_seconds: float) -> Elasticsearch:
    """Return a client of one node, or of several with commas between their addresses; it connects when it is used."""
    return Elasticsearch(
        [one.strip() for one in url.split(",")],
        api_key=api_key,
        request_timeout=request_seconds,
        serializers={_Json.mimetype: _Json(), _CompatibleJson.mimetype: _CompatibleJson()},
        # Writing twice is harmless here, and a connection that died in the pool is no outage.
        max_retries=1,
        retry_on_timeout=False,
        retry_on_status=(),
    )


class _Json(JsonSerializer):
    """JSON, read in two thirds of the time of the standard library."""

    def json_loads(self, data: bytes) -> Any:
        """Return the value; names of fields, of which there are few, are kept once."""
        return pydantic_core.from_json(data, cache_strings="keys")


class _CompatibleJson(_Json):
    """The same under the name by which this release of Elasticsearch and its client know it."""

    mimetype = "application/vnd.elasticsearch+json"
