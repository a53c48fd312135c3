"""The last stage: files into the published folder, all at once or not at all.

The new site is built beside the old one and takes its place by renaming, so that a reader, or a
build that is killed, never sees half a site.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


class OutputError(Exception):
    """The published folder cannot be written; the message is for the editor."""


#: A file that every folder written here holds; a folder without it is not ours to replace.
MARKER = "manifest.json"


def write_site(files: Mapping[str, bytes], out: Path) -> tuple[int, int]:
    """Make ``out`` hold exactly these files; give how many were new or changed, and how many gone.

    ``files`` maps addresses such as ``measures/land/index.html`` to contents. Files whose content
    is the same keep their time.

    Raises:
        OutputError: when the folder is not ours, or the disk refuses.
    """
    _refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"{out.parent} cannot be written: {error.strerror}.") from None
    try:
        counts = _fill(files, fresh, out)
        _swap(fresh, out)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        _sweep(out)
    return counts


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(f"{out} is not a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise OutputError(
            f"{out} holds files that this build did not write. Name another folder with --out, "
            "or empty this one yourself."
        )


def _sweep(out: Path) -> None:
    """Remove what an interrupted build left behind; put the old site back if it was mid-swap."""
    for old in out.parent.glob(f".{out.name}.old-*"):
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(out)


def _fill(files: Mapping[str, bytes], fresh: Path, out: Path) -> tuple[int, int]:
    changed = 0
    fresh.chmod(0o755)
    for name in sorted(files):
        target, old = fresh / name, out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = files[name]
        if old.is_file() and old.stat().st_size == len(data) and old.read_bytes() == data:
            os.link(old, target)
            continue
        target.write_bytes(data)
        changed += 1
    before = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    return changed, len(before - files.keys())


def _swap(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
        return
    old = out.parent / f".{out.name}.old-{fresh.name.rsplit('-', 1)[-1]}"
    out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
