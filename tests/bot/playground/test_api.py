"""The Web API of the playground's workspace, called by a real slack_sdk client."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.playground.records import Json
from bot.playground.server import Reply, Request
from bot.playground.workspace import Workspace
from tests.bot.playground.test_workspace import (
    MANIFEST,
    button,
    field,
    modal,
    plain,
    refusal,
    section,
)
from tests.bot.playground.test_workspace import client as client
from tests.bot.playground.test_workspace import workspace as workspace

HOME: Json = {"type": "home", "blocks": [section("Home")]}


def fetch(url: str, body: bytes | None = None) -> bytes:
    with urllib.request.urlopen(url, body, timeout=5) as response:  # noqa: S310 - of our own
        content: bytes = response.read()
        return content


def error_of(call: Callable[[], object]) -> str:
    return str(refusal(call)["error"])


def test_the_bot_is_told_who_it_is(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0BOT", "B0BOT", "T0HOME")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


def test_tokens_are_checked(workspace: Workspace, client: WebClient) -> None:
    base = workspace.base_url
    assert error_of(lambda: WebClient(base_url=base).auth_test()) == "not_authed"
    assert error_of(lambda: WebClient("xoxb-1", base_url=base).auth_test()) == "invalid_auth"
    app = WebClient(workspace.app_token, base_url=base)
    assert error_of(lambda: app.auth_test()) == "not_allowed_token_type"
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        client.apps_connections_open(app_token=workspace.bot_token)
    opened = client.apps_connections_open(app_token=workspace.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")


def test_scopes_are_checked(client: WebClient) -> None:
    refused = refusal(lambda: client.team_info())
    assert (refused["error"], refused["needed"]) == ("missing_scope", "team:read")
    assert "chat:write" in refused["provided"]
    assert client.users_info(user="U1")["user"]["name"] == "ada"
    assert error_of(lambda: client.api_call("no.such")) == "unknown_method"


def test_an_optional_scope_can_be_refused() -> None:
    with Workspace(MANIFEST, mode="http", refused_scopes=["users:read"]) as workspace:
        client = WebClient(workspace.bot_token, base_url=workspace.base_url)
        assert refusal(lambda: client.users_info(user="U0BOT"))["needed"] == "users:read"


def test_messages_are_posted_changed_linked_and_deleted(
    workspace: Workspace, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel="C1", text="One", unfurl_links=False)["ts"]
    reply = client.chat_postMessage(channel="C1", text="Two", thread_ts=ts)["ts"]
    root, answer = workspace.messages("C1", ts)
    assert (root.text, root.thread_ts, root.extra) == ("One", ts, {"unfurl_links": False})
    assert (answer.ts, answer.thread_ts) == (reply, ts)
    client.chat_update(channel="C1", ts=ts, text="Three")
    assert workspace.messages("C1")[0].text == "Three"
    assert workspace.messages("C1")[0].edited_ts
    link = client.chat_getPermalink(channel="C1", message_ts=reply)["permalink"]
    assert link.endswith(f"/archives/C1/p{reply.replace('.', '')}?thread_ts={ts}&cid=C1")
    client.chat_delete(channel="C1", ts=reply)
    assert [one.ts for one in workspace.messages("C1")] == [ts]
    methods = [call.method for call in workspace.calls()]
    assert methods[-2:] == ["chat.getPermalink", "chat.delete"]
    assert workspace.calls("chat.update")[0].args["text"] == "Three"


def test_a_form_is_as_good_as_json(workspace: Workspace) -> None:
    blocks = json.dumps([section("x")])
    body = f"token={workspace.bot_token}&channel=C1&text=Hi&blocks={blocks}".encode()
    assert json.loads(fetch(f"{workspace.base_url}chat.postMessage", body))["ok"]
    assert workspace.messages("C1")[0].blocks[0]["text"]["text"] == "x"


def test_posting_where_one_cannot_is_refused(workspace: Workspace, client: WebClient) -> None:
    workspace.add_channel("C2", with_bot=False)
    workspace.add_channel("C3", kind="private", with_bot=False)
    workspace.add_channel("C4")
    workspace.archive("C4")
    workspace.add_person("U9", kind="deleted")

    def post(channel: str = "C1", **more: object) -> str:
        args: Json = {"text": "x", **more}
        args["channel"] = channel
        return error_of(lambda: client.api_call("chat.postMessage", json=args))

    assert post("C0") == post("C3") == post("U9") == "channel_not_found"
    assert post("C2") == "not_in_channel"
    assert post("C4") == "is_archived"
    assert post(text=" ") == "no_text"
    assert post(text="x" * 40_001) == "msg_too_long"
    assert post(blocks=[section("x" * 2700)] * 5) == "msg_blocks_too_long"
    assert post(thread_ts="1.0") == "invalid_thread_ts"
    assert workspace.messages("C1") == []


def test_invalid_blocks_are_named(workspace: Workspace, client: WebClient) -> None:
    refused = refusal(
        lambda: client.chat_postMessage(channel="C1", text="x", blocks=[section("x" * 3001)])
    )
    what = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert refused["error"] == "invalid_blocks"
    assert refused["errors"] == [what]
    assert refused["response_metadata"] == {"messages": [f"[ERROR] {what}"]}
    unauthorized = WebClient(base_url=workspace.base_url)
    assert unauthorized.blocks_validate(blocks=[section("x")])["ok"]
    assert error_of(lambda: unauthorized.blocks_validate(blocks=[section("")])) == "invalid_blocks"


def test_a_private_message_is_only_for_who_is_there(
    workspace: Workspace, client: WebClient
) -> None:
    ts = client.chat_postEphemeral(channel="C1", user="U1", text="x")["message_ts"]
    assert [one.ts for one in workspace.user("U1").sees("C1")] == [ts]
    assert workspace.user("U2").sees("C1") == []
    update = error_of(lambda: client.chat_update(channel="C1", ts=ts, text="y"))
    assert update == "message_not_found"
    workspace.add_person("U3")
    stranger = error_of(lambda: client.chat_postEphemeral(channel="C1", user="U3", text="x"))
    assert stranger == "user_not_in_channel"


def test_what_others_wrote_is_theirs(workspace: Workspace, client: WebClient) -> None:
    said = workspace.user("U1").says("C1", "x").message
    assert said
    ts = said.ts
    assert error_of(lambda: client.chat_update(channel="C1", ts=ts, text="y")) == (
        "cant_update_message"
    )
    assert error_of(lambda: client.chat_delete(channel="C1", ts=ts)) == "cant_delete_message"
    assert error_of(lambda: client.chat_update(channel="C1", ts="1.0", text="y")) == (
        "message_not_found"
    )


def test_a_direct_conversation_is_opened_once(workspace: Workspace, client: WebClient) -> None:
    channel = client.conversations_open(users="U1")["channel"]["id"]
    assert channel == client.conversations_open(users=["U1"])["channel"]["id"]
    assert channel == workspace.direct("U1")
    client.chat_postMessage(channel="U1", text="x")
    assert [one.text for one in workspace.messages(channel)] == ["x"]
    assert error_of(lambda: client.conversations_open(users="U0")) == "user_not_found"
    ts = workspace.messages(channel)[0].ts
    replies = client.conversations_replies(channel=channel, ts=ts)["messages"]
    assert [one["text"] for one in replies] == ["x"]
    assert refusal(lambda: client.conversations_info(channel="C1"))["needed"] == "channels:read"


def test_a_trigger_opens_one_modal_within_three_seconds(
    workspace: Workspace, client: WebClient
) -> None:
    view = modal(section("x"))

    def open_with(trigger: str) -> str:
        return error_of(lambda: client.views_open(trigger_id=trigger, view=view))

    trigger = workspace.store.new_trigger("U1")
    assert client.views_open(trigger_id=trigger, view=view)["view"]["id"]
    assert open_with(trigger) == "exchanged_trigger_id"
    assert open_with("1.2") == "invalid_trigger_id"
    late = workspace.store.new_trigger("U1")
    workspace.advance(3.1)
    assert open_with(late) == "expired_trigger_id"
    assert len(workspace.modals("U1")) == 1


def test_modals_lie_on_top_of_each_other_three_at_most(
    workspace: Workspace, client: WebClient
) -> None:
    view = modal(section("x"))
    client.views_open(trigger_id=workspace.store.new_trigger("U1"), view=view)
    for _ in range(2):
        client.views_push(trigger_id=workspace.store.new_trigger("U1"), view=view)
    first, second, third = workspace.modals("U1")
    assert (second.previous, third.previous, third.root) == (first.id, second.id, first.id)
    trigger = workspace.store.new_trigger("U1")
    assert error_of(lambda: client.views_push(trigger_id=trigger, view=view)) == (
        "push_limit_reached"
    )


def test_a_view_that_has_changed_is_a_hash_conflict(
    workspace: Workspace, client: WebClient
) -> None:
    old = client.views_publish(user_id="U1", view=HOME)["view"]["hash"]
    client.views_publish(user_id="U1", view=HOME, hash=old)
    assert error_of(lambda: client.views_publish(user_id="U1", view=HOME, hash=old)) == (
        "hash_conflict"
    )
    trigger = workspace.store.new_trigger("U1")
    view = modal(section("x"), external_id="mine")
    opened = client.views_open(trigger_id=trigger, view=view)["view"]
    changed = client.views_update(external_id="mine", view=view, hash=opened["hash"])["view"]
    assert changed["id"] == opened["id"]
    args: Json = {"view_id": opened["id"], "view": view, "hash": opened["hash"]}
    assert error_of(lambda: client.views_update(**args)) == "hash_conflict"
    assert error_of(lambda: client.views_update(view_id="V0", view=view)) == "not_found"
    trigger = workspace.store.new_trigger("U1")
    again = error_of(lambda: client.views_open(trigger_id=trigger, view=view))
    assert again == "duplicate_external_id"


def test_an_update_keeps_what_was_typed(workspace: Workspace, client: WebClient) -> None:
    view = modal(field(), submit=plain("Go"))
    client.views_open(trigger_id=workspace.store.new_trigger("U1"), view=view)
    shown = workspace.modal("U1")
    assert shown
    workspace.user("U1").types(shown, "question", "text", "who?")
    longer = modal(field(), section("x"), submit=plain("Go"))
    updated = client.views_update(view_id=shown.id, view=longer)["view"]
    assert updated["state"]["values"]["question"]["text"]["value"] == "who?"


def test_an_invalid_view_is_refused(workspace: Workspace, client: WebClient) -> None:
    view = modal(section("x"), title=plain("x" * 25))
    trigger = workspace.store.new_trigger("U1")
    refused = refusal(lambda: client.views_open(trigger_id=trigger, view=view))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    assert error_of(lambda: client.views_publish(user_id="U1", view=modal(section("x")))) == (
        "invalid_arguments"
    )


def test_a_home_tab_has_to_be_declared() -> None:
    manifest = {**MANIFEST, "features": {}}
    with Workspace(manifest, mode="http") as workspace:
        ada = workspace.add_person("U1")
        client = WebClient(workspace.bot_token, base_url=workspace.base_url)
        assert error_of(lambda: client.views_publish(user_id="U1", view=HOME)) == "not_enabled"
        assert ada.opens_home().error == "not_enabled"
        assert ada.shortcut("ask").error == "not_declared"


def test_a_status_goes_with_the_answer_or_after_two_minutes(
    workspace: Workspace, client: WebClient
) -> None:
    said = workspace.user("U1").says("C1", "x").message
    assert said
    args: Json = {"channel_id": "C1", "thread_ts": said.ts}
    client.assistant_threads_setStatus(status="is searching …", **args)
    status = workspace.status("C1", said.ts)
    assert status
    assert status.text == "is searching …"
    client.chat_postMessage(channel="C1", text="Found", thread_ts=said.ts)
    assert workspace.status("C1", said.ts) is None
    client.assistant_threads_setStatus(status="is thinking", **args)
    workspace.advance(121)
    assert workspace.status("C1", said.ts) is None
    client.assistant_threads_setStatus(status="again", loading_messages=["a"] * 10, **args)
    client.assistant_threads_setStatus(status="", **args)
    assert workspace.status("C1", said.ts) is None
    many: Json = {"status": "x", "loading_messages": ["a"] * 11, **args}
    assert error_of(lambda: client.assistant_threads_setStatus(**many)) == "invalid_arguments"


def test_prompts_with_a_thread_do_nothing_in_an_agent(
    workspace: Workspace, client: WebClient
) -> None:
    prompts = [{"title": "A", "message": "B"}]
    args: Json = {"channel_id": workspace.direct("U1"), "prompts": prompts}
    assert client.assistant_threads_setSuggestedPrompts(thread_ts="1.0", **args)["ok"]
    assert workspace.prompts("U1") is None
    client.assistant_threads_setSuggestedPrompts(**args)
    assert workspace.prompts("U1") == {"title": None, "prompts": prompts}
    args["prompts"] = prompts * 5
    many = error_of(lambda: client.assistant_threads_setSuggestedPrompts(**args))
    assert many == "invalid_arguments"


def test_titles_and_sessions_are_kept(workspace: Workspace, client: WebClient) -> None:
    channel = workspace.direct("U1")
    client.assistant_threads_setTitle(channel_id=channel, thread_ts="1.0", title="Roles")
    assert workspace.store.titles[channel, "1.0"] == "Roles"
    answer = client.agents_sessions_setStatus(channel_id=channel, thread_ts="1.0", status="active")
    assert answer["ok"]
    assert workspace.store.sessions[channel, "1.0"] == "active"


def test_failures_are_scripted(workspace: Workspace, client: WebClient) -> None:
    workspace.fail("chat.postMessage", "fatal_error", times=2)
    for _ in range(2):
        assert error_of(lambda: client.chat_postMessage(channel="C1", text="x")) == "fatal_error"
    client.chat_postMessage(channel="C1", text="x")
    workspace.fail("chat.postMessage", status=503)
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel="C1", text="y")
    assert error.value.response.status_code == 503
    workspace.fail("chat.postMessage", performs=True)  # done, but the bot does not learn of it
    assert error_of(lambda: client.chat_postMessage(channel="C1", text="z")) == "internal_error"
    assert [one.text for one in workspace.messages("C1")] == ["x", "z"]
    assert [call.ok for call in workspace.calls()] == [False, False, True, False, False]


def test_a_rate_limit_is_waited_for(workspace: Workspace, client: WebClient) -> None:
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    workspace.fail("chat.postMessage", retry_after=1)
    client.chat_postMessage(channel="C1", text="x")
    limited, done = workspace.calls("chat.postMessage")
    assert limited.status == 429
    assert limited.response["error"] == "ratelimited"
    assert done.time - limited.time >= 1


def test_a_slow_method_is_slow_and_does_not_hold_up_the_end(client: WebClient) -> None:
    with Workspace(MANIFEST, mode="http") as workspace:
        quick = WebClient(workspace.bot_token, base_url=workspace.base_url, timeout=1)
        quick.retry_handlers.clear()
        workspace.fail("auth.test", delay=30)
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            quick.auth_test()
    assert time.monotonic() - started < 5


def test_a_reaction_is_given_once(workspace: Workspace) -> None:
    scopes = {"bot": ["chat:write", "reactions:write"]}
    with Workspace({**MANIFEST, "oauth_config": {"scopes": scopes}}, mode="http") as workspace:
        workspace.add_channel("C1")
        client = WebClient(workspace.bot_token, base_url=workspace.base_url)
        ts = client.chat_postMessage(channel="C1", text="x")["ts"]
        client.reactions_add(channel="C1", timestamp=ts, name="eyes")
        assert workspace.messages("C1")[0].reactions == (("U0BOT", "eyes"),)
        again = error_of(lambda: client.reactions_add(channel="C1", timestamp=ts, name="eyes"))
        assert again == "already_reacted"


def test_ids_that_were_left_out_are_filled_in(workspace: Workspace, client: WebClient) -> None:
    unnamed = button("b")
    del unnamed["action_id"]
    block = {"type": "actions", "elements": [unnamed]}
    client.chat_postMessage(channel="C1", text="x", blocks=[block])
    (message,) = workspace.messages("C1")
    assert message.blocks[0]["block_id"]
    assert message.blocks[0]["elements"][0]["action_id"]


def test_pages_can_be_added(workspace: Workspace) -> None:
    def page(request: Request) -> Reply:
        return Reply(f"{request.path} {request.query['q']}".encode(), "text/plain")

    workspace.pages["demo"] = page
    url = workspace.base_url.replace("api/", "demo/one?q=two")
    assert fetch(url) == b"/demo/one two"
