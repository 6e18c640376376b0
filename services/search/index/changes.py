"""Changes: what is written to the index, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.models.annotations import Annotation
from shared.models.articles import Article


@dataclass(frozen=True)
class Change:
    """One article version to be made true in the index: a whole article, or its deletion.

    ``annotation`` None with an ``article`` means: the text did not change, keep the annotation that the index holds.
    ``text_hash`` identifies what the annotator takes; the index stores it, so that "did not change" can be checked.
    """

    id: str
    version: int
    accepted_at: datetime
    text_hash: str = ""
    article: Article | None = None
    annotation: Annotation | None = None
    into: str = ""
    """With a deletion: the article that it was merged into, to which its id leads on for ever."""

    @property
    def deletes(self) -> bool:
        """True for a deletion."""
        return self.article is None


Result = Literal["written", "superseded", "needs_annotation"] | Exception
"""``written``: searchable now (also when it already was). ``superseded``: the index holds something newer, or the
article is another writer's by now.
``needs_annotation``: the index holds no annotation of this text to keep. An exception: this item failed, alone;
:class:`shared.errors.Unavailable` asks for another try, :class:`shared.errors.Rejected` for quarantine."""

Held = Callable[[Collection[str]], Collection[str]]
"""Returns those of these articles, by ids, that a writer still holds: nobody else can have begun to write them."""
