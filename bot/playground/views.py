"""The Web API's methods for modals and Home tabs."""

from __future__ import annotations

from collections.abc import Mapping

from bot.playground.api import Method, WebApi, required
from bot.playground.blocks import view_problems
from bot.playground.records import APP, BOT, HOME_TEAM, Json, SlackError, View
from bot.playground.state import state_of
from bot.playground.store import Store

MOST_MODALS = 3  # on top of each other


def checked_view(content: object, kind: str) -> Json:
    """The view, if Slack would take it; a SlackError otherwise."""
    problems = view_problems(content)
    if isinstance(content, dict) and not problems:
        if content["type"] == kind:
            return content
        problems = [f"must be a {kind} view [json-pointer:/view/type]"]
    messages = [f"[ERROR] {one}" for one in problems]
    raise SlackError("invalid_arguments", response_metadata={"messages": messages})


def view_payload(store: Store, view: View) -> Json:
    """As Slack shows it in events and answers."""
    optional: Json = {"title": None, "submit": None, "close": None, "private_metadata": ""}
    if view.is_home:
        optional = {"private_metadata": ""}
    return {
        **optional,
        **{"callback_id": "", "external_id": "", "clear_on_close": False, "notify_on_close": False},
        **view.content,
        "id": view.id,
        "team_id": HOME_TEAM,
        "app_id": APP,
        "bot_id": BOT,
        "app_installed_team_id": HOME_TEAM,
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "state": state_of(view.blocks, store.entered.get(("view", view.id), {})),
    }


def open_view(api: WebApi, args: Json) -> Json:
    required(args, "trigger_id")
    content = checked_view(args.get("view"), "modal")
    _is_new(api.store, content)
    trigger = api.store.use_trigger(args["trigger_id"])
    return _shown(api, api.store.open_view(trigger.user, content))


def push_view(api: WebApi, args: Json) -> Json:
    required(args, "trigger_id")
    content = checked_view(args.get("view"), "modal")
    _is_new(api.store, content)
    trigger = api.store.use_trigger(args["trigger_id"])
    if len(api.store.shown_views(trigger.user)) >= MOST_MODALS:
        raise SlackError("push_limit_reached")
    return _shown(api, api.store.push_view(trigger.user, content))


def update_view(api: WebApi, args: Json) -> Json:
    view = _find(api.store, args)
    content = checked_view(args.get("view"), "home" if view.is_home else "modal")
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict")
    return _shown(api, api.store.change_view(view, content))


def publish_view(api: WebApi, args: Json) -> Json:
    user = api.store.person(required(args, "user_id"))
    if not api.grant.home_tab:
        raise SlackError("not_enabled")
    content = checked_view(args.get("view"), "home")
    there = api.store.views.get(api.store.homes.get(user.id, ""))
    if there and args.get("hash") and args["hash"] != there.hash:
        raise SlackError("hash_conflict")
    return _shown(api, api.store.publish(user.id, content))


def _shown(api: WebApi, view: View) -> Json:
    return {"view": view_payload(api.store, view)}


def _is_new(store: Store, content: Json) -> None:
    name = content.get("external_id")
    if name and any(view.content.get("external_id") == name for view in store.views.values()):
        raise SlackError("duplicate_external_id")


def _find(store: Store, args: Json) -> View:
    for view in store.views.values():
        names = (view.id, view.content.get("external_id"))
        if (args.get("view_id") or args.get("external_id") or "") in names:
            return view
    raise SlackError("not_found")


METHODS: Mapping[str, Method] = {
    "views.open": Method(open_view),
    "views.push": Method(push_view),
    "views.update": Method(update_view),
    "views.publish": Method(publish_view),
}
