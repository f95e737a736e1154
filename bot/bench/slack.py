"""The bot in Slack under load, beside an empty Bolt listener: how fast slash commands are
acknowledged, which is when they are answered, and whether every answer comes exactly once."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, cycle, islice
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from bot.bench.figure import Aim, Figure
from bot.bench.floor import COMMAND as EMPTY
from bot.bench.floor import serve_floor
from bot.bench.indexed import Indexed, index_of
from bot.bench.load import HOST, PATH, SECRETS, Job, Sent, send
from bot.bench.rounds import measure_rounds
from bot.bench.samples import write_samples
from bot.bench.scale import Scale
from bot.bench.worker import MANIFEST, PROJECT, Worker, open_url
from bot.slack.app import COMMAND
from index.errors import RolebotError
from index.progress import Progress

FLOOR = "empty listener"
BURST = 20
WORDS = 7  # of a question, from the words of a passage
MEGABYTE = 1_000_000
START_SECONDS = 60.0
POLL_SECONDS = 0.01
SPAWN = get_context("spawn")
DOCUMENTS = (PROJECT / "content", PROJECT / "tests" / "roles")
FAST = Aim("ratio", "<=", 3)
NONE_LOST = Aim("value", "=", 0)
SMALL = Aim("value", "<=", 256)
SOON = Aim("value", "<=", 2)


@dataclass(frozen=True, slots=True)
class Target:
    """A bot under load, and the process that sends it."""

    port: int
    command: str
    load: Executor

    def send(self, texts: Sequence[str], burst: int = 1, rate: float = 0.0) -> Sent:
        job = Job(self.port, self.command, texts, burst, rate)
        return self.load.submit(send, job).result()


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """The baseline is a Bolt app behind the same server, with one listener that only acknowledges.
    The two take turns at the same requests. Raises RolebotError if the app's manifest or the
    extra `dev`, which the imitated workspace needs, is not there."""
    if find_spec("websockets") is None or not MANIFEST.is_file():
        problem = "It needs a checkout of the project with the extra `dev`."
        fix = "Install it there with: pip install -c constraints.txt -e '.[dev]'"
        raise RolebotError("rolebot bench slack", problem, fix)
    from bot.bench.workspace import serve_workspace  # here, since it imports websockets

    with TemporaryDirectory() as folder:
        documents = _documents(Path(folder), scale, progress)
        texts = texts_of(documents, scale.commands)

        def one_round() -> Iterator[Figure]:
            with Worker.running(serve_workspace) as slack, ProcessPoolExecutor(1, SPAWN) as load:
                url = slack.hear()
                start = perf_counter()
                with Worker.running(serve_floor) as floor:
                    empty = Target(int(floor.hear()), EMPTY, load)
                    bare = perf_counter() - start
                    port, start = _free_port(), perf_counter()
                    with _serving(documents, url, port) as bot:
                        ready = perf_counter() - start
                        yield Figure("start to ready", "s", ready, FLOOR, bare, SOON)
                        ours = Target(port, COMMAND, load)
                        yield from _measure(ours, empty, texts, scale, slack)
                        own, bare = (one.memory() / MEGABYTE for one in (bot, floor))
                        yield Figure("memory after all that", "MB", own, FLOOR, bare, SMALL)

        return measure_rounds("Measuring load", scale.rounds, one_round, progress)


def _measure(
    ours: Target, empty: Target, texts: Sequence[str], scale: Scale, slack: Worker
) -> Iterator[Figure]:
    for target in (ours, empty):  # the warm-up
        target.send(texts[:1])
    new, again = (_in_turns(ours, empty, texts, BURST) for _ in range(2))
    yield from _percentiles(f"{COMMAND}, {BURST} at once, new questions", *new)
    yield from _percentiles(f"{COMMAND}, {BURST} at once, asked before", *again)
    rate = saturation(again[1]) / 2
    many = list(islice(cycle(texts), max(2, int(rate * scale.load_seconds))))
    steady = _in_turns(ours, empty, many, max(2, int(rate)), rate)
    yield from _percentiles(f"{COMMAND}, steadily", *steady)
    yield Figure("that is", "/s", rate, f"{FLOOR}, at most", 2 * rate)
    mentions = texts[: scale.mentions]
    asked = json.dumps({"bot": f"http://{HOST}:{ours.port}{PATH}", "questions": mentions})
    lost = sum(size < 2 for sent in (*new[0], *again[0], *steady[0]) for size in sent.sizes)
    wrong = lost + int(slack.ask(asked))
    total = 2 * len(texts) + len(many) + len(mentions)
    yield Figure("answers lost or doubled", "answers", wrong, "asked", total, NONE_LOST)


def _in_turns(
    ours: Target, empty: Target, texts: Sequence[str], portion: int, rate: float = 0.0
) -> tuple[Sequence[Sent], Sequence[Sent]]:
    """Send each `portion` at once, or at `rate` a second, to one target and then to the other."""
    portions = [texts[first : first + portion] for first in range(0, len(texts), portion)]
    sent = [(ours.send(p, portion, rate), empty.send(p, portion, rate)) for p in portions]
    return [own for own, _ in sent], [bare for _, bare in sent]


def saturation(sent: Sequence[Sent]) -> float:
    """Acknowledgements per second when each portion follows the one before at once."""
    return sum(len(one.seconds) for one in sent) / sum(one.took for one in sent)


def _percentiles(name: str, ours: Sequence[Sent], empty: Sequence[Sent]) -> Iterator[Figure]:
    """In milliseconds."""
    own, bare = (
        quantiles(chain.from_iterable(one.seconds for one in sent), n=100, method="inclusive")
        for sent in (ours, empty)
    )
    for number, aim in ((50, None), (95, FAST), (99, None)):
        value, baseline = own[number - 1] * 1000, bare[number - 1] * 1000
        yield Figure(f"{name}, p{number}", "ms", value, FLOOR, baseline, aim)


def _documents(folder: Path, scale: Scale, progress: Progress) -> Indexed:
    """The project's own documents, or made-up ones where those are not installed; indexed."""
    content = folder / "content"
    for source in filter(Path.is_dir, DOCUMENTS):
        shutil.copytree(source, content / source.name)
    if not content.exists():
        write_samples(content, scale.passages)
    return index_of(content, folder / "index", progress)


