"""A load generator: slash commands as Slack sends them, in bursts or at a steady rate. It runs in a
process of its own, and sends to the loopback interface only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
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
    """Send `command` with each of `texts`: in bursts of `burst`, each when the one before it is
    acknowledged; or at `rate` a second, if that is not 0."""

    port: int
    command: str
    texts: Sequence[str]
    burst: int
    rate: float


@dataclass(frozen=True, slots=True)
class Sent:
    """For each request, in the order of sending, the seconds until its acknowledgement and the
    bytes in that, 0 if there was none in time. `took` is the time for all, in seconds."""

    seconds: tuple[float, ...]
    sizes: tuple[int, ...]
    took: float


def send(job: Job) -> Sent:
    return asyncio.run(_send(job))


async def _send(job: Job) -> Sent:
    requests = [_request(job.command, text) for text in job.texts]
    start = monotonic()
    found: list[tuple[float, int]] = []
    if job.rate:
        found = await _send_steadily(job, requests)
    else:
        for first in range(0, len(requests), job.burst):
            burst = requests[first : first + job.burst]
            found += await asyncio.gather(*(_post(job.port, request) for request in burst))
    seconds, sizes = zip(*found, strict=True)
    return Sent(seconds, sizes, monotonic() - start)


async def _send_steadily(job: Job, requests: Sequence[bytes]) -> list[tuple[float, int]]:
    """Keep to the rate even if earlier requests are not done: people do not wait for others."""
    start = monotonic()
    tasks = []
    for number, request in enumerate(requests):
        await asyncio.sleep(start + number / job.rate - monotonic())
        tasks.append(asyncio.create_task(_post(job.port, request)))
    return await asyncio.gather(*tasks)


async def _post(port: int, request: bytes) -> tuple[float, int]:
    start = monotonic()
    answer = b""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(LIMIT):
            reader, writer = await asyncio.open_connection(HOST, port)
            with closing(writer):
                writer.write(request)
                answer = await reader.read()
    head, _, body = answer.partition(b"\r\n\r\n")
    return monotonic() - start, len(body) or int(b" 200 " in head[:15])


def _request(command: str, text: str) -> bytes:
    body = urlencode(
        {
            "command": command,
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
