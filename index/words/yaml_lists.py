"""Lists of what people say, in files beside the code that tell what is in them."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

import msgspec
import yaml

T = TypeVar("T")
# Every word stays the text it is written as: `no` and `yes` are words here.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_lists(name: str, kind: type[T]) -> T:
    """Those of the file of this name, which are the fields of `kind`."""
    data = (files("index.words") / name).read_bytes()
    return msgspec.convert(yaml.load(data, LOADER), kind)  # noqa: S506  it is a safe one
