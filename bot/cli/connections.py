"""Connections of the web server that keep nobody's place: a request's head comes soon and is short, or it ends."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SOON = 10.0
"""Seconds for a request's head; a browser on a poor line needs one."""
HEAD = 64 * 1024
"""Bytes of a request's head; the usual limit of web servers is 8 to 32 KiB."""


class Connection(HttpToolsProtocol):
    """uvicorn's own, which waits for the rest of a head for ever and reads one of any length."""

    soon = SOON

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._ends: asyncio.TimerHandle | None = None
        self._head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._begun()

    def connection_lost(self, exc: Exception | None) -> None:
        self._done()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun()

    def on_headers_complete(self) -> None:
        self._done()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """A piece of any request; only what belongs to a head that is not whole yet is counted."""
        if self._ends is not None:
            self._head += len(data)
        super().data_received(data)
        if self._ends is not None and self._head > HEAD and not self.transport.is_closing():
            self.send_400_response("The head of that request is too long.")

    def _unsupported_upgrade_warning(self) -> None:
        """There are no websockets here: who asks for one is answered like any other, without a line in the log."""

    def _begun(self) -> None:
        self._done()
        self._ends = self.loop.call_later(self.soon, self._too_late)

    def _done(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
        self._ends, self._head = None, 0

    def _too_late(self) -> None:
        self._ends = None
        self.transport.close()
