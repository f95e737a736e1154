"""Pseudonyms of people and conversations, so that memory need not hold their names."""

from __future__ import annotations

import hashlib
import secrets


class Pseudonyms:
    """Keyed digests that do not reveal whom they stand for: the key never leaves the process, and
    ends with it."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def of(self, *names: str) -> bytes:
        name = "\0".join(names).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(name, digest_size=16, key=self._secret).digest()
