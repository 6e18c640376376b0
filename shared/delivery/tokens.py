"""Tokens: the names of holds on batches, which say whose they are."""

from __future__ import annotations

import os
import secrets

WORKER = secrets.token_hex(4)
"""Names this worker; its forked children share it."""


def new_token() -> str:
    """Return a new token, which names one process' hold on a batch."""
    return f"{tokens_of(os.getpid())}{secrets.token_hex(4)}"


def tokens_of(pid: int) -> str:
    """Return what the tokens of this worker's process ``pid`` begin with."""
    return f"{WORKER}.{pid}."
