"""Merged articles: where the id of one that became part of another leads on to."""

from __future__ import annotations

from services.search.index.port import Index

MOST_STEPS = 10
"""Mergers that follow one another; a page declares one address, which seldom declares another one in its turn."""


def survivor(index: Index, id: str) -> str:
    """Return the article that one was merged into in the end; its own id where it was not."""
    for _ in range(MOST_STEPS):
        into = index.merged_into([id])
        if not into:
            break
        id = into[id]
    return id
