"""The bot in Slack under load: how fast commands are acknowledged, which is how fast they are
answered, and whether every answer comes once."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter, sleep
from typing import NamedTuple

from bot.bench.figure import Aim, Figure
from bot.bench.floor import COMMAND as EMPTY
from bot.bench.indexed import Indexed, index_of, write_passages
from bot.bench.load import HOST, PATH, SECRETS, Job, Sent
from bot.bench.rounds import Pair, measure_rounds
from bot.bench.scale import Scale
from bot.bench.worker import MEBIBYTE, PROJECT, Worker, command, environment, resident
from bot.slack.app import COMMAND
from index.errors import RolebotError
from index.progress import Progress

FLOOR = "empty listener"
BURST = 20
WORDS = 7  # of a question, from the words of a passage
MEGABYTE = 1_000_000
START_SECONDS = 60.0
POLL_SECONDS = 0.01
SERVED = "from bot.bench.{0} import {1}; {1}()"
SCOPES = ["app_mentions:read", "chat:write", "commands", "im:history", "users:read"]
DOCUMENTS = (PROJECT / "content", PROJECT / "tests" / "roles")
FAST = Aim("ratio", "<=", 3)
NONE_LOST = Aim("value", "=", 0)
SMALL = Aim("value", "<=", 256)
SOON = Aim("value", "<=", 2)


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is compared, and who loads them."""

    ours: int
    """The port."""
    floor: int
    load: Worker

    def send(self, port: int, texts: Sequence[str], burst: int = 1, rate: float = 0.0) -> Sent:
        name = COMMAND if port == self.ours else EMPTY
        job = Job(port, name, tuple(texts), burst, rate)
        found = json.loads(self.load.ask(json.dumps(asdict(job))))
        return Sent(tuple(found["seconds"]), tuple(found["sizes"]), found["took"])


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """The baseline is a Bolt app behind the same server, with one listener that only acknowledges.
    It gets the same requests in turns with the bot. Raises RolebotError if what the imitated
    workspace stands on is not installed."""
    if find_spec("websockets") is None:
        fix = "Install it with: pip install -c constraints.txt -e '.[dev]'"
        raise RolebotError("rolebot bench slack", "It needs the extra `dev`.", fix)
    with TemporaryDirectory() as folder:
        place = _documents(Path(folder), scale, progress)
        texts = texts_of(place, scale.commands)

        def one_round() -> Iterator[Pair]:
            with (
                Worker("-c", SERVED.format("workspace", "serve_workspace"), _manifest()) as slack,
                Worker("-c", SERVED.format("load", "serve_load")) as load,
            ):
                url = slack.hear()
                start = perf_counter()
                with Worker("-c", SERVED.format("floor", "serve_floor")) as floor:
                    port = int(floor.hear())
                    started = perf_counter() - start
                    with serving(place, url) as bot:
                        yield Pair("start to ready", "s", bot.started, FLOOR, started, SOON)
                        yield from _measure(Sides(bot.port, port, load), texts, scale, slack)
                        memory = resident(bot.pid) / MEGABYTE
                        bare = floor.memory() * MEBIBYTE / MEGABYTE
                        yield Pair("memory after all that", "MB", memory, FLOOR, bare, SMALL)

        return measure_rounds("Measuring load", scale.rounds, one_round, progress)


def _measure(sides: Sides, texts: Sequence[str], scale: Scale, slack: Worker) -> Iterator[Pair]:
    for port in (sides.ours, sides.floor):  # the warm-up
        sides.send(port, texts[:1])
    new, again = (_in_turns(sides, texts, BURST) for _ in range(2))
    yield from _percentiles(f"{COMMAND}, {BURST} at once, new questions", *new)
    yield from _percentiles(f"{COMMAND}, {BURST} at once, asked before", *again)
    rate = saturation(again.floor) / 2
    many = list(islice(cycle(texts), max(2, int(rate * scale.load_seconds))))
    steady = _in_turns(sides, many, max(2, int(rate)), rate)
    yield from _percentiles(f"{COMMAND}, steadily", *steady)
    yield Pair("that is", "/s", rate, f"{FLOOR}, at most", 2 * rate)
    mentions = texts[: scale.mentions]
    asked = json.dumps({"bot": f"http://{HOST}:{sides.ours}{PATH}", "questions": mentions})
    answered = json.loads(slack.ask(asked))
    lost = sum(size < 2 for sent in (*new.ours, *again.ours, *steady.ours) for size in sent.sizes)
    wrong = lost + sum(count != 1 for count in answered["answers"]) + answered["other_calls"]
    total = 2 * len(texts) + len(many) + len(mentions)
    yield Pair("answers lost or doubled", "answers", wrong, "asked", total, NONE_LOST)


