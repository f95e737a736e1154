"""Block Kit as far as the bot uses it, with the limits that Slack documents (characters, items).

Everything else is refused, also what Slack would take: a bot that starts to send another block,
element or field has to add it here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import Meta, Struct, ValidationError, convert

from bot.playground.records import Json

T = TypeVar("T")

CONTROLS = ("actions", "context_actions")
MESSAGE_CHARACTERS = 13_200  # of all blocks; undocumented: slackapi/bolt-js#2509

UpTo24 = Annotated[str, Meta(min_length=1, max_length=24)]
UpTo75 = Annotated[str, Meta(min_length=1, max_length=75)]
UpTo150 = Annotated[str, Meta(min_length=1, max_length=150)]
UpTo255 = Annotated[str, Meta(min_length=1, max_length=255)]
UpTo2000 = Annotated[str, Meta(min_length=1, max_length=2000)]
UpTo3000 = Annotated[str, Meta(min_length=1, max_length=3000)]


def type_of(name: str) -> str:
    """What Slack calls a class of ours.

    >>> type_of("RichTextList")
    'rich_text_list'
    """
    return re.sub(r"\B([A-Z])", r"_\1", name).lower()


class Untyped(Struct, forbid_unknown_fields=True):
    """An object without a `type`."""


class Typed(Struct, forbid_unknown_fields=True, tag_field="type", tag=type_of):
    """An object whose `type` is the name of its class."""


class Control(Typed):
    """What a person can use."""

    action_id: UpTo255 | None = None


class Block(Typed):
    """What a message or a view is made of."""

    block_id: UpTo255 | None = None


class PlainText(Typed, Generic[T]):
    """A text; `T` has its limits."""

    text: T
    emoji: bool = True


# Controls


class Option(Untyped):
    text: PlainText[UpTo75]
    value: UpTo75  # the documents' limit; slack_sdk lets 150 pass
    url: UpTo3000 | None = None


class Button(Control, kw_only=True):
    text: PlainText[UpTo75]
    value: UpTo2000 | None = None
    url: UpTo3000 | None = None
    accessibility_label: UpTo75 | None = None


class FeedbackButton(Untyped):
    text: PlainText[UpTo75]
    value: UpTo2000
    accessibility_label: UpTo75 | None = None


class FeedbackButtons(Control, kw_only=True):
    positive_button: FeedbackButton
    negative_button: FeedbackButton


class Overflow(Control, kw_only=True):
    options: Annotated[list[Option], Meta(min_length=1, max_length=5)]


class RadioButtons(Control, kw_only=True):
    options: Annotated[list[Option], Meta(min_length=1, max_length=10)]


class StaticSelect(Control, kw_only=True):
    options: Annotated[list[Option], Meta(min_length=1, max_length=100)]
    initial_option: Option | None = None
    placeholder: PlainText[UpTo150] | None = None

    def __post_init__(self) -> None:
        if self.initial_option not in (None, *self.options):
            raise ValueError("initial_option must be one of the options")


class ExternalSelect(Control):
    min_query_length: int = 3
    placeholder: PlainText[UpTo150] | None = None


class PlainTextInput(Control):
    placeholder: PlainText[UpTo150] | None = None
    multiline: bool = False
    initial_value: Annotated[str, Meta(max_length=3000)] = ""
    max_length: Annotated[int, Meta(ge=1, le=3000)] = 3000
    dispatch_action_config: (
        dict[Literal["trigger_actions_on"], list[Literal["on_enter_pressed"]]] | None
    ) = None


# Rich text


Style = dict[Literal["bold", "italic", "strike", "code"], bool]


class Text(Typed):
    text: Annotated[str, Meta(min_length=1)]
    style: Style | None = None


class Link(Typed):
    url: UpTo3000
    text: UpTo3000
    style: Style | None = None


class User(Typed):
    user_id: UpTo255


class RichTextSection(Typed):
    elements: list[Text | Link | User]


class RichTextQuote(RichTextSection):
    """The same, indented."""


class RichTextList(Typed):
    style: Literal["bullet"]
    elements: Annotated[list[RichTextSection], Meta(min_length=1)]
    indent: Annotated[int, Meta(ge=0, le=8)] = 0


# Blocks


class Header(Block, kw_only=True):
    text: PlainText[UpTo150]


class Divider(Block):
    """A line."""


class Context(Block, kw_only=True):
    elements: Annotated[list[PlainText[UpTo3000]], Meta(min_length=1, max_length=10)]


class Actions(Block, kw_only=True):
    elements: Annotated[
        list[Button | Overflow | StaticSelect | ExternalSelect], Meta(min_length=1, max_length=25)
    ]

    def __post_init__(self) -> None:
        refuse_repeated("action_id", (one.action_id for one in self.elements))


class ContextActions(Block, kw_only=True):
    elements: Annotated[list[FeedbackButtons], Meta(min_length=1, max_length=5)]


class RichText(Block, kw_only=True):
    elements: Annotated[list[RichTextSection | RichTextQuote | RichTextList], Meta(min_length=1)]


class Input(Block, kw_only=True):
    label: PlainText[UpTo2000]
    element: PlainTextInput | RadioButtons | StaticSelect | ExternalSelect
    optional: bool = False
    dispatch_action: bool = False


Anywhere = Header | Divider | Context | Actions | RichText
MessageBlocks = Annotated[list[Anywhere | ContextActions], Meta(max_length=50)]
ViewBlocks = Annotated[list[Anywhere | Input], Meta(min_length=1, max_length=100)]


class Message(Typed):
    """What everybody in a channel sees, or one person there."""

    blocks: MessageBlocks

    def __post_init__(self) -> None:
        refuse_repeated("block_id", (block.block_id for block in self.blocks))


class Home(Typed):
    """The bot's own tab."""

    blocks: ViewBlocks

    def __post_init__(self) -> None:
        refuse_repeated("block_id", (block.block_id for block in self.blocks))


