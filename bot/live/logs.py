"""Logs with one line for each record, for people or for programs."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

Style = Literal["text", "json"]
QUIET_SECONDS = 60
NOISY_LIBRARIES = ("faiss", "uvicorn", "slack_bolt", "slack_sdk", "bot.slack.bolt")


def set_up(style: Style) -> None:
    """Log to standard error what the bot does, and of its libraries only warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if style == "json" else _Text())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in NOISY_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


def fields(**values: object) -> Mapping[str, Any]:
    """Facts for `extra`, logged after the message. None may be what a person wrote, or who it
    was."""
    return {"fields": values}


class Seldom(logging.Filter):
    """Lets each line of code log at most once a minute, for what anybody can cause as often as they
    like. Tracebacks always pass."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._logged: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now, line = self._clock(), (record.pathname, record.lineno)
        if not record.exc_info and now < self._logged.get(line, float("-inf")) + QUIET_SECONDS:
            return False
        self._logged[line] = now
        return True


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
