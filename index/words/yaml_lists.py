"""Lists of what people say, in files beside the code that tell what is in them."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

from index.yaml_lines import read_trusted

T = TypeVar("T")


def read_lists(name: str, kind: type[T]) -> T:
    """The lists in the file of this name, as the fields of `kind`."""
    return read_trusted(files("index.words") / name, kind)
