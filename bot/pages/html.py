"""HTML as values. Text is only ever escaped, so that no document can become markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bot.render.clean import clean

VOID = frozenset({"meta"})  # elements that have no end
RAW = frozenset({"style"})  # elements in which nothing is escaped: only our own constants


@dataclass(frozen=True, slots=True)
class Element:
    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]


Node = Element | str


def el(tag: str, *children: Node, **attributes: str | None) -> Element:
    """A name may end with "_" if Python has it, too; an attribute that is None is left out.

    >>> print(render(el("a", "R&D", href="/?a&b", class_="x", aria_label='"R"')))
    <a href="/?a&amp;b" class="x" aria-label="&quot;R&quot;">R&amp;D</a>
    """
    named = (
        (name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    )
    return Element(tag, tuple(named), children)


def render(node: Node) -> str:
    return "".join(_render(node))


def shown(text: str) -> str:
    """As `clean`, with its lines kept."""
    return "\n".join(map(clean, text.split("\n")))


def _render(node: Node) -> Iterator[str]:
    if isinstance(node, str):
        yield escape(shown(node))
        return
    attributes = (f' {name}="{escape(clean(value))}"' for name, value in node.attributes)
    yield f"<{node.tag}{''.join(attributes)}>"
    if node.tag in VOID:
        return
    for child in node.children:
        if node.tag in RAW and isinstance(child, str):
            yield child
        else:
            yield from _render(child)
    yield f"</{node.tag}>"
