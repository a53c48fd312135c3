"""Stage 1: files into documents whose every value knows its line and column.

The YAML read here is a small, strict part of the language. What other readers guess at
(``no`` as false, ``017`` as 15, ``12:30`` as 45000, the last of two equal keys) is refused,
because a guess can become a published figure.
"""

from __future__ import annotations

import functools
import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from explainer.problems import Place, Problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Editors' files are small; a larger one is a mistake, and reading it would hang the build.
MAX_BYTES = 2_000_000
#: A page of prose; the longest has a quarter of it. Reading much more Markdown takes long.
MAX_PROSE = 100_000
MAX_DEPTH = 20
MAX_KEY = 200
#: How many hidden characters of one file are told; finding the line of more would take long.
MAX_TOLD = 50

#: No more digits than arithmetic keeps exactly, bounds and scales included.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_SURPRISES = re.compile(
    r"""(?ix) (?: y|yes|n|no|on|off|~|true|false|null   # other readers see true, false, nothing
      | [+-]?0[0-9_]+                        # octal
      | [+-]?0[xob][0-9a-f_]+                # other bases
      | [+-]?[0-9]+(?:_[0-9]+)+(?:\.[0-9_]*)?
      | [+-]?[0-9]+(?::[0-9]{1,2})+(?:\.[0-9]*)?   # base 60
      | [+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)e[+-]?[0-9]+
      | -?[0-9]{16,}(?:\.[0-9]*)? | -?[0-9]+\.[0-9]{10,}   # more digits than are kept
      | [+-]?\.(?:inf|nan) | \+[0-9.]+ | [+-]?\.[0-9]+ | [0-9]+\.
    )"""
)
#: What readers cannot see in a text, by Unicode category: controls, halves of characters and odd
#: line ends; then characters without width or of private meaning, which make texts look alike.
_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_UNSEEN = frozenset({"Cf", "Co"})
#: Letters by category that show nothing.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written. ``plain`` is true where it stands without quotes."""

    place: Place
    text: str
    plain: bool
    end_line: int

    @property
    def is_null(self) -> bool:
        """Whether the editor wrote ``null`` or left the value empty."""
        return self.plain and self.text in {"", "null"}

    @property
    def is_number(self) -> bool:
        """Whether this is a plain decimal number without tricks."""
        return self.plain and _NUMBER.fullmatch(self.text) is not None

    @property
    def is_surprise(self) -> bool:
        """Whether other YAML readers would not see the text that stands here."""
        return self.plain and _SURPRISES.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list as written."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A block of ``key: value`` lines as written, in the order of the file."""

    place: Place
    items: dict[str, tuple[Place, Node]] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its name inside the project, its text, and its YAML as nodes."""

    file: str
    text: str
    root: Node
    body: str = ""
    body_line: int = 1

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return self.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def read_text(path: Path, file: str, problems: Problems, *, limit: int = MAX_BYTES) -> str | None:
    """Give a file's text, or None after noting why it cannot be read."""
    raw = read_bytes(path, file, problems, limit=limit)
    return None if raw is None else decode_text(raw, file, problems)


def read_bytes(
    path: Path, file: str, problems: Problems, *, limit: int = MAX_BYTES
) -> bytes | None:
    """Give a file's bytes, or None after noting why it cannot be read."""
    place = Place(file)
    try:
        # Opened without waiting: a pipe in a file's place must not hang the build.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        problems.error(place, "missing-file", "this file is missing.")
        return None
    except OSError as error:
        problems.error(place, "unreadable-file", f"this file cannot be read: {error.strerror}.")
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        problems.error(place, "not-a-file", "this is not an ordinary file.", "Put a file there.")
        return None
    with os.fdopen(handle, "rb") as stream:
        raw = stream.read(limit + 1)
    if len(raw) > limit:
        problems.error(
            place, "file-too-large", f"this file is larger than {limit:,} bytes.", "Split it."
        )
        return None
    return raw


