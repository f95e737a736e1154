"""Renders answers for a terminal; in a pipe, the same words without colours and links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import shorten
from typing import assert_never

from rich.text import Text

from bot.answers import kinds
from bot.render.clean import clean
from bot.render.nesting import with_above
from bot.render.notes import EXCERPT, WEAK, asked_facts, other_facts, which_part, why_this_role
from index.documents.chunk import Passage
from index.documents.document import Role
from index.documents.parse.pages import HOW_TO_CHANGE
from index.folders import Folder
from index.question.names import label_roles

MAX_QUESTION = 200  # characters of a question that is repeated
MAX_SHOWN = 3  # passages of an answer without --all
STYLES = {"bold": "bold", "italic": "italic", "code": "cyan", "strike": "strike"}
INVITATIONS = {
    kinds.Why.NO_SUCH_PART: "Its sections",
    kinds.Why.NO_SUCH_ROLE: "Nearest roles",
    kinds.Why.NOT_COVERED: "Nearest by name",
    kinds.Why.NOT_UNDERSTOOD: "Nearest by name",
}

USAGE = """\
Ask what a role is expected to do; the answer is quoted from the role documents.

  rolebot ask "who owns architecture docs?"   the passages that answer best
  rolebot role architect                      everything that is expected of a role
  rolebot role architect competencies         one section of it
  rolebot roles                               every role there is"""


def render_answer(answer: kinds.Answer, content: Folder, show_all: bool = False) -> Iterator[Text]:
    """The lines to print, in order. The paths of passages are relative to the folder `content`.
    With `show_all` all passages that were found are shown, instead of the first three."""
    yield from _answer(answer, content, show_all)
    if answer.is_of_excerpt:
        yield Text(EXCERPT, "dim")


def render_pages(pages: Sequence[Role], content: Folder) -> Iterator[Text]:
    """What is no role, and why."""
    if pages:
        yield Text("\nPages that describe no role: they are searched and quoted.", "bold")
    for page in pages:
        place = _place(page.path, page.line, page.line, content)
        yield Text.assemble(
            clean(page.title), (" · ", "dim"), place, (f" · {page.why_page}", "dim")
        )
    if pages:
        yield Text(HOW_TO_CHANGE, "dim")


def _answer(answer: kinds.Answer, content: Folder, show_all: bool) -> Iterator[Text]:
    match answer:
        case kinds.RoleCard():
            yield from _role_card(answer, content)
        case kinds.Passages():
            yield from _passages(answer, content, show_all)
        case kinds.Choice():
            yield Text(f"“{clean(answer.name)}” fits {len(answer.roles)} roles. Which one?")
            labels = zip(answer.roles, label_roles(answer.roles), strict=True)
            yield from (_listed(role, content, label) for role, label in labels)
        case kinds.RoleList():
            yield from (_listed(card.role, content) for card in answer.roles)
        case kinds.NoAnswer():
            yield from _no_answer(answer, content)
        case kinds.Help():
            yield Text(USAGE)
        case kinds.Courtesy(reply):
            yield Text(reply)
        case _:
            assert_never(answer)


def _role_card(card: kinds.RoleCard, content: Folder) -> Iterator[Text]:
    yield _listed(card.role, content)
    if card.fields:
        yield Text(asked_facts(card))
    if facts := " · ".join(other_facts(card)):
        yield Text(facts, "dim")
    if card.reason:
        yield Text(why_this_role(card.reason, card.role), "dim")
    if card.part:
        yield Text(which_part(card.part), "dim")
    width = len(str(max((passage.line for passage in card.passages), default=0)))

    def number(passage: Passage) -> tuple[str, str]:
        link = passage.url or _file_url(passage.path, passage.line, content)
        return f"{passage.line:{width}}", f"dim link {link}"

    for section, group in groupby(card.passages, key=lambda passage: passage.section):
        passages = list(group)
        own = passages[:1] if passages[0].is_heading else []  # shown once, with its line
        yield Text()
        if section:
            place = number(own[0]) if own else " " * width
            yield Text.assemble(place, (f"  {clean(section)}", "bold"))
        for depth, what in with_above((p.context, p.text, p) for p in passages[len(own) :]):
            indent = "  " * (1 + depth)
            if isinstance(what, str):
                yield Text(f"{'':{width}}{indent}{clean(what)}", "dim")
            else:
                note = (f"  {clean(what.note)}" if what.note else "", "dim")
                yield Text.assemble(number(what), indent, _words(what), note)


def _passages(answer: kinds.Passages, content: Folder, show_all: bool) -> Iterator[Text]:
    shown = answer.hits if show_all else answer.hits[:MAX_SHOWN]
    if answer.is_weak:
        yield Text(f"{WEAK}\n", "dim")
    for hit in shown:
        yield from _quote(hit.passage, content)
        yield Text()
    if len(shown) < len(answer.hits):
        yield Text(f"{len(answer.hits) - len(shown)} more with --all", "dim")
    if answer.corrected:
        yield Text(f"Read as “{clean(answer.corrected)}”", "dim")


def _no_answer(answer: kinds.NoAnswer, content: Folder) -> Iterator[Text]:
    yield Text(
        f"{answer.why.value}: “{shorten(clean(answer.asked), MAX_QUESTION, placeholder=' …')}”."
    )
    for role in answer.contacts:
        yield Text(f"Whom to ask about {clean(role.title)}: {clean(role.contact or '')}")
    if answer.suggestions:
        yield Text(_suggested(answer))
    if answer.nearest:
        yield Text("\nThe nearest they say, which may be about something else:")
        yield from _quote(answer.nearest[0].passage, content)


def _suggested(answer: kinds.NoAnswer) -> str:
    titles = list(map(clean, answer.suggestions))
    if answer.are_named or answer.why is kinds.Why.NO_PERSON:
        return f"What is expected of the role itself: ask for “{'” or “'.join(titles)}”"
    return f"{INVITATIONS[answer.why]}: {', '.join(titles)}"


def _quote(passage: Passage, content: Folder) -> Iterator[Text]:
    """The words, with what they are nested under above them and their source below."""
    if passage.context:
        yield Text(" › ".join(map(clean, passage.context)), "dim")
    yield _words(passage)
    if passage.note:
        yield Text(clean(passage.note), "dim")
    place, link = _place(passage.path, passage.line, passage.end_line, content)
    names = [name for name in (passage.role.title, passage.section) if name]
    source = Text.assemble(("  " + " · ".join(map(clean, names)) + " · ", "dim"))
    if passage.url is None:
        yield source.append(place, link)
    else:
        yield source.append(place, f"dim link {passage.url}").append(f"\n  {passage.url}", "dim")


def _words(passage: Passage) -> Text:
    """The text as it is written, with its author's emphasis."""
    text = Text(clean(passage.text))
    for mark in passage.marks:
        if mark.kind in STYLES:
            text.stylize(STYLES[mark.kind], mark.start, mark.end)
    return text


def _listed(role: Role, content: Folder, label: str = "") -> Text:
    """`label` is the name to ask for, if it is not the title."""
    facts = [fact for fact in (role.family, role.level, "draft" if role.draft else None) if fact]
    return Text.assemble(
        (clean(label or role.title), "bold"),
        ("".join(f" · {clean(fact)}" for fact in facts) + " · ", "dim"),
        _place(role.path, role.line, role.line, content),
    )


def _place(path: str, line: int, end_line: int, content: Folder) -> tuple[str, str]:
    lines = f"{line}" if line == end_line else f"{line}-{end_line}"
    return clean(f"{content / path}:{lines}"), f"dim link {_file_url(path, line, content)}"


def _file_url(path: str, line: int, content: Folder) -> str:
    return f"{(content / path).resolve().as_uri()}#L{line}"
