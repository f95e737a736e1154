"""The page that lists all roles."""

from __future__ import annotations

from bot.pages.book import Book
from bot.pages.document import role_fragment
from bot.pages.frame import page
from bot.pages.html import el
from bot.pages.links import PageLinks
from index.question.names import label_roles

TITLE = "Roles"


def roles_page(book: Book, links: PageLinks) -> str:
    placed = [(part.role, n) for sheet in book.sheets for n, part in enumerate(sheet.parts)]
    alone = {sheet.path for sheet in book.sheets if len(sheet.parts) == 1}
    entries = []
    for (role, n), label in zip(placed, label_roles([role for role, _ in placed]), strict=True):
        fragment = "" if role.path in alone else f"#{role_fragment(n)}"
        address = f"{links.of_document(role.path)}{fragment}"
        entries.append(el("li", el("a", label, href=address, dir="auto")))
    return page(TITLE, el("h1", TITLE), el("ul", *entries, class_="links"))
