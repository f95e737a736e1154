"""Lists of what people say, in YAML files beside this code."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

import msgspec
import yaml

from index.yaml_lines import LIBYAML

T = TypeVar("T")


def read_lists(name: str, kind: type[T]) -> T:
    """Read the lists in the file of this name, as the fields of `kind`. Neither its size nor its
    keys are checked, since it is our own."""
    data = (files("index.words") / name).read_bytes()
    return msgspec.convert(yaml.load(data, LIBYAML), kind)  # noqa: S506  it is safe
