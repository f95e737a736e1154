"""Less memory for the same work, where the C library is glibc; elsewhere nothing happens."""

from __future__ import annotations

import ctypes
from contextlib import suppress

M_ARENA_MAX = -8  # malloc.h
ARENAS = 2  # by default eight for each core, each of which keeps what its threads once needed


def have_few_arenas() -> None:
    """Before there are threads."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """What building or reading an index took, and what nobody needs any more."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