def decode_text(raw: bytes, file: str, problems: Problems) -> str | None:
    """Give the text of a file's bytes, or None after noting what in them is no text."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.error(
            Place(file, line),
            "not-utf8",
            f"byte {raw[error.start]:#04x} is not UTF-8 text.",
            "Save the file as UTF-8.",
        )
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    hidden = _hidden(text)
    for offset, letter in hidden[:MAX_TOLD]:
        _refuse_hidden(letter, Place(file, *_line_column(text, offset)), problems)
    return None if hidden else text


def _hidden(text: str) -> list[tuple[int, str]]:
    """Give the characters of a text that nobody sees, with their offsets."""
    letters = set(filter(_is_hidden, set(text)))
    return [(at, letter) for at, letter in enumerate(text) if letter in letters] if letters else []


@functools.cache
def _is_hidden(letter: str) -> bool:
    return letter not in "\n\t" and (_is_control(letter) or _is_unseen(letter))


def _is_control(letter: str) -> bool:
    code = ord(letter)
    no_letter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return no_letter or unicodedata.category(letter) in _CONTROLS


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN or letter in _FILLERS


def _refuse_hidden(letter: str, place: Place, problems: Problems) -> None:
    code = f"U+{ord(letter):04X}"
    if _is_control(letter):
        message = f"invisible control character {code}."
        problems.error(place, "control-character", message, "Delete it.")
        return
    name = unicodedata.name(letter, "unnamed").lower()
    message = f"invisible character {code} ({name})."
    problems.error(place, "invisible-character", message, "Delete it.")


def _line_column(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def parse_yaml(text: str, file: str, problems: Problems, *, first_line: int = 1) -> Node | None:
    """Give the nodes of a YAML text, or None after noting why it is not usable.

    ``first_line`` is where the text starts in its file (front matter starts on line 2).
    """
    for number, line in enumerate(text.split("\n"), first_line):
        if "\t" in line and line[: len(line) - len(line.lstrip())].count("\t"):
            problems.error(
                Place(file, number, line.index("\t") + 1),
                "tab",
                "a tab is used for indentation.",
                "Use spaces.",
            )
            return None
    reader = _Reader(file, problems, first_line)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spot = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        what = " ".join(filter(None, (error.context, error.problem)))
        problems.error(
            Place(file, *spot),
            "yaml-syntax",
            f"this is not valid YAML: {what}.",
            "Check quotes, colons and indentation on this line and the one above.",
        )
        return None
    except yaml.YAMLError as error:
        problems.error(Place(file, first_line), "yaml-syntax", f"this is not valid YAML: {error}.")
        return None
    except _StopReadingError:
        return None
    if reader.root is None:
        problems.error(Place(file, first_line), "empty-file", "this file holds no data.")
    return reader.root


class _StopReadingError(Exception):
    """What was found makes the rest of the file meaningless; the problem is noted."""


@dataclass(slots=True)
class _Open:
    """A list or block that is still being read; ``key`` is the key waiting for its value."""

    place: Place
    items: list[Node] | dict[str, tuple[Place, Node]]
    key: str | None = None
    key_place: Place = field(default_factory=Place)


class _Reader:
    """Turns the parser's events into nodes, without recursion, refusing all but the strict part."""

    def __init__(self, file: str, problems: Problems, first_line: int) -> None:
        self.file = file
        self.problems = problems
        self.first_line = first_line
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the parser."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._stop(event, "alias", "YAML aliases (*name) are not used here.", "Write it out.")
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop(
                    event, "yaml-syntax", "a second document starts here (---).", "Take it out."
                )

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None
        return Place(self.file, mark.line + self.first_line, mark.column + 1, self._path())

    def _path(self) -> str:
        path = ""
        for level in self.open:
            if isinstance(level.items, list):
                path += f"[{len(level.items)}]"
            elif level.key is not None:
                path += f".{level.key}" if path else level.key
        return path

    def _stop(self, event: yaml.Event, kind: str, message: str, remedy: str = "") -> None:
        self.problems.error(self._place(event), kind, message, remedy)
        raise _StopReadingError

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._stop(event, "tag", f"YAML tags ({tag}) are not used here.", "Take it out.")
        if event.anchor is not None:
            self._stop(event, "alias", "YAML anchors (&name) are not used here.", "Take it out.")

    def _refuse_hidden(self, event: yaml.ScalarEvent) -> None:
        """What nobody sees does not come in as an escape of YAML, either."""
        if event.style != '"':
            return  # the other styles know no escapes, and the file's own letters were looked at
        for _, letter in _hidden(event.value)[:1]:
            _refuse_hidden(letter, self._place(event), self.problems)

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].items, dict) and not self.open[-1].key

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        self._refuse_extras(event)
        if self._wants_key():
            self._stop(event, "odd-key", "a key must be a word.")
        if len(self.open) >= MAX_DEPTH:
            self._stop(event, "too-deep", "lists and keys nest too deeply here.")
        kind: list[Node] | dict[str, tuple[Place, Node]] = (
            {} if isinstance(event, yaml.MappingStartEvent) else []
        )
        self.open.append(_Open(self._place(event), kind))

    def _end(self) -> None:
        level = self.open.pop()
        if isinstance(level.items, dict):
            self._give(Mapping(level.place, level.items))
        else:
            self._give(Sequence(level.place, tuple(level.items)))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._refuse_extras(event)
        self._refuse_hidden(event)
        if self._wants_key():
            self._key(event)
            return
        assert event.end_mark is not None
        end = event.end_mark.line + self.first_line
        self._give(Scalar(self._place(event), event.value, not event.style, end))

    def _key(self, event: yaml.ScalarEvent) -> None:
        level = self.open[-1]
        assert isinstance(level.items, dict)
        if not event.value or len(event.value) > MAX_KEY:
            self._stop(event, "odd-key", "a key must be a word.")
        level.key = event.value
        level.key_place = self._place(event)
        if event.value in level.items:
            first = level.items[event.value][0]
            self.problems.error(
                level.key_place,
                "duplicate-key",
                f"the key “{event.value}” stands here twice (first on line {first.line}).",
                "Keep one of them.",
            )

    def _give(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        level = self.open[-1]
        if isinstance(level.items, list):
            level.items.append(node)
            return
        assert level.key is not None
        level.items.setdefault(level.key, (level.key_place, node))
        level.key = None


#: More spaces in a row than any text has; looking for the ends of headings would take long.
_GAP = re.compile(" {500}")
_FRONT = re.compile(r"---\n(.*?)^---[ ]*$\n?", re.S | re.M)


def read_yaml(path: Path, file: str, problems: Problems) -> Document | None:
    """Read one YAML file; None after noting what is wrong with it."""
    raw = read_bytes(path, file, problems)
    return None if raw is None else yaml_document(raw, file, problems)


def yaml_document(raw: bytes, file: str, problems: Problems) -> Document | None:
    """Give the document that the bytes of a YAML file hold; None after noting what is wrong."""
    text = decode_text(raw, file, problems)
    if text is None:
        return None
    root = parse_yaml(text, file, problems)
    return None if root is None else Document(file, text, root)


def markdown_document(raw: bytes, file: str, problems: Problems) -> Document | None:
    """Give the document that the bytes of a Markdown file with YAML front matter hold."""
    text = decode_text(raw, file, problems)
    if text is None:
        return None
    gap = _GAP.search(text)
    if gap is not None:
        place = Place(file, *_line_column(text, gap.start()))
        problems.error(
            place, "too-many-marks", "the line holds more spaces than a text can.", "Delete them."
        )
        return None
    match = _FRONT.match(text)
    if match is None:
        problems.error(
            Place(file, 1, 1),
            "no-front-matter",
            "the file does not start with a block of keys between two lines of ---.",
            "Start it with ---, title and description, ---.",
        )
        return None
    root = parse_yaml(match.group(1), file, problems, first_line=2)
    if root is None:
        return None
    body = text[match.end() :]
    return Document(file, text, root, body, text.count("\n", 0, match.end()) + 1)


def list_files(folder: Path, pattern: str) -> Iterator[Path]:
    """Give the files under ``folder`` that match, sorted, so that order never depends on disk."""
    yield from sorted(folder.glob(pattern), key=lambda path: path.as_posix())
