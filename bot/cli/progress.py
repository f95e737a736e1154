"""Progress on standard error: a bar in a terminal, one line a step elsewhere."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


class Reporter:
    """An `index.progress.Progress` that shows what it hears, and a context manager: leaving it
    removes the bars."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._tasks: dict[str, TaskID] = {}
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )

    def __enter__(self) -> Reporter:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total)
            if not self._console.is_terminal:
                self.say(f"{step} …")
        self._bars.update(self._tasks[step], completed=done, total=total)
        if done >= total:
            self._bars.remove_task(self._tasks.pop(step))

    def say(self, message: str) -> None:
        """One line, above the bars."""
        self._console.print(message, soft_wrap=True, markup=False, highlight=False)
