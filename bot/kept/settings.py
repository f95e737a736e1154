"""Settings that say what is kept, where, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SettingsError

DAYS = 90
MAX_DAYS = 3650
CLOSING = 5.0  # seconds that a keeper has by default to write what is waiting
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Keeping:
    """`database_url` wins over `folder`; without either nothing is kept. If `texts` are kept, they
    are for so many `days`, including that of the question."""

    database_url: str = field(default="", repr=False)  # has a password in it
    folder: Path | None = None
    texts: bool = True
    days: int = DAYS

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Keeping:
        """Raises SettingsError for the first value that cannot be used. What is empty counts as
        not set. The database is not looked at; see `bot.kept.keeper.open_keeper`."""
        folder = environ.get("DATA_DIR", "").strip()
        return cls(
            environ.get("DATABASE_URL", "").strip(),
            Path(folder) if folder else None,
            _read_switch("KEEP_QUESTIONS", environ.get("KEEP_QUESTIONS", "")),
            _read_days("KEEP_QUESTIONS_DAYS", environ.get("KEEP_QUESTIONS_DAYS", "")),
        )


def _read_switch(name: str, value: str) -> bool:
    switch = value.strip().casefold() or YES[0]
    if switch not in YES + NO:
        raise SettingsError(name, f"{value!r} is neither yes nor no.", f"Set {name}=1 or {name}=0.")
    return switch in YES


def _read_days(name: str, value: str) -> int:
    days = value.strip() or str(DAYS)
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:6]) <= MAX_DAYS):
        raise SettingsError(
            name,
            f"{value!r} is no number of days from 1 to {MAX_DAYS}.",
            f"Set {name}={DAYS}, or KEEP_QUESTIONS=0 to keep no text at all.",
        )
    return int(days)
