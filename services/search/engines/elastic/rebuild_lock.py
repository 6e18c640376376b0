"""The note about an unfinished rebuild, in an index of its own; whoever holds it changes it every two seconds.

So a second one is refused while the first is at work, and can go on with its work soon after it was killed, without
comparing the clocks of two machines.
"""

from __future__ import annotations

import time
import uuid
from threading import Event, Lock, Thread
from typing import Any

from elasticsearch import ApiError, BadRequestError, ConflictError, Elasticsearch, NotFoundError, TransportError

from services.search.engines.elastic.failures import translated
from services.search.index.rebuilding import CannotRebuild

BEAT_SECONDS = 2.0
DEAD_SECONDS = 10.0
"""Who has not changed the note for so long is dead, or has stood still for so long that it will notice."""

STARTING_SECONDS = 5.0
"""How long the note cannot be read after another process has made its index."""

_ID = "rebuild"
_DEFINITION: dict[str, Any] = {
    "settings": {"index.number_of_shards": 1, "index.auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": "strict", "properties": {"holder": {"type": "keyword"}, "record": {"enabled": False}}},
}


class Note:
    """One rebuild's purpose and progress, see the module. Its methods raise Unavailable and CannotRebuild."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._holder = ""
        self._state: tuple[int, int] | None = None  # sequence number and term: what a change is conditional on
        self._lost = False
        self._changing = Lock()
        self._stop = Event()
        self.record: dict[str, Any] = {}
        """Empty: nothing was begun."""

    def exists(self) -> bool:
        """Whether a rebuild was begun, and neither finished nor dropped."""
        with translated():
            if not self._client.indices.exists(index=self._index):
                return False
            return self._read() is not None

    def hold(self) -> None:
        """Take the note, and read what stands in it; takes ten seconds where its last holder was killed."""
        if self._holder:
            return
        with translated():
            self._create_index()
            holder = uuid.uuid4().hex
            found = self._read()
            if found and found["_source"]["holder"]:
                found = self._watched(found)
            self.record = found["_source"]["record"] if found else {}
            self._state = (found["_seq_no"], found["_primary_term"]) if found else None
            self._holder = holder
            try:
                self._change()
            except CannotRebuild:
                self._holder = ""
                raise
        Thread(target=self._beat, name="hold-note", daemon=True).start()

    def save(self, **changes: Any) -> None:
        """Add to the record. Raises CannotRebuild if another process has taken the note."""
        with translated():
            self._change(**changes)

    def forget(self) -> None:
        """It is finished, or dropped."""
        self._stop.set()
        with translated(), self._changing:
            self._client.options(ignore_status=404).indices.delete(index=self._index)
            self._holder = ""

    def release(self) -> None:
        """Somebody else may go on with it, at once."""
        self._stop.set()
        if not self._holder or self._lost:
            return
        if not self.record:
            self.forget()
            return
        self._holder = ""
        with translated():
            self._change()

    def _create_index(self) -> None:
        try:
            self._client.indices.create(index=self._index, **_DEFINITION)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _read(self) -> Any:
        end = time.monotonic() + STARTING_SECONDS
        while True:
            try:
                found = self._client.options(ignore_status=404).get(index=self._index, id=_ID)
            except ApiError as error:
                if error.status_code != 503 or time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                return found if found.get("found") else None

    def _watched(self, found: Any) -> Any:
        """The note as it is after it was not changed for a while; CannotRebuild if it was."""
        end = time.monotonic() + DEAD_SECONDS
        while time.monotonic() < end:
            time.sleep(BEAT_SECONDS / 2)
            again = self._read()
            if again is None:
                return None
            if again["_seq_no"] != found["_seq_no"]:
                raise CannotRebuild("Another rebuild of this index is at work; wait for it.")
        return found

    def _change(self, **changes: Any) -> None:
        with self._changing:
            if self._lost:
                raise CannotRebuild("Another process has gone on with this rebuild, since this one stood still.")
            self.record = self.record | changes
            condition: dict[str, Any] = {"op_type": "create"}
            if self._state:
                condition = {"if_seq_no": self._state[0], "if_primary_term": self._state[1]}
            try:
                answer = self._client.index(
                    index=self._index,
                    id=_ID,
                    document={"holder": self._holder, "record": self.record},
                    **condition,
                )
            except ConflictError:
                # Ours, if the answer to an earlier try was lost on its way; else somebody has taken it.
                found = self._read()
                if not found or found["_source"]["holder"] != self._holder:
                    self._lost = True
                    raise CannotRebuild("Another rebuild of this index is at work; wait for it.") from None
                answer = found
            self._state = answer["_seq_no"], answer["_primary_term"]

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            try:
                self._change()
            except (CannotRebuild, NotFoundError):
                return  # whoever rebuilds will notice at the next save
            except (ApiError, TransportError):
                continue  # away for a while, and so it is for all others
