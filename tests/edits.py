"""Random edits of the real content, as editors make them: letters, lines, records, files, names."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

#: What an edit does, and how often of a hundred.
KINDS = {
    "digit": 28,
    "word": 30,
    "swap": 5,
    "line": 5,
    "drop": 9,
    "note": 5,
    "year": 4,
    "copy of a record": 4,
    "record less": 3,
    "record renamed": 4,
    "file less": 1,
    "file renamed": 1,
    "template": 1,
}
_ITEM = re.compile(r"^  - id: ([a-z0-9-]+)$", re.M)
_WORD = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Edit:
    """What was done, and the bytes of each file concerned before and after (none: no file)."""

    kind: str
    before: dict[Path, bytes | None] = field(default_factory=dict)
    after: dict[Path, bytes | None] = field(default_factory=dict)

    def apply(self) -> None:
        """Make the edit."""
        _write(self.after)

    def revert(self) -> None:
        """Take it back."""
        _write(self.before)

    def __str__(self) -> str:
        """Give it in words."""
        return f"{self.kind}: {', '.join(path.name for path in self.after)}"


def _write(files: dict[Path, bytes | None]) -> None:
    for path, data in files.items():
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(data)


def make_edit(chance: random.Random, root: Path) -> Edit:
    """Give a random edit of a project, not yet made."""
    while True:
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        after = _EDITS.get(kind, _line)(kind, chance, root)
        before = {p: p.read_bytes() if p.exists() else None for p in after}
        if before != after:
            return Edit(kind, before, after)


def _files(root: Path) -> list[Path]:
    return sorted(p for part in ("data", "content") for p in (root / part).rglob("*.*"))


def _line(kind: str, chance: random.Random, root: Path) -> dict[Path, bytes | None]:
    """Change one line of one file."""
    path = chance.choice(_files(root))
    lines = path.read_text(encoding="utf-8").split("\n")
    number = chance.randrange(len(lines))
    line = lines[number]
    if kind == "digit" and (found := [m.start() for m in re.finditer(r"\d", line)]):
        spot = chance.choice(found)
        lines[number] = line[:spot] + chance.choice("0123456789") + line[spot + 1 :]
    elif kind == "word" and (words := list(_WORD.finditer(line))):
        match = chance.choice(words)
        middle = match.start() + len(match.group()) // 2
        lines[number] = line[:middle] + chance.choice("国aeiou区") + line[middle:]
    elif kind == "swap" and number + 1 < len(lines):
        lines[number : number + 2] = lines[number + 1], line
    elif kind == "line":
        lines.insert(number, line)
    elif kind == "drop":
        del lines[number]
    elif kind == "note":
        lines.insert(number, "")
    elif kind == "year":
        lines[number] = re.sub(r"\b(19|20)\d\d\b", "2019", line)
    return {path: "\n".join(lines).encode()}


def _record(kind: str, chance: random.Random, root: Path) -> dict[Path, bytes | None]:
    """Copy, remove or rename one record of a list; a new name goes everywhere the old one stood."""
    lists = [p for p in _files(root) if p.suffix == ".yaml" and _ITEM.search(p.read_text("utf-8"))]
    path = chance.choice(lists)
    text = path.read_text(encoding="utf-8")
    items = list(_ITEM.finditer(text))
    number = chance.randrange(len(items))
    start = items[number].start()
    end = items[number + 1].start() if number + 1 < len(items) else len(text)
    name, item = items[number].group(1), text[start:end]
    if kind == "record less":
        return {path: (text[:start] + text[end:]).encode()}
    if kind == "copy of a record":
        copy = item.replace(f"id: {name}", f"id: {name}-too", 1).rstrip("\n") + "\n"
        return {path: (text[:end].rstrip("\n") + "\n" + copy + text[end:]).encode()}
    whole = re.compile(rf"(?<![a-z0-9-]){re.escape(name)}(?![a-z0-9-])")
    texts = {p: p.read_text(encoding="utf-8") for p in _files(root)}
    return {p: whole.sub(f"{name}-new", t).encode() for p, t in texts.items() if whole.search(t)}


def _file(kind: str, chance: random.Random, root: Path) -> dict[Path, bytes | None]:
    path = chance.choice(_files(root))
    if kind == "file less":
        return {path: None}
    return {path: None, path.with_stem(f"{path.stem}-new"): path.read_bytes()}


def _template(kind: str, chance: random.Random, root: Path) -> dict[Path, bytes | None]:
    """Add a comment that readers do not see, or a class that they could."""
    del kind
    path = chance.choice(sorted((root / "templates/pages").glob("*.html")))
    text = path.read_text(encoding="utf-8")
    note, mark = "{# seen by nobody #}\n", text.replace("<h1>", '<h1 class="edited">', 1)
    return {path: (text + note if chance.random() < 0.5 else mark).encode()}


_EDITS = {
    "copy of a record": _record,
    "record less": _record,
    "record renamed": _record,
    "file less": _file,
    "file renamed": _file,
    "template": _template,
}