class Turns(NamedTuple):
    """What was sent to each side, portion by portion."""

    ours: list[Sent]
    floor: list[Sent]


def _in_turns(sides: Sides, texts: Sequence[str], portion: int, rate: float = 0.0) -> Turns:
    """Each `portion` at once, or at that rate: first to one side, then to the other."""
    turns = Turns([], [])
    for first in range(0, len(texts), portion):
        some = texts[first : first + portion]
        turns.ours.append(sides.send(sides.ours, some, portion, rate))
        turns.floor.append(sides.send(sides.floor, some, portion, rate))
    return turns


def saturation(sent: Sequence[Sent]) -> float:
    """Acknowledgements a second, if the next come as soon as these are through."""
    return sum(len(one.seconds) for one in sent) / sum(one.took for one in sent)


def _percentiles(name: str, ours: Sequence[Sent], floor: Sequence[Sent]) -> Iterator[Pair]:
    """In milliseconds."""
    cuts = [
        quantiles(chain.from_iterable(one.seconds for one in sent), n=100, method="inclusive")
        for sent in (ours, floor)
    ]
    for number in (50, 95, 99):
        value, bare = (cut[number - 1] * 1000 for cut in cuts)
        aim = FAST if number == 95 else None
        yield Pair(f"{name}, p{number}", "ms", value, FLOOR, bare, aim)


# What is asked


def _documents(folder: Path, scale: Scale, progress: Progress) -> Indexed:
    """Real ones if there are any; indexed."""
    there = [one for one in DOCUMENTS if one.is_dir()]
    content = folder / "content"
    for number, one in enumerate(there):
        shutil.copytree(one, content / str(number))
    if not there:
        write_passages(content, scale.passages)
    return index_of(content, folder / "index", progress)


def texts_of(place: Indexed, count: int) -> tuple[str, ...]:
    """Names of roles and questions in turns, no question twice as long as there are enough
    passages."""
    names = cycle(role.title for role in place.index.roles)
    passages = list(place.index.passages)
    starts = (list(islice(p.text.split(), WORDS)) for p in passages if len(p.text.split()) > 2)
    questions = cycle(list(dict.fromkeys(f"who {' '.join(words).lower()}?" for words in starts)))
    return tuple(islice(chain.from_iterable(zip(names, questions, strict=False)), count))


# Who answers


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    pid: int
    started: float
    """Seconds until it was ready."""


@contextmanager
def serving(place: Indexed, url: str) -> Iterator[Served]:
    """`rolebot serve`, as a process. Raises RuntimeError if it is not ready in a minute."""
    port = _free_port()
    settings = {
        "SLACK_API_URL": url,
        "SLACK_BOT_TOKEN": SECRETS.bot_token,
        "SLACK_SIGNING_SECRET": SECRETS.signing_secret,
        "SLACK_APP_TOKEN": "",
        "DATA_DIR": str(place.folder / "kept"),
        "PORT": str(port),
        "RATE_LIMIT": "0",
    }
    with TemporaryFile("w+") as said:
        start = perf_counter()
        process = subprocess.Popen(  # noqa: S603  no shell, no argument is a stranger's
            command("-m", "bot", "serve", *place.options),
            cwd=PROJECT,
            env=environment(**settings),
            stdout=said,
            stderr=said,
        )
        try:
            while not _is_ready(port):
                if process.poll() is not None or perf_counter() - start > START_SECONDS:
                    said.seek(0)
                    raise RuntimeError(f"The bot does not serve: {said.read()[-1000:]}")
                sleep(POLL_SECONDS)
            yield Served(port, process.pid, perf_counter() - start)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_SECONDS)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def _is_ready(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _manifest() -> str:
    """What the bot may and hears of, no more than it needs here."""
    return json.dumps(
        {
            "display_information": {"name": "Rolebot"},
            "features": {
                "bot_user": {"display_name": "Rolebot"},
                "slash_commands": [{"command": COMMAND, "description": "Asks"}],
            },
            "oauth_config": {"scopes": {"bot": SCOPES}},
            "settings": {
                "event_subscriptions": {"bot_events": ["app_mention"]},
                "interactivity": {"is_enabled": True},
            },
        }
    )
