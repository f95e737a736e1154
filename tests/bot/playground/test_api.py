"""The Web API of the playground's workspace, called by a real slack_sdk client."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.playground.records import Json
from bot.playground.workspace import Workspace
from tests.bot.playground.test_workspace import (
    MANIFEST,
    button,
    field,
    header,
    modal,
    plain,
    refusal,
)
from tests.bot.playground.test_workspace import client as client
from tests.bot.playground.test_workspace import workspace as workspace

HOME: Json = {"type": "home", "blocks": [header("Home")]}


def fetch(url: str, body: bytes | None = None) -> bytes:
    with urllib.request.urlopen(url, body, timeout=5) as response:  # noqa: S310 - of our own
        content: bytes = response.read()
        return content


def error_of(call: Callable[[], object]) -> str:
    return str(refusal(call)["error"])


def test_the_bot_is_told_who_it_is(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0BOT", "B0BOT", "T0HOME")
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


def test_tokens_are_checked(workspace: Workspace, client: WebClient) -> None:
    stranger = WebClient("xoxb-1", base_url=workspace.base_url)
    assert error_of(lambda: stranger.auth_test()) == "invalid_auth"
    with pytest.raises(SlackApiError, match="invalid_auth"):
        client.apps_connections_open(app_token=workspace.bot_token)
    opened = client.apps_connections_open(app_token=workspace.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")


def test_what_the_bot_does_not_call_there_is_not(client: WebClient) -> None:
    assert client.users_info(user="U1")["user"]["name"] == "ada"
    assert error_of(lambda: client.team_info()) == "unknown_method"


def test_an_optional_scope_can_be_refused() -> None:
    with Workspace(MANIFEST, mode="http", refused_scopes=["users:read"]) as workspace:
        client = WebClient(workspace.bot_token, base_url=workspace.base_url)
        assert error_of(lambda: client.users_info(user="U0BOT")) == "missing_scope"


def test_messages_are_posted_into_threads(workspace: Workspace, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C1", text="One")["ts"]
    reply = client.chat_postMessage(channel="C1", text="Two", thread_ts=ts)["ts"]
    root, answer = workspace.messages("C1", ts)
    assert (root.text, root.thread_ts) == ("One", ts)
    assert (answer.ts, answer.thread_ts) == (reply, ts)
    first, second = workspace.calls("chat.postMessage")
    assert (first.args["text"], second.args["thread_ts"]) == ("One", ts)


def test_posting_where_one_cannot_is_refused(workspace: Workspace, client: WebClient) -> None:
    workspace.add_channel("C2", with_bot=False)

    def post(channel: str = "C1", **more: object) -> str:
        args: Json = {"text": "x", **more}
        args["channel"] = channel
        return error_of(lambda: client.api_call("chat.postMessage", json=args))

    assert post("C0") == "invalid_arguments"
    assert post("C2") == "not_in_channel"
    assert post(text=" ") == "no_text"
    assert post(text="x" * 40_001) == "msg_too_long"
    long = {"type": "context", "elements": [plain("x" * 2700)] * 5}
    assert post(blocks=[long]) == "msg_blocks_too_long"
    assert post(thread_ts="1.0") == "invalid_thread_ts"
    assert workspace.messages("C1") == []


def test_invalid_blocks_are_named(workspace: Workspace, client: WebClient) -> None:
    refused = refusal(
        lambda: client.chat_postMessage(channel="C1", text="x", blocks=[header("x" * 151)])
    )
    what = "Expected `str` of length <= 150 [json-pointer:/blocks/0/text/text]"
    assert refused["error"] == "invalid_blocks"
    assert refused["response_metadata"] == {"messages": [f"[ERROR] {what}"]}


def test_a_private_message_is_only_for_who_is_there(
    workspace: Workspace, client: WebClient
) -> None:
    ts = client.chat_postEphemeral(channel="C1", user="U1", text="x")["message_ts"]
    assert [one.ts for one in workspace.user("U1").sees("C1")] == [ts]
    assert workspace.user("U2").sees("C1") == []
    workspace.add_person("U3")
    stranger = error_of(lambda: client.chat_postEphemeral(channel="C1", user="U3", text="x"))
    assert stranger == "user_not_in_channel"


def test_a_direct_conversation_is_written_into_and_read(
    workspace: Workspace, client: WebClient
) -> None:
    channel = workspace.direct("U1")
    ts = client.chat_postMessage(channel="U1", text="x")["ts"]
    assert [one.text for one in workspace.messages(channel)] == ["x"]
    replies = client.conversations_replies(channel=channel, ts=ts, limit=10)["messages"]
    assert [one["text"] for one in replies] == ["x"]


def test_a_trigger_opens_one_modal_within_three_seconds(
    workspace: Workspace, client: WebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = modal(header("x"))

    def open_with(trigger: str) -> str:
        return error_of(lambda: client.views_open(trigger_id=trigger, view=view))

    trigger = workspace.store.new_trigger("U1")
    assert client.views_open(trigger_id=trigger, view=view)["view"]["id"]
    assert open_with(trigger) == "invalid_trigger_id"
    assert open_with("1.2") == "invalid_trigger_id"
    late = workspace.store.new_trigger("U1")
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 3.1)
    assert open_with(late) == "expired_trigger_id"


def test_an_update_keeps_what_was_typed(workspace: Workspace, client: WebClient) -> None:
    view = modal(field(), submit=plain("Go"))
    client.views_open(trigger_id=workspace.store.new_trigger("U1"), view=view)
    shown = workspace.modal("U1")
    assert shown
    workspace.user("U1").types(shown, "question", "text", "who?")
    longer = modal(field(), header("x"), submit=plain("Go"))
    updated = client.views_update(view_id=shown.id, view=longer)["view"]
    assert updated["state"]["values"]["question"]["text"]["value"] == "who?"


def test_an_invalid_view_is_refused(workspace: Workspace, client: WebClient) -> None:
    view = modal(header("x"), title=plain("x" * 25))
    trigger = workspace.store.new_trigger("U1")
    refused = refusal(lambda: client.views_open(trigger_id=trigger, view=view))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == [
        "[ERROR] Expected `str` of length <= 24 [json-pointer:/view/title/text]"
    ]


def test_a_status_goes_with_the_answer(workspace: Workspace, client: WebClient) -> None:
    said = workspace.user("U1").says("C1", "x").message
    assert said
    args: Json = {"channel_id": "C1", "thread_ts": said.ts}
    client.assistant_threads_setStatus(status="is searching …", **args)
    assert workspace.status("C1", said.ts) == "is searching …"
    client.chat_postMessage(channel="C1", text="Found", thread_ts=said.ts)
    assert workspace.status("C1", said.ts) is None
    client.assistant_threads_setStatus(status="again", **args)
    client.assistant_threads_setStatus(status="", **args)
    assert workspace.status("C1", said.ts) is None


def test_a_few_prompts_are_suggested(workspace: Workspace, client: WebClient) -> None:
    prompts = [{"title": "A", "message": "B"}]
    args: Json = {"channel_id": workspace.direct("U1"), "prompts": prompts}
    client.assistant_threads_setSuggestedPrompts(**args)
    suggested = workspace.prompts("U1")
    assert suggested
    assert suggested["prompts"] == prompts
    args["prompts"] = prompts * 5
    many = error_of(lambda: client.assistant_threads_setSuggestedPrompts(**args))
    assert many == "invalid_arguments"


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


def test_ids_that_were_left_out_are_filled_in(workspace: Workspace, client: WebClient) -> None:
    unnamed = button("b")
    del unnamed["action_id"]
    block = {"type": "actions", "elements": [unnamed]}
    client.chat_postMessage(channel="C1", text="x", blocks=[block])
    (message,) = workspace.messages("C1")
    assert message.blocks[0]["block_id"]
    assert message.blocks[0]["elements"][0]["action_id"]


def test_pages_can_be_added(workspace: Workspace) -> None:
    def page(request: Request, body: bytes) -> Response:
        return PlainTextResponse(f"{request.url.path} {request.query_params['q']}")

    workspace.add_page("/demo/one", page)
    assert fetch(f"{workspace.url}/demo/one?q=two") == b"/demo/one two"
