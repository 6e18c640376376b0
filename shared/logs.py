"""Logs as JSON lines on stderr. Bound fields (request id, article id) stand in every line written meanwhile."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import Any

import structlog
from structlog.typing import FilteringBoundLogger

from shared.settings import Settings


class _Lines:
    """Logger at the end of structlog's pipeline: writes each finished line to stderr, whole.

    What cannot be written is lost, as with the standard library's handlers: no request fails for a full disk of logs.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name

    def _write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")

    debug = info = warning = error = critical = exception = _write


def configure(settings: Settings, service: str) -> None:
    """Send structlog's and the standard library's records through the same steps to stderr.

    Ours go there without a record of the standard library: one costs as much as all of the steps.
    """
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared_steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        lambda _logger, _method, event: {"service": service, **event},
    ]
    last_steps: list[Any] = [
        structlog.processors.format_exc_info,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if settings.log_format == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared_steps],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last_steps],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "urllib3", "celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns of every failed try with a traceback; a failure is logged once, where it is handled.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared_steps, *last_steps],
        logger_factory=_Lines,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )


def get(name: str) -> FilteringBoundLogger:
    """Return a logger that takes fields: ``log.info("accepted", version=7)``."""
    logger: FilteringBoundLogger = structlog.get_logger(name)
    return logger


bound = structlog.contextvars.bound_contextvars
"""``with bound(article_id=…): …`` adds fields to every line logged inside."""


def request_id() -> str:
    """Return the id of the request that is being served, "" outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
