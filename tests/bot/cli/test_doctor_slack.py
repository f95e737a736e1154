"""`rolebot doctor` on what the bot needs of Slack, asked of an imitated one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.doctor_slack import OPTIONAL, SCOPES, examine_slack
from bot.live.library import Library
from bot.playground.workspace import Workspace
from tests.slack import MANIFEST, running_bot


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace(MANIFEST, mode="socket") as workspace:
        yield workspace


def environ(workspace: Workspace, **more: str) -> dict[str, str]:
    tokens = {"SLACK_BOT_TOKEN": workspace.bot_token, "SLACK_APP_TOKEN": workspace.app_token}
    return {**tokens, "SLACK_API_URL": workspace.base_url, **more}


def findings(environ: dict[str, str]) -> dict[str, tuple[bool, str]]:
    return {found.name: (found.ok, found.detail) for found in examine_slack(environ)}


def test_without_any_token_it_says_how_to_begin() -> None:
    assert findings({"PATH": "/bin"}) == {
        "Slack": (True, "not set up: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, see .env.sample")
    }


def test_what_is_whole_is_said_to_be(workspace: Workspace, tmp_path: Path) -> None:
    found = findings(environ(workspace, DATA_DIR=str(tmp_path)))
    assert all(ok for ok, _ in found.values())
    assert found["bot token"][1] == "Rolebot in Playground"
    assert found["scopes"][1] == "all there"
    assert found["Socket Mode"][1] == "Slack gives connections"
    assert "outlives a restart" in found["what is kept"][1]
    assert {call.method for call in workspace.calls()} == {"auth.test", "apps.connections.open"}


def test_tokens_that_slack_refuses_are_named(workspace: Workspace) -> None:
    others = {"SLACK_BOT_TOKEN": "xoxb-of-another", "SLACK_APP_TOKEN": "xapp-x"}
    found = findings(environ(workspace) | others)
    assert found["bot token"] == (
        False,
        "Slack refuses: invalid_auth. Copy it again from your app's page.",
    )
    assert not found["Socket Mode"][0]
    assert "xoxb-of-another" not in str(found)


def test_settings_that_cannot_be_used_are_all_named() -> None:
    found = list(examine_slack({"SLACK_BOT_TOKEN": "x", "PORT": "y"}))
    assert [finding.name for finding in found] == ["settings"] * 3
    assert not any(finding.ok for finding in found)


def test_missing_scopes_are_named_with_what_does_not_work() -> None:
    scopes = {"bot": ["chat:write", "commands", "im:history", "im:write"]}
    with Workspace({**MANIFEST, "oauth_config": {"scopes": scopes}}, mode="socket") as workspace:
        ok, detail = findings(environ(workspace))["scopes"]
    assert not ok
    assert detail.startswith("missing: app_mentions:read.")
    with Workspace(MANIFEST, mode="socket", refused_scopes=["users:read"]) as workspace:
        ok, detail = findings(environ(workspace))["scopes"]
    assert ok
    assert detail == "without users:read (guests cannot be told from members)"


def test_slack_out_of_reach_is_said() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    found = findings({**tokens, "SLACK_API_URL": "http://127.0.0.1:1/api/"})
    reason = "Slack cannot be reached: URLError. Check the network."
    assert found["bot token"] == (False, reason)


def test_the_public_address_is_looked_at_and_out_of_reach_no_more_than_a_doubt(
    workspace: Workspace, company: Library
) -> None:
    def doubts(address: str) -> list[tuple[bool, str]]:
        found = examine_slack(environ(workspace, PUBLIC_URL=address))
        return [(one.ok and one.is_doubt, one.detail) for one in found if one.name == "PUBLIC_URL"]

    assert doubts("") == []
    ((is_doubt, detail),) = doubts("http://127.0.0.1:1")
    assert is_doubt
    assert detail.startswith("http://127.0.0.1:1 cannot be reached from here: ConnectionRefused")
    ((is_doubt, detail),) = doubts(workspace.url.rstrip("/"))
    assert is_doubt
    assert "is answered by something else, with status" in detail
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/tools"
    with running_bot(company, "socket", more={"port": port, "public_url": address}):
        assert doubts(address) == [(False, f"the bot answers at {address}")]


@pytest.mark.parametrize("name", ["LINK_KEY", "METRICS_TOKEN"])
@pytest.mark.parametrize(
    ("secret", "is_weak"),
    [
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", True),
        ("changemechangemechangemechangeme", True),
        ("1234567890123456", True),
        ("passwordpassword", True),
        ("abcdefghabcdefgh", True),
        ("Xq7rTz2mKw9bLc4v", False),
        ("3f9a0c5d7e1b2486f0a9c8b7d6e5f413", False),
        ("9b1de3f0a7c24856b3e91f7d0c8a5426" * 2, False),
        ("", False),
    ],
)
def test_a_secret_that_may_be_guessed_is_a_doubt(
    workspace: Workspace, name: str, secret: str, is_weak: bool
) -> None:
    found = examine_slack(environ(workspace, **{name: secret}))
    told = [(one.is_doubt, one.detail) for one in found if one.name == name]
    doubt = (
        "It may be guessed: it is short, or has few different characters. "
        "Give a random one, such as: openssl rand -hex 32"
    )
    assert told == ([(True, doubt)] if is_weak else [])
    assert not secret or secret not in str(told)


def test_a_database_that_cannot_be_used_is_a_problem(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ok, detail = findings(environ(workspace, DATA_DIR=str(tmp_path / "file")))["what is kept"]
    assert not ok
    assert detail


def test_the_scopes_are_those_of_the_manifest() -> None:
    asked = MANIFEST["oauth_config"]["scopes"]
    assert {*asked["bot"], *asked["bot_optional"]} == SCOPES | OPTIONAL.keys()
    assert len(SCOPES | OPTIONAL.keys()) <= 7
