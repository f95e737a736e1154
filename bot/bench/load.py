"""Requests to a bot, as Slack sends them: many at once, or so many a second. Runs in a process of
its own, and reaches nothing but the loopback interface."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from time import monotonic
from urllib.parse import urlencode

from bot.playground.api import Secrets
from bot.playground.couriers import FORM, signature

SECRETS = Secrets("xoxb-bench", "xapp-bench", "bench")  # known to all processes that take part
PATH = "/slack/events"
LIMIT = 3.0  # seconds, as long as Slack waits for an acknowledgement
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Job:
    """Sends `command` with each of `texts`. In bursts of `burst`, each when the one before is
    acknowledged; or, if `rate` is not 0, so many a second."""

    port: int
    command: str
    texts: tuple[str, ...]
    burst: int = 1
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """How each was acknowledged: seconds, in order of sending, and how many bytes it said; 0 bytes
    where there was no acknowledgement in time. `took` is from the first to the last."""

    seconds: tuple[float, ...]
    sizes: tuple[int, ...]
    took: float


def serve_load() -> None:
    """Does the jobs that come in, a line each."""
    for line in sys.stdin:
        given = json.loads(line)
        job = Job(**{**given, "texts": tuple(given["texts"])})
        print(json.dumps(asdict(asyncio.run(_send(job)))), flush=True)


async def _send(job: Job) -> Sent:
    requests = [_request(job, text) for text in job.texts]
    start = monotonic()
    if job.rate:
        found = await _steadily(job, requests)
    else:
        found = []
        for first in range(0, len(requests), job.burst):
            burst = requests[first : first + job.burst]
            found += await asyncio.gather(*(_post(job.port, one) for one in burst))
    seconds, sizes = zip(*found, strict=True)
    return Sent(seconds, sizes, monotonic() - start)


async def _steadily(job: Job, requests: Sequence[bytes]) -> list[tuple[float, int]]:
    """Whatever becomes of those before: a person does not wait for others."""
    start = monotonic()
    tasks = []
    for number, request in enumerate(requests):
        await asyncio.sleep(start + number / job.rate - monotonic())
        tasks.append(asyncio.create_task(_post(job.port, request)))
    return await asyncio.gather(*tasks)


async def _post(port: int, request: bytes) -> tuple[float, int]:
    start = monotonic()
    try:
        answer = await asyncio.wait_for(_exchange(port, request), LIMIT)
    except (OSError, TimeoutError):
        answer = b""
    head, _, body = answer.partition(b"\r\n\r\n")
    return monotonic() - start, len(body) or int(b" 200 " in head[:15])


async def _exchange(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        writer.close()


def _request(job: Job, text: str) -> bytes:
    body = urlencode(
        {
            "command": job.command,
            "text": text,
            "user_id": "U1",
            "channel_id": "C1",
            "team_id": "T0HOME",
            "response_url": f"http://{HOST}:1/",
            "trigger_id": "1.2.3",
        }
    ).encode()
    headers = {
        "Host": HOST,
        "Content-Type": FORM,
        "Content-Length": str(len(body)),
        "Connection": "close",
        **signature(body, SECRETS.signing_secret),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {PATH} HTTP/1.1\r\n{lines}\r\n".encode() + body
