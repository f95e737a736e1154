"""Redacts whatever identifies a person, before a text is put to any other use.

In doubt, it removes a word too many rather than one too few. A bare first name ("what does Jane
decide?") looks like any other word, and stays.
"""

from __future__ import annotations

import re
import unicodedata

from index.fold import fold

MAX_READ = 4_000  # characters; more than anybody asks
MAX_KEPT = 500
CUT = " …"

LETTER = r"[^\W\d_]"
NAME = r"[A-Z][\w'’-]*"

# In this order: what Slack writes itself, then what is longest.
RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"<mailto:[^>]*>?", "[e-mail]"),
        (r"<tel:[^>]*>?", "[number]"),
        (r"<#[^>]*>?", "[channel]"),
        (r"<[@!][^>]*>?", "[name]"),
        (r"(?i)<?(?:https?://|www\.)\S*", "[link]"),
        (rf"(?<!\S)[^\s/@]+\.{LETTER}{{2,}}/\S*", "[link]"),
        # jane@example.com, jane @ example.com, jane (at) example (dot) com
        (r'"[^"@]*"@\S*', "[e-mail]"),
        (r"(?<!\S)[^\s@]+@\S*", "[e-mail]"),
        (rf"(?<!\S)[^\s@]+\s@\s?[^\s@]+\.{LETTER}\S*", "[e-mail]"),
        (
            r"(?i)(?<!\S)\S+\s?[(\[{]\s?at\s?[)\]}]\s?\S*(?:\s?[(\[{]\s?dot\s?[)\]}]\s?\S+)*",
            "[e-mail]",
        ),
        # @jane, and @Jane van Doe as Slack shows it
        (rf"@\s?{NAME}(?:\s(?:van|von|de|der|den|di|da|al|el|bin|{NAME}))*\S*", "[name]"),
        (r"@\S*", "[name]"),
        (rf"(?<!\w)(?:Mr|Mrs|Ms|Mx|Dr|Prof|Herr|Frau)\b\.?(?:\s{NAME}){{1,2}}", "[name]"),
        # Slack's ids: U012AB3CD, W…, C…, T…
        (r"(?<![A-Z0-9])(?=[A-Z]*\d)[ABCDEFGSTUW][A-Z0-9]{7,}", "[id]"),
        # Six digits and more: telephones, numbers of staff, times in Slack's logs
        (r"\+?\(?\d(?:[\s().\-/·_−]{0,3}\d){5,}", "[number]"),
    )
)


def redact(text: str) -> str:
    """Return `text` without personal data, on one line of at most 500 characters.

    >>> redact("Does @jane or <@U012AB3CD> approve? Ask jane@example.com, +44 20 7946 0958")
    'Does [name] or [name] approve? Ask [e-mail] [number]'
    """
    whole = _whole_words(_plain(text[:MAX_READ]), len(text) > MAX_READ)
    for pattern, sign in RULES:
        whole = pattern.sub(sign, whole)
    return whole if len(whole) <= MAX_KEPT else whole[: MAX_KEPT - len(CUT)] + CUT


def _plain(text: str) -> str:
    """Remove invisible characters: they would hide a name from the rules, and databases do not
    accept all of them."""
    seen = "".join(" " if c.isspace() else c for c in text)
    folded = unicodedata.normalize("NFKC", seen)
    return fold("".join(c for c in folded if unicodedata.category(c)[0] != "C"))


def _whole_words(text: str, is_cut: bool) -> str:
    """Remove a word that was cut: half of an address would not be recognised as one."""
    return text.rpartition(" ")[0] if is_cut else text
