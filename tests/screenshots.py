"""Screenshots of the demo, at the width of a desktop and of a phone:

    python -m tests.screenshots FOLDER [NAME …]
    python -m tests.screenshots --readme

The second makes those two that the README shows, in `tests/pictures/`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

from bot.answers.samples import choose_samples
from bot.bench.browser import open_browser
from bot.live.library import Library
from index.encoder.encode import OnnxEncoder
from index.encoder.export import exported_model
from index.encoder.model import DEFAULT_MODEL
from index.store.open import Opened
from tests.conftest import CONTENT, PROJECT, ROLES, index_of
from tests.demo import DESKTOP, PHONE, Scheme, Visitor, demo, visit
from tests.slack import with_samples

FOLDER = PROJECT / "tests" / "pictures"
QUESTION = "who owns architecture docs?"
PAGES = "https://rolebot.example"
SETTLED = 300  # milliseconds until what was pressed does not look so any more


def command(visitor: Visitor) -> None:
    visitor.goes("C1")
    visitor.writes(f"/role {QUESTION}")
    visitor.message("Only visible to you").wait_for()


def thread(visitor: Visitor) -> None:
    visitor.goes("C2")
    visitor.writes(f"@Rolebot {QUESTION}")
    visitor.reply("Helpful").wait_for()


def role(visitor: Visitor) -> None:
    visitor.goes("C1")
    visitor.writes("/role architect")
    visitor.message("Principal Responsibilities").wait_for()


def modal(visitor: Visitor) -> None:
    visitor.goes("messages")
    visitor.writes("who decides whether an incident is over?")
    visitor.reply("Helpful").get_by_role("button", name="not helpful").click()
    visitor.page.locator("dialog").wait_for()


def home(visitor: Visitor) -> None:
    visitor.goes("home")
    visitor.page.locator("#home .header").first.wait_for()


SCREENS: Mapping[str, Callable[[Visitor], None]] = {
    "command": command,
    "thread": thread,
    "role": role,
    "modal": modal,
    "home": home,
}
WIDTHS: Sequence[tuple[str, tuple[int, int], Scheme]] = (
    ("desktop", DESKTOP, "light"),
    ("phone", PHONE, "light"),
    ("dark", DESKTOP, "dark"),
)
README = (("command", command, (1180, 620)), ("phone", thread, PHONE))


def take(folder: Path, names: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    library = the_library()
    with open_browser() as browser:
        for name in names or SCREENS:
            for width, size, scheme in WIDTHS:
                with (
                    demo(library, PAGES) as workspace,
                    visit(browser, workspace.url, size, scheme) as visitor,
                ):
                    SCREENS[name](visitor)
                    visitor.page.wait_for_timeout(SETTLED)
                    path = folder / f"{name}-{width}.png"
                    visitor.page.screenshot(path=path)
                    print(path)


def the_library() -> Library:
    with tempfile.TemporaryDirectory() as folder:
        for path in (*CONTENT.glob("*.rst"), *ROLES.iterdir()):
            copy(path, folder)
        index = index_of(Path(folder), OnnxEncoder(exported_model(DEFAULT_MODEL)))
    library = Library.of(Opened(index, datetime.now(UTC), ()))
    return with_samples(library, *choose_samples(index))


def take_for_readme() -> None:
    """Small ones: at most 150 kB each, see `tests/test_readme.py`."""
    library = the_library()
    with open_browser() as browser:
        for name, screen, size in README:
            with (
                demo(library, PAGES) as workspace,
                visit(browser, workspace.url, size) as visitor,
            ):
                screen(visitor)
                visitor.page.wait_for_timeout(SETTLED)
                visitor.page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--readme"]:
            take_for_readme()
        case [folder, *names] if not folder.startswith("-") and SCREENS.keys() >= set(names):
            take(Path(folder), names)
        case _:
            sys.exit(__doc__)
