"""Template tags and shortcodes: instructions to a site generator, not words of the author."""

from __future__ import annotations

import re

from index.document import Omission

# {{< card >}} and {{% note %}} of Hugo, {% include %} and {{ site.url }} of Liquid, {: .class}
# and {:.class} of kramdown. What stands in a code fence or between backticks is an example; what
# stands in a comment is not published anyway.
CODE_OR_TAG = re.compile(
    r"^ {0,3}(?P<fence>```+|~~~+).*?(?:^ {0,3}(?P=fence)|\Z)"
    r"|(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?-->"
    r"|(?P<tag>\{\{[<%].*?[%>]\}\}|\{%.*?%\}|\{\{.*?\}\}|^\{:.*?\}$)",
    re.DOTALL | re.MULTILINE,
)


def without_templates(body: str) -> tuple[str, tuple[Omission, ...]]:
    """`body` with its lines where they were, and the tags that were taken out of it.

    >>> without_templates("See [pay]({{ site.url }}/pay).")
    ('See [pay](/pay).', (Omission(line=1, text='{{ site.url }}'),))
    """
    omissions: list[Omission] = []

    def take_out(match: re.Match[str]) -> str:
        tag = match["tag"]
        if tag is None:
            return match[0]
        omissions.append(Omission(body.count("\n", 0, match.start()) + 1, " ".join(tag.split())))
        return "\n" * tag.count("\n")

    return CODE_OR_TAG.sub(take_out, body), tuple(omissions)
