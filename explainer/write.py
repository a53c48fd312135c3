"""The last stage: files into the published folder, all at once or not at all.

The new site is built beside the old one and takes its place by renaming, so that a reader, or a
build that is killed, never sees half a site.
"""

from __future__ import annotations

import ctypes
import fcntl
import glob
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from explainer.outputs import SiteFiles
from explainer.unchanged import Stamp, stamp_of


class OutputError(Exception):
    """The published folder cannot be written; the message is for the editor."""


#: A file that every folder written here holds; a folder without it is not ours to replace.
MARKER = "manifest.json"
#: How long a build waits for another one that is writing beside it, in seconds.
PATIENCE = 30.0


class TouchedError(Exception):
    """A file that was to be kept is no longer what an earlier build wrote; nothing was changed."""


def write_site(files: Mapping[str, bytes], out: Path) -> tuple[int, int]:
    """Make ``out`` hold exactly these files; give how many were new or changed, and how many gone.

    ``files`` maps addresses such as ``measures/land/index.html`` to contents. Files whose content
    is the same keep their time.

    Raises:
        OutputError: when the folder is not ours, another build holds it, or the disk refuses.
        TouchedError: when somebody touched a file meanwhile that was to be kept.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _only_builder(out.parent):
            _refuse_foreign(out)
            _sweep(out)
            fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
            try:
                counts = _fill(files, fresh, out)
                _swap(fresh, out)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
                # What cannot be swept now is swept by the next build.
                with suppress(OSError):
                    _sweep(out)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}.") from None
    return counts


@contextmanager
def _only_builder(folder: Path) -> Iterator[None]:
    """Hold the folder in which the swap happens; the system lets go when a build is killed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise OutputError(f"another build is writing in {folder}.") from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(f"{out} is not a folder.")
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out):
        raise OutputError(
            f"{out} holds files that this build did not write. Name another folder with --out, "
            "or empty this one yourself."
        )


def _is_ours(out: Path) -> bool:
    """Whether the folder's manifest is one of this project, not just any manifest.json."""
    try:
        manifest = json.loads((out / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and {"digest", "files", "version"} <= manifest.keys()


def _sweep(out: Path) -> None:
    """Remove what an interrupted build left behind; put the old site back if it was mid-swap."""
    name = glob.escape(out.name)
    for old in out.parent.glob(f".{name}.old-*"):
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(out)
    for fresh in out.parent.glob(f".{name}.new-*"):
        shutil.rmtree(fresh, ignore_errors=True)


def _fill(files: Mapping[str, bytes], fresh: Path, out: Path) -> tuple[int, int]:
    changed = 0
    fresh.chmod(0o755)
    kept = files.kept if isinstance(files, SiteFiles) else {}
    stamps = files.written.files if isinstance(files, SiteFiles) else {}
    folders = {""}
    for name in sorted(files):
        target, old = fresh / name, out / name
        folder = name.rpartition("/")[0]
        if folder not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        if name in kept:
            _keep(old, target, stamps[name][1])
            continue
        data = files[name]
        if old.is_file() and old.stat().st_size == len(data) and old.read_bytes() == data:
            os.link(old, target)
            continue
        target.write_bytes(data)
        changed += 1
    before = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    return changed, len(before - files.keys())


def _keep(old: Path, target: Path, stamp: Stamp) -> None:
    try:
        os.link(old, target)
    except FileNotFoundError:
        raise TouchedError(f"{old} is gone") from None
    if stamp_of(target.stat()) != stamp:
        raise TouchedError(f"{old} was changed")


def _swap(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
        return
    if _exchange(fresh, out):
        shutil.rmtree(fresh, ignore_errors=True)
        return
    old = out.parent / f".{out.name}.old-{fresh.name.rsplit('-', 1)[-1]}"
    out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


#: What Linux calls the folder that names start from, and the wish that two names change places.
_HERE, _EXCHANGE = -100, 2


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; whether the system and the disk can do that.

    Two renames would leave an instant without any site, for ever if the build is killed in it.
    """
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
