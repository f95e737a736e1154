"""Chooses the calibration of an index: an owner's own outlasts damage, edits and new formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreError
from index.search.confidence import Calibration, comes_with_rolebot, packaged_calibration
from index.store.files import read_calibration
from index.store.manifest import Manifest

INSTEAD = "What it takes to answer is now what comes with rolebot."
FIT = "Fit it to your documents"
COMMAND = "rolebot calibrate QUESTIONS"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A calibration. `doubt` says why it may be the wrong one, and what to do about it."""

    calibration: Calibration
    doubt: StoreError | None


def choose_calibration(folder: Path, manifest: Manifest | None, model: str) -> Chosen:
    """Choose the owner's calibration in `folder` if it fits `model`, else a packaged one: that of
    the version that built the index, if the model is from then. `manifest` is None if it cannot
    be read."""
    packaged = packaged_calibration()
    try:
        own = read_calibration(folder, manifest)
    except StoreError as error:
        problem = f"{error.problem} {INSTEAD}"
        return Chosen(packaged, StoreError(error.place, problem, f"{FIT} again with: {COMMAND}"))
    if own and comes_with_rolebot(own):
        packaged, own = _best_of(packaged, own, model), None
    if own and misfit(own, model) and not misfit(packaged, model):
        problem = (
            f"Your calibration is of the model {short_name(own.model)}, not of {short_name(model)}."
        )
        fix = f"{FIT} again with: {own.command}"
        return Chosen(packaged, StoreError(folder, f"{problem} {INSTEAD}", fix))
    used = own or packaged
    problem = misfit(used, model) or ""
    doubt = StoreError(folder, problem, f"{FIT} with: {COMMAND}") if problem else None
    return Chosen(used, doubt)


def _best_of(packaged: Calibration, earlier: Calibration, model: str) -> Calibration:
    """Choose the packaged calibration that fits. Without PyTorch, an index keeps the model that it
    was built with, and the calibration of that time is right for it."""
    return earlier if misfit(packaged, model) and not misfit(earlier, model) else packaged


def misfit(calibration: Calibration, model: str) -> str | None:
    """Return what is wrong with `calibration` for `model`, the name of an encoder; None if nothing
    is. Copies of a model, in other places or with other files beside them, are one model."""
    made, used = _parts(calibration.model), _parts(model)
    if made == used or (len(made) == len(used) == 3 and _is_copy(made, used)):
        return None
    return (
        f"What it takes to answer was measured with the model {short_name(calibration.model)}, the "
        f"model is {short_name(model)}: too much or too little may be answered."
    )


def _is_copy(one: Sequence[str], other: Sequence[str]) -> bool:
    return one[1] == other[1] and (one[0] == other[0] or one[2] == other[2])


def short_name(model: str) -> str:
    """Return the name and precision of `model`, without its digest."""
    return " ".join(_parts(model)[:2])


def _parts(model: str) -> tuple[str, ...]:
    """Split into name, precision and digest; without a precision, it is all name. The adapter goes
    with the precision, since adapters have no copies. One that a company trained counts as the one
    that it started from, since it was only kept because it declines no more questions.

    >>> _parts("a/model int8 0a1b+c0de.beef")
    ('a/model', 'int8+c0de', '0a1b')
    """
    *named, digest = model.rsplit(" ", 2)
    if len(named) < 2:
        return (model,)
    digest, plus, adapter = digest.partition("+")
    shipped, _, _ = adapter.partition(".")
    return named[0], f"{named[1]}{plus}{shipped}", digest
