"""Fixtures that any test may ask for."""

from tests.elasticsearch import elasticsearch_url
from tests.redis_server import own_redis_server, redis_client, redis_server, settings

__all__ = ["elasticsearch_url", "own_redis_server", "redis_client", "redis_server", "settings"]
