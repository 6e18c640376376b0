"""Health check of a process: ``python -m deploy.health http://127.0.0.1:8001/health/ready``.

Standard library only, since containers run this every few seconds and the whole command line costs four times the CPU.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request  # noqa: TID251 - it asks a service of ours


def ask(url: str) -> tuple[bool, str]:
    """Return whether the process at ``url`` says it is well, and its answer. Raises ValueError if that is not a URL."""
    if not url.startswith(("http://", "https://")):
        raise ValueError("should be an http address")
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310, TID251 - the scheme was looked at
            return True, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return False, error.read().decode(errors="replace")
    except OSError as error:
        return False, f"{url}: {error}"


if __name__ == "__main__":
    well, words = ask(sys.argv[1])
    print(words)  # noqa: T201
    sys.exit(0 if well else 1)
