"""Makes texts literal: as rich text for blocks, and as escaped markup for a message's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from bot.render.clean import clean, web_address
from bot.render.marks import split_at_marks
from bot.render.slack import limits
from index.documents.document import Mark

# One element of a section or quote of rich text.
Part = dict[str, Any]

STYLES = frozenset({"bold", "italic", "code", "strike"})  # kinds of marks; Slack's names, too
MAX_RUNS = 200  # of one text; a text with more changes of style is shown without any
UNSAFE = str.maketrans({"|": "%7C", "<": "%3C", ">": "%3E", '"': "%22", " ": "%20"})
ELLIPSIS = "…"
MAX_ESCAPED = len("&amp;")  # characters that one can become by escaping
EVERYBODY = re.compile(r"@(?=channel|here|everyone)", re.IGNORECASE)


def literal(text: str, *styles: str) -> list[Part]:
    """Rich text that shows `text` as it is, with any markup in it."""
    style = {"style": dict.fromkeys(sorted(styles), True)} if styles else {}
    pieces = (text[at : at + limits.TEXT] for at in range(0, len(text), limits.TEXT))
    return [{"type": "text", "text": clean(piece), **style} for piece in pieces]


def marked(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Part]:
    """`text[start:end]` with its author's emphasis; `marks` may overlap."""
    emphasis = [mark for mark in marks if mark.kind in STYLES and mark.start < mark.end]
    runs = list(islice(split_at_marks(text, emphasis, start, end), MAX_RUNS + 1))
    if len(runs) > MAX_RUNS:
        return literal(text[start:end])
    return [
        part for words, covering in runs for part in literal(words, *{one.kind for one in covering})
    ]


def link(url: str, text: str) -> Part:
    return {"type": "link", "url": url, "text": clean(text)}


def person(user: str) -> Part:
    """A mention of a person, who is notified."""
    return {"type": "user", "user_id": user}


def web_url(url: str | None) -> str | None:
    """`url` as Slack accepts it; None if it is no web address or too long."""
    safe = (web_address(url) or "").translate(UNSAFE)
    return safe if 0 < len(safe) <= limits.URL else None


def cut(text: str, most: int) -> str:
    """`text`, cut to at most `most` characters, after a whole word if possible.

    >>> cut("Owns the architecture documents", 24)
    'Owns the architecture…'
    """
    if len(text) <= most:
        return text
    return f"{text[: end_of_words(text, most - 1)].rstrip()}{ELLIPSIS}"


def end_of_words(text: str, most: int) -> int:
    """The last position within `most` characters where a word ends, or `most` if that is far
    back."""
    space = text.rfind(" ", most // 2, most + 1)
    return space if space > 0 else most


def escape(text: str) -> str:
    """`text` for a message's text, which is markup: it mentions nobody and links nowhere.

    >>> escape("<!channel> Q&A")
    '&lt;!channel&gt; Q&amp;A'
    """
    escaped = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return EVERYBODY.sub("@\N{ZERO WIDTH SPACE}", escaped)


def say(lines: Iterable[str]) -> str:
    """A message's text: as many whole lines as fit, escaped, but at least the beginning of the
    first one."""
    text = ""
    for line in lines:
        longer = f"{text}\n{escape(line)}" if text else _first(line)
        if len(longer) + len(ELLIPSIS) > limits.FALLBACK:
            return f"{text}{ELLIPSIS}"
        text = longer
    return text


def _first(line: str) -> str:
    most = limits.FALLBACK - len(ELLIPSIS)
    escaped = escape(line)
    return escaped if len(escaped) <= most else escape(cut(line, most // MAX_ESCAPED))
