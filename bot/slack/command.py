"""What `rolebot serve` does with its options and its environment."""

from __future__ import annotations

import os

from bot.documents import Documents, open_documents
from bot.kept.keeper import Keeper, open_keeper
from bot.kept.settings import Keeping
from bot.library import Library
from bot.logs import set_up
from bot.progress import Reporter
from bot.slack.heap import have_few_arenas, settle
from bot.slack.seen import Claims
from bot.slack.serve import Source, Stop, serve
from bot.slack.settings import Settings
from index.store import MANIFEST

STOPPED = 0


def run(documents: Documents) -> int:
    """Serve until SIGTERM or Ctrl-C. Raises SettingsError, or a group of them."""
    have_few_arenas()
    settings = Settings.from_env(os.environ)
    keeping = Keeping.from_env(os.environ)
    set_up(settings.log_format)
    stop = Stop()
    stop.listen()
    with open_keeper(keeping) as keeper:
        promise = promise_of(keeping, keeper)
        claims = _claims(keeping, settings.bot_token)
        serve(settings, source_of(documents), keeper, promise, stop, claims)
    return STOPPED


def _claims(keeping: Keeping, secret: str) -> Claims | None:
    if not keeping.database_url:
        return None
    # here, since SQLAlchemy takes a while and not everybody keeps something
    from bot.kept.claims import open_claims

    return open_claims(keeping, secret)


def source_of(documents: Documents) -> Source:
    def load(before: Library | None) -> Library:
        known = before.index.encoder if before else None
        library = Library.of(open_documents(documents, Reporter(), known))
        settle()
        return library

    return Source(load, documents.content, documents.folder / MANIFEST)


def promise_of(keeping: Keeping, keeper: Keeper) -> str:
    """What is kept about people, in words for them."""
    nobody = "Nothing is kept that says who asked."
    if not keeper.place:
        return f"{nobody} No question is kept either."
    if not keeping.texts:
        return f"{nobody} Thumbs and unanswered questions are counted, without their words."
    return (
        f"{nobody} Thumbs, and questions that the documents did not answer, are kept for "
        f"{keeping.days} days, for those who write the documents."
    )
