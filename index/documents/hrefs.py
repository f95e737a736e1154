"""What the source of a document links to, wherever it does: also in headings, table heads and
pictures, of which no passage is made."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import roles
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token

from index.documents.parse import read_front_matter, text_of_source
from index.documents.parse.formats import Parser, choose_parser, parse_markdown, parse_rest
from index.documents.parse.rest import SETTINGS, without_html_comments
from index.documents.parse.sections import slug
from index.documents.parse.sphinx import allow_unknown

Rule = Callable[[StateInline, bool], bool]

# What makes a link of Markdown.
NOTED = {"autolink": autolink, "html_inline": html_inline, "image": image, "link": link}
NAME = re.compile(r"\[([^\[\]]*)\]")  # behind the label of a link by reference
HEADING_ID = re.compile(r"\{#([\w-]+)\}")  # "Leadership {#lead}"

# What docutils says of a reference to nothing, and what says where one leads.
UNKNOWN = "Unknown target name: "
UNKNOWN_INDIRECT = re.compile(r'refers to target "(.*)", which does not exist')
LABELLED = re.compile(r"^.*<([^<>]*)>", re.DOTALL)  # :doc:`label <target>`


@dataclass(frozen=True, slots=True)
class Href:
    """A link as it is written, from `line` to `end_line` of the file, 1-based. If it is only a
    reference, and nothing defines it, `target` is the name that it refers to."""

    target: str
    line: int
    end_line: int
    is_defined: bool = True
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """`anchors` are what a fragment can lead to: those of headings, as GitHub makes them, and
    those that are set by hand. A link by reference counts where its target is defined."""

    hrefs: tuple[Href, ...]
    anchors: frozenset[str]


NOTHING = Source((), frozenset())


def scan_source(path: str, source: str | bytes) -> Source:
    """Find the links and anchors of a document. Those of a whole page are its generator's. Raises
    what `parse_source` raises for one that it cannot read."""
    _, body, _ = read_front_matter(path, text_of_source(path, source))
    scan = SCANS.get(choose_parser(path, body))
    try:
        return scan(body) if scan else NOTHING
    except RecursionError:  # brackets hundreds deep: nobody's links
        return NOTHING


def scan_markdown(body: str) -> Source:
    """
    >>> scan_markdown("# Chef\\n\\nSee [pay](pay.md).").hrefs
    (Href(target='pay.md', line=3, end_line=3, is_defined=True, is_image=False),)
    """
    environ: dict[str, Any] = {}
    tokens = _markdown().parse(body, environ)
    references = environ.get("references", {}).items()
    definitions = [definition for name, definition in references if name[0] != "^"]  # a footnote's
    html = _Html()
    hrefs = [
        *(href for token in tokens if token.type == "inline" for href in _inline_hrefs(token)),
        *(Href(d["href"], d["map"][0] + 1, d["map"][1]) for d in definitions),
        *html.read(tokens),
    ]
    heads = (b for a, b in pairwise(tokens) if a.type == "heading_open")
    anchors = {*html.anchors, *HEADING_ID.findall(body), *map(_slug_of, heads)}
    return Source(tuple(hrefs), frozenset(anchors))


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"maxNesting": sys.maxsize})
    markdown.enable(["table", "strikethrough"])
    for name, rule in NOTED.items():
        markdown.inline.ruler.at(name, _noting_lines(rule))
    markdown.inline.ruler.after("link", "undefined", _noting_lines(_undefined))
    return markdown


def _noting_lines(rule: Rule) -> Rule:
    """`rule`, which notes on each token that it makes on which lines of its text that stands,
    0-based, and whether it only refers to a definition."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, made = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            lines = (state.src.count("\n", 0, start), state.src.count("\n", 0, state.pos))
            for token in state.tokens[made:]:
                token.meta.setdefault("lines", lines)  # unless it is of a link in this one
                token.meta.setdefault("refers", state.src[state.pos - 1] == "]")
        return found

    return noting


def _undefined(state: StateInline, silent: bool) -> bool:
    """A link "[label][name]", where the rule for links has found none: it has no definition."""
    if (
        silent
        or state.src[state.pos] != "["
        or state.src[max(state.pos - 1, 0) : state.pos].isalnum()
    ):
        return False  # "a[1][2]" is no link
    end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    match = NAME.match(state.src, end + 1, state.posMax) if end >= 0 else None
    name = match and (match[1].strip() or state.src[state.pos + 1 : end].strip())
    if not name or name.startswith("^"):  # a footnote
        return False
    state.push("undefined", "", 0).content = name
    state.pending += "["
    state.pos += 1
    return True


