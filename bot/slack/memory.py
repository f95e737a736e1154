"""Less memory for the same work, and no long pauses in it. What the C library has to do with it
happens where that is glibc."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

M_ARENA_MAX = -8  # malloc.h
ARENAS = 2  # by default eight for each core, each of which keeps what its threads once needed


def limit_arenas() -> None:
    """Before there are threads."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def freeze() -> None:
    """After an index has been read: what that took is given back, and what stays, some hundred
    thousand objects, is not looked through for garbage every now and then, which would hold up
    whoever asks in that moment. What stayed the last time is looked through once more."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
