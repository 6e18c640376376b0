"""Knowing: writes knowledge that was loaded, in the indexer, which alone writes the index.

May be killed at any moment: names are noted to be resolved before anything is written, roots are written before the
entries that they are of, and what waits is done again as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from services.search.identified.kept_by_id import read_all
from services.search.identified.ruling import put_ruled
from services.search.identities.knowledge import MARK, KnownEntity, key_of
from services.search.identities.resolutions import Resolution
from services.search.index.port import Index
from shared.text import entity_id

TOGETHER = 500
"""Entries read, written or forgotten at once."""

Note = Callable[[Collection[str]], None]
"""Lets the names with these words be resolved anew."""


def take_up_knowledge(index: Index, request: Mapping[str, Any], note: Note) -> str:
    """Do what was posted about knowledge; return what is kept of the request, for whoever asks what became of it."""
    posted = request["knowledge"]
    collection = posted["set"]
    if "entries" not in posted:
        return f"forgot {forget(index, collection, note)} entries of {collection}"
    source = posted.get("source", "")
    entries = [
        KnownEntity.model_validate({**entry, "collection": collection, "source": source}) for entry in posted["entries"]
    ]
    keep(index, entries, note)
    return f"wrote {len(entries)} entries of {collection}"


def keep(index: Index, entries: Sequence[KnownEntity], note: Note) -> None:
    """Write entries, each in the place of what was kept under its id. An identity that goes by another name now is led
    to by the id that it had."""
    before = index.known([f"{MARK}{entry.id}" for entry in entries])
    words = frozenset().union(*(each.words for each in (*before, *entries)))
    note(words)
    root_of = {entry.id: entry.root for entry in entries}
    roots = [Resolution(each.root, each.root, called=each.names[0], decided_by="knowledge") for each in entries]
    moved = [
        Resolution(each.root, root_of[each.id], decided_by="knowledge")
        for each in before
        if each.root != root_of[each.id]
    ]
    put_ruled(index, [*roots, *moved])
    index.put_knowledge(entries)
    note(words)  # another indexer may have resolved them before the entries were there


def forget(index: Index, collection: str, note: Note) -> int:
    """Delete a set; return how many entries it had. The ids of its identities lead to the names that they were called
    by, which mean what the rules say."""
    count = 0
    while entries := index.knowledge("", TOGETHER, collection):
        words = frozenset().union(*(each.words for each in entries))
        note(words)
        put_ruled(index, [Resolution(each.root, entity_id(each.type, each.names[0])) for each in entries])
        index.forget_knowledge([each.id for each in entries])
        note(words)
        count += len(entries)
    return count


def all_knowledge(index: Index) -> Iterator[KnownEntity]:
    """Return an iterator over all entries, by ids."""
    return read_all(index.knowledge, page=TOGETHER)


def known_roots(index: Index, roots: Iterable[str]) -> list[KnownEntity]:
    """Return the entries whose roots are among these ids, by their ids."""
    keys = {key for root in roots if (key := key_of(root))}
    return list(index.known(sorted(keys))) if keys else []
