"""Keeps the shelf up to date while the bot runs: changed documents are indexed in the background,
and replace the library in one step."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.live.library import Library, Shelf
from bot.live.signal_event import SignalSafeEvent
from index.errors import RolebotError
from index.folders import Folder, each

log = logging.getLogger(__name__)

POLL_SECONDS = 10.0
STOP_SECONDS = 5.0
SETTLE_SECONDS = 0.2
MAX_LOOKS = 25  # at documents that keep changing, before they are read as they are

# Path, time of the last change and size of each file. It is cheap enough to check all the time; the
# documents' checksums then decide whether to index them again.
Fingerprint = frozenset[tuple[str, int, int]]


class Librarian:
    """A thread that checks the documents in `content`, and the `manifest` of their index, every so
    many seconds and on request. `load` reads them; if that fails, the library stays on the shelf,
    with the reason as the shelf's `problem`."""

    def __init__(
        self,
        shelf: Shelf,
        load: Callable[[], Library],
        content: Folder,
        manifest: Path,
        seconds: float = POLL_SECONDS,
    ) -> None:
        self._shelf, self._load, self._seconds = shelf, load, seconds
        self._content, self._manifest = content, manifest
        self._seen = fingerprint(content), fingerprint(manifest)
        self._forced, self._stopped = False, False
        self._wake = SignalSafeEvent()
        self._thread = threading.Thread(target=self._run, name="librarian", daemon=True)
        self.swaps = 0

    def start(self) -> None:
        self._thread.start()

    def look_now(self) -> None:
        """Read the documents again, even if they do not seem to have changed. Safe to call from a
        signal handler."""
        self._forced = True
        self._wake.set()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while True:
            self._wake.wait(self._seconds)
            self._wake.clear()
            if self._stopped:
                return
            seen = fingerprint(self._content)
            if self._forced or self._seen != (seen, fingerprint(self._manifest)):
                self._forced = False
                seen = self._settled(seen)
                self._refresh()
                # indexing has written the manifest; a document that has changed in the meantime
                # is read next time
                self._seen = seen, fingerprint(self._manifest)

    def _settled(self, seen: Fingerprint) -> Fingerprint:
        """The fingerprint once nothing changes any more: editors empty a file before they write it,
        and a pull writes one file after the other."""
        for _ in range(MAX_LOOKS):
            time.sleep(min(SETTLE_SECONDS, self._seconds))
            before, seen = seen, fingerprint(self._content)
            if before == seen or self._stopped:
                break
        return seen

    def _refresh(self) -> None:
        try:
            library = self._load()
        except RolebotError as error:
            self._fail(str(error))
        except Exception:
            log.exception("The documents could not be read again")
            self._fail("They could not be read again; the log says why.")
        else:
            self._shelf.library, self._shelf.problem = library, ""
            self.swaps += 1
            log.info("Answering from the documents as they are now")

    def _fail(self, problem: str) -> None:
        self._shelf.problem = problem
        log.warning("Still answering from the documents as they were: %s", problem)


def fingerprint(folder: Folder) -> Fingerprint:
    """The fingerprint of a file, or of all files in one or several folders, except hidden ones and
    those that cannot be read."""
    return frozenset(state for _, place in each(folder) for state in _states(place))


def _states(place: Path) -> list[tuple[str, int, int]]:
    found = []
    with suppress(OSError):
        for path in place.rglob("*") if place.is_dir() else (place,):
            if not any(part.startswith(".") for part in path.relative_to(place).parts):
                with suppress(OSError):  # the file has just been removed
                    state = path.stat()
                    found.append((str(path), state.st_mtime_ns, state.st_size))
    return found
