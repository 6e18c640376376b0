"""A news site beside the Compose stack, in a container of its own that only those who fetch can reach."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "news-site"
"""Its name in the stack's outer network; the stack may fetch from it, see :class:`tests.docker.stack.Stack`."""

_PORT = 8000


@dataclass(frozen=True)
class ContainerSite:
    """Pages as files of a folder that the container serves."""

    folder: Path

    def url(self, path: str) -> str:
        return f"http://{HOST}:{_PORT}{path}"

    def put(self, path: str, body: str) -> None:
        page = self.folder / (path.lstrip("/") or "index.html")
        page.parent.mkdir(exist_ok=True)
        page.write_text(body, "utf-8")


@contextmanager
def container_site(network: str, folder: Path) -> Iterator[ContainerSite]:
    """Serve ``folder`` in a network of Docker meanwhile, by the image of ingest, which has Python."""
    folder.chmod(0o755)  # for the user of the container, who is nobody here
    start = ["docker", "run", "--detach", "--rm", "--network", network, "--network-alias", HOST]
    image = ["--volume", f"{folder}:/site:ro", "--entrypoint", "python", "quotewire-ingest"]
    serve = ["-m", "http.server", str(_PORT), "--directory", "/site"]
    container = subprocess.check_output([*start, *image, *serve], text=True).strip()
    try:
        yield ContainerSite(folder)
    finally:
        subprocess.run(["docker", "kill", container], capture_output=True, check=False)
