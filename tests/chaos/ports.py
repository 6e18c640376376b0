"""Ports of this machine that nobody uses."""

from __future__ import annotations

import socket
from contextlib import ExitStack


def free_ports(count: int, *, together: bool = False) -> list[int]:
    """Return ports that nobody uses at this moment; ``together``: consecutive ones."""
    while True:
        with ExitStack() as held:
            ports: list[int] = []
            try:
                for _ in range(count):
                    probe = held.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", ports[-1] + 1 if together and ports else 0))
                    ports.append(probe.getsockname()[1])
            except OSError:
                continue
            return ports
