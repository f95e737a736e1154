"""Dataclasses of arrays and numbers, packed as files."""

from __future__ import annotations

from dataclasses import fields
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

DAMAGED = (ValueError, KeyError, EOFError, NotImplementedError, BadZipFile)
"""What `unpack` may raise for a file that `pack` did not write."""


def pack(record: DataclassInstance) -> bytes:
    """Return `record` as a file, which is not compressed: that would save little and take long."""
    buffer = BytesIO()
    arrays = {field.name: getattr(record, field.name) for field in fields(record)}
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack(data: bytes, kind: type[T]) -> T:
    """Return the `kind` that was packed as `data`. Raises one of `DAMAGED` if it is none."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        values = [arrays[field.name] for field in fields(kind)]
    return kind(*(value if value.ndim else value.item() for value in values))
