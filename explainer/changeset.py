"""Several files changed together: all of them, or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path


class ChangeError(Exception):
    """The files cannot be changed as asked; nothing was changed. The message is for the editor."""


@dataclass(slots=True)
class Changeset:
    """What files of a project shall hold; ``None`` before means that the file is new."""

    root: Path
    before: dict[str, bytes | None] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)

    def read(self, file: str) -> str:
        """Give a file's text as it will be, with line ends as one sign.

        Raises:
            ChangeError: when it cannot be read.
        """
        if file not in self.after:
            try:
                data = (self.root / file).read_bytes()
                text = _text_of(data)
            except OSError as error:
                raise ChangeError(f"{file} cannot be read: {error.strerror}.") from None
            except UnicodeDecodeError:
                raise ChangeError(f"{file} is not UTF-8 text.") from None
            if _bytes_of(text, data) != data:
                raise ChangeError(f"{file} mixes line ends; save it with one kind of them.")
            self.before[file] = self.after[file] = data
        return _text_of(self.after[file])

    def write(self, file: str, text: str) -> None:
        """Note what a file shall hold; byte order mark and line ends stay as they were."""
        if file not in self.after and (self.root / file).exists():
            self.read(file)
        old = self.after.get(file)
        self.before.setdefault(file, None)
        self.after[file] = _bytes_of(text, old or b"")

    def put(self, file: str, data: bytes) -> None:
        """Note the bytes that a file shall hold."""
        path = self.root / file
        self.before.setdefault(file, path.read_bytes() if path.is_file() else None)
        self.after[file] = data

    @property
    def changed(self) -> tuple[str, ...]:
        """The files that will differ, sorted."""
        return tuple(sorted(f for f, data in self.after.items() if data != self.before[f]))

    def rehearse(self, into: Path, names: tuple[str, ...]) -> None:
        """Copy these parts of the project into a folder, with the changes made.

        Raises:
            ChangeError: when it cannot be done there, and so neither in the project.
        """
        try:
            self._rehearse(into, names)
        except OSError as error:
            name = Path(error.filename).name if error.filename else "a file"
            raise ChangeError(f"{name} cannot be written: {error.strerror}.") from None

    def _rehearse(self, into: Path, names: tuple[str, ...]) -> None:
        for name in names:
            path = self.root / name
            if path.is_dir():
                shutil.copytree(path, into / name)
            elif path.is_file():
                shutil.copy(path, into / name)
        for file in self.changed:
            (into / file).parent.mkdir(parents=True, exist_ok=True)
            (into / file).write_bytes(self.after[file])

    def apply(self) -> None:
        """Write every file. Whatever stops it, an error or Ctrl-C, all of them are as before.

        Raises:
            ChangeError: when one is not as it was read, or cannot be written.
        """
        try:
            self._apply()
        except OSError as error:
            name = Path(error.filename).name if error.filename else "a file"
            raise ChangeError(f"{name} cannot be written: {error.strerror}.") from None

    def _apply(self) -> None:
        for file in self.changed:
            path = self.root / file
            now = path.read_bytes() if path.exists() else None
            if now != self.before[file]:
                raise ChangeError(f"{file} was changed meanwhile; try again.")
        made: list[Path] = []
        done: list[str] = []
        aside = Path(tempfile.mkdtemp(prefix=".edit-", dir=self.root))
        try:
            for number, file in enumerate(self.changed):
                fresh = aside / str(number)
                fresh.write_bytes(self.after[file])
                if self.before[file] is not None:
                    shutil.copymode(self.root / file, fresh)
                else:
                    fresh.chmod(0o666 & ~_umask())
            for number, file in enumerate(self.changed):
                path = self.root / file
                made += _make_folders(path.parent)
                done.append(file)
                (aside / str(number)).replace(path)
        except BaseException:
            self._undo(done, made, aside)
            raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _undo(self, done: list[str], made: list[Path], aside: Path) -> None:
        for file in done:
            path, old = self.root / file, self.before[file]
            if old is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old:
                back = aside / "back"
                back.write_bytes(old)
                shutil.copymode(path, back)
                back.replace(path)
        for folder in reversed(made):
            folder.rmdir()


_MARK = "\ufeff".encode()


def _text_of(data: bytes) -> str:
    return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _bytes_of(text: str, like: bytes) -> bytes:
    """Give a text with the mark and the line ends of older bytes."""
    data = text.encode()
    if b"\r\n" in like:
        data = data.replace(b"\n", b"\r\n")
    return _MARK + data if like.startswith(_MARK) else data


def _make_folders(folder: Path) -> list[Path]:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
    return missing[::-1]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
