"""The demo: how soon it is ready, how soon an answer is on the screen, and what its page weighs."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.bench.browser import open_browser, why_not
from bot.bench.figure import Aim, Figure
from bot.bench.indexed import indexed_samples
from bot.bench.rounds import Pair, measure_rounds, seconds
from bot.bench.samples import make_question
from bot.bench.scale import Scale
from bot.bench.worker import PROJECT, command, environment, run_command
from index.progress import Progress

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_QUESTIONS = 20  # a round; the bot takes 60 a minute from one person
KILOBYTE = 1000
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PARTS = ("/", "/static/page.css", "/static/page.js")
"""All that a browser asks for at first; a test weighs what one did ask for."""
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


@dataclass(frozen=True, slots=True)
class Running:
    """The demo, as a process of its own."""

    url: str
    seconds: float
    """From its start to its address."""


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """Beside a command that loads the same documents, beside the words that are to be seen, and
    beside the bot's own part of each answer. Without a browser there is no figure of answers."""
    problem = why_not()
    with indexed_samples(scale.passages, progress) as place:
        ask = command("-m", "bot", "ask", *place.options, make_question(0))

        def one_round() -> Iterator[Pair]:
            baseline = seconds(lambda: run_command(ask))
            with running(place.options) as demo:
                yield Pair("demo, ready", "s", demo.seconds, "rolebot ask", baseline, SOON)
                yield _weight(demo.url)
                if not problem:
                    yield _enter_to_answer(demo.url, min(scale.questions, MOST_QUESTIONS))

        step = "Measuring the demo" + (f", without a browser: {problem}" if problem else "")
        return measure_rounds(step, scale.rounds, one_round, progress)


@contextmanager
def running(options: Sequence[str]) -> Iterator[Running]:
    """Raises RuntimeError if it does not start."""
    with TemporaryFile("w+") as errors:
        start = perf_counter()
        process = subprocess.Popen(  # noqa: S603  no shell, no argument is a stranger's
            command("-m", "bot", "demo", "--no-browser", *options),
            cwd=PROJECT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            assert process.stdout  # noqa: S101  for mypy
            url = process.stdout.readline().strip()
            took = perf_counter() - start
            if not ADDRESS.fullmatch(url):
                errors.seek(0)
                raise RuntimeError(f"The demo did not start: {errors.read()[-1000:]}")
            yield Running(url, took)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()


def _enter_to_answer(url: str, questions: int) -> Pair:
    with open_browser() as browser:
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector("main .message")
        took = [page.evaluate(ENTER, f"/role {make_question(n)}") for n in range(questions)]
        return Pair(
            "demo, Enter to answer on screen",
            "ms",
            median(took),
            "the bot's part",
            median(_acknowledged(page)),
            AT_ONCE,
        )


def _acknowledged(page: Page) -> list[float]:
    """Milliseconds that each command took the bot, as the page tells."""
    told = page.locator("#wire li", has_text="slash_commands").all_text_contents()
    return [float(found[1]) for one in told if (found := re.search(r"([\d.]+) ms", one))]


def _weight(url: str) -> Pair:
    parts = [_get(url, path) for path in PARTS]
    text = re.sub(rb"<[^>]*>|\s+", b" ", parts[0]).split()
    seen = sum(map(len, text))
    weight = sum(map(len, parts))
    return Pair("demo, the page", "kB", weight / KILOBYTE, "its words", seen / KILOBYTE, LIGHT)


def _get(url: str, path: str) -> bytes:
    connection = HTTPConnection(urlsplit(url).netloc)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()
