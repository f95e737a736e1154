"""The demo: time until it is ready, time until an answer is on screen, and size of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from bot.bench.browser import open_browser, why_not
from bot.bench.figure import Aim, Figure
from bot.bench.indexed import indexed_samples
from bot.bench.rounds import measure_rounds
from bot.bench.samples import make_question
from bot.bench.scale import Scale
from bot.bench.worker import Worker, open_url
from index.progress import Progress

if TYPE_CHECKING:
    from playwright.sync_api import Page

MAX_QUESTIONS = 20  # a round; the bot takes 60 a minute from one person
KILOBYTE = 1000
FILES = ("/", "/static/page.css", "/static/page.js")
"""Everything that a browser requests to show the page."""
SOON, AT_ONCE, LIGHT = Aim("value", "<=", 3), Aim("value", "<=", 150), Aim("value", "<=", 300)

ENTER = """
(text) => new Promise((done) => {
  const list = document.querySelector("main .messages");
  const box = document.querySelector("main textarea");
  const before = list.querySelectorAll(".ephemeral").length;
  const observer = new MutationObserver(() => {
    if (list.querySelectorAll(".ephemeral").length === before) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  });
  observer.observe(list, { childList: true });
  box.value = text;
  const start = performance.now();
  const enter = { key: "Enter", bubbles: true, cancelable: true };
  box.dispatchEvent(new KeyboardEvent("keydown", enter));
})
"""
"""Milliseconds until the answer has been painted."""


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """The baselines are `rolebot ask` on the same documents, the visible words of the page, and the
    bot's own share of each answer. Without a browser there is no figure of answers."""
    problem = why_not()
    with indexed_samples(scale.passages, progress) as samples:

        def one_round() -> Iterator[Figure]:
            baseline = _seconds_to_answer(samples.options)
            start = perf_counter()
            with Worker("-m", "bot", "demo", "--no-browser", *samples.options) as demo:
                url, ready = demo.hear(), perf_counter() - start
                yield Figure("demo, ready", "s", ready, "rolebot ask", baseline, SOON)
                yield _weight(url)
                if not problem:
                    yield _enter_to_answer(url, min(scale.questions, MAX_QUESTIONS))

        step = "Measuring the demo" + (f", without a browser: {problem}" if problem else "")
        return measure_rounds(step, scale.rounds, one_round, progress)


def _seconds_to_answer(options: Sequence[str]) -> float:
    start = perf_counter()
    with Worker("-m", "bot", "ask", *options, make_question(0)) as command:
        command.hear()
        command.wait()
        return perf_counter() - start


def _enter_to_answer(url: str, questions: int) -> Figure:
    name, baseline = "demo, Enter to answer on screen", "the bot's part"
    with open_browser() as browser:
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector("main .message")
        times = [page.evaluate(ENTER, f"/role {make_question(n)}") for n in range(questions)]
        own = median(_acknowledged(page))
        return Figure(name, "ms", median(times), baseline, own, AT_ONCE)


def _acknowledged(page: Page) -> list[float]:
    """Milliseconds that each command took the bot, as the page reports them."""
    rows = page.locator("#wire li", has_text="slash_commands").all_text_contents()
    return [float(found[1]) for row in rows if (found := re.search(r"([\d.]+) ms", row))]


def _weight(url: str) -> Figure:
    files = [open_url(f"{url}{path}").read() for path in FILES]
    words = re.sub(rb"<[^>]*>", b" ", files[0]).split()
    weight, seen = (sum(map(len, parts)) / KILOBYTE for parts in (files, words))
    return Figure("demo, the page", "kB", weight, "its words", seen, LIGHT)
