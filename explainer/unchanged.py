"""Whether anything changed since the last build, told from the disk alone.

This is all that runs when nothing changed, so it imports next to nothing. A file counts as the
same while size, times and number on the disk are; a file that was changed while or just before the
last build looked at it is never trusted.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import time
from pathlib import Path

from explainer.cache import Cache, key_of

#: What tells whether a file was touched: size, times in nanoseconds of its content and of its
#: state, which nobody can set, number on the disk.
Stamp = tuple[int, int, int, int]

#: Everything a build reads, below the project's folder.
INPUTS = (
    "build.py",
    "budget.yaml",
    "bundle/out",
    "content",
    "data",
    "drawings",
    "explainer",
    "pyproject.toml",
    "released.json",
    "releases",
    "requirements/site.lock",
    "static",
    "templates",
)
#: The part of it that is ours: whatever changes here, everything is made anew.
CODE = ("build.py", "bundle/out", "explainer", "requirements/site.lock", "static", "templates")
#: Clocks of disks are coarse: what changed this close before a look may yet change unseen.
_COARSE = 50_000_000


def stamp_of(found: os.stat_result) -> Stamp:
    """Give what tells whether a file was touched."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def stats_in(folder: str | Path, skip: frozenset[str] = frozenset()) -> dict[str, os.stat_result]:
    """Give what the disk says of all files below a folder, by path; nothing where there is none."""
    found: dict[str, os.stat_result] = {}
    waiting = [("", os.fspath(folder))]
    while waiting:
        prefix, path = waiting.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.is_dir():
                        if entry.name not in skip:
                            waiting.append((f"{prefix}{entry.name}/", entry.path))
                    else:
                        found[prefix + entry.name] = entry.stat()
        except NotADirectoryError:
            found[""] = Path(path).stat()
        except OSError:
            continue
    return found


def stamps_in(folder: Path) -> dict[str, Stamp]:
    """Give the stamps of all files below a folder, by address."""
    return {name: stamp_of(stat) for name, stat in stats_in(folder).items()}


def look(root: Path, parts: tuple[str, ...] = INPUTS) -> tuple[str, int]:
    """Give a digest of the state of the input files, and when the newest changed (nanoseconds)."""
    lines = [f"{sys.version} {sys.executable}"]
    newest = 0
    for part in parts:
        for name, stat in stats_in(root / part, frozenset({"__pycache__"})).items():
            changed = stat.st_ctime_ns
            newest = max(newest, changed, stat.st_mtime_ns)
            lines.append(f"{part}/{name} {stat.st_size} {stat.st_mtime_ns} {changed} {stat.st_ino}")
    return key_of(*sorted(lines)), newest


class Look:
    """One project built into one folder, one way."""

    def __init__(self, root: Path, out: Path, *way: bool) -> None:
        """``way`` tells apart the ways of building into the same folder."""
        self._root, self._out, self._cache = root, out, Cache(root)
        self._key = key_of("last build", out, way)

    def recall(self) -> str | None:
        """Give what the last build said, if nothing has changed since; None otherwise."""
        raw = self._cache.get(self._key)
        if raw is None:
            return None
        inputs, outputs, said = marshal.loads(raw)  # noqa: S302 - written by ourselves
        if look(self._root)[0] != inputs or _digest(self._out) != outputs:
            return None
        return str(said)

    def remember(self, said: str, began: int) -> None:
        """Keep what a build said that began at a time (nanoseconds) and has just ended."""
        inputs, newest = look(self._root)
        if newest < began - _COARSE:
            self._cache.put(self._key, marshal.dumps((inputs, _digest(self._out), said)))


def _digest(out: Path) -> str:
    mark = hashlib.blake2b(digest_size=16)
    for name, stamp in sorted(stamps_in(out).items()):
        mark.update(f"{name} {stamp}\n".encode("utf-8", "surrogatepass"))
    return mark.hexdigest()


def now() -> int:
    """Give the time by which disks stamp files, in nanoseconds; used for nothing that is shown."""
    return time.time_ns()
