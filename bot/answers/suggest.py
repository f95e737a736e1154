"""Where a gap in the role documents can be reported. Pure: it makes an address, and opens none."""

from __future__ import annotations

from bisect import bisect_right

from index.documents.chunk import Passage
from index.documents.document import Role
from index.documents.links import check_template, encode, issue_template

SETTING = "SUGGEST_URL"
PLACEHOLDERS = ("question", "role", "path", "line")
MOST_CHARACTERS = 3_000  # of an address behind a button in Slack
MOST_OF_TITLE = 120  # characters of the question


def check_suggest_url(template: str) -> str:
    """`template`, if it can be used. Raises SettingsError if not."""
    return check_template(SETTING, template, PLACEHOLDERS)


def suggest_url(
    question: str,
    about: Passage | Role | None,
    template: str | None = None,
    source_url: str | None = None,
) -> str | None:
    """Of a form that knows what was asked; None if there is none, or if no short enough address
    leads to it.

    By the owner's `template`; without one, a new issue on the repository that has the passage, or
    that `source_url` shows another passage of. A long question is cut. Raises SettingsError if the
    template is broken.
    """
    source = about.url if isinstance(about, Passage) and about.url else source_url
    form = check_suggest_url(template) if template else source and issue_template(source)
    if not form:
        return None
    asked = " ".join(question.encode("utf-8", "replace").decode().split())
    whole = _fill(form, asked, about)
    if len(whole) <= MOST_CHARACTERS:
        return whole

    def cut(length: int) -> str:
        return _fill(form, f"{asked[:length].rstrip()}…", about)

    fitting = bisect_right(range(len(asked)), MOST_CHARACTERS, key=lambda n: len(cut(n)))
    return cut(fitting - 1) if fitting else None


def _fill(form: str, asked: str, about: Passage | Role | None) -> str:
    role = about.role if isinstance(about, Passage) else about
    return form.format(
        question=encode(asked),
        role=encode(role.title if role else ""),
        path=encode(role.path if role else "", safe="/"),
        line=about.line if about else "",
        title=encode(_title(asked)),
        body=encode(_body(asked, about)),
    )


def _title(asked: str) -> str:
    is_long = len(asked) > MOST_OF_TITLE
    return (
        f"Not answered: {asked[:MOST_OF_TITLE].rstrip()}…" if is_long else f"Not answered: {asked}"
    )


def _body(asked: str, about: Passage | Role | None) -> str:
    """In Markdown; the question is quoted, so that nothing in it becomes a heading."""
    lines = ["Somebody asked this, and the role documents did not answer it:", "", f"> {asked}"]
    match about:
        case Passage():
            place = f"{about.role.title}, {about.path}, line {about.line}"
            lines += ["", f"What came closest is in {place}.", about.url or ""]
        case Role():
            lines += ["", f"It is about the role {about.title} ({about.path})."]
        case None:
            pass
    return "\n".join(lines).rstrip()
