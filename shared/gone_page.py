"""Gone pages: what waits for the index of an article whose page is gone, though the article is kept."""

from __future__ import annotations

from datetime import datetime

from shared.models.values import Frozen

_MARK = '{"page_gone_at":'


class GonePage(Frozen):
    """Payload of a version that says of its article only that its page is gone."""

    page_gone_at: datetime
    reason: str

    def payload(self) -> str:
        """Return it as a payload, which :func:`gone_page` tells from an article's."""
        return self.model_dump_json()


def gone_page(payload: str) -> GonePage | None:
    """Return what a payload says of a gone page; None for that of an article."""
    return GonePage.model_validate_json(payload) if payload.startswith(_MARK) else None
