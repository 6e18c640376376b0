"""Answers about what changed between two versions of an article."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from shared.models.annotations import Quote
from shared.models.values import Frozen


class ComparedVersion(Frozen):
    """A version of an article that is compared with another."""

    version: int
    accepted_at: datetime
    title: str
    annotator: str
    """Version of the annotator that read it."""


class TextChange(Frozen):
    """Change of a text: one place where words were added, removed or replaced. White space does not count."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    """Characters of the earlier text, and of the later one, that the change is about; equal where there are none."""
    removed: str
    added: str
    before: str
    after: str
    """Text around it in the later version."""


class QuoteChange(Frozen):
    """Change of a quote. The same piece is recognised by where its words stand, not by its id."""

    kinds: list[Literal["added", "removed", "altered", "reattributed"]]
    """``altered``: in other words. ``reattributed``: given to somebody else. It may be both."""
    before: Quote | None = None
    after: Quote | None = None


class ArticleChanges(Frozen):
    """Changes between two versions of an article, its quotes first."""

    id: str
    before: ComparedVersion
    after: ComparedVersion
    quotes: list[QuoteChange]
    """Only where the text of a quote, or of its attribution, changed: two annotators may differ about one text."""
    title: list[TextChange]
    body: list[TextChange]
    """The first 1,000."""
    edits: int
    """Number of all changes of the body."""
