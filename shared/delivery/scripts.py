"""Lua scripts of the delivery, as a server runs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import redis
from redis.commands.core import Script

LUA = Path(__file__).parent / "lua"


def load(client: redis.Redis) -> Mapping[str, Script]:
    """Return every script by name, each behind the state machine that all begin with."""
    state = (LUA / "state.lua").read_text("utf-8")
    return {
        path.stem: client.register_script(_header(path.stem) + state + path.read_text("utf-8"))
        for path in LUA.glob("*.lua")
        if path.stem != "state"
    }


def _header(script: str) -> str:
    """Return a script's first line. All but acceptance may write past Redis' memory limit: they finish what is inside,
    which makes room; refused, they would leave a full Redis full for ever."""
    return "#!lua\n" if script == "accept" else "#!lua flags=allow-oom\n"
