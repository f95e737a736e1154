"""What all pages have in common: head, style, landmarks."""

from __future__ import annotations

from importlib.resources import files

from bot.pages.html import Element, Node, el, render

STYLE = (files("bot.pages") / "style.css").read_text("utf-8")
MAIN = "main"
SKIP = MAIN, "Skip to the content"

Skip = tuple[str, str]
"""Where the first link of a page leads in it, and what it says."""


def page(title: str, *body: Node, foot: str = "", skip: Skip = SKIP) -> str:
    """A whole page. `title` is what its window is called, `foot` what stands below all else."""
    target, said = skip
    return "<!doctype html>\n" + render(
        el(
            "html",
            _head(title),
            el(
                "body",
                el("a", said, href=f"#{target}", class_="skip"),
                el("main", *body, id=MAIN, tabindex="-1"),
                *([el("footer", el("p", foot))] if foot else ()),
            ),
            lang="en",
        )
    )


def message(title: str, words: str) -> str:
    """A page that says why there is no other."""
    return page(title, el("h1", title), el("p", words))


def _head(title: str) -> Element:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="robots", content="noindex, nofollow"),
        el("title", title),
        el("style", STYLE),
    )
