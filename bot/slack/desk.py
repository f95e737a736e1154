"""From what a person asks or presses to the message that they get, however it is delivered."""

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
# Threads that search, however many people wait: more would only get in each other's way, and each
# takes memory of its own.
THINKERS = 2
# Long messages take several times as long as questions, so they have a thread of their own.
READERS = 1


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread in Slack; `ts` is "" for the top of a conversation."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Answers from the library that is on the shelf at the moment. `links` lead to pages of the
    documents, if there are any; `reading` is for long messages."""

    shelf: Shelf
    threads: Threads
    keeper: Keeper
    metrics: Metrics
    suggest_template: str | None = None
    links: PageLinks | None = None
    clock: Clock = today
    thinking: Executor = field(default_factory=lambda: ThreadPoolExecutor(THINKERS, "think"))
    reading: Executor = field(default_factory=lambda: ThreadPoolExecutor(READERS, "read"))

    @property
    def library(self) -> Library:
        return self.shelf.library

    @property
    def keeps(self) -> bool:
        """Whether anybody can read the feedback on answers; it is counted in any case."""
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
        """`question` is what a person wrote, see `incoming`. It is understood in the light of what
        the first known one of the `threads` was last about. If it is not the asker's own, its
        author did not write it for the bot, and its words are not kept. If there is no answer by
        the `deadline`, by default after ten seconds, the message says so."""
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
        """The card of a role, or of the one section with the id `section`."""
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
        """Another page of what a message shows, or the same page for somebody else."""
        answer = self._answer_shown(shown)
        if answer is None:
            return notices.GONE
        return self._render(answer, Asked(shown.question, surface, page=page, sharer=sharer))

    def judge(
        self, shown: MessageState, name: str, helpful: bool, reason: str = "", comment: str = ""
    ) -> None:
        """Count and keep somebody's feedback on what a message shows. It replaces what was kept
        under the same `name` before."""
        self.metrics.judged(reason or ("helpful" if helpful else "unhelpful"))
        answer = self._answer_shown(shown)
        if answer is not None:
            what = AnswerSummary.of(answer)
            self.keeper.feedback(shown.question, what, helpful, reason, comment, replaces=name)

    def title_of(self, role: str) -> str:
        """The title of the role with this id, "" if there is no such role any more."""
        found = self.library.catalogue.roles.get(role)
        return found.title if found else ""

    def close(self) -> None:
        """For when nobody waits for an answer any more."""
        for pool in (self.thinking, self.reading):
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def _links_of_today(self) -> PageLinks | None:
        return self.links.made_on(self.clock()) if self.links else None

    def _answer(
        self, library: Library, question: Question, asked: Asked, deadline: Deadline
    ) -> tuple[Answer, Message]:
        """Cached, since people ask the same again and again, above all the names of roles."""

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
        """The answer that a message shows, None if it is not in the documents any more."""
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
        """The log tells no answer from another. On a day with few of them, a line with the kind of
        an answer, or how sure it was, could be matched with what is kept, and so give it a time."""
        self.metrics.answered(AnswerSummary.of(answer).kind, surface.value, seconds)
        log.info("answered", extra=fields(surface=surface.value, ms=round(seconds * 1000)))

    def _render(self, answer: Answer, asked: Asked) -> Message:
        if isinstance(answer, NoAnswer):
            nearest = answer.nearest[0].passage if answer.nearest else None
            source = self.library.source_url
            url = suggest_url(answer.asked, nearest, self.suggest_template, source)
            asked = replace(asked, suggest_url=url)
        if links := self._links_of_today:
            # only now: everybody can read the form, which is no place for a signed link
            answer = with_pages(answer, links)
            asked = replace(asked, pages_url=links.of_list())
        return render_answer(asked, answer)
