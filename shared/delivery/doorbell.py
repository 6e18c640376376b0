"""Doorbell jobs in Celery: each says "something waits for this stage" and carries nothing else.

So a lost, repeated or late job is harmless, which matters since Celery's Redis transport produces all three
(celery#1392, #5935, #8091, #10205). It also means that a job needs no acknowledgement: it is gone from Redis as soon as
a worker has it. With acknowledgements a worker writes to Redis for every job that it takes, which a full Redis refuses;
and one whose connection breaks in an acknowledgement never gets its prefetch slot back and hears nothing any more.
"""

from __future__ import annotations

from typing import Any

import celery
import kombu.exceptions
import kombu.transport.redis
import redis
from kombu.entity import Exchange, Queue

from shared import errors
from shared.delivery.receipts import queue_name
from shared.models.receipts import Stage
from shared.settings import Settings

TASK = "quotewire.drain"

WORKED_AT = (Stage.PREPARING, Stage.ANNOTATING, Stage.INDEXING)
"""The stages that have workers, and so a queue."""

SOFT_LIMIT, HARD_LIMIT = 240, 300
"""Seconds a job may run. A drain ends after 60 s and the batch it is in; a million characters take about 30 s."""


class _QoS(kombu.transport.redis.QoS):
    """Kombu's own, without its search for jobs that were never acknowledged, since none ever is."""

    def restore_visible(self, *_args: Any, **_options: Any) -> None:
        """Write nothing: a full Redis would refuse it, and the worker would not start."""


class _Channel(kombu.transport.redis.Channel):
    QoS = _QoS


class Transport(kombu.transport.redis.Transport):
    """Kombu's Redis transport for jobs that are not acknowledged."""

    Channel = _Channel


def make_celery(settings: Settings) -> celery.Celery:
    """Return the Celery application, configured the same way in every process."""
    app = celery.Celery("quotewire", broker=settings.redis_url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        broker_transport="shared.delivery.doorbell:Transport",
        task_queues=[_queue(settings, stage) for stage in WORKED_AT],
        task_soft_time_limit=SOFT_LIMIT,
        task_time_limit=HARD_LIMIT,
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=True,  # a busy worker leaves jobs to idle ones
        worker_enable_remote_control=False,  # its pub/sub subscription is what stalls workers after a reconnect
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_soft_shutdown_timeout=20,
        worker_cancel_long_running_tasks_on_connection_loss=False,  # leases guard the work, not the connection
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "socket_connect_timeout": 2,
            "socket_timeout": 10,
            "global_keyprefix": "",
        },
        broker_pool_limit=4,
    )
    return app


def _queue(settings: Settings, stage: Stage) -> Queue:
    """Return a stage's queue: one list in Redis, without an exchange whose bindings would have to be kept there."""
    name = queue_name(settings.queue_name_prefix, stage)
    exchange = Exchange("")  # type: ignore[no-untyped-call]
    return Queue(name, exchange, routing_key=name, no_ack=True, no_declare=True)  # type: ignore[no-untyped-call]


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
