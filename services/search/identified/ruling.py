"""Ruling: writes what rules and knowledge say of names, behind what people decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.search.identities.resolutions import Resolution
from services.search.index.port import Index


def put_ruled(index: Index, resolutions: Sequence[Resolution]) -> None:
    """Write what has changed. What a person decided stays, with what is said here behind it; so
    :func:`services.search.identified.deciding.apply_decisions` has to follow."""
    kept = index.resolutions([resolution.id for resolution in resolutions])
    changed = []
    for resolution in resolutions:
        before = kept.get(resolution.id)
        if before and before.ruled:
            resolution = replace(before, ruled=resolution)
        if resolution != before and (before or not resolution.trivial):
            changed.append(resolution)
    if changed:
        index.put_resolutions(changed)
