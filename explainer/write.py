"""The last stage: files into the published folder, all at once or not at all.

The new site is built beside the old one and takes its place by renaming, so that a reader, or a
build that is killed, never sees half a site. The folder that was replaced is put aside as a spare:
the next build brings it up to date, which takes one look at it and a step for each file that
changed, instead of a step for each file that there is.
"""

from __future__ import annotations

import ctypes
import fcntl
import glob
import json
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from explainer.outputs import SiteFiles
from explainer.unchanged import Stamp, stamp_of, stamps_in


class OutputError(Exception):
    """The published folder cannot be written; the message is for the editor."""


#: A file that every folder written here holds; a folder without it is not ours to replace.
MARKER = "manifest.json"
#: How long a build waits for another one that is writing beside it, in seconds.
PATIENCE = 30.0


class TouchedError(Exception):
    """A file that was to be kept is no longer what an earlier build wrote; nothing was changed."""


class Published(NamedTuple):
    """What came of writing: how many files were new or changed, how many are gone, all stamps."""

    changed: int
    removed: int
    stamps: Mapping[str, Stamp]


def write_site(files: Mapping[str, bytes], out: Path, spare: Path | None = None) -> Published:
    """Make ``out`` hold exactly these files.

    ``files`` maps addresses such as ``measures/land/index.html`` to contents. Files whose content
    is the same keep their time. ``spare`` is where the folder of the last but one build may stand.
    Whatever the umask, everybody may read what is written: servers run as somebody else.

    Raises:
        OutputError: when the folder is not ours, another build holds it, or the disk refuses.
        TouchedError: when somebody touched a file meanwhile that was to be kept.
    """
    try:
        with _readable():
            out.parent.mkdir(parents=True, exist_ok=True)
            with _only_builder(out.parent):
                return _publish(files, out, spare)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}.") from None


def _publish(files: Mapping[str, bytes], out: Path, spare: Path | None) -> Published:
    _refuse_foreign(out)
    _sweep(out)
    before = stamps_in(out)
    if _stands(files, before):
        return Published(0, 0, before)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    try:
        if spare is not None:
            # Over the empty folder, if there is one and it stands on the same disk.
            with suppress(OSError):
                spare.rename(fresh)
        changed, known = _fill(files, fresh, out)
        if _swap(fresh, out) and spare is not None:
            with suppress(OSError):
                spare.parent.mkdir(parents=True, exist_ok=True)
                fresh.rename(spare)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        # What cannot be swept now is swept by the next build.
        with suppress(OSError):
            _sweep(out)
    # Links were made and taken away, which shows in the time of a file's state; what else differs
    # was touched by somebody meanwhile, and is not taken for ours.
    stamps = {n: s for n, s in stamps_in(out).items() if _content(s) == known.get(n)}
    return Published(changed, len(before.keys() - files.keys()), stamps)


def _stands(files: Mapping[str, bytes], before: Mapping[str, Stamp]) -> bool:
    """Whether the folder holds these very files already, as an earlier build wrote them."""
    if not isinstance(files, SiteFiles) or files.new or before.keys() != files.keys():
        return False
    return all(before[name] == files.written.files[name][1] for name in before)


@contextmanager
def _readable() -> Iterator[None]:
    """Make files with rights 644 and folders with 755."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


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


def _fill(
    files: Mapping[str, bytes], fresh: Path, out: Path
) -> tuple[int, dict[str, tuple[int, ...]]]:
    """Bring a folder up to date that is empty or a spare; give the number of changed files.

    With it comes what is known of every file's content. Nothing is believed of a spare: a file
    that stands in both folders under one number on the disk is the same file, any other is
    replaced. No file is ever written into, because it may stand in the published folder, too.
    """
    changed = 0
    known: dict[str, tuple[int, ...]] = {}
    fresh.chmod(0o755)
    kept = files.kept if isinstance(files, SiteFiles) else {}
    stamps = files.written.files if isinstance(files, SiteFiles) else {}
    there, folders = _look(fresh)
    _clear(fresh, there, folders, files)
    for name in sorted(files):
        if name in kept:
            stamp = stamps[name][1]
            known[name] = _content(stamp)
            if there.get(name) == stamp[-1]:
                continue
        target, old = fresh / name, out / name
        if name in there:
            target.unlink()
        _make_folder(fresh, name.rpartition("/")[0], folders)
        if name in kept:
            _keep(old, target, known[name])
            continue
        data = files[name]
        if _holds(old, data):
            os.link(old, target)
        else:
            target.write_bytes(data)
            changed += 1
        known[name] = _content(stamp_of(target.stat()))
    return changed, known


def _look(folder: Path) -> tuple[dict[str, int], set[str]]:
    """Give all files below a folder with their numbers on the disk, and all folders."""
    there: dict[str, int] = {}
    folders = {""}
    waiting = [("", os.fspath(folder))]
    while waiting:
        prefix, path = waiting.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.add(prefix + entry.name)
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    there[prefix + entry.name] = entry.inode()
    return there, folders


def _clear(
    fresh: Path, there: Mapping[str, int], folders: set[str], files: Mapping[str, bytes]
) -> None:
    """Remove what does not belong to the site any more, folders that became empty included."""
    for name in there.keys() - files.keys():
        (fresh / name).unlink()
    needed = {""}
    for folder in {name.rpartition("/")[0] for name in files}:
        above = folder
        while above not in needed:
            needed.add(above)
            above = above.rpartition("/")[0]
    for folder in sorted(folders - needed, reverse=True):
        (fresh / folder).rmdir()
    folders &= needed


def _make_folder(fresh: Path, folder: str, folders: set[str]) -> None:
    if folder not in folders:
        _make_folder(fresh, folder.rpartition("/")[0], folders)
        (fresh / folder).mkdir()
        folders.add(folder)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file stands there with these contents, to be read by everybody."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    is_fit = found.st_mode == stat.S_IFREG | 0o644 and found.st_size == len(data)
    return is_fit and path.read_bytes() == data


def _keep(old: Path, target: Path, content: tuple[int, ...]) -> None:
    try:
        os.link(old, target)
    except (FileNotFoundError, NotADirectoryError):
        raise TouchedError(f"{old} is gone") from None
    if _content(stamp_of(target.stat())) != content:
        raise TouchedError(f"{old} was changed")


def _content(stamp: Stamp) -> tuple[int, ...]:
    """Give the part of a stamp that stays when a file gets another name."""
    size, written, _, number = stamp
    return size, written, number


def _swap(fresh: Path, out: Path) -> bool:
    """Let the new folder take its place; whether the old one now stands where the new one did."""
    if not out.exists():
        fresh.rename(out)
        return False
    if _exchange(fresh, out):
        return True
    old = out.parent / f".{out.name}.old-{fresh.name.rsplit('-', 1)[-1]}"
    out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        old.rename(out)
        raise
    old.rename(fresh)
    return True


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
