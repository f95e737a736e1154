"""What went over the wire, both ways, in the order in which it began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.playground.records import Call, Delivery, Json

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what came back."""

    direction: Literal["to the bot", "from the bot"]
    name: str
    began: float
    """In seconds since 1970."""
    seconds: float
    status: str
    ok: bool
    request: Json
    response: object


def exchanges(log: Sequence[Call | Delivery]) -> list[tuple[int, Exchange]]:
    """Each with its place in the log; the newest first, as many as are shown."""
    newest = list(enumerate(log))[-MOST_SHOWN:]
    there = [(number, exchange_of(one)) for number, one in newest]
    return sorted(there, key=lambda one: one[1].began, reverse=True)


def exchange_of(one: Call | Delivery) -> Exchange:
    if isinstance(one, Call):
        status = "ok" if one.ok else str(one.response.get("error") or one.status)
        began = one.time - one.seconds
        return Exchange(
            "from the bot", one.method, began, one.seconds, status, one.ok, one.args, one.response
        )
    ack = one.ack
    name = f"{one.kind}: {_about(one.body)}" + f", attempt {one.attempt + 1}" * bool(one.attempt)
    status = ack.error or str(ack.status)
    return Exchange("to the bot", name, one.time, ack.seconds, status, ack.ok, one.body, ack.body)


def _about(body: Json) -> str:
    """What was delivered, in a word or two."""
    event = body.get("event") or {}
    actions = body.get("actions") or [{}]
    parts = [
        event.get("type") or body.get("command") or body.get("type"),
        event.get("subtype") or actions[0].get("action_id") or body.get("callback_id"),
    ]
    return " ".join(str(part) for part in parts if part)
