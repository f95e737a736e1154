"""What the environment says about how to serve."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from bot.answers.suggest import check_suggest_url
from bot.live.logs import Style
from index.errors import SettingsError

API_URL = "https://slack.com/api/"
PORT = 3000
MAX_PORT = 65_535
RATE_LIMIT = 60
MAX_RATE = 100_000
HERE = "127.0.0.1"  # in Socket Mode the port only tells how the bot is
EVERYWHERE = "0.0.0.0"  # noqa: S104 - Slack's requests come from outside
LOCAL = (HERE, "localhost", "::1")
# No user, no query. A path may be what a proxy tells the bot by, but none of the bot's own.
ADDRESS = re.compile(
    r"""https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?
        (?!.*/(slack/events|roles)/?$) (/[a-z0-9_~-][a-z0-9._~-]*)* /?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
ENCRYPT = "Give an address with https; http is for this machine alone (127.0.0.1, localhost)."
SHORTEST_KEY = 16  # characters
MAX_LINK_DAYS = 3650
YES, NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """Tokens are never shown: not in `repr`, and so in no log."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    """Of Socket Mode; without it the bot serves HTTP."""
    signing_secret: str = field(default="", repr=False)
    api_url: str = API_URL
    host: str = HERE
    port: int = PORT
    metrics_token: str = field(default="", repr=False)
    """Opens /metrics to whoever has it."""
    rate_limit: int = RATE_LIMIT
    """Questions a minute from one person; 0 for any number."""
    log_format: Style = "text"
    allow_external: bool = False
    """Whether guests and people of other organisations get answers, too."""
    suggest_url: str | None = None
    public_url: str = ""
    """Where others reach the port: "https://rolebot.example", maybe with a path; without it there
    are no pages."""
    link_key: str = field(default="", repr=False)
    """Signs links to pages; without it, a secret of Slack's does."""
    link_days: int = 0
    """For how many days a link to a page holds; 0 for ever."""

    @property
    def is_socket(self) -> bool:
        return bool(self.app_token)

    @property
    def is_public(self) -> bool:
        """Whether others than this machine reach the port, if only by a proxy on it: Slack does,
        unless the bot calls it."""
        given = urlsplit(self.public_url).hostname or HERE
        slack = HERE if self.is_socket else urlsplit(self.api_url).hostname
        return not {self.host, given, slack} <= set(LOCAL)

    @staticmethod
    def from_env(environ: Mapping[str, str]) -> Settings:
        """Raises one SettingsError that names everything that is wrong, or an ExceptionGroup of
        several."""
        read = _Reading(environ)
        settings = Settings(
            bot_token=read.text("SLACK_BOT_TOKEN", _bot_token),
            app_token=read.text("SLACK_APP_TOKEN", _app_token),
            signing_secret=read.text("SLACK_SIGNING_SECRET", _secret_for(environ)),
            api_url=read.text("SLACK_API_URL", _api_url),
            host=read.text("HOST", str) or (HERE if _has_app_token(environ) else EVERYWHERE),
            port=read.parsed("PORT", _number(MAX_PORT, PORT)),
            metrics_token=read.text("METRICS_TOKEN", str),
            rate_limit=read.parsed("RATE_LIMIT", _number(MAX_RATE, RATE_LIMIT)),
            log_format=read.parsed("LOG_FORMAT", _style),
            allow_external=read.parsed("ALLOW_EXTERNAL", _flag),
            suggest_url=read.text("SUGGEST_URL", _suggest_url) or None,
            public_url=read.text("PUBLIC_URL", _public_url),
            link_key=read.text("LINK_KEY", _link_key),
            link_days=read.parsed("LINK_DAYS", _number(MAX_LINK_DAYS, 0, such_as=30)),
        )
        if len(read.problems) > 1:
            raise ExceptionGroup("settings", read.problems)
        if read.problems:
            raise read.problems[0]
        return settings


