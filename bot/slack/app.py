"""The Bolt app: a table of what can happen in Slack, and which listener handles it."""

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
# Bolt reads these from the environment, whatever arguments it gets: the last two would make it
# drop our token and wait for OAuth.
HIDDEN_FROM_BOLT = ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
MAX_WAIT = 2.0  # seconds until a command is taken; Slack gives up after three
MAX_WORK = 2.7  # seconds until whoever waits for the acknowledgement has to get one


def create_app(bot: Bot) -> App:
    """Listeners run before the acknowledgement: they do nothing slow themselves, since a command is
    answered in milliseconds, and everything else is `Work`. So nothing waits for one of Bolt's
    five threads, and no failure after an acknowledgement can undo it."""
    home, client = bot.home, bot.clients.posting
    installed = AuthorizeResult(
        enterprise_id=home.enterprise,
        team_id=home.team,
        bot_user_id=home.bot_user,
        bot_id=home.bot_id,
        bot_token=client.token,
    )
    with _hidden(HIDDEN_FROM_BOLT):
        app = App(
            # for Bolt's own calls; it gets the token with each request
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
    """Take these variables out of the environment for a moment."""
    there = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(there)


def _listen(app: App, bot: Bot) -> None:
    questions, controls = Questions(bot), Controls(bot)
    home_tab, feedback = HomeTab(bot), Feedback(bot)
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
        actions.HELPFUL: feedback.button,
        actions.UNHELPFUL: feedback.button,
    }.items():
        app.action(_named(name), middleware=pressed)(listener)
    for name in actions.OPEN, actions.SUGGEST:
        app.action(_named(name))(controls.nothing)


def _named(action: str) -> re.Pattern[str]:
    """Where a block has several of one kind, their names end in a number."""
    return re.compile(rf"^{action}(_\d+)?$")


def _if_room(work: Work, metrics: Metrics) -> Callable[..., BoltResponse | None]:
    """Middleware before anything that is put into `work`. What there is no room for is not
    acknowledged: Slack sends an event again, and shows by itself that a button or a shortcut did
    not work. That takes no call of the Web API, which is what holds `work` up."""

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
    """Middleware that takes the signatures off what Slack has held for the bot."""

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
    """Replaces the form that was sent."""
    return ack(response_action="update", view=answer_view(notices.NOT_MINE))


def dispatch(
    app: App,
    body: dict[str, Any],
    headers: dict[str, str | Sequence[str]] | None,
    arrived: float,
) -> BoltResponse:
    """Bolt's response to a request that has been checked, and that arrived at the time `arrived`
    of `time.monotonic`. Never raises: what Bolt cannot read is acknowledged, like what nobody
    listens to. A command that has waited too long is not answered, only refused, which takes no
    time, so that those behind it are answered in time again."""
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
    """Acknowledges what nobody listens to, since Slack would only send it again."""
    if isinstance(error, BoltUnhandledRequestError):
        log.info("Nobody listens to %s", _kind_of(request.body))
        if "command" in request.body:
            return _shown(notices.OTHER_COMMAND)
        return _acknowledged(request.body)
    reference = report()
    return context.ack.response or _failed(request.body, reference)


def _failed(body: Mapping[str, Any], reference: str) -> BoltResponse:
    """Whoever waits for the answer to a command or a form learns that it failed, with the reference
    in the log."""
    broken = notices.broken(reference)
    if body.get("type") == "view_submission":  # the form would close without a word
        update = {"response_action": "update", "view": answer_view(broken)}
        return BoltResponse(status=200, body=update)
    return _shown(broken) if "command" in body else _acknowledged(body)


def _acknowledged(body: Mapping[str, Any]) -> BoltResponse:
    """An empty acknowledgement. A select that asks for its options gets none, since Slack would
    show it as broken otherwise."""
    is_select = body.get("type") == "block_suggestion"
    return BoltResponse(status=200, body={"options": []} if is_select else "")


def _shown(message: Message) -> BoltResponse:
    """The acknowledgement of a command, which only the person who gave it sees."""
    return BoltResponse(status=200, body={"response_type": "ephemeral", **message.arguments()})


def _kind_of(body: Mapping[str, Any]) -> str:
    """What kind of request this is, without anything that a person wrote."""
    event = body.get("event")
    kind = event.get("type") if isinstance(event, Mapping) else None
    return str(kind or body.get("type") or body.get("command") or "something")
