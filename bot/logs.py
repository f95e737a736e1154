"""Logs in one line each, for people or for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, Literal

Style = Literal["text", "json"]
NOISY = ("faiss", "uvicorn", "slack_bolt", "slack_sdk", "bot.slack.bolt")  # of libraries


def set_up(style: Style) -> None:
    """To standard error: what the bot itself does, and what goes wrong elsewhere."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if style == "json" else _Text())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def fields(**values: object) -> Mapping[str, Any]:
    """For `extra`: facts beside the message, none of which may be what a person wrote, or who."""
    return {"fields": values}


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        facts = getattr(record, "fields", {})
        return super().formatMessage(record) + "".join(f" {k}={v}" for k, v in facts.items())


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
