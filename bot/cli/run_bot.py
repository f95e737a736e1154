"""Runs the bot for `rolebot serve`, with its options and its environment."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, closing, nullcontext

from bot.cli.documents import Documents, open_documents
from bot.cli.progress import Reporter
from bot.kept.keeper import Keeper, open_keeper
from bot.kept.settings import Keeping
from bot.live.library import Library
from bot.live.logs import set_up
from bot.slack.guard.deduplication import Claims
from bot.slack.memory import freeze, limit_arenas
from bot.slack.serve import Source, Stop, serve
from bot.slack.settings import Settings
from index.store.manifest import MANIFEST


def run(documents: Documents) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises SettingsError, or a group of them."""
    limit_arenas()
    settings = Settings.from_env(os.environ)
    keeping = Keeping.from_env(os.environ)
    set_up(settings.log_format)
    stop = Stop()
    stop.listen()
    with open_keeper(keeping) as keeper, claims_of(keeping, settings.bot_token) as claims:
        promise = " ".join(filter(None, [promise_of(keeping, keeper), opened_by_links(settings)]))
        serve(settings, source_of(documents), keeper, promise, stop, claims)


def claims_of(keeping: Keeping, secret: str) -> AbstractContextManager[Claims | None]:
    """Claims that are closed at the end; None if there is no database to share with other bots."""
    if not keeping.database_url:
        return nullcontext()
    # here, since SQLAlchemy takes a while and not everybody keeps something
    from bot.kept.claims import open_claims

    claims = open_claims(keeping, secret)
    return closing(claims) if claims else nullcontext()


def source_of(documents: Documents) -> Source:
    def load(before: Library | None) -> Library:
        known = before.index.encoder if before else None
        library = Library.of(open_documents(documents, Reporter(), known))
        freeze()
        return library

    return Source(load, documents.content, documents.folder / MANIFEST)


def promise_of(keeping: Keeping, keeper: Keeper) -> str:
    """Tell people what is kept about them."""
    nobody = "Nothing is kept that says who asked."
    if not keeper.place:
        return f"{nobody} No question is kept either; thumbs are counted."
    if not keeping.texts:
        return f"{nobody} Thumbs and unanswered questions are counted, without their words."
    return (
        f"{nobody} Thumbs, and questions that the documents did not answer, are kept for "
        f"{keeping.days} days, for those who write the documents."
    )


def opened_by_links(settings: Settings) -> str:
    """Tell people what a link to the bot's own pages opens; "" if it has none."""
    if not settings.public_url:
        return ""
    days = f"{settings.link_days} day{'' if settings.link_days == 1 else 's'}"
    return (
        "A link to a page of mine opens the whole document, and the one below a list of roles "
        "opens every document, to whoever has the link, "
        f"{f'for {days}' if settings.link_days else 'and does not expire'}."
    )
