"""From Slack's text to the words that a person wrote. Pure: nothing here talks to Slack."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from index.question.excerpt import is_long

MAX_CHARACTERS = 40_000  # of a message; Slack cuts texts there, but not blocks and attachments
# Ordinary messages, messages with files, and replies that were also sent to the channel.
ANSWERED_SUBTYPES = (None, "file_share", "thread_broadcast")
SLACKBOT = "USLACKBOT"  # sends reminders, automatic replies and the like
WITH_TEXT = ("section", "header", "rich_text", "context", "markdown")  # kinds of blocks

# Slack's markup of people, channels, groups, dates and addresses.
MARKUP = re.compile(
    r"""<(?: (?P<sign>[@#!]) (?P<name>[^<>|]*)
           | (?P<scheme>[a-z][a-z0-9+.-]*): (?P<rest>[^<>|]*) )
        (?: \| (?P<label>[^<>]*) )? >""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
HALF_MARKUP = re.compile(r"(?<!<)<+(?=[@!])")
EMOJI = re.compile(r"(?<![\w:]):[\w+'-]+:(?::skin-tone-[2-6]:)?(?![\w:])")
ANY_EMOJI = "🙂"  # for a message of nothing but emoji, whose names would be read as words
QUOTED_LINE = re.compile(r"^(?:(?:&gt;|>)\s?)+", re.MULTILINE)
# A sign around words is decoration; one within a word or between numbers is not.
DECORATION = tuple(
    re.compile(rf"(?<![^\W_])[{s}]{{1,3}}(?=[^\s{s}])([^{s}]+)(?<!\s)[{s}]{{1,3}}(?![^\W_])")
    for s in "`*_~"
)
APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
QUOTES = ('""', "''", "“”", "‘’", "„“", "””", "«»")

BLANKS = re.compile(r"[^\S\n]+")
LINE_END = re.compile(r" ?\n[ \n]*")

GONE = "\0"  # marks what was taken out; no text has one, since control characters go first
JOINING = f" \n,:;–—-{GONE}"  # what stands between a mention and the question
BEFORE_END = re.compile(f" ?{GONE} ?(?=[,.;:!?)])")


def plain_text(text: str, bot_user: str) -> str:
    """One line, unless the text is long: then its lines stay, since not all of them are read.
    `bot_user` is the bot's own id, whose mentions are left out.

    >>> plain_text("<@U1>: who owns *R&amp;D* in <#C1|engineering>?", "U1")
    'who owns R&D in engineering?'
    """
    text = QUOTED_LINE.sub("", _visible(text[:MAX_CHARACTERS]))
    text = MARKUP.sub(lambda found: _words_of(found, bot_user), text)
    text, emoji = EMOJI.subn(GONE, HALF_MARKUP.sub("", text))
    text = _undecorated(_without_gone(_with_single_blanks(text.replace("```", " "))))
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    text = _with_single_blanks(_unquoted(text))
    return ANY_EMOJI if emoji and not text else text


def text_of(message: Mapping[str, Any]) -> str:
    """The text of a message, in Slack's markup. Messages from other apps, and forwarded ones, often
    have it in blocks or attachments only.

    >>> text_of({"text": "", "attachments": [{"title": "Disk full", "text": "on *db-1*"}]})
    'Disk full\\non *db-1*'
    """
    text = message.get("text")
    if isinstance(text, str) and text.strip():
        return text
    attached = (line for one in _list(message, "attachments") for line in _attached(one))
    return _joined(chain(_blocks(message), attached))


def is_for_people(event: Mapping[str, Any], bot_user: str = "") -> bool:
    """Whether a person wrote this message or mention and it still exists: it is not from a bot, no
    edit or deletion, and none of Slack's own notices."""
    user = event.get("user")
    if not user or user in (bot_user, SLACKBOT):
        return False
    is_hidden = event.get("hidden") or event.get("subtype") not in ANSWERED_SUBTYPES
    return not is_hidden and not event.get("bot_id")


def _joined(lines: Iterable[str]) -> str:
    """As many lines as may be read; no more are looked at, even if there are a hundred thousand."""
    taken, room = [], MAX_CHARACTERS
    for line in lines:
        taken.append(line[:room])
        room -= len(line) + 1
        if room <= 0:
            break
    return "\n".join(taken)


def _attached(attachment: object) -> list[str]:
    """`fallback` counts only where there is nothing else, since it repeats the rest, or says that
    there is nothing to see."""
    if not isinstance(attachment, Mapping):
        return []
    given = [attachment.get(name) for name in ("pretext", "title", "text")]
    texts = [text for text in given if isinstance(text, str) and text] or _blocks(attachment)
    fallback = attachment.get("fallback")
    return texts or ([fallback] if isinstance(fallback, str) else [])


def _blocks(message: Mapping[str, Any]) -> list[str]:
    blocks = [one for one in _list(message, "blocks") if isinstance(one, Mapping)]
    return [text for one in blocks if one.get("type") in WITH_TEXT for text in _texts(one)]


def _texts(value: object) -> Iterator[str]:
    """The texts of a block and of everything nested in it, in order, but none of buttons and the
    like beside it."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str(text):
                yield text
            case Mapping() as inner:
                waiting += [inner.get(name) for name in ("elements", "fields", "text")]
            case list(inner):
                waiting += reversed(inner)


def _list(message: Mapping[str, Any], name: str) -> list[object]:
    found = message.get(name)
    return found if isinstance(found, list) else []


def _visible(text: str) -> str:
    """Without control characters, halves of surrogate pairs and zero-width characters."""
    letters = (letter for letter in frozenset(text) if not letter.isspace())
    unseen = (letter for letter in letters if unicodedata.category(letter) in ("Cc", "Cf", "Cs"))
    return text.translate(dict.fromkeys(map(ord, unseen)))


def _with_single_blanks(text: str) -> str:
    if not is_long(text):
        return " ".join(text.split())
    return LINE_END.sub("\n", BLANKS.sub(" ", text)).strip()


def _words_of(found: re.Match[str], bot_user: str) -> str:
    sign, label = found["sign"], (found["label"] or "").strip()
    if sign == "@" and found["name"] == bot_user:
        return GONE
    if not label and (found["scheme"] or "").lower() in ("mailto", "tel"):
        label = found["rest"]
    return label.lstrip("@#") or GONE  # an id or an address has no words


def _without_gone(text: str) -> str:
    """Without the marks, and the punctuation that joined them to the rest: "Rolebot, architect?"
    becomes "architect?" and "thanks Rolebot!" becomes "thanks!"."""
    start = text.lstrip(JOINING)
    if GONE in text[: len(text) - len(start)]:
        text = start
    body = text.rstrip(f"?!. {GONE}")
    end = body.rstrip(JOINING)
    rest = text[len(end) :]
    if GONE in rest:
        text = end + "".join(sign for sign in rest if sign in "?!.")
    return _with_single_blanks(BEFORE_END.sub("", text).replace(GONE, " "))


def _undecorated(text: str) -> str:
    for _ in DECORATION:  # each may be nested in any other
        for decorated in DECORATION:
            text = decorated.sub(r"\1", text)
    return text


def _unquoted(text: str) -> str:
    """Without the quotes around all of it; those of two quotations stay."""
    text = text.strip()
    inner = APOSTROPHE.sub("", text[1:-1])
    is_one = f"{text[:1]}{text[-1:]}" in QUOTES and text[0] not in inner and text[-1] not in inner
    return text[1:-1].strip() if is_one else text
