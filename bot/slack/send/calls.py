"""Calls of the Web API: which of them may be repeated, and what it means when one fails."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from itertools import chain, repeat
from typing import TypeVar
from urllib.parse import urljoin

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import (
    ConnectionErrorRetryHandler,
    HttpRequest,
    HttpResponse,
    RateLimitErrorRetryHandler,
    RetryState,
)
from slack_sdk.http_retry.builtin_handlers import ServerErrorRetryHandler

from bot.slack.send.seal import Seal
from index.errors import SettingsError

T = TypeVar("T")

log = logging.getLogger(__name__)

# slack_sdk logs several lines for each call that fails; whoever makes the call logs why it failed.
SILENT = logging.getLogger("bot.slack.sdk")
SILENT.setLevel(logging.CRITICAL)

TIMEOUT = 10  # seconds for one call
PATIENCE = 1  # seconds for a call that an answer waits for
RETRIES = 2  # after a 429
BACKOFF_SECONDS = (1, 2, 5, 10, 30)  # between attempts to reach Slack at all
MAX_WAIT = 30  # seconds that Slack may ask us to wait; later nobody waits for an answer any more
# The call came to nothing, as far as is known. What came back may not even be HTTP, or text.
REFUSED = (OSError, HTTPException, SlackClientError, ValueError)
# Where Slack's `response_url`s lead, including those of its cloud for authorities.
OF_SLACK = re.compile(
    r"https://([a-z0-9-]+\.)*slack(-gov)?\.com(:443)?/.*", re.ASCII | re.IGNORECASE
)
NAME = re.compile(r"[a-z][a-z_0-9]*")  # of an error
# Errors that will pass, or after which some or all of the call may have been carried out.
UNSURE = frozenset(
    {"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"}
)


class Patient(RateLimitErrorRetryHandler):
    """Repeats a call that Slack did not take (429) when Slack says to, unless that is too late."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=RETRIES)

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        waits = {name.lower(): values for name, values in response.headers.items()}
        wait = "".join(waits.get("retry-after", ["1"]))
        return wait.isascii() and wait.isdigit() and int(wait) <= MAX_WAIT


@dataclass(frozen=True, slots=True)
class Clients:
    """`posting` never sends anything twice that may have arrived. `repeating` is for calls that do
    no harm if they are repeated, `hasty` for those that an answer waits for but can do without.
    The `seal` is for everything that is sent."""

    posting: WebClient
    repeating: WebClient
    hasty: WebClient
    seal: Seal

    @classmethod
    def of(cls, token: str, api_url: str, signing_secret: str = "") -> Clients:
        client = partial(WebClient, token, base_url=api_url, logger=SILENT)
        again = [ConnectionErrorRetryHandler(), ServerErrorRetryHandler(), Patient()]
        return cls(
            client(timeout=TIMEOUT, retry_handlers=[Patient()]),
            client(timeout=TIMEOUT, retry_handlers=again),
            client(timeout=PATIENCE, retry_handlers=[]),
            Seal.of(signing_secret or token),
        )


def is_of_slack(url: str, api_url: str) -> bool:
    """Whether this leads to Slack, or to where its Web API is. Whoever could make the bot call
    other addresses could reach everything that the bot reaches."""
    return bool(OF_SLACK.fullmatch(url)) or url.startswith(urljoin(api_url, "/"))


def try_call(
    what: str, call: Callable[..., object], level: int = logging.WARNING, **arguments: object
) -> Exception | None:
    """Make the call. If Slack or the network refuses it, log `what` has not been done and why, and
    return the error."""
    try:
        call(**arguments)
    except REFUSED as error:
        log.log(level, "%s: %s", what, reason_of(error))
        return error
    return None


def until_reached(
    call: Callable[[], T], wait: Callable[[float], bool], setting: str, fix: str
) -> T | None:
    """What `call` returns once Slack can be reached. `wait` waits so many seconds and returns
    whether to give up, in which case the result is None. Raises SettingsError if Slack refuses the
    token, which comes from this `setting`."""
    delays = chain(BACKOFF_SECONDS, repeat(BACKOFF_SECONDS[-1]))
    while True:
        try:
            return call()
        except Exception as error:  # slack_sdk raises all kinds
            if is_told(error):
                reason = f"Slack refuses it: {reason_of(error)}."
                raise SettingsError(setting, reason, fix) from error
            seconds = next(delays)
            log.warning("Slack cannot be reached (%s), next try in %s s", reason_of(error), seconds)
        if wait(seconds):
            return None


def is_told(error: Exception) -> bool:
    """Whether Slack itself said that it did not do it, and why; otherwise it may have."""
    if not isinstance(error, SlackApiError) or error.response.status_code != 200:
        return False
    return bool(_name_of(error)) and _name_of(error) not in UNSURE


def is_known_lost(error: Exception) -> bool:
    """Whether nothing was done for sure: Slack said so, or that it takes nothing for now (429)."""
    is_limit = isinstance(error, SlackApiError) and error.response.status_code == 429
    return is_limit or is_told(error)


def is_timeout(error: Exception) -> bool:
    """Whether there was no response in time."""
    return isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", 0), TimeoutError)


def reason_of(error: Exception) -> str:
    """Why a call failed, without its payload, which may hold what was asked."""
    if isinstance(error, SlackApiError):
        return _name_of(error) or f"status {error.response.status_code}, not by Slack"
    return type(error).__name__


def _name_of(error: SlackApiError) -> str:
    """The name of Slack's error, "" if something other than Slack has answered."""
    answer = error.response.data
    name = str(answer.get("error")) if isinstance(answer, Mapping) else ""
    return name if NAME.fullmatch(name) else ""
