"""The Compose stack under test: its own project name, so that nobody's real stack is touched."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.docker import news_site

ROOT = Path(__file__).parents[2]
PROJECT = "quotewire-test"
PORTS = [int(os.environ.get(f"QUOTEWIRE_{api}_PORT", port)) for api, port in (("INGEST", 8001), ("SEARCH", 8002))]
"""As docker-compose.yml has it: others where the environment says so."""
INGEST, SEARCH = (f"http://localhost:{port}" for port in PORTS)


def what_is_missing() -> str | None:
    """Return why the stack cannot be brought up here, in words, once what an earlier run left is taken down; None if it
    can."""
    if not shutil.which("docker"):
        return "docker is not installed"
    for command in (["docker", "info"], ["docker", "compose", "version"]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return f"`{' '.join(command)}` fails"
    Stack().compose("down", "--volumes", "--remove-orphans")  # of a run that was killed, whose ports are taken
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"something listens on port {port}"
    return None


HEALED_SECONDS = 120
"""Within this, whoever missed Elasticsearch is healthy again: a start of 30 s on a busy machine, and a few checks."""


class Stack:
    """``docker compose`` on this project's file; each command's failure carries its output."""

    services = ("redis", "elasticsearch", "ingest", "ingest-worker", "nlp-worker", "indexer", "search")

    def compose(self, *arguments: str, seconds: float = 300) -> str:
        """Run one command; its standard output."""
        command = ["docker", "compose", "--project-name", PROJECT, "--progress", "quiet", *arguments]
        may_fetch = os.environ | {"QUOTEWIRE_FETCH_PRIVATE_HOSTS": news_site.HOST}
        done = subprocess.run(
            command, cwd=ROOT, env=may_fetch, capture_output=True, text=True, timeout=seconds, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}\n{self._last_words()}"
        return done.stdout

    def up(self, *arguments: str) -> float:
        """``docker compose up --wait``; the seconds it took until every health check was content.

        Compose gives up at once where a container is unhealthy already, though it may only wait for a part that is
        just coming back: then it is asked again, for a while.
        """
        start = time.monotonic()
        while True:
            try:
                self.compose("up", "--wait", *arguments, seconds=900)
            except AssertionError as failure:
                if "is unhealthy" not in str(failure) or time.monotonic() - start > HEALED_SECONDS:
                    raise
                time.sleep(5)
            else:
                return time.monotonic() - start

    def containers(self) -> list[dict[str, Any]]:
        """``docker inspect`` of every container of the stack."""
        ids = self.compose("ps", "--all", "--quiet").split()
        return json.loads(subprocess.check_output(["docker", "inspect", *ids])) if ids else []

    def crash(self, service: str) -> None:
        """SIGKILL every process in a Python container but its init, from within: nobody asked Docker to stop it."""
        kill = ["exec", service, "python", "-c", "import os; os.kill(-1, 9)"]
        command = ["docker", "compose", "--project-name", PROJECT, *kill]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # dies with the container

    def image_bytes(self, image: str) -> int:
        """The size of an image with all its layers."""
        return int(subprocess.check_output(["docker", "image", "inspect", "--format", "{{.Size}}", image]))

    def _last_words(self) -> str:
        logs = ["docker", "compose", "--project-name", PROJECT, "logs", "--no-color", "--tail", "30"]
        return subprocess.run(logs, cwd=ROOT, capture_output=True, text=True, check=False).stdout
