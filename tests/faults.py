"""What can be wrong with a file, whatever it holds; and a build that is watched.

A fault takes the path of a good file of a project and spoils it. ``attempt`` runs the build in a
process of its own, with a limit on time and memory.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from explainer.cli import main
from tests.builders import make_project

Fault = Callable[[Path], object]

#: Just under the size that is refused unread.
NEARLY = 1_900_000


def _bytes(change: Callable[[bytes], bytes]) -> Fault:
    return lambda path: path.write_bytes(change(path.read_bytes()))


def _added(text: str) -> Fault:
    """Put a line before the last one of the keys: into YAML itself or into front matter."""

    def spoil(path: Path) -> None:
        old = path.read_text(encoding="utf-8")
        if path.suffix == ".md":
            head, keys, body = old.split("---\n", 2)
            path.write_bytes(f"{head}---\n{keys}{text}\n---\n{body}".encode())
        else:
            path.write_bytes(f"{old}{text}\n".encode())

    return spoil


def _instead(make: Callable[[Path], object]) -> Fault:
    def spoil(path: Path) -> None:
        path.unlink()
        make(path)

    return spoil


def _socket(path: Path) -> None:
    # The name of a socket is short, so it is bound from beside it.
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)


def _moved(path: Path) -> None:
    elsewhere = path.parent.parent.parent / f"moved-{path.name}"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


_BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)
)

#: Faults of the file itself: any file of data/ and content/ can have them.
FILE_FAULTS: Mapping[str, Fault] = {
    "a byte that is not UTF-8": _bytes(lambda b: b + b"\xff\n"),
    "saved as GBK": _bytes(lambda b: b + "# 昆山\n".encode("gbk")),
    "saved as UTF-16": _bytes(lambda b: b.decode().encode("utf-16")),
    "half a character": _bytes(lambda b: b + "昆".encode()[:2]),
    "an encoded surrogate": _bytes(lambda b: b + b"\xed\xa0\x80\n"),
    "an overlong encoding": _bytes(lambda b: b + b"\xc0\xaf\n"),
    "a null byte": _bytes(lambda b: b + b"\0\n"),
    "an escape code": _bytes(lambda b: b + b"\x1b[31m\n"),
    "a bidirectional override": _bytes(lambda b: b + "# \u202e\n".encode()),
    "a bidirectional isolate": _bytes(lambda b: b + "# \u2066\n".encode()),
    "a space without width": _bytes(lambda b: b + "# \u200b\n".encode()),
    "a byte order mark inside": _bytes(lambda b: b + "# \ufeff\n".encode()),
    "a line end of Unicode": _bytes(lambda b: b + "# \u2028\n".encode()),
    "a private character": _bytes(lambda b: b + "# \ue000\n".encode()),
    "a tag character": _bytes(lambda b: b + "# \U000e0041\n".encode()),
    "what is no character": _bytes(lambda b: b + "# \ufdd0\n".encode()),
    "nothing in it": _bytes(lambda _: b""),
    "line breaks only": _bytes(lambda _: b"\n\n\n"),
    "a comment only": _bytes(lambda _: b"# nothing\n"),
    "dashes only": _bytes(lambda _: b"---\n---\n"),
    "missing": lambda path: path.unlink(),
    "a folder": _instead(lambda path: path.mkdir()),
    "a pipe": _instead(os.mkfifo),
    "a socket": _instead(_socket),
    "a link to nothing": _instead(lambda path: path.symlink_to("nowhere")),
    "a link to itself": _instead(lambda path: path.symlink_to(path.name)),
    "a link to its folder": _instead(lambda path: path.symlink_to(".")),
    "a link to a device that never ends": _instead(lambda path: path.symlink_to("/dev/zero")),
    "a link to a device that is empty": _instead(lambda path: path.symlink_to("/dev/null")),
    "ten megabytes": _bytes(lambda b: b + b"#" * 10_000_000),
    "megabytes of hidden characters": _bytes(lambda b: b + "\u200b".encode() * (NEARLY // 3)),
    "megabytes of brackets": _bytes(lambda _: b"[" * NEARLY),
    "megabytes of one letter": _bytes(lambda _: b"a" * NEARLY),
    "megabytes of dashes": _bytes(lambda _: b"- " * (NEARLY // 2)),
    "no text at all": _bytes(lambda _: bytes(range(256)) * 100),
    # Faults of YAML, in data and in the keys of pages.
    "a tab as indentation": _added("x:\n\ty: z"),
    "an alias bomb": _added(_BOMB),
    "an alias": _added("x: &a y\nz: *a"),
    "a merge key": _added("<<: {a: b}"),
    "a tag that makes objects": _added('x: !!python/object/apply:os.system ["touch hit"]'),
    "a tag of the language": _added("x: !!binary aGl0"),
    "a tag of somebody": _added("x: !thing {}"),
    "a directive": _bytes(lambda b: b"%YAML 9.9\n---\n" + b),
    "a second document": _added("---\nx: y"),
    "an unknown key": _added("nobody_knows: this"),
    "a key twice": _added("x: y\nx: z"),
    "a key that is a list": _added("? [a, b]\n: c"),
    "an empty key": _added('"": x'),
    "a lone surrogate": _added('x: "\\ud800"'),
    "a quote without end": _added('x: "y'),
    "a bracket without end": _added("x: [y"),
    "deep nesting in lines": _added(
        "\n".join(" " * n + f"k{n}:" for n in range(1000))
    ),
    "deep nesting in brackets": _added("x: " + "[" * 100_000),
    "deep nesting in braces": _added("x: " + "{a: " * 100_000),
    "megabytes in one value": _added('x: "' + "y" * NEARLY + '"'),
    "megabytes of keys": _added("\n".join(f"key{n}: x" for n in range(NEARLY // 14))),
    "megabytes of rows": _added("x:\n" + "- y\n" * (NEARLY // 4)),
    "a key of megabytes": _added("? " + "k" * NEARLY + "\n: x"),
    "a name of megabytes": _bytes(lambda b: b"k" * 1000 + b": x\n" + b),
    "megabytes of equal keys": _added("x: y\n" * (NEARLY // 5)),
}  # fmt: skip

#: What some editors do to a file and what changes nothing.
HARMLESS: Mapping[str, Fault] = {
    "a byte order mark": _bytes(lambda b: b"\xef\xbb\xbf" + b),
    "line ends of Windows": _bytes(lambda b: b.replace(b"\n", b"\r\n")),
    "line ends of old Macs": _bytes(lambda b: b.replace(b"\n", b"\r")),
    "a link to the same file elsewhere": _moved,
    "no rights to write": lambda path: path.chmod(0o444),
}


def _body(text: str) -> Fault:
    return lambda path: path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


#: Texts that take long or much where Markdown is read carelessly.
MARKDOWN_FAULTS: Mapping[str, Fault] = {
    "stars": _body("\n" + "*" * 90_000),
    "pairs of stars": _body("\n" + "**a " * 22_000),
    "underscores": _body("\n" + "_a" * 45_000),
    "stars and underscores": _body("\n" + "*_" * 45_000),
    "open brackets": _body("\n" + "[" * 90_000),
    "closed brackets": _body("\n" + "]" * 90_000),
    "brackets in brackets": _body("\n" + "[" * 45_000 + "]" * 45_000),
    "open references": _body("\n" + "[[" * 45_000),
    "references without key": _body("\n" + "[[]]" * 22_000),
    "references with many options": _body("\n[[gdp/2024/bulletin |" + " short" * 15_000 + "]]"),
    "backticks": _body("\n" + "`" * 90_001 + " x"),
    "growing backticks": _body("\n" + " ".join("`" * n for n in range(1, 400))),
    "backslashes": _body("\n" + "\\" * 90_000),
    "open angles": _body("\n" + "<" * 90_000),
    "open comments": _body("\n" + "<!--" * 22_000),
    "ampersands": _body("\n" + "&" * 90_000),
    "links without end": _body("\n" + "[a](" * 22_000),
    "images without end": _body("\n" + "![a](" * 18_000),
    "links with many brackets": _body("\n[a](" + "(" * 90_000),
    "quotations in quotations": _body("\n" + "> " * 45_000 + "x"),
    "lists in lists": _body("\n" + "".join(" " * 4 * n + "- x\n" for n in range(200))),
    "headings": _body("\n" + "## x {#x}\n" * 9_000),
    "headings without end": _body("\n## " + "{#" * 45_000),
    "wide tables": _body("\n" + "|a" * 22_000 + "|\n" + "|-" * 22_000 + "|\n"),
    "long tables": _body("\n|a|b|\n|-|-|\n" + "|c|d|\n" * 15_000),
    "lines": _body("\n" + "a\n" * 45_000),
    "empty lines": _body("\n" * 90_000),
    "one long line": _body("\n" + "a" * 90_000),
    "one long line of Chinese": _body("\n" + "区" * (30_000)),
    "numbers": _body("\n" + "7 " * (45_000)),
    "a number of a million digits": _body("\n" + "7" * 90_000),
    "commas and digits": _body("\n" + "7," * 45_000),
    "number words": _body("\n" + "sixteen " * 5_000 + "十六项" * 5_000),
    "years": _body("\n" + "2024–" * 12_000),
    "months": _body("\n" + "31 May " * 12_000),
    "literals": _body("\n" + "[[literal: 7 | x]] " * 4_500),
    "blocks": _body("\n" + "::figure weight\n\n" * 5_000),
    "spaces": _body("\n" + "a" + " " * 90_000 + "b"),
    "spaces before a brace": _body("\n## a" + " " * 45_000 + "x"),
}


@dataclass(frozen=True)
class Outcome:
    """How a build ended: exit code, what it said, processor seconds and megabytes."""

    code: int
    said: str
    seconds: float
    megabytes: float

    @property
    def errors(self) -> list[str]:
        """The lines that tell of errors."""
        return re.findall(r"^\S.*?: error: .*$", self.said, re.M)


#: Mistakes of a whole file, which have no line.
OF_THE_FILE = ("file-too-large", "not-a-file", "unreadable-file")
#: What a build may take, whatever it is given.
SECONDS, MEGABYTES = 10, 700


def attempt(root: Path) -> Outcome:
    """Build a project in a process of its own; it is stopped when it takes far too much."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                os.dup2(said.fileno(), 2)
                sys.stdout = sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
                resource.setrlimit(resource.RLIMIT_CPU, (3 * SECONDS, 3 * SECONDS))
                code = main(["--root", str(root)])
            except BaseException:  # noqa: BLE001 - the parent looks at it
                sys.stderr.write(traceback.format_exc())
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status, used = os.wait4(child, 0)
        said.seek(0)
        words = said.read().decode()
    seconds = used.ru_utime + used.ru_stime
    return Outcome(os.waitstatus_to_exitcode(status), words, seconds, used.ru_maxrss / 1024)


