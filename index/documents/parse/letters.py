"""What the letters in a matrix such as RACI stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.documents.document import Block, Doubt, Heading
from index.documents.parse.sections import Elements

SEPARATED = re.compile(r"\s*[/,&+]\s*|\s+")
LETTER = re.compile(r"[ACDFILOPQRSV]")
TICKS = ("✓", "✔", "✔️", "✅", "X", "x")
NONE = ("", "-", "–", "—", "n/a", "N/A")

# What the letters mean where only the name of the matrix tells.
MATRICES: Mapping[str, Mapping[str, str]] = {
    "RACI": {"R": "Responsible", "A": "Accountable", "C": "Consulted", "I": "Informed"},
    "RASCI": {
        **{"R": "Responsible", "A": "Accountable", "S": "Supporting"},
        **{"C": "Consulted", "I": "Informed"},
    },
    "DACI": {"D": "Driver", "A": "Approver", "C": "Contributor", "I": "Informed"},
    "RAPID": {"R": "Recommend", "A": "Agree", "P": "Perform", "I": "Input", "D": "Decide"},
}
ALSO_CALLED = {"RASIC": "RASCI", "ARCI": "RACI"}
MATRIX = re.compile(rf"\b({'|'.join((*MATRICES, *ALSO_CALLED))})\b")

# "R = Responsible", "R – does the work", "Responsible (R)"
LEGEND = re.compile(r"(?<![\w/])([A-Z])\s*(?:=|:|\s[-–—]\s)\s*([A-Za-z][\w ]*)|(\w+)\s*\(([A-Z])\)")


def is_letters(text: str) -> bool:
    """Whether a cell says by letters, or by a tick, who does something, or that nobody does.

    >>> [is_letters(text) for text in ("A/R", "R, C", "–", "✓", "Monthly", "OK")]
    [True, True, True, True, False, False]
    """
    text = text.strip()
    parts = SEPARATED.split(text)
    return text in NONE or text in TICKS or all(LETTER.fullmatch(part) for part in parts)


def explain_letters(elements: Elements, title: str) -> tuple[Elements, tuple[Doubt, ...]]:
    """The rows of letters with what these mean: by a legend in the document, else by the name of
    the matrix, else not at all, which is a doubt."""
    legend = dict(_legend(elements))
    explained: list[Heading | Block] = []
    doubts: dict[int, Doubt] = {}
    names = MATRIX.findall(title)
    for element in elements:
        if isinstance(element, Heading) or not element.cells:
            names += MATRIX.findall(element.text)
        elif letters := _letters(element):
            known = _meanings(letters, legend, names)
            if letters.isdisjoint(known):
                table = element.place.table if element.place else element.line
                doubts.setdefault(table, _unexplained(table, letters))
            element = _explained(element, known)
        explained.append(element)
    return explained, tuple(doubts.values())


def _letters(row: Block) -> frozenset[str]:
    parts = (part for cell in row.cells[1:] if is_letters(cell.text) for part in _parts(cell.text))
    return frozenset(part for part in parts if LETTER.fullmatch(part))


def _parts(text: str) -> Sequence[str]:
    return SEPARATED.split(text.strip())


def _legend(elements: Elements) -> Iterator[tuple[str, str]]:
    for element in elements:
        if isinstance(element, Block) and not element.cells:
            for letter, meaning, word, behind in LEGEND.findall(element.text):
                yield (letter, meaning.strip()) if letter else (behind, word)


def _meanings(
    letters: frozenset[str], legend: Mapping[str, str], names: Sequence[str]
) -> Mapping[str, str]:
    if len(letters & legend.keys()) > len(letters) / 2:
        return legend
    if names:
        return MATRICES[ALSO_CALLED.get(names[-1], names[-1])]
    return {}


def _explained(row: Block, known: Mapping[str, str]) -> Block:
    first, *others = row.cells
    cells = (
        replace(cell, meaning=", ".join(known[part] for part in _parts(cell.text) if part in known))
        if is_letters(cell.text)
        else cell
        for cell in others
    )
    return replace(row, cells=(first, *cells))


def _unexplained(table: int, letters: frozenset[str]) -> Doubt:
    problem = f"Nothing says what the letters {', '.join(sorted(letters))} of this table mean."
    return Doubt(table, problem, "Add a line like 'R = Responsible, A = Accountable'.")
