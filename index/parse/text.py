"""What both markups need to turn inline text into the words of a block."""

from __future__ import annotations

import re

LINE_BREAK = re.compile(r"[ \t]*\n[ \t]*")
LEAD_IN_END = (":", " -", " –", " —")  # what stands between a lead-in and its statement


def join_lines(text: str) -> str:
    """Wrapped lines joined by one space; everything else as written.

    >>> join_lines("Owns  the plan\\n  and the dates")
    'Owns  the plan and the dates'
    """
    return LINE_BREAK.sub(" ", text.strip())


def lead_in(bold: str, rest: str) -> str | None:
    """The name in a bold lead-in, or None where the bold words are part of the sentence.

    >>> lead_in("Teamwork", ": Works in concert with others")
    'Teamwork'
    >>> lead_in("Teamwork:", " Works in concert with others")
    'Teamwork'
    >>> lead_in("always", " works in concert with others") is None
    True
    """
    if not rest.strip():
        return None
    if bold.rstrip().endswith(":"):
        return join_lines(bold).rstrip(": ")
    return join_lines(bold) if rest.startswith(LEAD_IN_END) else None
