"""The Chromium of this machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")
"""Containers lack the rights for a sandbox and have little shared memory. Only our own pages are
opened."""


def find_chromium() -> str | None:
    """Return its path, None if it is not installed. The variable CHROMIUM overrides it."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, COMMANDS)), None)


def why_not() -> str:
    """Why no browser can be opened; "" if one can."""
    try:
        import playwright.sync_api  # noqa: F401
    except ModuleNotFoundError:
        return "playwright is not installed: pip install -c constraints.txt '.[dev]'"
    return "" if find_chromium() else "Chromium is not installed: apt-get install chromium"


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open it headless. Raises RuntimeError if that is impossible, see `why_not`."""
    if problem := why_not():
        raise RuntimeError(problem)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*OPTIONS])
        try:
            yield browser
        finally:
            browser.close()
