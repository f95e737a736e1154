"""Markdown (CommonMark, tables, HTML in between) to headings and blocks, by markdown-it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from index.document import Block, Heading
from index.parse.html import LINES, parse_html

# What people write and renderers accept, but CommonMark takes for plain text. Each is put right
# on its line, so that line numbers stay.
FENCE = re.compile(r" {0,3}(```+|~~~+)")
TIGHT_HEADING = re.compile(r"^( {0,3})(#{2,6}|#(?=[A-Z\[]))(?=[^#\s])")  # "###Summary"
TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]\]\s+")  # "- [ ] Sign the plan"

HTML_PIECE = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>|[^<]+|<", re.S)


def parse_markdown(body: str) -> tuple[Heading | Block, ...]:
    """Headings and blocks in reading order. Any text can be read, unless it is nested so deep
    that it raises RecursionError."""
    nesting = {"maxNesting": sys.maxsize}  # beyond its limit markdown-it drops text in silence
    markdown = MarkdownIt("commonmark", nesting, renderer_cls=_LineRenderer)
    markdown.enable(["table", "strikethrough"])
    return parse_html(markdown.render(_repaired(body)))


def _repaired(body: str) -> str:
    lines = []
    fence = ""
    for line in body.split("\n"):
        opening = FENCE.match(line)
        if opening and not fence:
            fence = opening[1]
        elif opening and opening[1].startswith(fence):
            fence = ""
        elif not fence:
            line = TASK.sub(r"\1", TIGHT_HEADING.sub(r"\1\2 ", line))
        lines.append(line)
    return "\n".join(lines)


class _LineRenderer(RendererHTML):
    """Writes down where each block comes from, as `index.parse.html` reads it."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        for token, following in zip(tokens, (*tokens[1:], None), strict=False):
            token.hidden = False  # a tight item's paragraph has lines, too
            lines = token.map or (following.map if following and token.nesting == 1 else None)
            if lines and token.type in ("paragraph_open", "heading_open", "td_open", "th_open"):
                token.attrSet(LINES, f"{lines[0] + 1}-{lines[1]}")
            elif lines and token.type == "fence":
                last = lines[0] + 2 + token.content.rstrip("\n").count("\n")
                token.attrSet(LINES, f"{lines[0] + 2}-{last}")
            elif lines and token.type == "code_block":
                token.attrSet(LINES, f"{lines[0] + 1}-{lines[1]}")
        return super().render(tokens, options, env)

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        attributes = self.renderAttrs(tokens[idx])
        return f"<pre><code{attributes}>{escape(tokens[idx].content)}</code></pre>"

    def html_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        line = (tokens[idx].map or [0, 0])[0] + 1
        pieces = [f"<!--{line}-->"]
        for piece in HTML_PIECE.findall(tokens[idx].content):
            line += piece.count("\n")
            if piece.startswith("<!--"):
                pieces.append(f"<!--{line}-->")
            elif piece.startswith("<"):
                pieces.append(f"{piece}<!--{line}-->" if "\n" in piece else piece)
            else:
                pieces.append(_numbered(piece, line))
        return "".join(pieces)


def _numbered(text: str, last_line: int) -> str:
    """`text`, which ends on `last_line`, with a comment behind each line break."""
    first, *others = text.split("\n")
    line = last_line - len(others)
    return first + "".join(
        f"\n<!--{number}-->{other}" for number, other in enumerate(others, line + 1)
    )
