"""Doorbell jobs in Celery: each says "something waits for this stage" and carries nothing else.

So a lost, repeated or late job is harmless, which matters since Celery's Redis transport produces all three
(celery#1392, #5935, #8091, #10205).
"""

from __future__ import annotations

from typing import Any

import celery
import kombu.exceptions
import redis

from shared import errors
from shared.delivery.receipts import queue_name
from shared.models import Stage
from shared.settings import Settings

TASK = "quotewire.drain"

SOFT_LIMIT, HARD_LIMIT = 240, 300
"""Seconds a job may run. A drain ends after 60 s and the batch it is in; a million characters take about 30 s."""

VISIBILITY_TIMEOUT = 600
"""Seconds until Redis hands an unacknowledged job to another worker: above the hard limit, or long jobs would run
again and again. Recovery does not wait for it; the sweeper rings."""


def make_celery(settings: Settings) -> celery.Celery:
    """Return the Celery application, configured the same way in every process."""
    app = celery.Celery("quotewire", broker=settings.redis_url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=SOFT_LIMIT,
        task_time_limit=HARD_LIMIT,
        task_create_missing_queues=True,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,  # its pub/sub subscription is what stalls workers after a reconnect
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_soft_shutdown_timeout=20,
        worker_cancel_long_running_tasks_on_connection_loss=False,  # leases guard the work, not the connection
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_TIMEOUT,
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 2,
            "socket_timeout": 10,
            "global_keyprefix": "",
        },
        broker_pool_limit=4,
    )
    return app


class Doorbell:
    """Queue doorbell jobs."""

    def __init__(self, app: celery.Celery, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    def ring(self, stage: Stage) -> None:
        """Queue one job for a stage. Raises Unavailable when Redis is away; what waits is safe all the same."""
        options: dict[str, Any] = {
            "queue": queue_name(self._settings.queue_name_prefix, stage),
            "retry": False,
            "ignore_result": True,
        }
        try:
            self._app.send_task(TASK, **options)
        except (kombu.exceptions.OperationalError, redis.RedisError, OSError) as error:
            raise errors.Unavailable("Redis cannot be reached; try again shortly.", part="redis") from error
