"""What a Bolt app costs that says nothing: the bot's own server, and behind it, in Bolt as it
comes, one listener that only acknowledges. Bolt looks every 10 ms whether it has; an app that
answers before Bolt lets go of a request, as the bot does, would be done in 11 ms instead of 28."""

from __future__ import annotations

import sys

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.bench.load import SECRETS
from bot.slack.receive.server import WebServer
from bot.slack.receive.web import Gate, create_web

COMMAND = "/empty"


def serve_floor() -> None:
    """Until the end of its input; says on which port."""
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0HOME", bot_token="xoxb-"),  # noqa: S106
        request_verification_enabled=False,  # the server does it
    )
    app.command(COMMAND)(acknowledge)
    web = WebServer(
        create_web(Gate(app, SignatureVerifier(SECRETS.signing_secret))), "127.0.0.1", 0
    )
    web.start()
    print(web.port, flush=True)
    sys.stdin.read()
    web.stop()


def acknowledge(ack: Ack) -> None:
    ack()
