"""Several files changed together: all of them, or none."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Self

import pytest

from explainer.changeset import ChangeError, Changeset


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with two files."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/one").write_bytes(b"1\n")
    (tmp_path / "two").write_bytes(b"\xef\xbb\xbf2\r\n3\r\n")
    return tmp_path


def snapshot(root: Path) -> dict[str, bytes | None]:
    """Give everything in a folder."""
    return {
        p.relative_to(root).as_posix(): p.read_bytes() if p.is_file() else None
        for p in sorted(root.rglob("*"))
    }


def changes_of(root: Path) -> Changeset:
    """Change both files and add a third in new folders."""
    changes = Changeset(root)
    changes.write("a/one", changes.read("a/one") + "more\n")
    changes.write("two", changes.read("two") + "4\n")
    changes.write("x/y/three", "new\n")
    return changes


def test_every_file_is_written(root: Path) -> None:
    """Marks, line ends and rights stay; nothing else is left."""
    (root / "a/one").chmod(0o600)

    changes_of(root).apply()

    assert snapshot(root) == {
        "a": None,
        "a/one": b"1\nmore\n",
        "two": b"\xef\xbb\xbf2\r\n3\r\n4\r\n",
        "x": None,
        "x/y": None,
        "x/y/three": b"new\n",
    }
    assert stat.S_IMODE((root / "a/one").stat().st_mode) == 0o600


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("at", range(3))
def test_what_stops_it_leaves_everything_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, at: int
) -> None:
    """A full disk, or Ctrl-C, before any of the files."""
    before = snapshot(root)
    done = 0
    real = Path.replace

    def replace(self: Self, target: Path) -> Path:  # type: ignore[type-var,misc]
        nonlocal done
        done += 1
        if done == at + 1:
            raise error
        return real(self, target)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "replace", replace)

    with pytest.raises((ChangeError, KeyboardInterrupt)):
        changes_of(root).apply()

    assert snapshot(root) == before


def test_a_file_in_a_folder_s_place_changes_nothing(root: Path) -> None:
    """The folder cannot be made."""
    (root / "x").write_bytes(b"")
    before = snapshot(root)

    with pytest.raises(ChangeError, match="cannot be written"):
        changes_of(root).apply()

    assert snapshot(root) == before


def test_what_somebody_saved_meanwhile_is_not_lost(root: Path) -> None:
    """The command is to be called again."""
    changes = changes_of(root)
    (root / "two").write_bytes(b"mine")

    with pytest.raises(ChangeError, match="two was changed meanwhile"):
        changes.apply()

    assert (root / "two").read_bytes() == b"mine"
    assert (root / "a/one").read_bytes() == b"1\n"


@pytest.mark.parametrize("data", [b"1\r\n2\n", b"1\r2\r", b"\xff\xfe"])
def test_a_file_whose_bytes_cannot_be_kept_is_refused(root: Path, data: bytes) -> None:
    """Mixed line ends, and what is no UTF-8."""
    (root / "two").write_bytes(data)

    with pytest.raises(ChangeError, match="two"):
        Changeset(root).read("two")


def test_a_rehearsal_leaves_the_project_alone(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The copy holds the changes."""
    before = snapshot(root)
    copy = tmp_path_factory.mktemp("copy")

    changes_of(root).rehearse(copy, ("a", "two", "missing"))

    assert snapshot(root) == before
    assert snapshot(copy)["a/one"] == b"1\nmore\n"
    assert snapshot(copy)["x/y/three"] == b"new\n"


def test_bytes_are_put_as_they_are(root: Path) -> None:
    """Pictures and records; no mark or line end is carried over."""
    changes = Changeset(root)
    changes.put("two", b"new\n")
    changes.put("z/picture", b"\x89PNG")

    changes.apply()

    assert snapshot(root)["two"] == b"new\n"
    assert snapshot(root)["z/picture"] == b"\x89PNG"