class _Reading:
    """Collects what is wrong, so that all of it can be said at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[SettingsError] = []

    def text(self, name: str, check: Callable[[str], str]) -> str:
        return self.parsed(name, check) or ""

    def parsed(self, name: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(self._environ.get(name, "").strip())
        except _WrongError as wrong:
            self.problems.append(SettingsError(name, *wrong.args))
            # never seen, since problems are raised
            return None  # type: ignore[return-value]


class _WrongError(Exception):
    """A problem and its fix."""


def _bot_token(value: str) -> str:
    where = (
        "Copy the Bot User OAuth Token, which begins with xoxb-, from your app's page at "
        "api.slack.com/apps: OAuth & Permissions."
    )
    return _token(value, "xoxb-", where, required=True)


def _app_token(value: str) -> str:
    where = (
        "Make one with the scope connections:write on your app's page at api.slack.com/apps: "
        "Basic Information, App-Level Tokens. It begins with xapp-. Without it the bot serves HTTP."
    )
    return _token(value, "xapp-", where, required=False)


def _token(value: str, prefix: str, where: str, required: bool) -> str:
    if not value and required:
        raise _WrongError("It is not set.", where)
    if value and not value.startswith(prefix):
        raise _WrongError(f"It does not begin with {prefix}.", where)
    return value


def _has_app_token(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("SLACK_APP_TOKEN", "").strip())


def _secret_for(environ: Mapping[str, str]) -> Callable[[str], str]:
    """Only HTTP needs it: Socket Mode has no requests that somebody else could send."""

    def check(value: str) -> str:
        if not value and not _has_app_token(environ):
            raise _WrongError(
                "It is not set, and neither is SLACK_APP_TOKEN.",
                "For HTTP, copy the Signing Secret from your app's page at api.slack.com/apps: "
                "Basic Information. For Socket Mode, set SLACK_APP_TOKEN instead.",
            )
        return value

    return check


def _api_url(value: str) -> str:
    if not value:
        return API_URL
    if not _is_address(value):
        raise _WrongError("It is no address.", f"Leave it out for {API_URL}")
    if not value.endswith("/api/"):
        raise _WrongError("It does not end in /api/.", f"The default is {API_URL}")
    if _is_open_to_others(value):
        raise _WrongError("It sends the bot's token unencrypted.", f"{ENCRYPT} Or leave it out.")
    return value


def _is_address(value: str) -> bool:
    try:
        address = urlsplit(value)
        has_port = address.port is None or address.port > 0
    except ValueError:  # half an IPv6 address, or a port above all that there are
        return False
    return address.scheme in ("http", "https") and bool(address.hostname) and has_port


def _is_open_to_others(address: str) -> bool:
    """Whether those on the way can read along."""
    url = urlsplit(address)
    return url.scheme == "http" and url.hostname not in LOCAL


def _number(most: int, default: int, such_as: int = 0) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and int(value[:9]) <= most):
            fix = f"Give a whole number up to {most}, such as {such_as or default}."
            raise _WrongError("It cannot be used.", fix)
        return int(value)

    return parse


def _style(value: str) -> Style:
    match value.lower():
        case "" | "text":
            return "text"
        case "json":
            return "json"
        case _:
            raise _WrongError("It is neither text nor json.", "Leave it out for text.")


def _suggest_url(value: str) -> str:
    try:
        return check_suggest_url(value) if value else value
    except SettingsError as error:
        raise _WrongError(error.problem, error.fix) from error


def _public_url(value: str) -> str:
    if not value:
        return value
    fix = "Give what stands before /slack/events, and no more: https://rolebot.example"
    if not ADDRESS.fullmatch(value) or not _is_address(value):
        raise _WrongError("It is no address of a server.", fix)
    if _is_open_to_others(value):
        raise _WrongError(
            "Links to pages would be sent unencrypted, with their signature.", ENCRYPT
        )
    address = urlsplit(value)
    return f"{address.scheme}://{address.netloc.lower()}{address.path.rstrip('/')}"


def _link_key(value: str) -> str:
    if value and len(value) < SHORTEST_KEY:
        fix = f"Give {SHORTEST_KEY} random characters or more, such as: openssl rand -hex 32"
        raise _WrongError("It is too short to be secret.", fix)
    return value


def _flag(value: str) -> bool:
    if value.lower() not in (*YES, *NO):
        raise _WrongError("It is neither yes nor no.", "Set it to 1, or leave it out.")
    return value.lower() in YES
