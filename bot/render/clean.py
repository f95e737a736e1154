"""What documents and people wrote, made safe to show."""

from __future__ import annotations

import re

# What would let a document steer whatever shows it: control characters, turns of direction, and
# halves of characters, which cannot be encoded.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """White space as spaces, other control characters visible; each stays one character, so that
    marks keep their places."""
    return CONTROL.sub(lambda m: " " if m[0].isspace() else "\N{REPLACEMENT CHARACTER}", text)
