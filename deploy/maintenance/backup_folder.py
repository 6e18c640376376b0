"""Backup: a folder with Redis' snapshot, the index, and a manifest that is written last and says what they are.

``redis.rdb``; the index as ``index.sqlite3`` or, from Elasticsearch, as ``articles.jsonl`` (see ``export_file.py``);
``manifest.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deploy.maintenance.endings import Refusal

FORMAT = 1
SNAPSHOT = "redis.rdb"
INDEX = "index.sqlite3"
EXPORT = "articles.jsonl"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup is."""

    quotewire: str
    """The version that made it."""
    began_us: int
    """When Redis' snapshot began, by Redis' clock (microseconds since 1970)."""
    identity: str
    """Of the index."""
    articles: int
    """In the index, tombstones aside."""
    keys: int
    """In Redis' snapshot."""
    redis: str
    """The server that made the snapshot."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 by name."""
    format: int = FORMAT
    encrypted: bool = False
    """Whether the files are; see ``encrypted_backup.py``."""


def begin(folder: Path) -> None:
    """Make the folder. Raises Refusal if something is in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty: name a new folder for each backup.")


def finish(folder: Path, manifest: Manifest) -> None:
    """Write the manifest: from now on the folder is a backup."""
    path = folder / MANIFEST
    with path.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """Return what the backup is. Raises Refusal if it is none."""
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise Refusal(f"{folder} has no {MANIFEST}: it is no backup, or one that was not finished.") from None
    except ValueError:
        raise Refusal(f"{folder / MANIFEST} is damaged.") from None
    if said.get("format") != FORMAT:
        raise Refusal(f"{folder} is a backup of format {said.get('format')}; this Quotewire reads {FORMAT}.")
    return Manifest(**said)


def size(folder: Path, manifest: Manifest) -> int:
    """Return the bytes of all files."""
    return sum((folder / name).stat().st_size for name in manifest.files if (folder / name).exists())


def verify(folder: Path, manifest: Manifest, advance: Callable[[int], None]) -> None:
    """Read all files; raise Refusal if one is missing or is not what was written."""
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.exists():
            raise Refusal(f"{path} is missing.")
        if sha256(path, advance) != digest:
            raise Refusal(f"{path} is damaged: it is not what the backup has written. Take another backup.")


def sha256(path: Path, advance: Callable[[int], None] = lambda _: None) -> str:
    """Return the file's SHA-256; ``advance`` gets the bytes of each step."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            advance(len(chunk))
    return digest.hexdigest()
