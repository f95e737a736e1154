"""What Slack holds for the bot: signed on its way out, verified on its way back.

Messages hold what their buttons continue from; forms hold what they are about. Whoever could change
that could make the bot post in channels that they are not in, or say something in the name of
others. Each signature is for one place only: a button's value is not valid for another button, and
what was in a view is valid only for its owner.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.render.slack import actions
from bot.render.slack.limits import SIGNATURE
from bot.render.slack.message import Block, Message

DERIVED = b"rolebot: what Slack holds, 1"  # what the key is for; another number, another key
BY_BLOCK = (actions.MORE, actions.MENU, actions.SECTION)  # their block's id is what is shown
HOLDING = ("actions", "context_actions", "input")  # kinds of blocks with something to press or pick

Payload = Mapping[str, Any]


class ForgedError(Exception):
    """Something came back that the bot has not sent to this place, signed with this key."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Signs texts, and verifies and removes the signatures, on every bot that has the `key`."""

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> Seal:
        """The key is derived from a `secret` that the bot has anyway."""
        return cls(hmac.digest(secret.encode(), DERIVED, "sha256"))

    def message(self, message: Message) -> dict[str, Any]:
        """For `chat.postMessage`, `ack` and `respond`."""
        arguments = message.arguments()
        return {**arguments, "blocks": self._blocks(arguments["blocks"], "")}

    def view(self, view: Block, user: str) -> Block:
        """For `views.open` and the like; `user` is the person who gets to see the view."""
        metadata = view.get("private_metadata")
        place = ("metadata", view.get("callback_id", ""), user)
        held = {"private_metadata": self.sealed(metadata, *place)} if metadata else {}
        return {**view, **held, "blocks": self._blocks(view["blocks"], user)}

    def options(self, options: Sequence[Block], body: Payload) -> list[Block]:
        """The options for a select that asks for them with `body`."""
        return [self._control(one, body["action_id"], _owner(body)) for one in options]

    def opened(self, body: Payload) -> dict[str, Any]:
        """The parts of what Slack sent that the bot continues from, as they were before they were
        signed. Raises ForgedError."""
        user, view, pressed = _owner(body), body.get("view"), body.get("actions")
        return {
            **({"actions": [self._action(one, user) for one in pressed]} if pressed else {}),
            **({"view": self._view(view, user)} if view else {}),
        }

    def sealed(self, text: str, *place: str) -> str:
        """`text` followed by its signature for this place."""
        digest = hmac.digest(self.key, _bytes("\0".join((*place, _unescaped(text)))), "sha256")
        return f"{text}{urlsafe_b64encode(digest).decode()[:SIGNATURE]}"

    def _open(self, sealed: object, *place: str) -> str:
        given = sealed if isinstance(sealed, str) else ""
        text = given[:-SIGNATURE]
        if not hmac.compare_digest(_bytes(self.sealed(text, *place)), _bytes(given)):
            raise ForgedError
        return text

    def _blocks(self, blocks: Sequence[Block], user: str) -> list[Block]:
        return [self._block(one, user) if one["type"] in HOLDING else one for one in blocks]

    def _block(self, block: Block, user: str) -> Block:
        """The id of an input's block holds nothing and has to stay as it is, since Slack shows
        errors by it."""
        sealed = dict(block)
        if block["type"] == "actions" and "block_id" in block:
            sealed["block_id"] = self.sealed(block["block_id"], "block", "", user)
        if "elements" in block:
            sealed["elements"] = [
                self._control(one, one["action_id"], user) for one in block["elements"]
            ]
        if "element" in block:
            element = block["element"]
            sealed["element"] = self._control(element, element["action_id"], user)
        return sealed

    def _control(self, part: Any, action: str, user: str) -> Any:  # noqa: ANN401  a part of a block
        """Sign the values in this part of a block. One that only opens an address holds nothing for
        the bot."""
        if isinstance(part, list):
            return [self._control(one, action, user) for one in part]
        if not isinstance(part, dict):
            return part
        sealed = {name: self._control(one, action, user) for name, one in part.items()}
        if "value" in part and "url" not in part:
            sealed["value"] = self.sealed(part["value"], "value", action, user)
        return sealed

    def _action(self, action: Payload, user: str) -> dict[str, Any]:
        name = action["action_id"]
        option = action.get("selected_option") or {}
        if name == actions.MENU and option.get("value") in actions.MENU_ADDRESSES:
            return dict(action)
        opened = self._chosen(action, name, user)
        if name in BY_BLOCK:
            opened["block_id"] = self._open(action.get("block_id"), "block", "", user)
        return opened

    def _chosen(self, chosen: Payload, action: str, user: str) -> dict[str, Any]:
        """What was pressed or picked, verified; what was typed is the person's own."""
        opened, option = dict(chosen), chosen.get("selected_option")
        if option:
            value = self._open(option.get("value"), "value", action, user)
            opened["selected_option"] = {**option, "value": value}
        elif chosen.get("value") and not str(chosen.get("type")).endswith("_input"):
            opened["value"] = self._open(chosen["value"], "value", action, user)
        return opened

    def _view(self, view: Payload, user: str) -> dict[str, Any]:
        metadata, values = view.get("private_metadata"), (view.get("state") or {}).get("values")
        place = ("metadata", view.get("callback_id") or "", user)
        return {
            **view,
            "private_metadata": self._open(metadata, *place) if metadata else "",
            "blocks": [self._named(one, user) for one in view.get("blocks") or ()],
            "state": {
                "values": {
                    block: {name: self._chosen(one, name, user) for name, one in fields.items()}
                    for block, fields in (values or {}).items()
                }
            },
        }

    def _named(self, block: Payload, user: str) -> dict[str, Any]:
        """The block with its own id, "" if Slack has given it one."""
        try:
            return {**block, "block_id": self._open(block.get("block_id"), "block", "", user)}
        except ForgedError:
            return {**block, "block_id": ""}


def _owner(body: Payload) -> str:
    """The owner of the view in which something was done, "" for a message, which has none."""
    return str(body["user"]["id"]) if body.get("view") else ""


def _unescaped(text: str) -> str:
    """`text` as it was, in case Slack has escaped it as it does in messages."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
