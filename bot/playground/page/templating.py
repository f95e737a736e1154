"""The page's templates, which escape whatever they are given."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2s
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined


def create_environment(name_of: Callable[[str], str]) -> Environment:
    """`name_of` knows people by their ids."""
    environment = Environment(
        loader=PackageLoader("bot.playground.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        clock=clock,
        ident_of=ident_of,
        pretty=pretty,
        said=html.unescape,  # a message's text has `&`, `<` and `>` escaped
        web=web,
        name_of=name_of,
    )
    return environment


def clock(at: float | str, precisely: bool = False) -> str:
    """Local time, of seconds since 1970 or of a message's `ts`."""
    when = datetime.fromtimestamp(float(at)).astimezone()
    return f"{when:%H:%M:%S}.{when.microsecond // 1000:03}" if precisely else f"{when:%H:%M}"


def ident_of(names: tuple[str, ...]) -> str:
    """An id for the page that is always the same for the same names."""
    return f"e{blake2s(repr(names).encode(), digest_size=8).hexdigest()}"


def pretty(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def web(url: str) -> str:
    """An address that can be followed, "" for any other.

    >>> web("javascript:alert(1)")
    ''
    """
    return url if urlsplit(url).scheme in ("http", "https") else ""
