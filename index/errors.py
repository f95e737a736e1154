"""Every error the product raises on purpose, as one tree:

RolebotError
├── ContentError   a role document, or the folder that should hold them, cannot be used
├── ModelError     the embedding model is missing, or is not the published one
├── SettingsError  a setting has a value that cannot be used
├── QuestionsError a file of labelled questions cannot be used (`bot.evaluate.labels`)
├── KeptError      feedback and questions that are kept cannot be read (`bot.kept.migrate`)
└── StoreError     the stored index is missing, damaged, made by another version, or not writable

A message names the place, the problem and the fix, in that order.
"""

from __future__ import annotations


class RolebotError(Exception):
    """A problem that a person can solve: `str(error)` is "place: problem fix"."""

    def __init__(self, place: object, problem: str, fix: str) -> None:
        self.place = str(place)
        self.problem = problem
        self.fix = fix
        super().__init__(f"{place}: {problem} {fix}")


class ContentError(RolebotError):
    """`line` is 1-based, None where the whole file or folder is meant."""

    def __init__(self, path: object, line: int | None, problem: str, fix: str) -> None:
        self.line = line
        super().__init__(path if line is None else f"{path}:{line}", problem, fix)


class ModelError(RolebotError):
    """The fix says what to install."""


class SettingsError(RolebotError):
    """The place is the setting's name."""


class StoreError(RolebotError):
    """Building the index anew is the usual fix, and what every command but `doctor` does."""

    def __init__(
        self, place: object, problem: str, fix: str = "Build it anew with: rolebot index"
    ) -> None:
        super().__init__(place, problem, fix)
