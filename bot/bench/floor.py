"""The least that a Bolt app costs: one listener that only acknowledges, on the bot's own server.

Bolt polls every 10 ms for the acknowledgement, which makes 28 ms a request. An app that responds
without waiting for Bolt, as the bot does, would need 11 ms.
"""

from __future__ import annotations

import sys

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.bench.load import HOST, SECRETS
from bot.slack.receive.server import WebServer
from bot.slack.receive.web import Gate, create_web

COMMAND = "/empty"


def serve_floor() -> None:
    """Print the port, and serve until stdin ends."""
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0HOME", bot_token="xoxb-"),  # noqa: S106
        request_verification_enabled=False,  # the server does it
    )
    app.command(COMMAND)(acknowledge)
    gate = Gate(app, SignatureVerifier(SECRETS.signing_secret))
    web = WebServer(create_web(gate), HOST, 0)
    web.start()
    print(web.port, flush=True)
    sys.stdin.read()
    web.stop()


def acknowledge(ack: Ack) -> None:
    ack()
