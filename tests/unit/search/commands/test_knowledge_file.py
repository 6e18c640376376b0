"""Files of knowledge: what is told of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.search.commands.knowledge_file import Wrong, read


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "a.jsonl",
            b'{"identifier": "q1", "name": "Ann"}',
            "lacks id, type, names; has identifier, name, which no entry",
        ),
        (
            "a.jsonl",
            b'{"id": 7, "type": "PERSON", "names": "Ann"}',
            "id should be text, in quotes; names should be a list",
        ),
        ("a.jsonl", b'{"id": "q1", "type": "PERSON", "names": ["A"]}\n{"set": "late"}', "only the first may"),
        ("a.jsonl", b'{"id": "q1", "type": "PERSON", "names": []}', "names is empty."),
        (
            "a.jsonl",
            b'{"id": "q1", "type": "PERSON", "names": ["A' + b'", "A' * 100 + b'"]}',
            "names has 101 values; 100",
        ),
        (
            "a.jsonl",
            b'{"id": "q1", "type": "PERSON", "names": ["' + b"a" * 2_000 + b'"]}',
            "names.1 String should have at most 100 characters",
        ),
        (
            "a.jsonl",
            b'{"id": "a", "type": "ORG", "names": ["A"], "wikidata": "Q1"}\n'
            b'{"id": "b", "type": "ORG", "names": ["B"], "wikidata": "Q1"}',
            "has the Wikidata id Q1 of line 1",
        ),
        ("a.jsonl", b'{"id": "q1", "type": "ORG", "names": ["Caf\xe9"]}', "is not UTF-8 (byte 42)"),
        ("a.yaml", b"- id: q1\n  type: ORG\n  names: [Caf\xe9]", "is not UTF-8, or holds a control character"),
        ("a.jsonl", b'{"id": "q1", "type": "ORG", "names": ["' + b"a" * 300_000 + b'"]}', "is longer than 256 KiB"),
    ],
    ids=[
        "other columns",
        "other types",
        "a header in the middle",
        "no name",
        "too many names",
        "a long name",
        "a Wikidata id twice",
        "Latin-1",
        "Latin-1 in YAML",
        "a long cell",
    ],
)
def test_what_is_wrong_is_told_in_words(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    wrong = [item for _, item in read(file) if isinstance(item, Wrong)]

    assert len(wrong) == 1
    assert said in wrong[0].reason
