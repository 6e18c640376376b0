"""Knowledge of invented people and bodies."""

from __future__ import annotations

from services.search.identities.knowledge import KnownEntity


def known(id: str, *names: str, type: str = "PERSON", roles: tuple[str, ...] = (), **fields: object) -> KnownEntity:
    """Return an entry; a role is written ``senator from Maine 2001..2007``, each date or both of them left out."""
    parts = [role.rpartition(" ") if ".." in role else (role, "", "..") for role in roles]
    dated = [(role, *dates.split("..")) for role, _, dates in parts]
    return KnownEntity.model_validate(
        {
            "id": id,
            "type": type,
            "names": names,
            "roles": [{"role": role, "from": since or None, "to": until or None} for role, since, until in dated],
            **fields,
        }
    )
