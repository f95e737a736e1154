"""The settings of `rolebot serve`, which come from the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.answers.suggest import check_suggest_url
from bot.slack import values
from index.errors import SettingsError

HERE = "127.0.0.1"  # for Socket Mode, where the port has only health and metrics
EVERYWHERE = "0.0.0.0"  # noqa: S104 - for HTTP, where Slack's requests come from outside
COPY_IT = (
    "Copy the Bot User OAuth Token, which begins with xoxb-, from your app's page at "
    "api.slack.com/apps: OAuth & Permissions."
)
MAKE_ONE = (
    "Make one with the scope connections:write on your app's page at api.slack.com/apps: "
    "Basic Information, App-Level Tokens. It begins with xapp-. Without it the bot serves HTTP."
)


def _setting(
    name: str, parse: Callable[[str], object], default: object = "", *, is_secret: bool = False
) -> Any:  # noqa: ANN401  as `field`
    """`default` is for a variable that is not set, or empty; `parse` raises UnusableError."""
    return field(default=default, repr=not is_secret, metadata={"name": name, "parse": parse})


def _parsed(name: str, parse: Callable[[str], object], value: str) -> object:
    """Raises SettingsError."""
    try:
        return parse(value)
    except values.UnusableError as error:
        raise SettingsError(name, *error.args) from error


@dataclass(frozen=True, slots=True)
class Settings:
    """Tokens are never shown: not in `repr`, and so in no log."""

    bot_token: str = _setting(
        "SLACK_BOT_TOKEN", values.token("xoxb-", COPY_IT), MISSING, is_secret=True
    )
    # Opens Socket Mode; without it the bot serves HTTP.
    app_token: str = _setting("SLACK_APP_TOKEN", values.token("xapp-", MAKE_ONE), is_secret=True)
    signing_secret: str = _setting("SLACK_SIGNING_SECRET", values.signing_secret, is_secret=True)
    api_url: str = _setting("SLACK_API_URL", values.api_url, values.API_URL)
    host: str = _setting("HOST", str, HERE)
    port: int = _setting("PORT", values.number(65_535, such_as=3000), 3000)
    # Opens /metrics to whoever has it.
    metrics_token: str = _setting("METRICS_TOKEN", str, is_secret=True)
    # Questions a minute from one person; 0 for any number.
    rate_limit: int = _setting("RATE_LIMIT", values.number(100_000, such_as=60), 60)
    log_format: Literal["text", "json"] = _setting("LOG_FORMAT", values.style, "text")
    # Whether guests and people from other organisations get answers, too.
    allow_external: bool = _setting("ALLOW_EXTERNAL", values.flag, False)
    suggest_url: str | None = _setting("SUGGEST_URL", check_suggest_url, None)
    # Where others reach the port: "https://rolebot.example", maybe with a path; without it there
    # are no pages.
    public_url: str = _setting("PUBLIC_URL", values.public_url)
    # Signs links to pages; without it, one of Slack's secrets does.
    link_key: str = _setting("LINK_KEY", values.link_key, is_secret=True)
    # For how many days a link to a page holds; 0 for ever.
    link_days: int = _setting("LINK_DAYS", values.number(3650, such_as=30), 0)

    @property
    def is_socket(self) -> bool:
        return bool(self.app_token)

    @property
    def is_public(self) -> bool:
        """Whether the port can be reached from other machines, if only by a proxy on this one. In
        HTTP mode Slack has to reach it."""
        given = urlsplit(self.public_url).hostname or HERE
        slack = HERE if self.is_socket else urlsplit(self.api_url).hostname
        return not {self.host, given, slack} <= set(values.LOCAL)

    @staticmethod
    def from_env(environ: Mapping[str, str]) -> Settings:
        """Raises SettingsError if one value cannot be used, or an ExceptionGroup of several of
        them."""
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        # Only HTTP needs the secret: in Socket Mode nobody else can send a request.
        is_socket = "SLACK_APP_TOKEN" in given
        required = {"SLACK_BOT_TOKEN"} if is_socket else {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}
        found: dict[str, Any] = {"host": HERE if is_socket else EVERYWHERE}
        problems = []
        for one in fields(Settings):
            name = one.metadata["name"]
            if name in given or name in required:
                try:
                    found[one.name] = _parsed(name, one.metadata["parse"], given.get(name, ""))
                except SettingsError as problem:
                    problems.append(problem)
        if len(problems) > 1:
            raise ExceptionGroup("settings", problems)
        if problems:
            raise problems[0]
        return Settings(**found)
