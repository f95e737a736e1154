"""Checks of what the bot needs of Slack, and of where it keeps things; nothing is posted."""

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
PATIENCE = 5.0  # seconds, for the database and for the bot's own address
LEAST_DIFFERENT = 8  # characters, in a secret
LEAST_BITS = 55  # as many as a password has that is just out of reach
MOST_READ = 100_000  # bytes of a page
NOT_SET_UP = "not set up: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, see .env.sample"


def examine_slack(environ: Mapping[str, str]) -> Iterator[Finding]:
    """In the order in which things are needed. Never raises for what it finds."""
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
    """Of those that people make up."""
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
    """Short, or of few different characters, as none of 16 random letters and digits is."""
    different = len(set(secret))
    return different < LEAST_DIFFERENT or len(secret) * log2(different) < LEAST_BITS


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
    told = client.auth_test()
    return Finding("bot token", True, f"{told['user']} in {told['team']}")


def _scopes(client: WebClient) -> Finding:
    """As Slack tells with every answer."""
    headers = {name.lower(): value for name, value in client.auth_test().headers.items()}
    given = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")}
    missing = sorted(SCOPES - given)
    if missing:
        fix = "Add them to your app, or paste manifest.json again, and reinstall it."
        return Finding("scopes", False, f"missing: {', '.join(missing)}. {fix}")
    lost = [f"{scope} ({what})" for scope, what in OPTIONAL.items() if scope not in given]
    return Finding("scopes", True, f"without {' and '.join(lost)}" if lost else "all there")


def _socket(client: WebClient, app_token: str) -> Finding:
    """A connection is asked for, and not made."""
    client.apps_connections_open(app_token=app_token)
    return Finding("Socket Mode", True, "Slack gives connections")


def _address(public_url: str) -> Finding:
    """Whether the bot answers there. Its own machine may not get there, and it may not run yet."""
    fix = "If others get there while the bot runs, all is well; if not, let it lead to PORT."
    try:
        status, page = _opened(f"{public_url}{ROUTE}")
    except (OSError, HTTPException, ValueError) as error:
        cause = getattr(error, "reason", None)
        why = reason_of(cause if isinstance(cause, Exception) else error)
        doubt = f"{public_url} cannot be reached from here: {why}. {fix}"
        return Finding("PUBLIC_URL", True, doubt, is_doubt=True)
    if not any(said in page for said in (REFUSED, STARTING)):
        doubt = f"{public_url} is answered by something else, with status {status}. {fix}"
        return Finding("PUBLIC_URL", True, doubt, is_doubt=True)
    return Finding("PUBLIC_URL", True, f"the bot answers at {public_url}")


def _opened(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310  of http or https
            return answer.status, answer.read(MOST_READ).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, error.read(MOST_READ).decode("utf-8", "replace")


def _keeping(environ: Mapping[str, str]) -> Finding:
    """Whether feedback outlasts a restart."""
    try:
        keeping = Keeping.from_env(environ)
        with open_keeper(keeping) as keeper:
            is_ready = keeper.ready(PATIENCE)
            place, problem = keeper.place, keeper.problem
    except RolebotError as error:
        return Finding("what is kept", False, str(error))
    if not place:
        return Finding("what is kept", True, "nothing: set DATA_DIR or DATABASE_URL to keep more")
    if not is_ready:
        return Finding("what is kept", False, problem or f"{place} does not answer")
    lasts = "" if keeping.database_url else "; it has to be on a disk that outlives a restart"
    return Finding("what is kept", True, f"{place}{lasts}")
