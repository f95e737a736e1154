"""One answer, from the start of the command to its end."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

from bot.bench.figure import Aim, Figure
from bot.bench.indexed import indexed_samples
from bot.bench.reference import NAME
from bot.bench.rounds import Pair, measure_rounds, seconds
from bot.bench.samples import make_question
from bot.bench.scale import Scale
from bot.bench.worker import PROJECT, command, environment
from index.encoder.model import DEFAULT_MODEL, find_model
from index.progress import Progress

SCRIPT = """
import sys
from sentence_transformers import SentenceTransformer
SentenceTransformer(sys.argv[1], device="cpu").encode(sys.argv[2])
"""
AIM = Aim("ratio", "<=", 0.15)
NO_ANSWER = 1  # the exit code of a command that works, but finds nothing


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """The baseline loads the same model and encodes the question."""
    question = make_question(0)
    with indexed_samples(scale.passages, progress) as place:
        ask = command("-m", "bot", "ask", *place.options, question)
        script = command("-c", SCRIPT, find_model(DEFAULT_MODEL), question)
        if scale.rounds > 1:  # what they load should be in the memory of the system
            run_command(ask)
            run_command(script)

        def one_round() -> Iterator[Pair]:
            ours = seconds(lambda: run_command(ask))
            baseline = seconds(lambda: run_command(script))
            yield Pair(
                "rolebot ask, whole process", "s", ours, f"script with {NAME}", baseline, AIM
            )

        return measure_rounds("Measuring processes", scale.rounds, one_round, progress)


def run_command(arguments: list[str]) -> None:
    done = subprocess.run(  # noqa: S603  no shell, no argument is a stranger's
        arguments, cwd=PROJECT, env=environment(), capture_output=True, check=False
    )
    if done.returncode not in (0, NO_ANSWER) or b"Traceback" in done.stderr:
        raise RuntimeError(f"A process that is measured failed: {done.stderr.decode()[-1000:]}")
