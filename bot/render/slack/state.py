"""What a message shows, held in the message itself, so that its buttons work without another
search, even after a restart or on another replica."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from bot.render.slack import limits

MAX_LENGTH = limits.BLOCK_ID
CUT = "…"  # at the end of what has been cut
Kind = Literal["passages", "weak", "role", "roles", "no_answer"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class MessageState:
    """`ids` are those of the passages found, best first, or of the one role, see `bot.answers.ids`.
    "weak" passages may well be about something else. `part` is the part of the role that was asked
    for, "" for all of it; for "no_answer" see `no_answer.recall`. `page` counts from 0."""

    kind: Kind
    question: str = ""
    ids: tuple[str, ...] = ()
    part: str = ""
    page: int = 0

    def pack(self) -> str:
        """At most 239 characters: a long question or part is cut, after a whole word if possible,
        and if there are too many ids the last ones are left out.

        >>> MessageState.unpack(MessageState("role", "architect", ("ab12",)).pack()).ids
        ('ab12',)
        """
        shown = self
        while (excess := len(packed := _pack(shown)) - MAX_LENGTH) > 0:
            if not shown.question and not shown.part:
                shown = replace(shown, ids=shown.ids[:-1])
            elif len(shown.question) >= len(shown.part):
                shown = replace(shown, question=_cut(shown.question, excess))
            else:
                shown = replace(shown, part=_cut(shown.part, excess))
        return packed

    @staticmethod
    def unpack(packed: str) -> MessageState | None:
        """None for what `pack` has not made, for instance a button of another version."""
        try:
            kind, page, ids, part, question = json.loads(packed)
        except (ValueError, TypeError):
            return None
        is_whole = isinstance(page, int) and all(isinstance(t, str) for t in (ids, part, question))
        if kind not in KINDS or not is_whole:
            return None
        return MessageState(kind, question, tuple(ids.split()), part, page)


def state_in(blocks: Iterable[Mapping[str, Any]]) -> MessageState | None:
    """The state in these blocks, if there is one."""
    found = (MessageState.unpack(block.get("block_id") or "") for block in blocks)
    return next((shown for shown in found if shown), None)


def _pack(shown: MessageState) -> str:
    fields = [shown.kind, shown.page, " ".join(shown.ids), shown.part, shown.question]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _cut(text: str, excess: int) -> str:
    """`text` without at least `excess` + 1 characters."""
    kept = text[: max(len(text) - excess - 1, 0)]
    words, _, _ = kept.rpartition(" ")
    return f"{words or kept[:-1]}{CUT}" if kept else ""
