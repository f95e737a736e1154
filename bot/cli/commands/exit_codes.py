"""The exit codes of the commands."""

from __future__ import annotations

ANSWERED, NO_ANSWER, FAILED = 0, 1, 2
