"""Health checks and metrics over HTTP, for processes that serve nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from shared import errors, logs, metrics
from shared.settings import Settings

log = logs.get(__name__)

Check = Callable[[], str | None]
"""Return if a part would work now, perhaps with a sentence about what is amiss all the same; raise
:class:`shared.errors.Unavailable` otherwise."""


def run_checks(checks: Mapping[str, Check]) -> dict[str, object]:
    """Run every check: ``{status, missing, parts}``, a part being "ok" or what is wrong with it.

    ``status`` is ok, unavailable (a part is missing), or degraded (all work, but something is amiss)."""
    parts: dict[str, str] = {}
    missing: list[str] = []
    for name, check in checks.items():
        try:
            parts[name] = check() or "ok"
        except errors.Unavailable as error:
            parts[name] = error.detail
            missing.append(name)
    amiss = any(state != "ok" for state in parts.values())
    status = "unavailable" if missing else "degraded" if amiss else "ok"
    return {"status": status, "missing": missing, "parts": parts}


def serve(settings: Settings, checks: Mapping[str, Check]) -> ThreadingHTTPServer:
    """Answer /health/live, /health/ready and /metrics in a thread. Raises OSError if the port is taken."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/health/live":
                self._answer(200, "application/json", b'{"status": "ok"}')
            elif self.path == "/health/ready":
                state = run_checks(checks)
                self._answer(503 if state["missing"] else 200, "application/json", json.dumps(state).encode())
            elif self.path == "/metrics":
                self._answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.render())
            else:
                self._answer(404, "application/json", b'{"status": "not found"}')

        def _answer(self, status: int, media: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing: health checks come every few seconds."""

    server = ThreadingHTTPServer((settings.host, settings.health_port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    return server
