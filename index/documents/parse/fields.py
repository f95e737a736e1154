"""Fields of the front matter that are read otherwise than they may be meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.documents.document import Doubt
from index.documents.parse.front_matter import FrontMatter
from index.documents.parse.role import FIELDS, TRUE, text_of

FALSE = ("false", "no", "off")
TRUTHS = ("true", "false")  # "no" may be a word, or Norway
OF_ONE_ROLE = ("other_names", "level", "next_role")
ALIKE = 0.79  # of 1; "levle" to "level" is 0.8, "data" to "date" 0.75
KEYS: Mapping[str, str] = {
    "title": "title",
    "draft": "draft",
    **{key: name for name, keys in FIELDS.items() for key in keys},
    "aliases": "aliases",  # which site generators have for any page, as addresses
}


def find_lines(front_matter: FrontMatter) -> Mapping[str, int]:
    """Where each field of `Role` is said that is."""
    return {
        name: front_matter.lines[key]
        for name, keys in FIELDS.items()
        for key in reversed(keys)
        if key in front_matter.lines
    }


def find_doubts(front_matter: FrontMatter, is_of_role: bool) -> Iterator[Doubt]:
    """In no order. `is_of_role`: the front matter is that of a role, and not only of a document of
    several."""
    for key, value in front_matter.fields.items():
        wrong = _wrong(key, value, is_of_role) if key in KEYS else _misspelt(key)
        for problem, fix in wrong:
            yield Doubt(front_matter.lines[key], problem, fix)


def _misspelt(key: str) -> Iterator[tuple[str, str]]:
    fields = [field for field in KEYS if field[0] == key[:1]]  # no "craft" for a "draft"
    near = process.extractOne(key, fields, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
    if near and key != f"{near[0]}s":  # a site may well have "levels"
        yield f"There is no field '{key}'.", f"Write '{near[0]}' if you mean that."


def _wrong(key: str, value: object, is_of_role: bool) -> Iterator[tuple[str, str]]:
    name, text = KEYS[key], text_of({key: value}, key)
    if _is_nested(value):
        problem = f"The field '{key}' holds fields or lists of its own, which are not read."
        yield problem, f"Write it in one line: '{key}: …'."
    elif text is None:
        return
    elif name == "draft" and text.casefold() not in (*TRUE, *FALSE):
        problem = f"The field 'draft' is '{text}', which is neither true nor false: it is no draft."
        yield problem, "Write 'draft: true' or take it out."
    elif name == "date" and not any(map(str.isdigit, text)):
        yield f"The field '{key}' is '{text}', which is no date.", "Write it like 2026-01-31."
    elif name not in ("draft", "next_role") and text.casefold() in TRUTHS:
        yield f"The field '{key}' is '{text}', and is shown so.", "Write what it is, in words."
    if text and name in OF_ONE_ROLE and not is_of_role:
        problem = f"The field '{key}' is passed over: the document holds several roles."
        yield problem, "Write it below the role's own title, or give each role its own file."


def _is_nested(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(one, dict | list) for one in value)
    return isinstance(value, dict)
