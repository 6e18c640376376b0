"""Whole articles: all that an index holds under one id, as it goes into an export and back into any engine."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from services.search.index.changes import Change
from shared.cleaning.article import CleanedArticle
from shared.models.annotations import Annotation
from shared.models.values import Frozen


class WholeVersion(Frozen):
    """One version of an article with its annotation."""

    version: int
    accepted_at: datetime
    indexed_at: datetime
    text_hash: str = ""
    """Of what the annotator takes; "" where the engine does not keep it of an older version, which nobody asks for."""
    article: CleanedArticle
    annotation: Annotation

    def change(self, id: str) -> Change:
        """Return the version as it is written into an index."""
        return Change(
            id=id,
            version=self.version,
            accepted_at=self.accepted_at,
            text_hash=self.text_hash,
            article=self.article,
            annotation=self.annotation,
        )


class WholeArticle(Frozen):
    """An article with its past, or the tombstone of a deleted one."""

    id: str
    revision: int
    """See :func:`services.search.index.rules.revision`."""
    deleted_at: datetime | None = None
    """Of a tombstone, which has no versions."""
    into: str = ""
    """Of a tombstone: the article that it was merged into, to which its id leads on."""
    versions: list[WholeVersion] = Field([])
    """The oldest first; the last one is the current one."""
    former_quote_ids: dict[str, str] = Field({})
    """Ids that earlier annotations gave its quotes, each with the present one; see :mod:`.former_ids`."""
