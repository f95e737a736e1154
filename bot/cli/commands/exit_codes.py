"""What the commands return to the shell."""

from __future__ import annotations

ANSWERED, NO_ANSWER, FAILED = 0, 1, 2
