"""Names of an article's entities and speakers, in the forms that they are looked up by; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from services.search.index.rules import KINDS_OF_NAME, name_key, names_by_id
from services.search.query.words import exact
from shared.models.annotations import Annotation

SEPARATOR = "\t"
"""The character between the parts of a term that says two things: ids, words and names on one line have none."""

_KEY_CHARS = 1_000
_KEY_STARTS = 100
"""Characters of a name's beginning that can be looked up, and words that it may start at: longer than any name, so that
a paragraph which was taken for a name costs no more than a paragraph."""

_SUGGESTED = frozenset(prefix for prefixes in KINDS_OF_NAME.values() for prefix in prefixes)


class Names:
    """The names of one annotation."""

    def __init__(self, annotation: Annotation) -> None:
        self._forms = {id: list(dict.fromkeys(forms)) for id, forms in names_by_id(annotation).items()}
        self._words = {id: list(dict.fromkeys(filter(None, map(exact, forms)))) for id, forms in self._forms.items()}
        self._entities = [entity.id for entity in annotation.entities]
        self._mentions = Counter(mention.entity for mention in annotation.mentions)

    def fields(self, field: str, ids: Collection[str]) -> dict[str, list[str]]:
        """Return ``ids`` as fields: to be found by id, by any of their names; and each with the name to be shown."""
        return {
            field: sorted(ids),
            f"{field}_names": sorted({name_key(form) for id in ids for form in self._forms.get(id, ())}),
            f"{field}_labels": [f"{id}{SEPARATOR}{self._forms[id][0]}" for id in sorted(ids) if id in self._forms],
        }

    def counted(self, field: str, ids: Collection[str]) -> dict[str, list[str]]:
        """Return ``ids`` as fields that are only counted, each with the name to be shown."""
        return {name: values for name, values in self.fields(field, ids).items() if not name.endswith("_names")}

    def words(self, ids: Collection[str]) -> list[str]:
        """Return the names of ``ids``, each as its words."""
        return sorted({form for id in ids for form in self._words.get(id, ())})

    def as_written(self) -> list[str]:
        """Return each id with each of its names."""
        return [f"{id}{SEPARATOR}{form}" for id, forms in self._forms.items() for form in forms]

    def listed(self, ids: Collection[str]) -> list[str]:
        """Return each name of ``ids`` from each of its words on, with the id: how names that begin so are found."""
        keys = set()
        for id in ids:
            for form in self._words.get(id, ()):
                parts = form.split()
                for start in range(min(len(parts), _KEY_STARTS)):
                    keys.add(f"{' '.join(parts[start:])[:_KEY_CHARS]}{SEPARATOR}{id}")
        return sorted(keys)

    def mentions(self) -> list[str]:
        """Return each entity with the number of places where it is named."""
        return [f"{id}{SEPARATOR}{self._mentions[id]}" for id in self._entities if self._mentions[id]]

    def suggested(self) -> list[dict[str, Any]]:
        """Return each name of a person, an organisation or a place, for whoever types some of its words."""
        return [
            {"id": id, "type": type_, "words": form, "beginnings": form}
            for id in self._entities
            if (type_ := id.partition(":")[0] + ":") in _SUGGESTED
            for form in self._words.get(id, ())
        ]
