"""Exported models, opened to be run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


def open_session(path: Path) -> InferenceSession:
    """Raises ModelError if the file is no exported model."""
    import onnxruntime  # here, since it takes a while and looking a role up needs none

    options = onnxruntime.SessionOptions()
    # A text is too short to share out; several texts go to a core each. And waiting must not
    # keep a core busy.
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # would keep what the longest texts at once once took
    options.log_severity_level = 3  # errors
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own classes have no common base
        raise unreadable(path, error) from error


def open_tokenizer(path: Path) -> Tokenizer:
    """Raises ModelError if the file is none."""
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # it raises nothing more particular
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> ModelError:
    return ModelError(
        path,
        f"The exported model cannot be read: {error}.",
        "Remove its folder, and it is exported anew.",
    )
