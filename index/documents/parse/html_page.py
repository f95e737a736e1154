"""A whole page of HTML, by any generator, or as Confluence stores it: its main content alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import lxml.html
from lxml.etree import _Element

from index.documents.document import Block, Heading
from index.documents.parse.html import number_lines, read_tree

# What a page has around its content, by tag, by role, and by words in the names of its elements.
AROUND = {"aside", "dialog", "footer", "nav"}
AROUND_ROLES = {"banner", "complementary", "contentinfo", "navigation", "search"}
AROUND_NAME = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|cookie|footer|leftnav|menu|navbar|navigation|page-?metadata"
    r"|pagination|sidebar|sidenav|skip-?link|table-?of-?contents|toc)(?:$|[\s_-])"
)
MAIN_NAME = re.compile(r"(?:^|[\s_-])(?:content|main|main-?content|wiki-?content|article|post)$")
TITLE_END = re.compile(r"(?<!\s)\s++[|–—·»-]\s.*")  # " | The site"

CDATA = re.compile(r"<!\[CDATA\[((?:(?!<!\[CDATA\[).)*?)\]\]>", re.DOTALL)
DECLARATION = re.compile(r"<\?[^<>]*>|<!doctype[^<>]*>", re.IGNORECASE)
# Macros of Confluence that say nothing, and what in others is no word of the author.
SILENT_MACROS = {"attachments", "children", "contentbylabel", "pagetree", "recently-updated", "toc"}
# Elements of Confluence, and what they are in other pages.
MEANT = {
    **dict.fromkeys(("ac:link", "ac:link-body", "ac:plain-text-link-body"), "span"),
    **{"ac:task-list": "ul", "ac:task": "li"},
}
SILENT = {"ac:emoticon", "ac:image", "ac:parameter", "ac:task-id", "ac:task-status", "iframe"}


def parse_page(source: str) -> tuple[Heading | Block, ...]:
    """Headings and blocks in reading order, on the lines of `source`. Its title is the first
    heading of its content, else what the browser shows. Any text can be read, unless it is nested
    so deep that it raises RecursionError."""
    plain = CDATA.sub(lambda found: escape(found[1]), DECLARATION.sub(_blank, source))
    parser = lxml.html.HTMLParser(huge_tree=True)
    page = lxml.html.document_fromstring(f"<html>{number_lines(plain)} </html>", parser=parser)
    title = "".join(node.text or "" for node in page.iter("title")).strip()
    content = _main(page)
    _write_out_macros(content)
    _remove(content)
    elements = tuple(read_tree(content))
    has_title = any(isinstance(e, Heading) and e.level == 1 for e in elements)
    if has_title or not title or not elements:
        return elements
    line = source.count("\n", 0, max(source.lower().find("<title"), 0)) + 1
    return (Heading(TITLE_END.sub("", title), 1, line, line), *elements)


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _main(page: _Element) -> _Element:
    """What says itself that it is the content; else the body. Of several that say so, which may be
    cards, the one around them."""
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = page.findall(path)
        if len(found) == 1:
            return found[0]
    words = _count_words(page)
    named = (node for node in page.iter("div", "section") if _is_named_main(node))
    likely = (node for node in named if words[node] * 3 > words[page])
    body = page.find("body")
    return next(likely, body if body is not None else page)


def _count_words(root: _Element) -> dict[_Element, int]:
    """How many words are in each element."""
    counts: dict[_Element, int] = {}
    for node in reversed(list(root.iter())):
        own = len((node.text or "").split()) if isinstance(node.tag, str) else 0
        counts[node] = own + sum(counts[child] + len((child.tail or "").split()) for child in node)
    return counts


def _is_named_main(node: _Element) -> bool:
    return any(MAIN_NAME.search(name) for name in _names(node))


def _names(node: _Element) -> Iterator[str]:
    yield node.get("id", "").lower()
    yield from node.get("class", "").lower().split()


def _remove(content: _Element) -> None:
    """Take out what is around the content. What stands behind an element is not its own; and what
    is named like a part of a page, but holds most of it, is none: "with-sidebar"."""
    words = _count_words(content)
    for node in list(content.iter()):
        if node is content or not isinstance(node.tag, str):
            continue
        is_part = _is_named_around(node) and words[node] * 2 < words[content]
        if is_part or _is_around(node):
            node.drop_tree()  # type: ignore[attr-defined]  # lxml.html's, no stub


def _is_named_around(node: _Element) -> bool:
    return any(AROUND_NAME.search(name) for name in _names(node))


def _is_around(node: _Element) -> bool:
    is_marked = node.get("role") in AROUND_ROLES or node.get("aria-hidden") == "true"
    is_macro = node.tag == "ac:structured-macro" and node.get("ac:name") in SILENT_MACROS
    is_tag = node.tag in AROUND | SILENT or str(node.tag).startswith("ri:")
    is_header = node.tag == "header" and node.find(".//h1") is None
    return is_tag or is_header or is_marked or is_macro or "hidden" in node.attrib


def _write_out_macros(content: _Element) -> None:
    """The words that Confluence keeps in the settings of a macro: a label, the head of a box."""
    for macro in list(content.iter("ac:structured-macro")):
        parameters = (child for child in macro if child.tag == "ac:parameter")
        for parameter in (one for one in parameters if one.get("ac:name") == "title"):
            parameter.tag = "span" if macro.get("ac:name") == "status" else "summary"
        if macro.get("ac:name") == "status":
            macro.tag = "span"
        elif macro.get("ac:name") == "code":
            macro.tag = "pre"
    for node in list(content.iter(*MEANT)):
        node.tag = MEANT[str(node.tag)]
