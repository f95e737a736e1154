"""Makes text from documents and people safe to show."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Characters by which a document could control whatever shows it: control characters, changes of
# writing direction, and lone surrogates, which cannot be encoded.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace white space with spaces and other control characters with a visible sign, one for
    one, so that marks keep their places."""
    return CONTROL.sub(lambda m: " " if m[0].isspace() else "\N{REPLACEMENT CHARACTER}", text)


def web_address(href: str | None) -> str | None:
    """`href` if it is an absolute web address, else None, since an address relative to the document
    leads nowhere from where it is shown.

    >>> web_address("https://a.example/b"), web_address("b.md"), web_address("javascript:x")
    ('https://a.example/b', None, None)
    """
    if not href or CONTROL.search(href):
        return None
    try:
        address = urlsplit(href)
        is_web = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        return None
    return href if is_web else None
