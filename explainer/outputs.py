"""The files of a site: new ones as bytes, and those that stand in the published folder already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from explainer.unchanged import Stamp


class Kept(NamedTuple):
    """A file that an earlier build wrote: digest and size of its contents."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Written:
    """What an earlier build wrote into a folder and what nobody has touched since, by address."""

    out: Path | None = None
    files: Mapping[str, tuple[Kept, Stamp]] = field(default_factory=dict)

    def holds(self, name: str, kept: Kept) -> bool:
        """Whether a file still stands there with these contents."""
        return name in self.files and self.files[name][0] == kept

    def read(self, name: str) -> bytes:
        """Give the contents of a file that it holds."""
        if self.out is None:
            raise KeyError(name)
        return (self.out / name).read_bytes()


@dataclass(frozen=True, slots=True)
class Remembered(Written):
    """What an earlier build of this process made, in memory instead of in a folder."""

    contents: Mapping[str, tuple[Kept, bytes]] = field(default_factory=dict)

    def holds(self, name: str, kept: Kept) -> bool:
        """Whether a file is there with these contents."""
        return name in self.contents and self.contents[name][0] == kept

    def read(self, name: str) -> bytes:
        """Give the contents of a file that it holds."""
        return self.contents[name][1]


class SiteFiles(Mapping[str, bytes]):
    """Every file of a site by address. Kept ones are read from the folder when asked for."""

    def __init__(self, written: Written | None = None) -> None:
        """Hold no file yet; ``written`` is where kept ones stand."""
        self.written = written or Written()
        self.new: dict[str, bytes] = {}
        self.kept: dict[str, Kept] = {}
        self._marks: dict[str, Kept] = {}

    def add(self, files: Mapping[str, bytes | Kept]) -> None:
        """Add files; new ones with the contents that they have already are kept as they are."""
        for name, data in files.items():
            mark = data if isinstance(data, Kept) else mark_of(data)
            self._marks[name] = mark
            if self.written.holds(name, mark):
                self.kept[name] = mark
            elif isinstance(data, bytes):
                self.new[name] = data
            else:
                raise KeyError(name)

    def mark(self, name: str) -> Kept:
        """Give digest and size of a file."""
        return self._marks[name]

    def __getitem__(self, name: str) -> bytes:
        """Give the contents of a file."""
        if name in self.new:
            return self.new[name]
        if name not in self.kept:
            raise KeyError(name)
        return self.written.read(name)

    def __iter__(self) -> Iterator[str]:
        """Give all addresses in the order in which they were added."""
        return iter(self._marks)

    def __len__(self) -> int:
        """Give the number of files."""
        return len(self._marks)


def mark_of(data: bytes) -> Kept:
    """Give digest and size of contents."""
    return Kept(hashlib.sha256(data).hexdigest()[:16], len(data))


def marks_of(files: Mapping[str, bytes | Kept]) -> dict[str, Kept]:
    """Give digest and size of each file: what is kept of it where it stands."""
    return {n: data if isinstance(data, Kept) else mark_of(data) for n, data in files.items()}


def all_stand(written: Written, files: Mapping[str, bytes | Kept]) -> bool:
    """Whether all of these files still stand as they were written."""
    return all(isinstance(d, Kept) and written.holds(n, d) for n, d in files.items())
