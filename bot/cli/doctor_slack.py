"""Checks what the bot needs of Slack and where it keeps things, without posting anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from math import log2
from urllib.error import HTTPError
from urllib.request import urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.cli.doctor import Finding
from bot.kept.keeper import open_keeper
from bot.kept.settings import Keeping
from bot.pages.links import ROUTE
from bot.pages.site import REFUSED, STARTING
from bot.slack.send.calls import reason_of
from bot.slack.settings import Settings
from index.errors import RolebotError

SCOPES = frozenset(("app_mentions:read", "chat:write", "commands", "im:history", "im:write"))
OPTIONAL = {
    "assistant:write": "prompts are not shown",
    "users:read": "guests cannot be told from members",
}
TIMEOUT = 10  # seconds
OWN_TIMEOUT = 5.0  # seconds, for the database and for the bot's own address
MIN_DISTINCT = 8  # characters of a secret that differ from each other
MIN_BITS = 55  # of a secret: one with fewer can be found by trying
MAX_BYTES = 100_000  # that are read of a page
NOT_SET_UP = "not set up: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, see .env.sample"


def examine_slack(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check settings, token, scopes, connection, address and storage, in the order in which the bot
    needs them. Never raises for what it finds."""
    if not any(name.startswith("SLACK_") for name in environ):
        yield Finding("Slack", True, NOT_SET_UP)
        return
    try:
        settings = Settings.from_env(environ)
    except RolebotError as error:
        yield Finding("settings", False, str(error))
        return
    except ExceptionGroup as several:
        yield from (Finding("settings", False, str(error)) for error in several.exceptions)
        return
    client = WebClient(settings.bot_token, base_url=settings.api_url, timeout=TIMEOUT)
    yield from _asked("bot token", lambda: _token(client))
    yield from _asked("scopes", lambda: _scopes(client))
    if settings.is_socket:
        yield from _asked("Socket Mode", lambda: _socket(client, settings.app_token))
    if settings.public_url:
        yield _address(settings.public_url)
    yield from _weak_secrets(settings)
    yield _keeping(environ)


def _weak_secrets(settings: Settings) -> Iterator[Finding]:
    """Report guessable values among the secrets that operators make up themselves."""
    for name, secret in (
        ("LINK_KEY", settings.link_key),
        ("METRICS_TOKEN", settings.metrics_token),
    ):
        if secret and looks_guessable(secret):
            doubt = (
                "It may be guessed: it is short, or has few different characters. "
                "Give a random one, such as: openssl rand -hex 32"
            )
            yield Finding(name, True, doubt, is_doubt=True)


def looks_guessable(secret: str) -> bool:
    """Whether `secret` is short or has few distinct characters. Sixteen random letters and digits
    are never taken for guessable."""
    distinct = len(set(secret))
    return distinct < MIN_DISTINCT or len(secret) * log2(distinct) < MIN_BITS


def _asked(name: str, ask: Callable[[], Finding]) -> Iterator[Finding]:
    try:
        yield ask()
    except SlackApiError as error:
        fix = "Copy it again from your app's page."
        yield Finding(name, False, f"Slack refuses: {reason_of(error)}. {fix}")
    except OSError as error:
        fix = "Check the network."
        yield Finding(name, False, f"Slack cannot be reached: {reason_of(error)}. {fix}")


def _token(client: WebClient) -> Finding:
    account = client.auth_test()
    return Finding("bot token", True, f"{account['user']} in {account['team']}")


def _scopes(client: WebClient) -> Finding:
    """Compare the scopes that the app needs with those in the headers of Slack's response."""
    headers = {name.lower(): value for name, value in client.auth_test().headers.items()}
    given = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")}
    missing = sorted(SCOPES - given)
    if missing:
        fix = "Add them to your app, or paste manifest.json again, and reinstall it."
        return Finding("scopes", False, f"missing: {', '.join(missing)}. {fix}")
    lost = [f"{scope} ({what})" for scope, what in OPTIONAL.items() if scope not in given]
    return Finding("scopes", True, f"without {' and '.join(lost)}" if lost else "all there")


def _socket(client: WebClient, app_token: str) -> Finding:
    """Ask Slack for a connection, without making it."""
    client.apps_connections_open(app_token=app_token)
    return Finding("Socket Mode", True, "Slack gives connections")


def _address(public_url: str) -> Finding:
    """Check whether the bot answers at `public_url`. Failing that is a doubt only: this machine may
    not be able to reach the address, and the bot may not be running yet."""
    try:
        status, page = _opened(f"{public_url}{ROUTE}")
    except (OSError, HTTPException, ValueError) as error:
        cause = getattr(error, "reason", None)
        why = reason_of(cause if isinstance(cause, Exception) else error)
        doubt = f"cannot be reached from here: {why}"
    else:
        if any(notice in page for notice in (REFUSED, STARTING)):
            return Finding("PUBLIC_URL", True, f"the bot answers at {public_url}")
        doubt = f"is answered by something else, with status {status}"
    fix = "If others get there while the bot runs, all is well; if not, let it lead to PORT."
    return Finding("PUBLIC_URL", True, f"{public_url} {doubt}. {fix}", is_doubt=True)


def _opened(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=OWN_TIMEOUT) as answer:  # noqa: S310  of http or https
            return answer.status, answer.read(MAX_BYTES).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, error.read(MAX_BYTES).decode("utf-8", "replace")


def _keeping(environ: Mapping[str, str]) -> Finding:
    """Check whether feedback outlasts a restart."""
    try:
        keeping = Keeping.from_env(environ)
        with open_keeper(keeping) as keeper:
            is_ready = keeper.ready(OWN_TIMEOUT)
            place, problem = keeper.place, keeper.problem
    except RolebotError as error:
        return Finding("what is kept", False, str(error))
    if not place:
        return Finding("what is kept", True, "nothing: set DATA_DIR or DATABASE_URL to keep more")
    if not is_ready:
        return Finding("what is kept", False, problem or f"{place} does not answer")
    lasts = "" if keeping.database_url else "; it has to be on a disk that outlives a restart"
    return Finding("what is kept", True, f"{place}{lasts}")
