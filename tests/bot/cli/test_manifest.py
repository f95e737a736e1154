"""What Slack is told of the app, and what starts it there."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft7Validator

from bot.cli.main import cli
from bot.live.library import Library
from bot.playground.records import Json
from tests.conftest import PROJECT
from tests.slack import MANIFEST

SCHEMA = PROJECT.parent / "shared" / "slack" / "manifest.schema.2.0.0.json"
MOST_SCOPES = 7


def problems(manifest: Json) -> list[str]:
    """By Slack's own schema."""
    if not SCHEMA.exists():
        pytest.skip("Slack's schema of manifests is not beside the project, in shared/slack")
    schema = json.loads(SCHEMA.read_text())
    return [error.message for error in Draft7Validator(schema).iter_errors(manifest)]


def test_slack_takes_the_manifest() -> None:
    if not SCHEMA.exists():
        pytest.skip(
            "Slack's schema of manifests is not here: it lies beside the project, in shared/"
        )
    schema = json.loads(SCHEMA.read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(MANIFEST)] == []


def test_it_asks_for_no_more_than_it_needs() -> None:
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert len({*scopes["bot"], *scopes["bot_optional"]}) <= MOST_SCOPES
    assert "user" not in scopes
    assert not [scope for scope in scopes["bot"] if "channels" in scope or "email" in scope]
    assert scopes["bot_optional"] == ["users:read"]


def test_nothing_in_it_names_a_role(company: Library) -> None:
    told = json.dumps(MANIFEST["features"]).lower()
    assert not [role.title for role in company.index.roles if role.title.lower() in told]


def test_it_serves_by_socket_mode_with_buttons_and_messages() -> None:
    settings, features = MANIFEST["settings"], MANIFEST["features"]
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert "assistant_view" not in features


def test_the_cli_of_slack_starts_what_serves() -> None:
    hooks = json.loads((PROJECT / ".slack" / "hooks.json").read_text())["hooks"]
    assert hooks["get-manifest"] == "cat manifest.json"
    target = hooks["start"].split()[-1]
    recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", (PROJECT / "Makefile").read_text(), re.M)
    assert recipe
    assert "rolebot serve" in recipe[1]
    assert "serve" in cli.commands


def test_the_readme_gets_to_an_answer_in_at_most_six_steps() -> None:
    section = (PROJECT / "README.md").read_text().partition("## Put it into your Slack")[2]
    steps = re.findall(r"^(\d+)\. ", section.partition("\n## ")[0], re.MULTILINE)
    assert steps
    assert max(map(int, steps)) <= 6


def test_what_a_plan_may_refuse_can_be_deleted() -> None:
    """As the README says: what is left is a whole manifest."""
    manifest = json.loads(json.dumps(MANIFEST))
    del manifest["features"]["agent_view"]
    manifest["oauth_config"]["scopes"]["bot"].remove("assistant:write")
    manifest["settings"]["event_subscriptions"]["bot_events"].remove("agent_session_stopped")
    if not SCHEMA.exists():
        pytest.skip(
            "Slack's schema of manifests is not here: it lies beside the project, in shared/"
        )
    schema = json.loads(SCHEMA.read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(manifest)] == []
