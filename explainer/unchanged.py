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

from explainer.cache import Cache, key_of

# Importing typing takes as long as looking at all the files.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

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
#: Commands that build and nothing else.
_PLAIN = frozenset({"build", "publish"})


def stamp_of(found: os.stat_result) -> Stamp:
    """Give what tells whether a file was touched."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def stamps_in(folder: str | Path, skip: frozenset[str] = frozenset()) -> dict[str, Stamp]:
    """Give the stamps of all files below a folder, by path; none where there is no folder.

    Folders named in ``skip`` are left out. A file in a folder's place has the empty path.
    """
    found: dict[str, Stamp] = {}
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
                        found[prefix + entry.name] = stamp_of(entry.stat())
        except NotADirectoryError:
            found[""] = stamp_of(os.stat(path))
        except OSError:
            continue
    return found


def look(root: str | Path, parts: tuple[str, ...] = INPUTS) -> tuple[bytes, int]:
    """Give a digest of the state of the input files, and when the newest changed (nanoseconds)."""
    seen = [(p, stamps_in(os.path.join(root, p), frozenset({"__pycache__"}))) for p in parts]
    newest = max((max(s[1], s[2]) for _, stamps in seen for s in stamps.values()), default=0)
    rows = [(part, sorted(stamps.items())) for part, stamps in seen]
    return _digest((sys.version, sys.executable, rows)), newest


class Look:
    """One project built into one folder, one way."""

    def __init__(
        self, root: str | Path, out: str | Path, *, strict: bool, compressed: bool
    ) -> None:
        """Look at a project at ``root`` and the folder it is built into."""
        self._root, self._out, self._cache = root, out, Cache(root)
        self._key = key_of("last build", out, strict, compressed)

    def recall(self) -> str | None:
        """Give what the last build said, if nothing has changed since; None otherwise."""
        raw = self._cache.get(self._key)
        if raw is None:
            return None
        inputs, outputs, said = marshal.loads(raw)  # noqa: S302 - written by ourselves
        if look(self._root)[0] != inputs or _state_of(self._out) != outputs:
            return None
        return str(said)

    def remember(self, said: str, began: int) -> None:
        """Keep what a build said that began at a time (nanoseconds) and has just ended."""
        inputs, newest = look(self._root)
        if newest < began - _COARSE:
            self._cache.put(self._key, marshal.dumps((inputs, _state_of(self._out), said)))


def answer(arguments: Sequence[str], root: str) -> tuple[bool, str | None]:
    """Give whether these arguments ask for a plain build, and what it says if nothing changed.

    A plain build is ``build.py [build | publish] [--out DIR]``; other calls are not looked at.
    """
    began = time.perf_counter()
    command, *rest = arguments if arguments and arguments[0] in _PLAIN else ("build", *arguments)
    if rest and (len(rest) != 2 or rest[0] != "--out" or not rest[1] or rest[1][0] == "-"):
        return False, None
    out = os.path.abspath(rest[1]) if rest else os.path.join(root, "dist")
    said = Look(root, out, strict=False, compressed=command == "publish").recall()
    return True, None if said is None else told(said, time.perf_counter() - began)


def told(said: str, seconds: float) -> str:
    """Give what is printed where nothing changed, from what the last build said."""
    words, _, note = said.partition("\n")
    return f"{words} (nothing changed, {seconds:.2f} s)" + (f"\n{note}" if note else "")


def _state_of(out: str | Path) -> bytes:
    return _digest(sorted(stamps_in(out).items()))


def _digest(state: Any) -> bytes:
    # In the second form of marshal, equal values have equal bytes.
    return hashlib.blake2b(marshal.dumps(state, 2), digest_size=16).digest()


def now() -> int:
    """Give the time by which disks stamp files, in nanoseconds; used for nothing that is shown."""
    return time.time_ns()
