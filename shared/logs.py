"""Logs as JSON lines on stderr. Bound fields (request id, article id) stand in every line written meanwhile."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from shared.settings import Settings


def configure(settings: Settings, service: str) -> None:
    """Send structlog's and the standard library's records through one pipeline to stderr."""
    shared_steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        lambda _logger, _method, event: {"service": service, **event},
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if settings.log_format == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for chatty in ("httpx", "urllib3", "celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns of every failed try with a traceback; a failure is logged once, where it is handled.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger that takes fields: ``log.info("accepted", version=7)``."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


bound = structlog.contextvars.bound_contextvars
"""``with bound(article_id=…): …`` adds fields to every line logged inside."""


def request_id() -> str:
    """Return the id of the request that is being served, "" outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
