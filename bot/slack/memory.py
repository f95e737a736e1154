"""Less memory for the same work, without long pauses. Where the C library is not glibc, its part is
left out."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

M_ARENA_MAX = -8  # malloc.h
ARENAS = 2  # instead of eight for each core, each of which keeps what its threads once needed


def limit_arenas() -> None:
    """To be called before there are threads."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def freeze() -> None:
    """To be called when an index has been read. Gives the memory that this took back to the system.
    What stays, some hundred thousand objects, is exempt from garbage collections from now on: they
    would hold up whoever asks at that moment. What was exempt before is collected once."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
