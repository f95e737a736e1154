"""MDX: Markdown with imports, components and expressions in between. Their words alone are read."""

from __future__ import annotations

import re

from index.documents.document import Omission
from index.documents.parse.template import take_out

NAME = r"[A-Z][\w.]*"
# "{3 + 4}", "{`text`}" and "{/* a remark */}", with at most two braces in braces.
BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
TAGS = (
    r"^(?:import|export)\b[^\n]*(?:\n(?![ \t]*$)[^\n]*)*",  # up to the next blank line
    rf"</?{NAME}(?:\s+(?:[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|{BRACES}))?|{BRACES}))*\s*/?>",
    r"</?>",
    rf"(?<![\w\\$]){BRACES}(?![`\w])",
)
CLASS_NAME = re.compile(r"(?<=\s)className=")


def without_components(body: str) -> tuple[str, tuple[Omission, ...]]:
    """`body` as Markdown with its lines where they were, and what was taken out of it.

    >>> without_components("<Note kind={1}>Bakes *rye*.</Note>")[0]
    'Bakes *rye*.'
    """
    text, omissions = take_out("|".join(TAGS), body)
    return "\n".join(map(_to_the_left, text.split("\n"))), omissions


def _to_the_left(line: str) -> str:
    """MDX has no code that is only indented."""
    indent = len(line) - len(line.lstrip(" "))
    is_point = line.lstrip().startswith(("-", "*", "+")) or line.lstrip()[:1].isdigit()
    return line if is_point or indent < 4 else line.lstrip()
