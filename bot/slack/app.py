"""The Bolt app: a table of what can happen in Slack and who listens."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.render.slack import actions, notices
from bot.render.slack.message import Message
from bot.render.slack.modals import answer_view
from bot.slack.listeners.bot import Bot
from bot.slack.listeners.controls import Controls
from bot.slack.listeners.feedback import Feedback
from bot.slack.listeners.home import HomeTab
from bot.slack.listeners.questions import Questions
from bot.slack.metrics import Metrics
from bot.slack.send.calls import SILENT
from bot.slack.send.seal import ForgedError, Seal
from bot.slack.send.work import Work, report
from index.deadline import Deadline

log = logging.getLogger(__name__)

COMMAND = "/role"
# Bolt takes these from the environment, whatever it is given: the last two would make it drop our
# token and wait for OAuth.
BEHIND_OUR_BACK = ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
MAX_WAIT = 2.0  # seconds for a command; Slack gives up after three
MAX_WORK = 2.7  # seconds, until which whoever waits for the acknowledgement has to be told


def create_app(bot: Bot) -> App:
    """Listeners do nothing that takes long but answer a command, which takes milliseconds, so they
    run before the acknowledgement; all else is `Work`. Thus nothing waits for one of Bolt's five
    threads, and no failure behind an acknowledgement can undo it."""
    home, client = bot.home, bot.clients.posting
    installed = AuthorizeResult(
        enterprise_id=home.enterprise,
        team_id=home.team,
        bot_user_id=home.bot_user,
        bot_id=home.bot_id,
        bot_token=client.token,
    )
    with _hidden(BEHIND_OUR_BACK):
        app = App(
            # for Bolt's own needs; it gets the token with each request
            client=WebClient(
                base_url=client.base_url, timeout=client.timeout, logger=SILENT, retry_handlers=[]
            ),
            authorize=lambda: installed,
            request_verification_enabled=False,  # `web` has checked what comes by HTTP
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            attaching_conversation_kwargs_enabled=False,  # would read threads back from Slack
            logger=logging.getLogger("bot.slack.bolt"),
        )
    app.error(on_error)
    _listen(app, bot)
    return app


@contextmanager
def _hidden(names: Iterable[str]) -> Iterator[None]:
    """Variables of the environment, for a moment."""
    there = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(there)


def _listen(app: App, bot: Bot) -> None:
    questions, controls, home_tab = Questions(bot), Controls(bot), HomeTab(bot)
    feedback = Feedback(bot)

    behind = [_if_room(bot.work, bot.desk.metrics)]
    pressed = [*behind, _if_ours(bot.clients.seal, controls.not_mine)]
    sent = [_if_ours(bot.clients.seal, _not_mine)]

    app.command(COMMAND)(questions.command)
    app.event("app_mention", middleware=behind)(questions.mention)
    app.event("message", middleware=behind)(questions.message)
    app.event("app_home_opened", middleware=behind)(home_tab.opened)
    app.event("agent_session_stopped")(home_tab.stopped)
    app.shortcut(actions.ASK_ROLE, middleware=behind)(home_tab.ask_role)
    app.shortcut(actions.FIND_OWNER, middleware=behind)(home_tab.find_owner)
    app.view(actions.ASK_ROLE, middleware=sent)(home_tab.asked)
    app.view(actions.REASON, middleware=sent)(feedback.reason)
    app.options(actions.ROLE_PICK)(home_tab.options)
    for name, listener in {
        actions.MORE: controls.more,
        actions.MENU: controls.menu,
        actions.SECTION: controls.section,
        actions.ROLE: controls.role,
        actions.ROLE_PICK: controls.role,
        actions.ASK: controls.ask,
        actions.SEARCH: controls.ask,
        actions.IN_THREAD: controls.in_thread,
        actions.FEEDBACK: feedback.thumb,
        actions.HELPFUL: feedback.helpful,
        actions.UNHELPFUL: feedback.unhelpful,
    }.items():
        app.action(_named(name), middleware=pressed)(listener)
    for name in actions.OPEN, actions.SUGGEST:
        app.action(_named(name))(controls.nothing)


def _named(action: str) -> re.Pattern[str]:
    """Several of a kind in one block have a number behind their name."""
    return re.compile(rf"^{action}(_\d+)?$")


def _if_room(work: Work, metrics: Metrics) -> Callable[..., BoltResponse | None]:
    """Before anything is put into `work`. What there is no room for is not acknowledged: an event
    is sent again, and by a button or a shortcut Slack itself shows that it did not work, which
    takes no call of the Web API, by which `work` is held up."""

    def middleware(next_: Callable[[], None], body: dict[str, Any]) -> BoltResponse | None:
        if work.has_room:
            next_()
            return None
        metrics.postponed()
        log.warning("Too much is waiting: not taken now: %s", _kind_of(body))
        return BoltResponse(status=503, body="")

    return middleware


def _if_ours(
    seal: Seal, refuse: Callable[[Ack, dict[str, Any]], BoltResponse]
) -> Callable[..., BoltResponse | None]:
    """Before anything is made of what Slack held for the bot: takes the signatures off."""

    def middleware(
        next_: Callable[[], None], ack: Ack, body: dict[str, Any]
    ) -> BoltResponse | None:
        try:
            body.update(seal.opened(body))
        except ForgedError:
            log.warning("Not signed by this bot: %s", _kind_of(body))
            return refuse(ack, body)
        next_()
        return None

    return middleware


def _not_mine(ack: Ack, body: dict[str, Any]) -> BoltResponse:
    """In place of the form that was sent."""
    return ack(response_action="update", view=answer_view(notices.NOT_MINE))


def dispatch(
    app: App,
    body: dict[str, Any],
    headers: dict[str, str | Sequence[str]] | None,
    arrived: float,
) -> BoltResponse:
    """What Bolt makes of a request that has been checked and came when `time.monotonic` was
    `arrived`. Never raises: what Bolt itself cannot read is acknowledged like what nobody listens
    to. A command that has waited for too long is not answered but told so, which takes no time, so
    that those behind it come in time again."""
    if "command" in body and time.monotonic() - arrived > MAX_WAIT:
        log.warning("Too many commands at once: one is told to try again")
        return _shown(notices.BUSY)
    context = {"deadline": Deadline(arrived + MAX_WORK)}
    try:
        return app.dispatch(
            BoltRequest(body=body, headers=headers, context=context, mode="socket_mode")
        )
    except Exception:
        return _failed(body, report())


def on_error(error: Exception, request: BoltRequest, context: BoltContext) -> BoltResponse:
    """What nobody listens to is acknowledged, since Slack would only send it again."""
    if isinstance(error, BoltUnhandledRequestError):
        log.info("Nobody listens to %s", _kind_of(request.body))
        if "command" in request.body:
            return _shown(notices.OTHER_COMMAND)
        return _acknowledged(request.body)
    reference = report()
    return context.ack.response or _failed(request.body, reference)


def _failed(body: Mapping[str, Any], reference: str) -> BoltResponse:
    """Whoever waits for the answer to a command or to a form is told, with the reference that the
    log has."""
    broken = notices.broken(reference)
    if body.get("type") == "view_submission":  # the form would close without a word
        update = {"response_action": "update", "view": answer_view(broken)}
        return BoltResponse(status=200, body=update)
    return _shown(broken) if "command" in body else _acknowledged(body)


def _acknowledged(body: Mapping[str, Any]) -> BoltResponse:
    """With nothing to say; a select that asks for its options gets none, or it would be shown as
    broken."""
    is_select = body.get("type") == "block_suggestion"
    return BoltResponse(status=200, body={"options": []} if is_select else "")


def _shown(message: Message) -> BoltResponse:
    """The acknowledgement of a command, which only the person who gave it sees."""
    return BoltResponse(status=200, body={"response_type": "ephemeral", **message.arguments()})


def _kind_of(body: Mapping[str, Any]) -> str:
    """Of a request, without anything that a person wrote."""
    event = body.get("event")
    kind = event.get("type") if isinstance(event, Mapping) else None
    return str(kind or body.get("type") or body.get("command") or "something")
