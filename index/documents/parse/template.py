"""Template tags and shortcodes: instructions to a site generator, not words of the author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.documents.document import Omission

# Where a fence opens, also in a list or a quotation. Backticks behind it make it inline code.
FENCE = r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<fence>~~~+|```+(?=[^`\n]*$))"
OPENING = re.compile(FENCE)
# What stands in a code fence or between backticks is an example; what stands in a comment is not
# published anyway. All of it takes linear time: nothing is looked for beyond its own next opening.
CODE = (
    FENCE + r".*?(?:^[ \t>]*(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`{1,9})(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)"
    r"|<!--(?:(?!<!--).)*?-->"
)


def _between(opening: str, closing: str) -> str:
    """What is never closed goes no further than its paragraph: the words below it are text."""
    return rf"{opening}(?:(?!{opening}|\n[ \t]*\n).)*?{closing}"


# {{< card >}} and {{% note %}} of Hugo, {% include %} and {{ site.url }} of Liquid, {: .class}
# and {:.class} of kramdown, {:toc} with the point that it takes the place of.
TAGS = (
    *(_between(r"\{\{<", r">\}\}"), _between(r"\{\{%", r"%\}\}")),
    *(_between(r"\{%", r"%\}"), _between(r"\{\{", r"\}\}")),
    r"^(?:[ \t]*(?:[-*+]|\d+\.)[ \t][^\n]*\n)?\{:[ \t]*toc[^\n]*\}$",
    r"^\{:[^\n]*\}$",
)


def without_templates(body: str) -> tuple[str, tuple[Omission, ...]]:
    """`body` with its lines where they were, and the tags that were taken out of it.

    >>> without_templates("See [pay]({{ site.url }}/pay).")
    ('See [pay](/pay).', (Omission(line=1, text='{{ site.url }}', is_words=False),))
    """
    return take_out("|".join(TAGS), body)


def in_fences(lines: Sequence[str]) -> Iterator[bool]:
    """Whether each line belongs to fenced code, in order."""
    fence = ""
    for line in lines:
        opening = OPENING.match(line)
        if fence:
            yield True
            fence = "" if line.lstrip(" \t>").startswith(fence) else fence
        else:
            fence = opening["fence"] if opening else ""
            yield bool(fence)


def take_out(tags: str, body: str) -> tuple[str, tuple[Omission, ...]]:
    """`body` with its lines where they were, and what was taken out of it outside of code."""
    omissions: list[Omission] = []
    line, seen = 1, 0

    def take(match: re.Match[str]) -> str:
        nonlocal line, seen
        tag = match["tag"]
        if tag is None:
            return match[0]
        line += body.count("\n", seen, match.start())
        seen = match.start()
        omissions.append(Omission(line, " ".join(tag.split())))
        return "\n" * tag.count("\n")

    pattern = re.compile(f"{CODE}|(?P<tag>{tags})", re.DOTALL | re.MULTILINE)
    return pattern.sub(take, body), tuple(omissions)