def _inline_hrefs(inline: Token) -> Iterator[Href]:
    line = (inline.map or [0])[0] + 1
    for token in inline.children or ():
        first, last = (line + n for n in token.meta.get("lines", (0, 0)))
        target = token.attrGet("src" if token.type == "image" else "href")
        if token.type == "undefined":
            yield Href(token.content, first, last, is_defined=False)
        elif target and not token.meta.get("refers"):
            yield Href(str(target).strip(), first, last, is_image=token.type == "image")


def _slug_of(heading: Token) -> str:
    parts = (t.content for t in heading.children or () if t.type in ("text", "code_inline"))
    return slug(HEADING_ID.sub("", "".join(parts)))


class _Html(HTMLParser):
    """HTML in the middle of Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.targets: list[tuple[str, int, bool]] = []

    def read(self, tokens: Iterable[Token]) -> Iterator[Href]:
        for token in tokens:
            line = (token.map or [0])[0]
            if token.type == "html_block":
                yield from self._read(token.content, line)
            for child in token.children or ():
                if child.type == "html_inline":
                    yield from self._read(child.content, line + child.meta["lines"][0])

    def _read(self, html: str, line: int) -> Iterator[Href]:
        self.reset()
        self.targets = []
        self.feed(html)
        self.close()
        for target, n, is_image in self.targets:
            yield Href(target, line + n, line + n, is_image=is_image)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (tag, name) in (("a", "href"), ("img", "src")):
                self.targets.append((value.strip(), self.getpos()[0], tag == "img"))
            elif value and name in ("id", "name"):
                self.anchors.add(value)


def scan_rest(body: str) -> Source:
    allow_unknown(body)
    roles.register_local_role("doc", _doc)
    tree = publish_doctree(without_html_comments(body), settings_overrides=SETTINGS)
    return Source(tuple(_tree_hrefs(tree)), frozenset(tree.ids))


def _doc(
    name: str, rawtext: str, text: str, lineno: int, inliner: object, *_: object
) -> tuple[list[nodes.reference], list[nodes.reference]]:
    """Sphinx: another document, whose name has no suffix."""
    target = LABELLED.sub(r"\1", nodes.unescape(text))
    return [nodes.reference(rawtext, target, refuri=target)], []


def _tree_hrefs(tree: nodes.document) -> Iterator[Href]:
    searched: Counter[nodes.Node] = Counter()  # characters of each text, up to the last link
    for node in tree.findall(nodes.Element):
        is_defined = not isinstance(node, nodes.problematic)
        target = _target(node) if is_defined else _unknown(node, tree)
        if target:
            line = _line_of(node, searched)
            more = 0 if node.line else node.rawsource.count("\n")
            yield Href(target, line, line + more, is_defined, isinstance(node, nodes.image))
    for message in tree.transform_messages:
        if found := UNKNOWN_INDIRECT.search(message.astext()):
            yield Href(found[1], message["line"], message["line"], is_defined=False)


def _unknown(node: nodes.Element, tree: nodes.document) -> str | None:
    """What `node`, of which docutils has something to say, refers to if that is nowhere."""
    message = tree.ids.get(node.get("refid"))
    is_unknown = message is not None and UNKNOWN in message.astext()
    return node.rawsource.strip("`_") if is_unknown else None


def _target(node: nodes.Element) -> str | None:
    """Where `node` itself says that it leads: `this <a.rst>`_ does, and `that`_ does not."""
    target: str | None = None
    in_text = isinstance(node.parent, nodes.TextElement) and node.parent.rawsource != ""
    match node:
        case nodes.image() if not in_text:  # or it is defined elsewhere: |picture|
            target = node["uri"]
        case nodes.reference() if not (node.rawsource[-1:] == "_" and "<" not in node.rawsource):
            target = node.get("refuri")
        case nodes.target() if not in_text:  # or it is of the reference before it
            target = node.get("refuri")
    return target


def _line_of(node: nodes.Element, searched: Counter[nodes.Node]) -> int:
    """1-based. What stands in a text has no line of its own: it is searched for there."""
    holder = node if node.rawsource else next(iter(node.children), node)  # around a picture
    while holder.line is None and holder.parent is not None:
        holder = holder.parent
    line = holder.line or 1
    if isinstance(holder, nodes.title):
        return line - 1  # docutils counts a title's line at its underline
    if isinstance(holder, nodes.TextElement) and holder is not node:
        found = holder.rawsource.find(node.rawsource, searched[holder])
        line += holder.rawsource.count("\n", 0, max(found, 0))
        searched[holder] = found + 1
    return line


SCANS: Mapping[Parser, Callable[[str], Source]] = {
    parse_markdown: scan_markdown,
    parse_rest: scan_rest,
}
