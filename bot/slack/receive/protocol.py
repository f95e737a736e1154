"""uvicorn's HTTP, which by itself waits for clients for ever and takes whatever they send."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.slack.receive.connections import Connections

HEAD_SECONDS = 5  # for a request's head, from the start of the connection or from its first byte
WRITE_SECONDS = 20  # for the client to take all of an answer


class Protocol(H11Protocol, asyncio.BufferedProtocol):
    """Ends connections on which no whole head arrives in time, those on which a body goes on after
    its answer, those whose answer is not taken, and those that send more before they have it.
    Anybody can open such connections, up to as many as a process may have. What the others hold is
    reported to `Connections`."""

    _end: asyncio.TimerHandle | None = None
    _untaken: asyncio.TimerHandle | None = None
    # Bytes of the request that has no answer yet.
    _received = 0

    def __init__(self, connections: Connections, **given: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(**given)
        self._connections = connections

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # so that a single byte that is not taken is noticed
        self._connections.enter(transport)
        self._look()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._connections.buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(bytes(self._connections.buffer[:nbytes]))

    def data_received(self, data: bytes) -> None:
        if self._is_being_answered:
            self.transport.abort()
            return
        if self.conn.their_state is h11.IDLE and not self._received:  # a request begins
            self._connections.wait(self.transport)
        super().data_received(data)
        if self._is_being_answered and self.conn.trailing_data[0]:
            self.transport.abort()
            return
        self._received = 0 if self._is_answered else self._received + len(data)
        self._look()
        self._weigh()

    def on_response_complete(self) -> None:
        self._received = 0
        self._connections.wait(self.transport)
        self._weigh()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """uvicorn would log a traceback if another answer has already begun."""
        if self.conn.our_state is h11.IDLE:
            super().send_400_response(msg)
        else:
            self.transport.abort()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._untaken is None:
            self._untaken = self.loop.call_later(WRITE_SECONDS, self.transport.abort)
        self._connections.wait(self.transport)
        self._weigh()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_writing()
        self._weigh()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._connections.leave(self.transport)
        self._stop()
        self._stop_writing()

    @property
    def _is_being_answered(self) -> bool:
        is_whole = self.conn.their_state in (h11.DONE, h11.MUST_CLOSE)
        return is_whole and self.conn.our_state in (h11.SEND_RESPONSE, h11.SEND_BODY)

    @property
    def _is_answered(self) -> bool:
        """Whether the request has its answer, although its body goes on."""
        return self.conn.their_state is h11.SEND_BODY and self.conn.our_state is h11.DONE

    def _weigh(self) -> None:
        if self._is_being_answered and not self.flow.write_paused:
            self._connections.work(self.transport)
        self._connections.hold(
            self.transport, self._received + self.transport.get_write_buffer_size()
        )

    def _look(self) -> None:
        if self.conn.their_state is not h11.IDLE and not self._is_answered:
            self._stop()
        elif self._end is None:
            self._end = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None

    def _stop_writing(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None
