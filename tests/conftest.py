"""Fixtures that any test may ask for, and what all property tests share."""

import pytest
from hypothesis import settings as hypothesis_settings

from tests.support.elasticsearch import elasticsearch_url
from tests.support.redis_server import own_redis_server, redis_client, redis_server, settings

__all__ = ["elasticsearch_url", "own_redis_server", "redis_client", "redis_server", "settings"]

# Time is no reason to fail: the machine may be busy with something else.
hypothesis_settings.register_profile("quotewire", deadline=None)
hypothesis_settings.load_profile("quotewire")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep how the run ended beside the tests that failed: only a run that came to its end may have those run again."""
    if session.config.cache:
        session.config.cache.set("exit", int(exitstatus))
