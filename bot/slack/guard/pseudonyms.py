"""Pseudonyms of people and conversations, so that memory need not hold their names."""

from __future__ import annotations

import hashlib
import secrets


class Pseudonyms:
    """Keyed digests that do not tell whom they stand for: nobody knows their key, and it ends with
    the process."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def of(self, *names: str) -> bytes:
        name = "\0".join(names).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(name, digest_size=16, key=self._secret).digest()
