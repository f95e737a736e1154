"""The page that lists all roles."""

from __future__ import annotations

from bot.pages.book import Book
from bot.pages.document import role_fragment
from bot.pages.links import PageLinks
from bot.pages.templates import render
from index.question.names import label_roles


def roles_page(book: Book, links: PageLinks) -> str:
    roles, addresses = [], []
    for sheet in book.sheets:
        for n, role in enumerate(sheet.roles):
            fragment = "" if len(sheet.parts) == 1 else f"#{role_fragment(n)}"
            roles.append(role)
            addresses.append(f"{links.of_document(role.path)}{fragment}")
    entries = zip(label_roles(roles), addresses, strict=True)
    return render("roles", title="Roles", entries=entries)
