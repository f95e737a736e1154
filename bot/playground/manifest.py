"""What an app's manifest asks for, and so what the workspace sends it and lets it do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Grant:
    """What the app may do and is told of."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    shortcuts: Mapping[str, str]
    """What the menu for everything calls each, by callback_id."""
    message_shortcuts: Mapping[str, str]
    """What a message's own menu calls each, by callback_id."""

    @classmethod
    def of(cls, manifest: Mapping[str, Any], refused: Iterable[str] = ()) -> Grant:
        """`refused`: optional scopes that the person who installs it does not give."""
        features = manifest["features"]
        scopes = manifest["oauth_config"]["scopes"]
        optional = set(scopes.get("bot_optional", ())) - set(refused)

        def shortcuts(kind: str) -> dict[str, str]:
            there = features.get("shortcuts", ())
            return {one["callback_id"]: one["name"] for one in there if one["type"] == kind}

        return cls(
            name=features["bot_user"]["display_name"],
            scopes=frozenset(scopes["bot"]) | optional,
            events=frozenset(manifest["settings"]["event_subscriptions"]["bot_events"]),
            commands=frozenset(one["command"] for one in features.get("slash_commands", ())),
            shortcuts=shortcuts("global"),
            message_shortcuts=shortcuts("message"),
        )
