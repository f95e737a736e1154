"""Opens exported models, and runs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer


def open_session(path: Path) -> InferenceSession:
    """Raises ModelError if the file is no exported model."""
    import onnxruntime  # here, since it takes a while and looking up a role doesn't need it

    options = onnxruntime.SessionOptions()
    # A text is too short to be shared among cores; each core gets texts of its own instead. And
    # waiting must not keep a core busy.
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # it would never give back what the longest texts took
    options.log_severity_level = 3  # errors
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own classes have no common base
        raise unreadable(path, error) from error


def open_tokenizer(path: Path) -> Tokenizer:
    """Raises ModelError if the file is no tokenizer."""
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # it raises nothing more specific
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> ModelError:
    return ModelError(
        path,
        f"The exported model cannot be read: {error}.",
        "Remove its folder, and it is exported anew.",
    )


def run(
    session: InferenceSession, encoding: Encoding, outputs: Sequence[str]
) -> list[NDArray[np.float32]]:
    """Return the `outputs` for one text, or one pair of texts, as a batch of its own. Larger
    batches would be no faster, and int8 scales its numbers by all that is in a batch, so that what
    is found for a text would depend on its neighbours."""
    known = {
        "input_ids": encoding.ids,
        "attention_mask": encoding.attention_mask,
        "token_type_ids": encoding.type_ids,
    }
    feed = {one.name: np.array([known[one.name]], np.int64) for one in session.get_inputs()}
    found: list[NDArray[np.float32]] = session.run(outputs, feed)
    return found
