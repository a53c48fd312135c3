"""The one cache: results by the digest of what they were made from. Safe to delete at any time.

It lies in ``.cache/`` beside ``data/``. An entry is written whole or not at all, and carries a
checksum: a damaged one is none. Nothing in it is needed, and nothing in it is trusted.
"""

from __future__ import annotations

import hashlib
import os
from _thread import get_ident

# Importing typing takes as long as looking at all the files.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ".cache"
_CHECK = 16
#: What is being written has a name with this start and the number of the process that writes.
_FRESH = "new-"
#: Entries as old as this, in seconds, are removed: they belong to code or content long gone.
_OLD = 30 * 24 * 3600.0


class Cache:
    """Entries by key; a key is a digest of everything that the entry follows from."""

    def __init__(self, root: str | Path) -> None:
        """Keep entries in the project at ``root``."""
        self._folder = os.path.join(root, FOLDER)

    def folder(self, key: str) -> Path:
        """Give where a whole folder may be kept; whoever takes it looks at what it holds."""
        # Only builds that write ask for it; one that changes nothing must not wait for the import.
        from pathlib import Path

        return Path(self._folder, key[:2], key[2:])

    def get(self, key: str) -> bytes | None:
        """Give an entry, or None where there is none or it is damaged."""
        try:
            with open(self._path(key), "rb") as stream:
                raw = stream.read()
        except OSError:
            return None
        check, data = raw[:_CHECK], raw[_CHECK:]
        return data if _checksum(data) == check else None

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry; a disk that refuses makes the next build slower, nothing else."""
        target = self._path(key)
        fresh = os.path.join(self._folder, f"{_FRESH}{os.getpid()}-{get_ident()}")
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(fresh, "wb") as stream:
                stream.write(_checksum(data) + data)
            os.replace(fresh, target)
        except OSError:
            _remove(fresh)

    def tidy(self, now: float) -> None:
        """Remove what killed processes left half written, and entries long unused (seconds)."""
        try:
            for name in os.listdir(self._folder):
                path = os.path.join(self._folder, name)
                if name.startswith(_FRESH):
                    if not _is_running(name.split("-")[1]):
                        _remove(path)
                    continue
                for entry in os.scandir(path):
                    if entry.is_file() and entry.stat().st_mtime < now - _OLD:
                        _remove(entry.path)
        except OSError:
            return

    def _path(self, key: str) -> str:
        return os.path.join(self._folder, key[:2], key[2:])


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except OSError:
        return True
    return True


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
