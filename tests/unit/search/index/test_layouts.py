"""A layout that changes gets another number: readers of the one before would find fields that they do not know."""

from __future__ import annotations

import hashlib
import json
import re

from services.search.engines.elastic.layout import GENERATION, Layout
from services.search.engines.sqlite.schema import SCHEMA, VERSION

ELASTICSEARCH = {
    3: "0a4bcd4c1ea719be",
    4: "6c2237a1ad898320",
    5: "e40121418907da8f",
    6: "daadaa57b4e70999",
    7: "936b8176ae351169",
    8: "4e6cbf6f6a96a517",
}
SQLITE = {
    3: "e03a20b059a66d92",
    4: "e71c24dca1f2f892",
    5: "a2badd310d5d240e",
    6: "8e90ce353fbfaf68",
    7: "1610769e222cfb69",
    8: "b5aff2f382e6b1c2",
    9: "010fadae5c698600",
}
"""The digests of the layouts so far, by number. A new layout is added with its number; none is ever changed."""


def test_a_changed_mapping_has_another_generation() -> None:
    definitions = [family.definition({}) for family in Layout("quotewire").families]
    for definition in definitions:
        # How tightly an index is packed changes nothing for those who read it: the next rebuild may pack it otherwise.
        definition["settings"].pop("index.codec", None)
    layout = [{part: definition[part] for part in ("settings", "mappings")} for definition in definitions]

    assert_numbered(ELASTICSEARCH, GENERATION, json.dumps(layout, sort_keys=True), "elastic/layout.py: GENERATION")


def test_a_changed_schema_has_another_version() -> None:
    without_comments = re.sub(r"--[^\n]*", "", SCHEMA)

    assert_numbered(SQLITE, VERSION, " ".join(without_comments.split()), "sqlite/schema.py: VERSION")


def assert_numbered(digests: dict[int, str], number: int, layout: str, where: str) -> None:
    """Fail unless this layout is the one of its number, and the newest."""
    digest = hashlib.sha256(layout.encode()).hexdigest()[:16]
    assert number == max(digests), f"Layout {number} is new: add {number}: {digest!r} to the digests here."
    assert digest == digests[number], f"The layout has changed: count up the number in {where}, then add its digest."
