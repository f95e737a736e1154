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

    id: str
    """Names it among all of them: "d0", "d1", …, or "c0", …"""
    direction: Literal["to the bot", "from the bot"]
    name: str
    began: float
    """By the workspace's clock, in seconds since 1970."""
    seconds: float
    status: str
    ok: bool
    request: Json
    response: object


def exchanges(deliveries: Sequence[Delivery], calls: Sequence[Call]) -> list[Exchange]:
    """The newest first, as many as are shown."""
    there = [
        *(_delivered(f"d{n}", deliveries[n]) for n in _newest(deliveries)),
        *(_called(f"c{n}", calls[n]) for n in _newest(calls)),
    ]
    return sorted(there, key=lambda one: one.began, reverse=True)[:MOST_SHOWN]


def find_exchange(id_: str, deliveries: Sequence[Delivery], calls: Sequence[Call]) -> Exchange:
    """Raises LookupError if there is none of that id."""
    kind, number = id_[:1], id_[1:]
    if not number.isdecimal():
        raise LookupError(id_)
    if kind == "d":
        return _delivered(id_, deliveries[int(number)])
    if kind == "c":
        return _called(id_, calls[int(number)])
    raise LookupError(id_)


def _newest(all_of_them: Sequence[object]) -> range:
    return range(max(len(all_of_them) - MOST_SHOWN, 0), len(all_of_them))


def _delivered(id_: str, one: Delivery) -> Exchange:
    status = str(one.ack.status or "no answer") if not one.ack.error else one.ack.error
    name = f"{one.kind}: {_about(one.body)}" + (f", attempt {one.attempt + 1}" * bool(one.attempt))
    return Exchange(
        id_,
        "to the bot",
        name,
        one.time,
        one.ack.seconds,
        status,
        one.ack.ok,
        one.body,
        one.ack.body,
    )


def _called(id_: str, one: Call) -> Exchange:
    status = "ok" if one.ok else str(one.response.get("error") or one.status)
    began = one.time - one.seconds
    return Exchange(
        id_, "from the bot", one.method, began, one.seconds, status, one.ok, one.args, one.response
    )


def _about(body: Json) -> str:
    """What was delivered, in a word or two."""
    event = body.get("event") or {}
    actions = body.get("actions") or [{}]
    parts = [
        event.get("type") or body.get("command") or body.get("type"),
        event.get("subtype") or actions[0].get("action_id") or body.get("callback_id"),
    ]
    return " ".join(str(part) for part in parts if part)
