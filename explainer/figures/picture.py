"""Pictures made of dots, for places that take no SVG: what each is made from, and reading it.

A kept PNG carries the hash of everything it was made from in a text chunk of its own, as kept
drawings do. Reading that needs no outside package.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explainer.figures.drawing import FOLDER
from explainer.problems import Place, Problems

#: Raise when the way of photographing changes, so that all pictures are made anew.
PHOTOGRAPHY = 1
#: Keyword of the text chunk that carries the digest.
KEYWORD = b"digest"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to be photographed: HTML of so many pixels, and where it is kept.

    ``name`` is its path below drawings/; ``markup`` stands in the body of an empty page.
    """

    name: str
    markup: str
    width: int
    height: int

    @property
    def palette(self) -> tuple[tuple[int, int, int], ...]:
        """The colours that the markup names, and what lies between each and the paper.

        The first colour named is the paper. No other colour can be on the picture but at the
        edge of two, so a mark keeps exactly its colour.
        """
        named = dict.fromkeys(re.findall(r"#([0-9a-f]{6})", self.markup))
        paper, *others = (tuple(bytes.fromhex(name)) for name in named)
        steps = [paper]
        for colour in others:
            for part in (4, 3, 2, 1) if len(others) <= 4 else (3, 2, 1):
                whole = 4 if len(others) <= 4 else 3
                mixed = (
                    (a * part + b * (whole - part)) // whole
                    for a, b in zip(colour, paper, strict=True)
                )
                steps.append(tuple(mixed))
        return tuple((r, g, b) for r, g, b in dict.fromkeys(steps))

    @property
    def digest(self) -> str:
        """A hash of everything the picture depends on."""
        inputs = (self.markup, self.width, self.height, PHOTOGRAPHY)
        return hashlib.sha256(repr(inputs).encode()).hexdigest()[:16]


def read_kept(root: Path, name: str) -> bytes:
    """Give the bytes of a kept PNG, current or not; none where there is no such file."""
    try:
        return (root / FOLDER / name).read_bytes()
    except FileNotFoundError:
        return b""


def read_picture(root: Path, picture: Picture, problems: Problems) -> bytes | None:
    """Give the kept PNG, or None after noting that it is missing or stale."""
    file = f"{FOLDER}/{picture.name}"
    try:
        data = (root / file).read_bytes()
    except FileNotFoundError:
        problems.error(Place(file), "missing-drawing", "this picture does not exist.", _REMEDY)
        return b"" if "missing-drawing" in problems.forgiven else None
    if digest_of_png(data) != picture.digest:
        problems.error(
            Place(file),
            "stale-drawing",
            "this picture was made from another drawing or other words than it would be now.",
            _REMEDY,
        )
        return data if "stale-drawing" in problems.forgiven else None
    return data


_REMEDY = "Run: python build.py draw"


def digest_of_png(data: bytes) -> str | None:
    """Give the hash that a kept picture carries; None for what is no such picture."""
    for name, content in _chunks(data):
        if name == b"tEXt" and content.startswith(KEYWORD + b"\0"):
            return content[len(KEYWORD) + 1 :].decode("latin-1")
    return None


def size_of_png(data: bytes) -> tuple[int, int]:
    """Give width and height in pixels.

    Raises:
        ValueError: when the bytes are no PNG.
    """
    for name, content in _chunks(data):
        if name == b"IHDR" and len(content) >= 8:
            width, height = struct.unpack(">II", content[:8])
            return width, height
    raise ValueError("no PNG")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the chunks of a PNG up to its picture; nothing for other bytes."""
    if not data.startswith(_SIGNATURE):
        return
    at = len(_SIGNATURE)
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name = data[at + 4 : at + 8]
        if name == b"IDAT":
            return
        yield name, data[at + 8 : at + 8 + length]
        at += length + 12
