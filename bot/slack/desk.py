"""From what a person asks or presses to the message that they get. Knows nothing of how it
travels."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import assert_never

from bot.answers.decide import card_of, decide, list_roles
from bot.answers.ids import section_id
from bot.answers.kinds import Answer, NoAnswer, Passages
from bot.answers.suggest import suggest_url
from bot.answers.topic import topic_of
from bot.kept.keeper import Keeper
from bot.kept.records import AnswerSummary, Clock, today
from bot.live.library import Library, Shelf
from bot.live.logs import fields
from bot.pages.answers import with_pages
from bot.pages.links import PageLinks
from bot.render.slack import actions, notices
from bot.render.slack.answer import render_answer
from bot.render.slack.message import Asked, Message, Surface
from bot.render.slack.no_answer import recall
from bot.render.slack.state import MessageState
from bot.slack.metrics import Metrics
from bot.slack.threads import Threads
from index.deadline import Deadline
from index.question.follow_up import Topic
from index.question.question import Question
from index.question.read import read
from index.search.engine import Hit

log = logging.getLogger(__name__)

MAX_SECONDS = 10.0  # for an answer; it takes milliseconds
# Threads that search, however many people wait: more of them would only get into each other's way,
# and each keeps memory of its own.
THINKERS = 2
# What is long takes a few times as long as a question, in a thread of its own: nobody with a
# question waits for it.
READERS = 1


@dataclass(frozen=True, slots=True)
class Thread:
    """Which one, for what it is about."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Answers from whatever is on the shelf at the moment."""

    shelf: Shelf
    threads: Threads
    keeper: Keeper
    metrics: Metrics
    suggest_template: str | None = None
    links: PageLinks | None = None
    """To pages of the documents, None if there are none."""
    clock: Clock = today
    thinking: Executor = field(default_factory=lambda: ThreadPoolExecutor(THINKERS, "think"))
    reading: Executor = field(default_factory=lambda: ThreadPoolExecutor(READERS, "read"))
    """For what is long."""

    @property
    def library(self) -> Library:
        return self.shelf.library

    @property
    def keeps(self) -> bool:
        """Whether anybody can read what is said of answers; it is counted anyway."""
        return bool(self.keeper.place)

    def ask(
        self,
        question: str,
        surface: Surface,
        threads: Sequence[Thread] = (),
        *,
        is_own: bool = True,
        deadline: Deadline | None = None,
    ) -> Message:
        """`question` is what a person wrote, see `incoming`. It is understood by what the first of
        the `threads` that is known was last about. Unless it is the asker's own, who wrote it did
        not mean it for the bot: then its words are not kept. Whose answer is not there by the
        `deadline`, by default in ten seconds, is told so."""
        deadline = deadline or Deadline.within(MAX_SECONDS)
        try:
            return self._ask(question, surface, threads, is_own, deadline)
        except Exception as error:
            self.metrics.failed()
            if not isinstance(error, TimeoutError):
                raise
            log.warning("An answer took too long, and was given up")
            return notices.OUT_OF_TIME

    def _ask(
        self,
        text: str,
        surface: Surface,
        threads: Sequence[Thread],
        is_own: bool,
        deadline: Deadline,
    ) -> Message:
        started = time.perf_counter()
        library = self.library
        known = (self.threads.get(thread.channel, thread.ts) for thread in threads)
        topic = next((one for one in known if one), None)
        question = read(text, topic, library.index.lexicon)
        deadline.check()
        samples = library.index.samples
        asked = Asked(question.written, surface, question.understood, samples=samples)
        answer, message = self._answer(library, question, asked, deadline)
        if threads:
            self._remember(topic_of(question, answer, topic), threads)
        if isinstance(answer, NoAnswer):
            self.keeper.unanswered(question.asked if is_own else None, answer)
        self._count(answer, surface, time.perf_counter() - started)
        return message

    def role(
        self, id_: str, surface: Surface, section: str = "", threads: Sequence[Thread] = ()
    ) -> Message:
        """The card of a role, or of the one section whose id `section` is."""
        library = self.library
        role = library.catalogue.roles.get(id_)
        if role is None:
            return notices.GONE
        titles = [title for title in role.sections if section_id(title) == section]
        if section not in ("", actions.ALL) and not titles:
            return notices.GONE
        card = card_of(role, library.index, titles[0] if titles else "")
        self._remember(topic_of(None, card), threads)
        return self._render(card, Asked("", surface))

    def turn(self, shown: MessageState, page: int, surface: Surface, sharer: str = "") -> Message:
        """Another page of what a message shows, or the same for somebody else."""
        answer = self._answer_shown(shown)
        if answer is None:
            return notices.GONE
        return self._render(answer, Asked(shown.question, surface, page=page, sharer=sharer))

    def judge(
        self, shown: MessageState, name: str, helpful: bool, reason: str = "", comment: str = ""
    ) -> None:
        """Count and keep what somebody says of what a message shows. Kept under the same `name`,
        it takes the place of what was said before."""
        self.metrics.judged(reason or ("helpful" if helpful else "unhelpful"))
        answer = self._answer_shown(shown)
        if answer is not None:
            what = AnswerSummary.of(answer)
            self.keeper.feedback(shown.question, what, helpful, reason, comment, replaces=name)

    def title_of(self, role: str) -> str:
        """Of the role with this id, "" if it is not there any more."""
        found = self.library.catalogue.roles.get(role)
        return found.title if found else ""

    def close(self) -> None:
        """Nobody waits for an answer any more."""
        for pool in (self.thinking, self.reading):
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def _links_of_today(self) -> PageLinks | None:
        return self.links.made_on(self.clock()) if self.links else None

    def _answer(
        self, library: Library, question: Question, asked: Asked, deadline: Deadline
    ) -> tuple[Answer, Message]:
        """People ask the same again and again: the names of roles above all."""

        def make() -> tuple[Answer, Message]:
            deadline.check()
            answer = decide(question, library.index, deadline=deadline)
            deadline.check()
            return answer, self._render(answer, asked)

        pool = self.reading if question.is_excerpt else self.thinking
        forms = self.suggest_template, self._links_of_today
        key = question.asked, question.is_excerpt, asked, forms
        return library.cached(key, lambda: pool.submit(make).result(deadline.left))

    def _answer_shown(self, shown: MessageState) -> Answer | None:
        """None if it is not in the documents any more."""
        library = self.library
        match shown.kind:
            case "passages" | "weak":
                confidence = 1.0 if shown.kind == "passages" else 0.0
                passages = library.catalogue.find_passages(shown.ids)
                hits = tuple(Hit(passage, confidence) for passage in passages)
                return Passages(hits, confidence) if hits else None
            case "role":
                role = library.catalogue.roles.get(shown.ids[0]) if shown.ids else None
                card = card_of(role, library.index, shown.part) if role else None
                return card if card and card.passages else None
            case "roles":
                return list_roles(library.index)
            case "no_answer":
                return recall(shown, library.catalogue)
            case _:
                assert_never(shown.kind)

    def _remember(self, topic: Topic | None, threads: Sequence[Thread]) -> None:
        for thread in threads if topic else ():
            self.threads.put(thread.channel, thread.ts, topic)

    def _count(self, answer: Answer, surface: Surface, seconds: float) -> None:
        """In the log all answers are alike: of few that a day has, one that says its kind or how
        sure it was could be found among what is kept, which would get the time from it."""
        self.metrics.answered(AnswerSummary.of(answer).kind, surface.value, seconds)
        log.info("answered", extra=fields(surface=surface.value, ms=round(seconds * 1000)))

    def _render(self, answer: Answer, asked: Asked) -> Message:
        if isinstance(answer, NoAnswer):
            nearest = answer.nearest[0].passage if answer.nearest else None
            source = self.library.source_url
            url = suggest_url(answer.asked, nearest, self.suggest_template, source)
            asked = replace(asked, suggest_url=url)
        if links := self._links_of_today:
            # not before: a form for everybody to read is no place for a signed link
            answer = with_pages(answer, links)
            asked = replace(asked, pages_url=links.of_list())
        return render_answer(asked, answer)
