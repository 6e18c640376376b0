"""What the entities and speakers of one article are called, in the forms that they are looked up by; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from services.search.index.rules import KINDS_OF_NAME, name_key, names_by_id
from services.search.query.words import exact
from shared.models import Annotation

SEPARATOR = "\t"
"""Between the parts of a term that says two things: no id, no word and no name on one line has one."""

_KEY_CHARS = 1_000
_KEY_STARTS = 100
"""How long a beginning of a name can be looked up, and at how many of its words it may start: longer than any name, so
that what is none (a paragraph taken for one) costs no more than a paragraph."""

_SUGGESTED = frozenset(prefix for prefixes in KINDS_OF_NAME.values() for prefix in prefixes)


class Names:
    """The names of one annotation."""

    def __init__(self, annotation: Annotation) -> None:
        self._forms = {id: list(dict.fromkeys(forms)) for id, forms in names_by_id(annotation).items()}
        self._words = {id: list(dict.fromkeys(filter(None, map(exact, forms)))) for id, forms in self._forms.items()}
        self._entities = [entity.id for entity in annotation.entities]
        self._mentions = Counter(mention.entity for mention in annotation.mentions)

    def fields(self, field: str, ids: Collection[str]) -> dict[str, list[str]]:
        """``ids`` to be found by id, and by any of their names; and each with the name that people should see."""
        return {
            field: sorted(ids),
            f"{field}_names": sorted({name_key(form) for id in ids for form in self._forms.get(id, ())}),
            f"{field}_labels": [f"{id}{SEPARATOR}{self._forms[id][0]}" for id in sorted(ids) if id in self._forms],
        }

    def words(self, ids: Collection[str]) -> list[str]:
        """The names of ``ids``, each as its words."""
        return sorted({form for id in ids for form in self._words.get(id, ())})

    def as_written(self) -> list[str]:
        """Each id with each of its names."""
        return [f"{id}{SEPARATOR}{form}" for id, forms in self._forms.items() for form in forms]

    def listed(self, ids: Collection[str]) -> list[str]:
        """Each name of ``ids`` from each of its words on, with the id: what the names that begin so are found by."""
        keys = set()
        for id in ids:
            for form in self._words.get(id, ()):
                parts = form.split()
                for start in range(min(len(parts), _KEY_STARTS)):
                    keys.add(f"{' '.join(parts[start:])[:_KEY_CHARS]}{SEPARATOR}{id}")
        return sorted(keys)

    def mentions(self) -> list[str]:
        """Each entity with the number of places where it is named."""
        return [f"{id}{SEPARATOR}{self._mentions[id]}" for id in self._entities if self._mentions[id]]

    def suggested(self) -> list[dict[str, Any]]:
        """Each name of a person, an organisation or a place, for whoever types some of its words."""
        return [
            {"id": id, "type": type_, "words": form, "beginnings": form}
            for id in self._entities
            if (type_ := id.partition(":")[0] + ":") in _SUGGESTED
            for form in self._words.get(id, ())
        ]
