"""Description of a group: what is told of it beside each of its articles."""

from __future__ import annotations

from typing import Literal

from shared.models.values import Frozen

UPDATE_LENGTH = 1.15
"""An article that is longer than the oldest one of its group by this factor is its update; any other is its copy. Of 13
labelled updates 10 are so much longer than what they update, of 35 labelled copies none is."""


class Group(Frozen):
    """A group of articles that print one text: copies of it (syndicated, cut, retitled, edited), and its updates."""

    id: str
    """Made from the id of the oldest article: the same whatever order the articles come in. It goes to another article
    when that one is deleted, or when an older one comes."""
    kind: Literal["duplicate", "update", "family"]
    """``duplicate``: all others are copies of the oldest article, whole or cut. ``update``: all others tell its story
    at greater length. ``family``: some are the one, some the other."""
    size: int
    """Articles in it, two at least."""
    first: str
    """The id of the oldest article: by publication, undated ones last, ties by id."""


def described(first: str, size: int, updates: int) -> Group:
    """Return the group of ``size`` articles, two at least, of which ``first`` is the oldest.

    ``updates``: how many of the others are longer than it by :data:`UPDATE_LENGTH`.
    """
    if not updates:
        return Group(id=_id(first), kind="duplicate", size=size, first=first)
    return Group(id=_id(first), kind="update" if updates == size - 1 else "family", size=size, first=first)


def _id(first: str) -> str:
    return f"g-{first}"