def what_is_wrong(outcome: Outcome, file: str) -> str:
    """Give why a refusal is not good: wrong code, no place, too slow, too big.

    ``file`` must be named by an error; it is empty where any file may be.
    """
    found = []
    if outcome.code != 1:
        found.append(f"exit code {outcome.code}: {outcome.said[-300:]}")
    if "Traceback" in outcome.said:
        found.append("a traceback")
    if len(outcome.errors) == 0:
        found.append("no error is told")
    place = re.compile(rf"{re.escape(file)}:(\d+:| error: .*\[({'|'.join(OF_THE_FILE)})\])")
    if file and not any(place.match(line) for line in outcome.errors):
        found.append(f"file and line are not named: {outcome.said[:300]}")
    if len(outcome.said) > 1_000_000:
        found.append(f"{len(outcome.said):,} characters are told")
    if outcome.seconds > SECONDS:
        found.append(f"{outcome.seconds:.1f} s")
    if outcome.megabytes > MEGABYTES:
        found.append(f"{outcome.megabytes:.0f} MB")
    return ", ".join(found)


#: Faults after which a file counts as not there, so that whatever needed it is named.
ABSENT = frozenset(
    {"missing", "a folder", "a link to nothing", "a link to itself", "a link to its folder"}
)


def files_of(root: Path) -> list[str]:
    """Give every file of data/ and content/."""
    found = (path for part in ("data", "content") for path in (root / part).rglob("*"))
    return sorted(path.relative_to(root).as_posix() for path in found if path.is_file())


