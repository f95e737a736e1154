"""Limits on a document: beyond them, the cost of reading it grows with the square, or worse."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from index.documents.document import RoleText

MAX_LINE_LENGTH = 1_000_000  # characters; one may hold a picture
MAX_ACCENTS = 32  # on one letter; to put them into order takes the square of their number
MAX_CELLS = 100_000  # of a table, one that spans several counted as all of these
MAX_NAME_LENGTH = 2_000  # characters; every question is compared with all names of every role
MAX_NAMES = 1_000  # of a role
MAX_QUOTED_LENGTH = (
    8_000_000  # characters, with the headings and points that are above each passage
)

ABOVE_LATIN = re.compile(rf"[^\x00-\u02ff]{{{MAX_ACCENTS + 1},}}")  # no accent is below
NESTS = "<>[](){}*_`-+"  # signs that nest what is around them


class UnreadableError(Exception):
    """A parser cannot go on with a document; the text says why."""


class LimitError(Exception):
    """A document has more of something than is read."""

    def __init__(self, line: int, problem: str, fix: str) -> None:
        self.line = line
        self.problem = problem
        self.fix = fix
        super().__init__(f"{line}: {problem}")


def require_plain_lines(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE_LENGTH:
            problem = f"The line is longer than {MAX_LINE_LENGTH:,} characters."
            raise LimitError(number, problem, "Break it into several.")
        if not line.isascii() and any(map(_has_accents, ABOVE_LATIN.findall(line))):
            problem = f"A letter has more than {MAX_ACCENTS} accents."
            raise LimitError(number, problem, "Take them out.")


def _has_accents(run: str) -> bool:
    are_accents = groupby(unicodedata.category(character)[0] == "M" for character in run)
    return any(is_accent and len([*group]) > MAX_ACCENTS for is_accent, group in are_accents)


def require_few_cells(line: int, spans: Iterable[tuple[int, int]]) -> None:
    """Raise LimitError if the table that begins on `line` has too many cells. `spans` says how many
    columns and rows each of them spans."""
    if sum(columns * rows for columns, rows in spans) > MAX_CELLS:
        problem = f"The table has more than {MAX_CELLS:,} cells, those that span several counted."
        raise LimitError(line, problem, "Split it, or let its cells span less.")


def require_usual_names(roles: Sequence[RoleText]) -> None:
    for role in (text.role for text in roles):
        names = (role.title, *role.other_names)
        if len(names) > MAX_NAMES:
            problem = f"A role has more than {MAX_NAMES:,} names."
            raise LimitError(role.line, problem, "Leave out those that nobody uses.")
        if any(len(name) > MAX_NAME_LENGTH for name in names):
            problem = f"A role's name is longer than {MAX_NAME_LENGTH:,} characters."
            fix = "Give it a short heading, or a short 'title' in the front matter."
            raise LimitError(role.line, problem, fix)


def require_little_repeated(roles: Sequence[RoleText]) -> None:
    """What is above a passage is quoted and searched with it, each time."""
    quoted = 0
    for section in (section for role in roles for section in role.sections):
        above = sum(map(len, section.headings))
        for block in section.blocks:
            quoted += above + len(block.text) + sum(map(len, block.context))
            if quoted > MAX_QUOTED_LENGTH:
                problem = (
                    "With what stands above each passage there are more than "
                    f"{MAX_QUOTED_LENGTH:,} characters to quote."
                )
                fix = "Shorten headings, points and cells that much is below, or split the file."
                raise LimitError(block.line, problem, fix)


def deepest_line(text: str) -> int:
    """The likeliest, 1-based: no parser tells where it gives up."""
    lines = text.split("\n")
    return max(range(len(lines)), key=lambda number: _depth(lines[number])) + 1


def _depth(line: str) -> int:
    return max(len(line) - len(line.lstrip()), *map(line.count, NESTS))
