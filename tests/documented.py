"""The answers that the OpenAPI document shows. ``python -m tests.documented`` writes them anew."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from services.search import examples
from services.search.api import make_api
from services.search.settings import Settings
from services.search.sqlite import SqliteIndex
from tests import seeded
from tests.serving import serving

ASKED = {
    "articles": "/v1/articles?q=nuclear+alliance&speaker=Mohsen+Milani",
    "quotes": "/v1/quotes?q=Russia&about=Iran&size=1",
}


def answers() -> dict[str, Any]:
    """What the API answers about the seeds; what differs from run to run is replaced."""
    with tempfile.TemporaryDirectory() as folder:
        index = SqliteIndex(Path(folder) / "index.sqlite3", walk_seconds=60)
        index.prepare()
        index.write(seeded.changes())
        with serving(make_api(Settings(search_engine="sqlite"), index)) as client:
            found = {name: client.get(url).raise_for_status().json() for name, url in ASKED.items()}
            found["quote"] = client.get(f"/v1/quotes/{found['quotes']['results'][0]['id']}").json()
            found["article"] = client.get(f"/v1/articles/{seeded.changes()[1].id}").json()
    for name in ASKED:
        found[name]["took_ms"] = 4
        if found[name]["next_cursor"]:
            found[name]["next_cursor"] = "WyIzZjA5…"
    found["article"]["indexed_at"] = "2026-03-20T12:00:01.250000Z"
    return found


if __name__ == "__main__":
    examples.FILE.write_text(json.dumps(answers(), indent=1, ensure_ascii=False) + "\n", "utf-8")
