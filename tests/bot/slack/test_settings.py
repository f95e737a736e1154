"""What the environment says about how to serve."""

from __future__ import annotations

import re

import pytest

from bot.slack.settings import Settings
from index.errors import SettingsError
from tests.conftest import PROJECT

HTTP = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_SIGNING_SECRET": "5ec"}
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}


def test_an_app_token_means_socket_mode_and_none_http() -> None:
    assert Settings.from_env(SOCKET).is_socket
    settings = Settings.from_env(HTTP)
    assert not settings.is_socket
    assert settings.port == 3000
    assert settings.api_url == "https://slack.com/api/"
    assert not settings.allow_external


def test_white_space_around_a_value_does_not_matter() -> None:
    settings = Settings.from_env({**SOCKET, "SLACK_BOT_TOKEN": " xoxb-1 \n", "PORT": "8080 "})
    assert (settings.bot_token, settings.port) == ("xoxb-1", 8080)


def test_in_socket_mode_the_port_is_for_this_machine_alone() -> None:
    assert Settings.from_env(SOCKET).host == "127.0.0.1"
    assert Settings.from_env({**SOCKET, "HOST": "0.0.0.0"}).is_public  # noqa: S104
    for nothing in ("", " "):
        assert Settings.from_env({**HTTP, "SLACK_APP_TOKEN": nothing}).host == "0.0.0.0"  # noqa: S104


def test_an_address_for_others_makes_the_port_public_whatever_it_is_bound_to() -> None:
    assert not Settings.from_env(SOCKET).is_public
    assert Settings.from_env({**SOCKET, "PUBLIC_URL": "https://rolebot.example"}).is_public
    assert not Settings.from_env({**SOCKET, "PUBLIC_URL": "http://localhost:3000"}).is_public


def test_where_slack_reaches_the_port_by_a_proxy_it_is_public_too() -> None:
    local = {**HTTP, "HOST": "127.0.0.1"}
    assert Settings.from_env(local).is_public
    assert not Settings.from_env({**local, "SLACK_API_URL": "http://127.0.0.1:3001/api/"}).is_public
    assert not Settings.from_env({**SOCKET, "HOST": "localhost"}).is_public


def test_every_problem_is_told_at_once_with_where_to_get_the_value() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        Settings.from_env({"SLACK_APP_TOKEN": "xoxb-1", "PORT": "http"})
    assert [str(error) for error in raised.value.exceptions] == [
        "SLACK_BOT_TOKEN: It is not set. Copy the Bot User OAuth Token, which begins with xoxb-, "
        "from your app's page at api.slack.com/apps: OAuth & Permissions.",
        "SLACK_APP_TOKEN: It does not begin with xapp-. Make one with the scope connections:write "
        "on your app's page at api.slack.com/apps: Basic Information, App-Level Tokens. It begins "
        "with xapp-. Without it the bot serves HTTP.",
        "PORT: It cannot be used. Give a whole number up to 65535, such as 3000.",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1"),
        ("SLACK_SIGNING_SECRET", ""),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "²"),
        ("SLACK_API_URL", "slack.com/api/"),
        ("SLACK_API_URL", "https://slack.com/"),
        ("SLACK_API_URL", "http://[::/api/"),
        ("SLACK_API_URL", "http://slack.com/api/"),
        ("SLACK_API_URL", "HTTP://slack.com/api/"),
        ("SLACK_API_URL", "http://127.0.0.1.evil.example/api/"),
        ("SLACK_API_URL", "http://127.0.0.1@evil.example/api/"),
        ("SLACK_API_URL", "http://10.0.0.7:3001/api/"),
        ("PUBLIC_URL", "http://rolebot.example"),
        ("PUBLIC_URL", "http://rolebot.example:8080/tools"),
        ("PUBLIC_URL", "http://localhost.evil.example"),
        ("PUBLIC_URL", "http://[2001:db8::1]"),
        ("ALLOW_EXTERNAL", "perhaps"),
        ("SUGGEST_URL", "https://example.org/{who}"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_alone(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_env({**HTTP, name: value})
    assert raised.value.place == name


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST:3001"])
def test_on_this_machine_nothing_has_to_be_encrypted(host: str) -> None:
    addresses = {"PUBLIC_URL": f"http://{host}", "SLACK_API_URL": f"http://{host}/api/"}
    settings = Settings.from_env({**HTTP, **addresses})
    assert settings.public_url == f"http://{host.lower()}"
    assert settings.api_url == f"http://{host}/api/"


def test_what_would_be_sent_unencrypted_is_told_with_what_to_give_instead() -> None:
    there = {"PUBLIC_URL": "http://rolebot.example", "SLACK_API_URL": "http://slack.com/api/"}
    with pytest.raises(ExceptionGroup) as raised:
        Settings.from_env({**HTTP, **there})
    assert [str(error) for error in raised.value.exceptions] == [
        "SLACK_API_URL: It sends the bot's token unencrypted. Give an address with https; http is "
        "for this machine alone (127.0.0.1, localhost). Or leave it out.",
        "PUBLIC_URL: Links to pages would be sent unencrypted, with their signature. Give an "
        "address with https; http is for this machine alone (127.0.0.1, localhost).",
    ]


def test_tokens_are_never_shown() -> None:
    shown = repr(Settings.from_env({**HTTP, **SOCKET}))
    assert "secret" not in shown
    assert "5ec" not in shown
    with pytest.raises(SettingsError) as raised:
        Settings.from_env({**HTTP, "SLACK_BOT_TOKEN": "topsecret"})
    assert "topsecret" not in str(raised.value)


def test_the_sample_file_names_what_has_to_be_set() -> None:
    sample = (PROJECT / ".env.sample").read_text()
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", sample, re.MULTILINE))
    assert {*HTTP, *SOCKET, "PORT"} <= named
