"""HTTP as uvicorn speaks it, which waits for the rest of a request for ever."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 5  # from its first byte, or from the connection's beginning


class Protocol(H11Protocol):
    """Ends connections on which no whole head comes in time, and those on which a body goes on
    after the answer to it: they are as many as a process may have open, and anybody can open
    them."""

    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop()

    def _look(self) -> None:
        theirs = self.conn.their_state
        is_answered = theirs is h11.SEND_BODY and self.conn.our_state is h11.DONE
        if theirs is not h11.IDLE and not is_answered:
            self._stop()
        elif self._end is None:
            self._end = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