class Modal(Home, kw_only=True):
    """A window."""

    title: PlainText[UpTo24]
    close: PlainText[UpTo24] | None = None
    submit: PlainText[UpTo24] | None = None
    callback_id: Annotated[str, Meta(max_length=255)] = ""
    private_metadata: Annotated[str, Meta(max_length=3000)] = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.submit and any(isinstance(block, Input) for block in self.blocks):
            raise ValueError("missing required field: submit (there is an input block)")


class Suggestions(Untyped):
    """The answer to a `block_suggestion`."""

    options: Annotated[list[Option], Meta(max_length=100)]


def block_problems(blocks: object, surface: Literal["message", "modal"]) -> list[str]:
    """What Slack would refuse these blocks for; empty if nothing."""
    place = "message" if surface == "message" else "home"
    return problems({"type": place, "blocks": blocks}, Message | Home)


def view_problems(view: object) -> list[str]:
    """What Slack would refuse this modal or Home tab for; empty if nothing."""
    return problems(view, Modal | Home, "/view")


def problems(given: object, kind: Any, where: str = "") -> list[str]:  # noqa: ANN401 - a type
    """The first, in Slack's manner: `what is wrong [json-pointer:where]`."""
    try:
        convert(given, kind)
    except ValidationError as error:
        what, _, path = str(error).partition(" - at `$")
        if what.startswith("Invalid value") and path.endswith(".type`"):
            what = f"{what}: not known in bot/playground/blocks.py"
        pointer = re.sub(r"\[(\d+)\]", r"/\1", path.rstrip("`")).replace(".", "/")
        return [f"{what} [json-pointer:{where}{pointer}]"]
    return []


def refuse_repeated(name: str, given: Iterable[str | None]) -> None:
    repeated = [one for one, count in Counter(given).items() if one and count > 1]
    if repeated:
        raise ValueError(f"{name} must be unique: {repeated[0]}")


def is_too_long(blocks: Sequence[Json]) -> bool:
    """Whether Slack would say "msg_blocks_too_long"."""
    return characters(blocks) > MESSAGE_CHARACTERS


def characters(value: object) -> int:
    """Of all texts in these blocks."""
    if isinstance(value, dict):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(characters, value.values()))
    return sum(map(characters, value)) if isinstance(value, list | tuple) else 0


def elements_of(block: Json) -> list[Json]:
    """What a person can use in a block."""
    controls: list[Json] = block["elements"] if block["type"] in CONTROLS else []
    return [block["element"]] if block["type"] == "input" else controls
