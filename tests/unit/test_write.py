"""Files into the published folder: all at once or not at all."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explainer.write import MARKER, OutputError, write_site

OURS = b'{"version": "1", "digest": "0", "files": {}}'
FIRST = {MARKER: OURS, "index.html": b"one", "measures/land/index.html": b"land"}
SECOND = {MARKER: OURS, "index.html": b"two!", "zones/index.html": b"zones"}


def tree(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def leftovers(out: Path) -> list[str]:
    """Give what stands beside the published folder."""
    return [path.name for path in out.parent.iterdir() if path != out]


def in_child(act: Callable[[], object]) -> str:
    """Run something in a process of its own that may lose its rights; give what it raised."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            act()
            message = "done"
        except BaseException as error:  # noqa: BLE001 - the parent looks at it
            message = f"{type(error).__name__}: {error}"
        os.write(writer, message.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        told = stream.read()
    os.waitpid(child, 0)
    return told


@pytest.fixture
def public() -> Iterator[Path]:
    """Give a folder that every user of the machine may enter (pytest’s own are private)."""
    folder = Path(tempfile.mkdtemp(prefix="explainer-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def without_rights(act: Callable[[], object]) -> Callable[[], object]:
    """Give the same as a user without special rights."""

    def run() -> object:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        return act()

    return run


# What is written ----------------------------------------------------------------------------


def test_a_new_folder_holds_exactly_the_files(tmp_path: Path) -> None:
    """Folders above it are made, too."""
    out = tmp_path / "a" / "dist"

    assert write_site(FIRST, out)[:2] == (3, 0)

    assert tree(out) == FIRST
    assert leftovers(out) == []
    assert out.stat().st_mode & 0o777 == 0o755


def test_the_next_site_replaces_the_last(tmp_path: Path) -> None:
    """What is not in it any more is gone, empty folders included."""
    out = tmp_path / "dist"
    write_site(FIRST, out)

    assert write_site(SECOND, out)[:2] == (2, 1)

    assert tree(out) == SECOND
    assert not (out / "measures").exists()
    assert leftovers(out) == []


def test_unchanged_files_keep_their_time(tmp_path: Path) -> None:
    """Servers and mirrors see what changed."""
    out = tmp_path / "dist"
    write_site(FIRST, out)
    for path in out.rglob("*.*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))

    assert write_site(FIRST | {"index.html": b"new"}, out)[:2] == (1, 0)

    times = {name: (out / name).stat().st_mtime for name in FIRST}
    assert times["measures/land/index.html"] == 1_000_000_000
    assert times["index.html"] > 1_000_000_000


def test_whoever_serves_may_read_whatever_the_umask(tmp_path: Path) -> None:
    """Files 644 and folders 755, a file that somebody closed included."""
    out = tmp_path / "dist"
    before = os.umask(0o077)
    try:
        write_site(FIRST, out)
        (out / "index.html").chmod(0o600)
        write_site(FIRST | {"more/index.html": b"more"}, out)
    finally:
        assert os.umask(before) == 0o077

    modes = {path: path.stat().st_mode & 0o777 for path in (out, *out.rglob("*"))}
    assert all(mode == (0o755 if path.is_dir() else 0o644) for path, mode in modes.items())


# The spare ----------------------------------------------------------------------------------


def test_the_folder_that_was_replaced_is_brought_up_to_date(tmp_path: Path) -> None:
    """Files that stay are the same files on the disk, and no folder is left beside the site."""
    out, spare = tmp_path / "dist", tmp_path / "cache/spare"
    sites = [FIRST, SECOND, FIRST | {"a/b/c.html": b"deep"}, SECOND | {"a": b"file"}, FIRST]
    for site in sites:
        numbers = {p.name: p.stat().st_ino for p in out.rglob("*.*") if p.name == MARKER}
        write_site(site, out, spare)

        assert tree(out) == site
        assert leftovers(out) in ([], ["cache"])
        assert not numbers or (out / MARKER).stat().st_ino == numbers[MARKER]
    assert tree(spare) == sites[-2]


def test_nothing_in_a_spare_is_believed(tmp_path: Path) -> None:
    """Whatever somebody did to it, and nothing done to it reaches the site."""
    out, spare = tmp_path / "dist", tmp_path / "spare"
    for site in (FIRST, SECOND):
        write_site(site, out, spare)
    (spare / "index.html").write_bytes(b"two?")
    (spare / "zones").write_bytes(b"no folder")
    (spare / "stray").symlink_to(tmp_path)
    (spare / "empty/folder").mkdir(parents=True)

    write_site(SECOND | {"index.html": b"six"}, out, spare)

    assert tree(out) == SECOND | {"index.html": b"six"}
    assert sorted(p.name for p in out.iterdir()) == ["index.html", MARKER, "zones"]
    assert tree(spare) == SECOND


def test_a_file_in_the_spares_place_is_no_hindrance(tmp_path: Path) -> None:
    """A spare saves time, nothing else."""
    out, spare = tmp_path / "dist", tmp_path / "spare"
    spare.write_bytes(b"mine")

    for site in (FIRST, SECOND):
        write_site(site, out, spare)

    assert tree(out) == SECOND
    assert leftovers(out) == ["spare"]


# Times --------------------------------------------------------------------------------------


def test_a_file_of_equal_size_is_compared_by_content(tmp_path: Path) -> None:
    """“one” and “two” have three letters each."""
    out = tmp_path / "dist"
    write_site(FIRST, out)

    write_site(FIRST | {"index.html": b"two"}, out)

    assert (out / "index.html").read_bytes() == b"two"


def test_a_file_may_become_a_folder_and_back(tmp_path: Path) -> None:
    """Nothing of the old tree is in the way of the new one."""
    out = tmp_path / "dist"
    write_site(FIRST | {"a": b"file"}, out)
    write_site(FIRST | {"a/b": b"inside"}, out)

    write_site(FIRST | {"a": b"file"}, out)

    assert (out / "a").read_bytes() == b"file"


def test_a_reader_never_sees_half_a_site(tmp_path: Path) -> None:
    """While sites are swapped, every look finds one whole site, or none for an instant."""
    out = tmp_path / "dist"
    sites = [{MARKER: OURS, **{f"p{n}.html": b"%d" % s for n in range(20)}} for s in range(2)]
    write_site(sites[0], out)
    seen: list[set[bytes]] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            try:
                folder = os.open(out, os.O_RDONLY)
            except FileNotFoundError:
                continue
            try:
                with os.scandir(folder) as entries:
                    names = [entry.name for entry in entries if entry.name != MARKER]
                found = set()
                for name in names:
                    handle = os.open(name, os.O_RDONLY, dir_fd=folder)
                    found.add(os.read(handle, 9))
                    os.close(handle)
                if len(names) == 20:
                    seen.append(found)
            except FileNotFoundError:
                pass  # the folder that was opened has been replaced meanwhile
            finally:
                os.close(folder)

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(30):
        write_site(sites[turn % 2], out)
    stop.set()
    reader.join()

    assert seen
    assert all(len(found) == 1 for found in seen)


# What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["thesis.doc", "folder/thesis.doc", ".hidden"])
def test_a_foreign_folder_is_never_replaced(tmp_path: Path, name: str) -> None:
    """Somebody’s files stand there; the build did not write them."""
    out = tmp_path / "dist"
    path = out / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"years of work")

    with pytest.raises(OutputError, match="did not write"):
        write_site(FIRST, out)

    assert tree(out) == {name: b"years of work"}
    assert leftovers(out) == []


def test_a_web_manifest_does_not_make_a_folder_ours(tmp_path: Path) -> None:
    """Many projects hold a manifest.json; only our own may mark a folder."""
    out = tmp_path / "app"
    out.mkdir()
    (out / "manifest.json").write_text('{"name": "My app", "start_url": "/"}', encoding="utf-8")
    (out / "app.js").write_bytes(b"years of work")

    with pytest.raises(OutputError, match="did not write"):
        write_site(FIRST, out)

    assert (out / "app.js").read_bytes() == b"years of work"


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    """There is nothing to lose."""
    (tmp_path / "dist").mkdir()

    write_site(FIRST, tmp_path / "dist")

    assert tree(tmp_path / "dist") == FIRST


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("/tmp")])  # noqa: S108
def test_a_file_or_link_in_the_folders_place_is_refused(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    """A link could lead anywhere."""
    out = tmp_path / "dist"
    make(out)

    with pytest.raises(OutputError, match="is not a folder"):
        write_site(FIRST, out)

    assert out.is_symlink() or out.is_file()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """The message names the folder and the reason."""
    (tmp_path / "file").touch()

    with pytest.raises(OutputError, match=r"file/dist cannot be written: "):
        write_site(FIRST, tmp_path / "file" / "dist")


def test_missing_rights_are_told_and_nothing_is_lost(public: Path) -> None:
    """A folder of somebody else stays as it is."""
    parent = public / "theirs"
    out = parent / "dist"
    write_site(FIRST, out)
    parent.chmod(0o555)

    told = in_child(without_rights(lambda: write_site(SECOND, out)))

    parent.chmod(0o755)
    assert told == f"OutputError: {out} cannot be written: Permission denied."
    assert tree(out) == FIRST


def test_a_folder_that_cannot_be_read_is_told(public: Path) -> None:
    """Looking whether it is ours needs the right to look."""
    out = public / "dist"
    write_site(FIRST, out)
    out.chmod(0o000)

    told = in_child(without_rights(lambda: write_site(SECOND, out)))

    out.chmod(0o755)
    assert told.startswith("OutputError: ")
    assert tree(out) == FIRST


def test_a_full_disk_leaves_the_old_site(tmp_path: Path) -> None:
    """What cannot be written whole is not written at all, and nothing is left lying about."""
    out = tmp_path / "dist"
    write_site(FIRST, out)

    def act() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        write_site(SECOND | {"zz.html": b"x" * 5000}, out)

    told = in_child(act)

    assert told == f"OutputError: {out} cannot be written: File too large."
    assert tree(out) == FIRST
    assert leftovers(out) == []


def test_two_builds_at_once_do_not_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits, and says so when it takes too long."""
    monkeypatch.setattr("explainer.write.PATIENCE", 0.1)
    out = tmp_path / "dist"
    write_site(FIRST, out)
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)

    with pytest.raises(OutputError, match="another build is writing"):
        write_site(SECOND, out)

    os.close(other)
    assert tree(out) == FIRST
    assert write_site(SECOND, out)[:2] == (2, 1)


# What was interrupted -----------------------------------------------------------------------


def test_what_a_killed_build_left_is_swept_away(tmp_path: Path) -> None:
    """Half-written and half-removed folders beside the site."""
    out = tmp_path / "dist"
    write_site(FIRST, out)
    for name in (".dist.old-abc", ".dist.new-abc"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MARKER).touch()

    write_site(SECOND, out)

    assert leftovers(out) == []


def test_a_site_that_was_moved_aside_comes_back_before_anything_else(tmp_path: Path) -> None:
    """Killed between the two renamings, the old site stands beside its place."""
    out = tmp_path / "dist"
    write_site(FIRST, out)
    for path in out.rglob("*.*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    out.rename(tmp_path / ".dist.old-abc")

    assert write_site(FIRST, out)[:2] == (0, 0)

    assert (out / "index.html").stat().st_mtime == 1_000_000_000
    assert leftovers(out) == []


def test_folders_of_another_site_are_left_alone(tmp_path: Path) -> None:
    """Only what carries this folder's name is swept."""
    (tmp_path / ".other.old-abc").mkdir()

    write_site(FIRST, tmp_path / "dist")

    assert (tmp_path / ".other.old-abc").is_dir()


def test_names_with_signs_of_patterns_are_taken_as_they_are(tmp_path: Path) -> None:
    """A folder called [x]* is no pattern."""
    out = tmp_path / "si[t]e*"
    write_site(FIRST, out)
    out.rename(tmp_path / ".si[t]e*.old-abc")

    write_site(SECOND, out)

    assert tree(out) == SECOND
    assert leftovers(out) == []
