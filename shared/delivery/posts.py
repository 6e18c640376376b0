"""Posts as acceptance takes them, and what comes of each: its article, its version, and whether anything changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from shared.models.receipts import Stage

Outcome = Literal["new", "changed", "unchanged", "deleted"]


@dataclass(frozen=True)
class Post:
    """A post as acceptance needs it. Aliases are hashes, "" where the article has none of the kind."""

    candidate: str
    """The id that it gets if no alias is known."""
    url: str
    external: str
    content: str
    fingerprint: str
    """Of all fields: equal means nothing changed."""
    text_hash: str
    """Of all that the annotator takes: equal means that the annotation stays true. "" where it is not known yet."""
    payload: str
    first_stage: Stage
    title: str = ""
    """Hash of the headline; "" where it is not known yet."""
    operation: Literal["put", "delete"] = "put"
    """``delete``: the client takes the article back that these aliases mean; the rest is not looked at."""
    source: str = ""
    """Source that it is counted under; "" where none is given."""
    form: str = "article"
    """Form that it was posted in, which it is counted under, too."""
    feed: str = ""
    """Feed that lists it; "" where a client posted it."""
    item: str = ""
    """Name of it among the feed's items: :meth:`~shared.delivery.feeds.Feeds.unknown` asks for it."""


@dataclass(frozen=True)
class Accepted:
    """The result of an acceptance: which article, which version, and whether anything changed."""

    outcome: Outcome
    id: str
    version: int
    state: Stage
    ring: bool
    """Whether the doorbell of :attr:`state` has to be rung: something new waits there, and no job in its queue tells of
    it. One is enough, since whoever takes it sees all that waits by then."""


def as_accepted(answer: Any) -> Accepted:
    """Return what came of a post, as ``lua/accept.lua`` and ``lua/delete.lua`` answer it."""
    outcome, id, version, state, *ring = answer
    return Accepted(outcome, id, int(version), Stage(state), ring == ["ring"])
