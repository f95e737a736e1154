"""Turns a framework that was published as HTML pages, and questions about it, into what Rolebot
reads: Markdown, and labels of its lines.

    python -m tests.html_pages ../shared/corpus/dropbox__dbx-career-framework FOLDER
    rolebot evaluate FOLDER/dropbox.jsonl --content FOLDER/docs
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lxml import html

QUESTIONS = Path(__file__).parent / "questions" / "dropbox.jsonl"
HEADINGS = {"h1": "##", "h2": "###", "h3": "####", "h4": "#####"}


@dataclass(frozen=True, slots=True)
class Page:
    """`lines` are those of the Markdown; `places` maps a line of the HTML to one of them, both
    counted from 1."""

    lines: tuple[str, ...]
    places: dict[int, int]


def as_markdown(page: Path) -> Page:
    """The main content of a page: its headings, of which the first is the title, paragraphs and
    points."""
    tree = html.parse(str(page), html.HTMLParser(encoding="utf-8")).getroot()
    lines: list[str] = []
    places: dict[int, int] = {}
    points = tree.xpath("//ul/li[not(ancestor::nav)]")
    content = max(
        {point.getparent().getparent() for point in points},
        key=lambda one: len(one.xpath("./ul/li")),
    )
    for element in content.iter("h1", "h2", "h3", "h4", "p", "li"):
        text = _words(element)
        if not text or element.find("p") is not None:  # a point whose words are in a paragraph
            continue
        is_point = element.tag == "li" or element.getparent().tag == "li"
        mark = HEADINGS.get(element.tag, "*" if is_point else "")
        if element.tag == "p" and _words(element.find("strong")) == text:
            mark = HEADINGS["h3"]  # a paragraph in bold is a heading
        lines += [f"{mark if lines else '#'} {text}".strip(), ""]
        places[element.sourceline] = len(lines) - 1
    return Page(tuple(lines), places)


def convert(source: Path, folder: Path) -> None:
    """Write the pages below `source`/docs as Markdown to `folder`/docs, and the questions with
    their labels there."""
    pages = {f"docs/{path.name}": as_markdown(path) for path in sorted(source.glob("docs/*.html"))}
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        (folder / name).with_suffix(".md").write_text("\n".join(page.lines))
    written = [json.loads(line) for line in QUESTIONS.read_text().splitlines()]
    for question in written:
        for label in question["gold"]:
            html_line = (source / label["file"]).read_text().split("\n")[label["line"] - 1]
            assert sha256(html_line.strip().encode()).hexdigest()[:16] == label.pop("sha256")
            label["line"] = pages[label["file"]].places[label["line"]]
            label["file"] = Path(label["file"]).with_suffix(".md").name
    out = "".join(f"{json.dumps(question)}\n" for question in written)
    (folder / QUESTIONS.name).write_text(out)


def _words(element: html.HtmlElement | None) -> str:
    return "" if element is None else " ".join(element.text_content().split())


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
