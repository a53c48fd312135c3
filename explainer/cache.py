"""The one cache: results by the digest of what they were made from. Safe to delete at any time.

It lies in ``.cache/`` beside ``data/``. An entry is written whole or not at all, and carries a
checksum: a damaged one is none. Nothing in it is needed, and nothing in it is trusted.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from pathlib import Path

FOLDER = ".cache"
_CHECK = 16


class Cache:
    """Entries by key; a key is a digest of everything that the entry follows from."""

    def __init__(self, root: Path) -> None:
        """Keep entries in the project at ``root``."""
        self._folder = root / FOLDER

    def folder(self, key: str) -> Path:
        """Give where a whole folder may be kept; whoever takes it looks at what it holds."""
        return self._folder / key[:2] / key[2:]

    def get(self, key: str) -> bytes | None:
        """Give an entry, or None where there is none or it is damaged."""
        try:
            raw = (self._folder / key[:2] / key[2:]).read_bytes()
        except OSError:
            return None
        check, data = raw[:_CHECK], raw[_CHECK:]
        return data if _checksum(data) == check else None

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry; a disk that refuses makes the next build slower, nothing else."""
        target = self._folder / key[:2] / key[2:]
        fresh = target.with_name(f".new-{os.getpid()}-{threading.get_ident()}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(_checksum(data) + data)
            fresh.replace(target)
        except OSError:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECK).digest()


def key_of(*parts: object) -> str:
    """Give the key of an entry made from these parts (text, numbers, bytes)."""
    mark = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        mark.update(len(data).to_bytes(8, "big"))
        mark.update(data)
    return mark.hexdigest()
