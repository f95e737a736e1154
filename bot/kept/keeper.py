"""Opens the keeper that the settings ask for."""

from __future__ import annotations

from bot.kept.nothing import Keeper, Nothing
from bot.kept.records import Clock, today
from bot.kept.settings import Keeping

__all__ = ["Keeper", "Nothing", "open_keeper"]


def open_keeper(keeping: Keeping, clock: Clock = today) -> Keeper:
    """Returns at once. Raises SettingsError for an address that is none, or that needs a package
    that is not installed; a database out of reach is a `problem`, and tried again."""
    if not keeping.database_url and keeping.folder is None:
        return Nothing()
    # here, since SQLAlchemy takes a while and not everybody keeps something
    from bot.kept.store import open_store
    from bot.kept.writer import Writer

    return Writer(open_store(keeping), keeping, clock)
