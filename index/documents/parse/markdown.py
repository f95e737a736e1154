"""Markdown (CommonMark, tables, HTML in between) to headings and blocks, by markdown-it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from index.documents.document import Block, Heading
from index.documents.parse.html import LINES, number_lines, parse_html
from index.documents.parse.pandoc_tables import use_pandoc_tables
from index.documents.parse.paragraphs import split_paragraphs
from index.documents.parse.template import in_fences

# What people write and renderers accept, but CommonMark takes for plain text. Each is put right
# on its line, so that line numbers stay.
TIGHT_HEADING = re.compile(r"^( {0,3})(#{2,6}|#(?=[A-Z\[]))(?=[^#\s])")  # "###Summary"
TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]\]\s+")  # "- [ ] Sign the plan"

UNDER_TABLE_HEAD = re.compile(
    r"[\s>]*+\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+$"  # "| --- | :-: |"
)
BAR = re.compile(r"(?<!\\)\|")


def parse_markdown(body: str) -> tuple[Heading | Block, ...]:
    """Headings and blocks in reading order. Any text can be read, unless it is nested so deep
    that it raises RecursionError."""
    nesting = {"maxNesting": sys.maxsize}  # beyond its limit markdown-it drops text in silence
    markdown = MarkdownIt("commonmark", nesting, renderer_cls=_LineRenderer)
    markdown.enable(["table", "strikethrough"])
    use_pandoc_tables(markdown)
    markdown.core.ruler.after("block", "lines", split_paragraphs)
    return parse_html(markdown.render(_repaired(body)))


def _repaired(body: str) -> str:
    lines = body.split("\n")
    columns = 0  # of the table around, 0 outside of tables
    for n, is_code in enumerate(in_fences(tuple(lines))):
        if not is_code:
            line = TASK.sub(r"\1", TIGHT_HEADING.sub(r"\1\2 ", lines[n]))
            columns = _columns(line, columns)
            lines[n] = _in_columns(line, columns) if columns else line
    return "\n".join(lines)


def _columns(line: str, before: int) -> int:
    if "|" in line and UNDER_TABLE_HEAD.match(line):
        return len(_bars(line)) + 1
    return before if line.strip() else 0


def _in_columns(line: str, columns: int) -> str:
    """A row of more cells than the table has, whose words would be lost: its last cell holds
    them all, and the bars between them."""
    starts = [0, *_bars(line)[columns - 1 :], len(line)]
    return "\\".join(line[start:end] for start, end in pairwise(starts))


def _bars(row: str) -> list[int]:
    """Where the bars between the cells are, without those at its ends."""
    first = len(row) - len(row.lstrip(" \t>"))
    last = len(row.rstrip(" \t|")) - 1
    return [bar.start() for bar in BAR.finditer(row) if first < bar.start() < last]


class _LineRenderer(RendererHTML):
    """Writes down where each block comes from, as `index.documents.parse.html` reads it."""

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
        return number_lines(tokens[idx].content, (tokens[idx].map or [0, 0])[0] + 1)
