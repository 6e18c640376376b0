"""``quotewire up`` whose processes reach Redis through a proxy, and have an environment of their own.

python -m tests.chaos.behind_proxy DATA REDIS_PORT PROXY_PORT ENVIRONMENT

The environment, a JSON object, is for them alone: the supervisor itself goes by the machine's clock, since libfaketime
breaks Python's ``time.sleep``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from deploy.local import redis_server, start
from deploy.local.supervisor import Child


def main(data: Path, redis_port: int, proxy_port: int, environment: Mapping[str, str]) -> None:
    """Run until stopped."""
    configure = redis_server.configure

    def configure_behind_proxy(folder: Path, host: str, _port: int) -> tuple[list[str], str]:
        command, url = configure(folder, host, redis_port)
        return command, url.replace(f":{redis_port}/", f":{proxy_port}/")

    def child(name: str, command: Any, own: Mapping[str, str], log: Path, part: Callable[[], object] | None) -> Child:
        # A library that the environment names to be loaded first is loaded by a command only.
        return Child(name, command, {**own, **environment}, log, None if environment else part)

    with mock.patch.object(redis_server, "configure", configure_behind_proxy), mock.patch.object(start, "Child", child):
        start.run(data, None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4]))
