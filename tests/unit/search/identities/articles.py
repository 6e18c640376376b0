"""Articles for the resolver: who is named in each, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.search.identities.evidence import Row
from services.search.identities.resolving import ListedEvidence, Resolutions
from shared.text import entity_id

Named = Sequence[str]
"""The names in one article: of people, and with ``org:``, ``gpe:`` or ``loc:`` before them of others; ``A = B`` has an
alias B, and ``A (striker; minister)`` has two roles."""


def rows_of(articles: Iterable[Named]) -> list[tuple[Row, str]]:
    """Return the rows of articles, which are called ``a0``, ``a1`` … in their order."""
    return [row for number, names in enumerate(articles) for row in article_rows(f"a{number}", names)]


def article_rows(article: str, names: Named) -> list[tuple[Row, str]]:
    """Return the rows of one article."""
    entities = []
    for written in names:
        shown, _, role = written.removesuffix(")").partition(" (")
        kind = next((kind for kind in ("org", "gpe", "loc") if written.startswith(f"{kind}:")), "person")
        name, _, alias = shown.removeprefix(f"{kind}:").partition(" = ")
        roles = frozenset(filter(None, role.split("; ")))
        entities.append((entity_id(kind, name), name, frozenset(filter(None, [alias])), roles))
    ids = frozenset(id for id, _, _, _ in entities)
    return [
        (Row(article, id, aliases=aliases, company=ids - {id}, roles=roles), name)
        for id, name, aliases, roles in entities
    ]


def resolved(*articles: Named) -> Resolutions:
    """Return whom the names in these articles mean."""
    return ListedEvidence(rows_of(articles)).resolve_all()
