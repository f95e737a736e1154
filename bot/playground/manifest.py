"""What an app's manifest asks for, and so what the workspace sends it and lets it do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Grant:
    """What the app may do and is told of."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: Mapping[str, bool]
    """Each slash command, and whether names in its text are to be escaped."""
    shortcuts: Mapping[str, str]
    """callback_id to "global" or "message"."""
    shortcut_names: Mapping[str, str]
    """What menus call them, by callback_id."""
    interactive: bool
    home_tab: bool
    messages_tab: bool
    """Whether people can write to the bot."""
    is_agent: bool
    name: str

    @classmethod
    def of(cls, manifest: Mapping[str, Any], refused: Iterable[str] = ()) -> Grant:
        """`refused`: optional scopes that the person who installs it does not give."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        optional = set(scopes.get("bot_optional", ())) - set(refused)
        home = features.get("app_home", {})
        return cls(
            scopes=frozenset(scopes.get("bot", ())) | optional,
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands={
                command["command"]: bool(command.get("should_escape"))
                for command in features.get("slash_commands", ())
            },
            shortcuts={
                shortcut["callback_id"]: shortcut["type"]
                for shortcut in features.get("shortcuts", ())
            },
            shortcut_names={
                shortcut["callback_id"]: shortcut.get("name", shortcut["callback_id"])
                for shortcut in features.get("shortcuts", ())
            },
            interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled", True))
            and not home.get("messages_tab_read_only_enabled"),
            is_agent="agent_view" in features,
            name=features.get("bot_user", {}).get("display_name", "bot"),
        )
