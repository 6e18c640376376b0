"""Components: which of some texts belong together, each with each or by way of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeVar

from services.search.groups.matching import one_story
from services.search.groups.texts import Text

MAX_PARTED = 200
"""Different texts of a group that are compared anew when one leaves it. A greater one is a form that is filled in day
by day, and stays together until a rebuild finds the groups anew."""

Key = TypeVar("Key", int, str)


def components(texts: Mapping[Key, Text]) -> list[list[Key]]:
    """Return the texts in groups, by key: each group ascending, the groups by their first keys.

    Two texts are compared if they share a band and are not in one group already: of a thousand variants of one text,
    each is compared about once.
    """
    group: dict[Key, Key] = {key: key for key in texts}

    def head(key: Key) -> Key:
        while group[key] != key:
            group[key] = key = group[group[key]]
        return key

    sharing: dict[int, list[Key]] = defaultdict(list)
    for key in sorted(texts):
        for band in texts[key].bands:
            sharing[band].append(key)
    for keys in sharing.values():
        apart: list[list[Key]] = []  # those that have the band, as far as they are known to belong together
        for key in keys:
            together = [key]
            rest: list[list[Key]] = []
            for others in apart:
                if head(others[0]) == head(key) or any(one_story(texts[key], texts[other]) for other in others):
                    first, second = sorted((head(key), head(others[0])))
                    group[second] = first
                    others.extend(together)
                    together = others
                else:
                    rest.append(others)
            rest.append(together)
            apart = rest
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(texts):
        groups[head(key)].append(key)
    return sorted(groups.values())
