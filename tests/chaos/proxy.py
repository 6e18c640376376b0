"""A TCP proxy between a stack and a part of it, whose connections a test cuts and delays."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from deploy.local.ports import any_free


class Proxy:
    """Forwards a port of this machine to another one, from a thread of its own."""

    def __init__(self, to: int) -> None:
        self.port = any_free("127.0.0.1")
        self._delay = 0.0
        self._to = to
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._forward, "127.0.0.1", self.port))
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Break every connection at once, as when a switch restarts."""
        self._loop.call_soon_threadsafe(self._abort)

    @contextmanager
    def delayed(self, seconds: float) -> Iterator[None]:
        """Hold every piece of data back while inside."""
        self._delay = seconds
        try:
            yield
        finally:
            self._delay = 0.0

    def close(self) -> None:
        """End the proxy and its connections."""
        self.cut()
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _abort(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with suppress(OSError):
                back, onward = await asyncio.open_connection("127.0.0.1", self._to)
                self._open.add(onward)
                try:
                    await asyncio.gather(self._pump(reader, onward), self._pump(back, writer))
                finally:
                    self._open.discard(onward)
                    onward.close()
        finally:
            self._open.discard(writer)
            writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if self._delay:
                    await asyncio.sleep(self._delay)
                writer.write(data)
                await writer.drain()
        writer.close()
