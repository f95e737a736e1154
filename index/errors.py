"""The errors that rolebot raises on purpose:

RolebotError
├── ContentError   a role document, or a folder, cannot be used
├── ModelError     the embedding model is missing, or is not the published one
├── SettingsError  a setting has a value that cannot be used
├── QuestionsError a file of labelled questions cannot be used (`bot.evaluate.labels`)
├── KeptError      feedback and questions that are kept cannot be read (`bot.kept.migrate`)
└── StoreError     the stored index is missing, damaged, made by another version, or not writable

A message names the place, the problem and the fix, in that order.
"""

from __future__ import annotations


class RolebotError(Exception):
    """A problem that somebody can solve: `str(error)` is "place: problem fix"."""

    def __init__(self, place: object, problem: str, fix: str) -> None:
        self.place = str(place)
        self.problem = problem
        self.fix = fix
        super().__init__(f"{place}: {problem} {fix}")


class ContentError(RolebotError):
    """A document or a folder cannot be used. `line` is 1-based, or None if the whole file or folder
    is meant."""

    def __init__(self, path: object, line: int | None, problem: str, fix: str) -> None:
        self.line = line
        super().__init__(path if line is None else f"{path}:{line}", problem, fix)


class ModelError(RolebotError):
    """The embedding model cannot be used. The fix says what to install."""


class SettingsError(RolebotError):
    """A setting cannot be used. The place is its name."""


class StoreError(RolebotError):
    """The stored index cannot be used. The usual fix is building it anew, which every command but
    `doctor` does by itself."""

    def __init__(
        self, place: object, problem: str, fix: str = "Build it anew with: rolebot index"
    ) -> None:
        super().__init__(place, problem, fix)
