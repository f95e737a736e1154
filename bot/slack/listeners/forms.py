"""What somebody has entered into a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def typed(view: Mapping[str, Any], action: str) -> str:
    """The text in the input of this name, "" if there is none."""
    return _field(view, action).get("value") or ""


def picked(view: Mapping[str, Any], action: str) -> str:
    """The value of the option that is chosen in the input of this name, "" if there is none."""
    return (_field(view, action).get("selected_option") or {}).get("value") or ""


def _field(view: Mapping[str, Any], action: str) -> Mapping[str, Any]:
    blocks = view["state"]["values"].values()
    return next((block[action] for block in blocks if action in block), {})