def texts_of(documents: Indexed, count: int) -> tuple[str, ...]:
    """Role names and questions alternately; no question repeats while there are enough passages."""
    names = cycle(role.title for role in documents.index.roles)
    texts = [passage.text.split() for passage in documents.index.passages]
    starts = (" ".join(words[:WORDS]).lower() for words in texts if len(words) > 2)
    questions = cycle(list(dict.fromkeys(f"who {start}?" for start in starts)))
    return tuple(islice(chain.from_iterable(zip(names, questions, strict=False)), count))


@contextmanager
def _serving(documents: Indexed, url: str, port: int) -> Iterator[Worker]:
    """Run `rolebot serve` on `port` against the Web API at `url`, and wait until it is ready.
    Raises RuntimeError if that takes longer than a minute."""
    settings = {
        "SLACK_API_URL": url,
        "SLACK_BOT_TOKEN": SECRETS.bot_token,
        "SLACK_SIGNING_SECRET": SECRETS.signing_secret,
        "SLACK_APP_TOKEN": "",
        "DATA_DIR": str(documents.folder / "kept"),
        "PORT": str(port),
        "RATE_LIMIT": "0",
    }
    latest = perf_counter() + START_SECONDS
    with Worker("-m", "bot", "serve", *documents.options, **settings) as bot:
        while not _is_ready(port):
            if not bot.is_running or perf_counter() > latest:
                raise bot.failure()
            sleep(POLL_SECONDS)
        yield bot


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def _is_ready(port: int) -> bool:
    try:
        with open_url(f"http://{HOST}:{port}/readyz", timeout=1):
            return True
    except OSError:  # among them HTTPError: it is not ready yet
        return False
