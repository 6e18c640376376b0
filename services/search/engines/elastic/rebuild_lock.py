"""Lock of a rebuild, and its progress: a document in an index of its own, which its holder changes every two seconds.

So a second rebuild is refused while the first is at work, and can take up its work soon after that was killed, without
comparing the clocks of two machines.
"""

from __future__ import annotations

import time
import uuid
from threading import Event, Lock, Thread
from typing import Any

from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError, TransportError

from services.search.engines.elastic.creating import create_once
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.index.rebuilding import CannotRebuild

BEAT_SECONDS = 2.0
DEAD_SECONDS = 10.0
"""A holder that has not changed the document for so long is dead, or stood still for so long that it will notice."""

STARTING_SECONDS = 5.0
"""How long the document cannot be read after another process has made its index."""

_ID = "rebuild"
_DEFINITION: dict[str, Any] = {
    "settings": {"index.number_of_shards": 1, "index.auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": "strict", "properties": {"holder": {"type": "keyword"}, "record": {"enabled": False}}},
}


class RebuildLock:
    """The lock of one stack's indices. Its methods raise Unavailable and CannotRebuild."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._holder = ""
        self._state: tuple[int, int] | None = None  # sequence number and term: what a change is conditional on
        self._lost = False
        self._changing = Lock()
        self._stop = Event()
        self.progress: dict[str, Any] = {}
        """What a rebuild is for, and how far it has come; empty where nothing was begun."""

    def exists(self) -> bool:
        """Return whether a rebuild was begun, and neither finished nor dropped."""
        with elasticsearch_errors():
            if not self._client.indices.exists(index=self._index):
                return False
            return self._read() is not None

    def acquire(self) -> None:
        """Become the holder, and read the progress; that takes ten seconds where the last holder was killed."""
        if self._holder:
            return
        with elasticsearch_errors():
            self._create_index()
            holder = uuid.uuid4().hex
            document = self._read()
            if document and document["_source"]["holder"]:
                document = self._watched(document)
            self.progress = document["_source"]["record"] if document else {}
            self._state = (document["_seq_no"], document["_primary_term"]) if document else None
            self._holder = holder
            try:
                self._change()
            except CannotRebuild:
                self._holder = ""
                raise
        Thread(target=self._beat, name="rebuild-lock", daemon=True).start()

    def save(self, **changes: Any) -> None:
        """Add to the progress. Raises CannotRebuild if another process has become the holder."""
        with elasticsearch_errors():
            self._change(**changes)

    def discard(self) -> None:
        """Delete the document: the rebuild is finished, or dropped."""
        self._stop.set()
        with elasticsearch_errors(), self._changing:
            self._client.options(ignore_status=404).indices.delete(index=self._index)
            self._holder = ""

    def release(self) -> None:
        """Let another process take up the rebuild, at once."""
        self._stop.set()
        if not self._holder or self._lost:
            return
        if not self.progress:
            self.discard()
            return
        self._holder = ""
        with elasticsearch_errors():
            self._change()

    def _create_index(self) -> None:
        create_once(self._client, self._index, _DEFINITION)

    def _read(self) -> Any:
        end = time.monotonic() + STARTING_SECONDS
        while True:
            try:
                answer = self._client.options(ignore_status=404).get(index=self._index, id=_ID)
            except ApiError as error:
                if error.status_code != 503 or time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                return answer if answer.get("found") else None

    def _watched(self, document: Any) -> Any:
        """Return the document after nobody has changed it for a while. Raises CannotRebuild if somebody does."""
        end = time.monotonic() + DEAD_SECONDS
        while time.monotonic() < end:
            time.sleep(BEAT_SECONDS / 2)
            again = self._read()
            if again is None:
                return None
            if again["_seq_no"] != document["_seq_no"]:
                raise CannotRebuild("Another rebuild of this index is at work; wait for it.")
        return document

    def _change(self, **changes: Any) -> None:
        with self._changing:
            if self._lost:
                raise CannotRebuild("Another process has taken up this rebuild, since this one stood still.")
            self.progress = self.progress | changes
            condition: dict[str, Any] = {"op_type": "create"}
            if self._state:
                condition = {"if_seq_no": self._state[0], "if_primary_term": self._state[1]}
            try:
                answer = self._client.index(
                    index=self._index,
                    id=_ID,
                    document={"holder": self._holder, "record": self.progress},
                    **condition,
                )
            except ConflictError:
                # Ours, if the answer to an earlier try was lost on its way; else another process has become the holder.
                current = self._read()
                if not current or current["_source"]["holder"] != self._holder:
                    self._lost = True
                    raise CannotRebuild("Another rebuild of this index is at work; wait for it.") from None
                answer = current
            self._state = answer["_seq_no"], answer["_primary_term"]

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            try:
                self._change()
            except (CannotRebuild, NotFoundError):
                return  # whoever rebuilds will notice at the next save
            except (ApiError, TransportError):
                continue  # away for a while, and so it is for all others
