"""Something that is wrong with the documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.errors import ContentError

MAX_OF_A_KIND = 10
QUOTED = re.compile(r"'.*?'(?!\w)|\d+")

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is relative to the content folder, or a content folder itself; `line` is 1-based, None
    where the whole file or folder is meant.

    >>> str(Finding("error", "a.md", 7, "The role has nothing to quote.", "Write it."))
    'a.md:7: error: The role has nothing to quote. Write it.'
    """

    severity: Severity
    path: str
    line: int | None
    problem: str
    fix: str

    @classmethod
    def of(cls, severity: Severity, error: ContentError) -> Finding:
        """Make a finding of an error about a file or folder."""
        path = error.place.removesuffix(f":{error.line}")
        return cls(severity, path, error.line, error.problem, error.fix)

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.severity}: {self.problem} {self.fix}"


def first_of_each_kind(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """At most ten of a kind, in order: those are of one kind whose problem differs in nothing but
    quoted words and numbers."""
    counts: Counter[tuple[str, str]] = Counter()
    first = []
    for finding in findings:
        kind = finding.severity, QUOTED.sub("", finding.problem)
        counts[kind] += 1
        if counts[kind] <= MAX_OF_A_KIND:
            first.append(finding)
    return tuple(first)
