"""Creating an index that may be there, since several processes do so at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch


def create_once(client: Elasticsearch, index: str, definition: Mapping[str, Any]) -> None:
    """Create an index; nothing happens where another process was quicker."""
    try:
        client.indices.create(index=index, **definition)
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise
