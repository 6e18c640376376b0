"""Former ids of quotes, kept as long as their article is, or leads on to another."""

from __future__ import annotations

from collections.abc import Mapping

import apsw


def keep(db: apsw.Connection, article_id: str, former: Mapping[str, str]) -> None:
    """Keep where the former ids of an article's quotes lead to."""
    db.executemany(
        "REPLACE INTO former_quote_ids (former, article, quote) VALUES (?, ?, ?)",
        [(id, article_id, present) for id, present in former.items()],
    )


def kept(db: apsw.Connection, article_id: str) -> dict[str, str]:
    """Return the former ids of an article's quotes, each with the present one; none of a file of an earlier layout."""
    if not db.execute("SELECT count(*) FROM main.sqlite_master WHERE name = 'former_quote_ids'").get:
        return {}
    return dict(list(db.execute("SELECT former, quote FROM main.former_quote_ids WHERE article = ?", (article_id,))))


def forget(db: apsw.Connection, article_id: str) -> None:
    """Forget those of a deleted article."""
    db.execute("DELETE FROM former_quote_ids WHERE article = ?", (article_id,))


def present(db: apsw.Connection, id: str) -> str | None:
    """Return the id that a former one leads on to."""
    found: str | None = db.execute("SELECT quote FROM former_quote_ids WHERE former = ?", (id,)).get
    return found