def make_published(folder: Path) -> Path:
    """Give a tiny project that was published once."""
    root = make_project(folder)
    outcome = attempt(root)
    assert outcome.code == 0, outcome.said
    return root


def try_fault(root: Path, file: str, name: str) -> str:
    """Spoil one file of a published project, build, and mend the file; give what was not right."""
    path = root / file
    good = path.read_bytes()
    before = _standing(root)
    try:
        {**FILE_FAULTS, **HARMLESS, **MARKDOWN_FAULTS}[name](path)
        outcome = attempt(root)
        after = _standing(root)
    finally:
        _mend(path, good)
    if name in HARMLESS:
        return "" if outcome.code == 0 else outcome.said
    # A file that others need in name only may be absent; much Markdown is text like any other.
    if outcome.code == 0 and (name in ABSENT or name in MARKDOWN_FAULTS):
        built = Outcome(1, f"{file}:1: error: none", outcome.seconds, outcome.megabytes)
        return what_is_wrong(built, "")
    wrong = what_is_wrong(outcome, file if name in FILE_FAULTS.keys() - ABSENT else "")
    return wrong or ("" if before == after else "something was written")


def _standing(root: Path) -> list[tuple[str, int, int]]:
    """Give what stands beside data/ and content/ and in the published folder, as written."""
    beside = [path for path in root.iterdir() if path.name not in {"data", "content", ".cache"}]
    found = [*beside, *(root / "dist").rglob("*"), *Path().glob("hit")]
    stats = ((path, path.lstat()) for path in found if not path.name.startswith("moved-"))
    return sorted((str(path), seen.st_ino, seen.st_mtime_ns) for path, seen in stats)


def _mend(path: Path, good: bytes) -> None:
    """Put a file back, whatever stands in its place."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    elif path.is_symlink() or path.exists():
        path.unlink()
    for moved in path.parent.parent.parent.glob("moved-*"):
        moved.unlink()
    path.write_bytes(good)
