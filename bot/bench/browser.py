"""A real browser: the Chromium of this machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
WITHOUT = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")
"""Containers have neither the rights for a sandbox nor much shared memory; the only site that is
opened is ours."""


def find_chromium() -> str | None:
    """Its path; None if it is not installed. CHROMIUM names one that is elsewhere."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def why_not() -> str:
    """What there is no browser without; "" if all is there."""
    try:
        import playwright.sync_api  # noqa: F401
    except ModuleNotFoundError:
        return "playwright is not installed: pip install -c constraints.txt '.[dev]'"
    return "" if find_chromium() else "Chromium is not installed: apt-get install chromium"


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Without a window. Raises RuntimeError if there is none, see `why_not`."""
    if problem := why_not():
        raise RuntimeError(problem)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*WITHOUT])
        try:
            yield browser
        finally:
            browser.close()
