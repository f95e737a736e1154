"""A message's text: the answer for screen readers, notifications and clients without blocks."""

from __future__ import annotations

from collections.abc import Iterable

from bot.render.slack import limits
from bot.render.slack.text import cut, escape

MORE = "…"
MAX_ESCAPED = len(escape("&"))  # characters that one can become


def say(lines: Iterable[str]) -> str:
    """As many whole lines as fit, escaped; of the first one at least its beginning."""
    text = ""
    for line in lines:
        said = f"{text}\n{escape(line)}" if text else _first(line)
        if len(said) + len(MORE) > limits.FALLBACK:
            return f"{text}{MORE}"
        text = said
    return text


def _first(line: str) -> str:
    most = limits.FALLBACK - len(MORE)
    escaped = escape(line)
    return escaped if len(escaped) <= most else escape(cut(line, most // MAX_ESCAPED))
