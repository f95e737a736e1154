"""From a setting's text to its value."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.live.logs import Style

LOCAL = ("127.0.0.1", "localhost", "::1")
# Without a user or a query. A proxy may recognise the bot by a path, but not by one of its own.
ADDRESS = re.compile(
    r"""https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?
        (?!.*/(slack/events|roles)/?$) (/[a-z0-9_~-][a-z0-9._~-]*)* /?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
API_URL = "https://slack.com/api/"
ENCRYPT = "Give an address with https; http is for this machine alone (127.0.0.1, localhost)."
MIN_KEY = 16  # characters
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class UnusableError(Exception):
    """Why a value cannot be used, and what to do about it."""


def token(prefix: str, where: str) -> Callable[[str], str]:
    """`where` says how to get one."""

    def parse(value: str) -> str:
        if not value:
            raise UnusableError("It is not set.", where)
        if not value.startswith(prefix):
            raise UnusableError(f"It does not begin with {prefix}.", where)
        return value

    return parse


def signing_secret(value: str) -> str:
    if not value:
        raise UnusableError(
            "It is not set, and neither is SLACK_APP_TOKEN.",
            "For HTTP, copy the Signing Secret from your app's page at api.slack.com/apps: "
            "Basic Information. For Socket Mode, set SLACK_APP_TOKEN instead.",
        )
    return value


def api_url(value: str) -> str:
    if not _is_address(value):
        raise UnusableError("It is no address.", f"Leave it out for {API_URL}")
    if not value.endswith("/api/"):
        raise UnusableError("It does not end in /api/.", f"The default is {API_URL}")
    if _is_open_to_others(value):
        raise UnusableError("It sends the bot's token unencrypted.", f"{ENCRYPT} Or leave it out.")
    return value


def public_url(value: str) -> str:
    if not ADDRESS.fullmatch(value) or not _is_address(value):
        fix = "Give what stands before /slack/events, and no more: https://rolebot.example"
        raise UnusableError("It is no address of a server.", fix)
    if _is_open_to_others(value):
        problem = "Links to pages would be sent unencrypted, with their signature."
        raise UnusableError(problem, ENCRYPT)
    address = urlsplit(value)
    return f"{address.scheme}://{address.netloc.lower()}{address.path.rstrip('/')}"


def link_key(value: str) -> str:
    if len(value) < MIN_KEY:
        fix = f"Give {MIN_KEY} random characters or more, such as: openssl rand -hex 32"
        raise UnusableError("It is too short to be secret.", fix)
    return value


def number(maximum: int, such_as: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit() and int(value[:9]) <= maximum):
            fix = f"Give a whole number up to {maximum}, such as {such_as}."
            raise UnusableError("It cannot be used.", fix)
        return int(value)

    return parse


def style(value: str) -> Style:
    match value.lower():
        case "text" | "json" as name:
            return name
        case _:
            raise UnusableError("It is neither text nor json.", "Leave it out for text.")


def flag(value: str) -> bool:
    if value.lower() not in (*YES, *NO):
        raise UnusableError("It is neither yes nor no.", "Set it to 1, or leave it out.")
    return value.lower() in YES


def _is_address(value: str) -> bool:
    try:
        address = urlsplit(value)
        has_port = address.port is None or address.port > 0
    except ValueError:  # half an IPv6 address, or a port that is too large
        return False
    return address.scheme in ("http", "https") and bool(address.hostname) and has_port


def _is_open_to_others(address: str) -> bool:
    """Whether anybody on the way can read what is sent there."""
    url = urlsplit(address)
    return url.scheme == "http" and url.hostname not in LOCAL
