"""Examination: all findings in order, and what ``--mend`` does about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console

from deploy.local import accepted_log
from deploy.maintenance.doctor import of_index, of_machine, of_receipts, of_redis
from deploy.maintenance.doctor.finding import Finding
from deploy.maintenance.place import Place
from deploy.maintenance.progress import counted
from services.search.index.port import Index
from shared.delivery.census import Census
from shared.delivery.connection import connect
from shared.delivery.index_record import IndexRecord, Record
from shared.errors import Unavailable


@dataclass(frozen=True)
class Examination:
    """What to look at. ``thorough``: at every page of the index and every article, too; ``mend``: and repair."""

    place: Place
    console: Console
    thorough: bool
    mend: bool

    def findings(self) -> Iterator[Finding]:
        """Yield them as they are made."""
        settings = self.place.settings
        client = connect(settings)
        census = Census(client, settings.queue_name_prefix)
        record = IndexRecord(client, prefix=settings.queue_name_prefix)
        known: Record | None = None
        try:
            server = census.server()
            known = record.read()
            yield from of_redis.findings(server)
        except Unavailable as error:
            start = " Start the stack with `quotewire up`." if self.place.data else ""
            yield Finding("redis", "bad", f"{error.detail}{start}")
        with self.place.opened() as index:
            of_itself = list(of_index.findings(index, known, thorough=self.thorough))
            sound = not any(each.state == "bad" for each in of_itself if each.name in ("index", "integrity"))
            compared: list[Finding] = []
            if known is not None and sound and (self.thorough or self.mend):
                compared = list(self._compared(index, census, record))
                if self.mend:  # what was said of its identity may be settled
                    again = list(of_index.findings(index, record.read(), thorough=False))
                    of_itself = [next((new for new in again if new.name == each.name), each) for each in of_itself]
            yield from of_itself
            yield from compared
        yield from of_machine.findings(self.place)

    def _compared(self, index: Index, census: Census, record: IndexRecord) -> Iterator[Finding]:
        try:
            with counted(self.console, "Comparing articles", None) as advance:
                found = of_receipts.compare(census, index, advance)
            lost = accepted_log.lost(self.place.data, census, index) if self.place.data else None
            yield from of_receipts.findings(found, lost_in_log=lost)
            if self.mend:
                record.compare(record.read(), index.identity(), held=True)
                record.compared(found.missing)
                yield Finding(
                    "mended",
                    "ok",
                    f"{len(found.missing):,} articles are marked as missing: a repost of each is accepted as work."
                    if found.missing
                    else "Nothing that receipts call indexed is missing; an earlier notice is taken back.",
                    tuple(found.missing),
                )
        except Unavailable as error:
            yield Finding("counts", "bad", f"The comparison broke off: {error.detail}")
