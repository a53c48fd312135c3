"""Problems as they are shown: for people with the line they stand on, for programs, for reviews."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Literal

from explainer.problems import Place, Problem, Severity

Format = Literal["text", "json", "github"]
#: How a line of the text form looks on a terminal.
Look = Literal["heading", "error", "warning", "notice", "source", "mark", "aside", "plain"]

#: Where every kind of problem is explained.
GUIDE = "docs/problems.md"
#: What is shown of a line of prose, which may be long: so many places, the marked one in it.
WIDTH = 96

_PLURALS = {"error": "errors", "warning": "warnings", "notice": "notices"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the terminal and how it looks."""

    text: str
    look: Look = "plain"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of an editor's file; ``mark`` is how many places stand before what is wrong."""

    number: int
    text: str
    mark: int | None = None


def guide_to(kind: str) -> str:
    """Give the address of a kind's cause and cure."""
    return f"{GUIDE}#{kind}"


def excerpt_of(root: Path, place: Place, around: int = 1) -> tuple[SourceLine, ...]:
    """Give the line of a place with its neighbours; none where the place names no line."""
    if not place.line:
        return ()
    first = max(place.line - around, 1)
    try:
        # Read no further than needed: a ruined file is large, and has many places.
        with (root / place.file).open(encoding="utf-8-sig", errors="replace") as stream:
            lines = list(islice(stream, first - 1, place.line + around))
    except OSError:
        return ()
    if first + len(lines) <= place.line:
        return ()
    return tuple(
        _source_line(number, line.removesuffix("\n"), place.column * (number == place.line))
        for number, line in enumerate(lines, first)
    )


def _source_line(number: int, text: str, column: int) -> SourceLine:
    at = max(column - 1, 0)
    # Cut roughly first: a line can be as long as a file.
    start, end = (0, len(text)) if len(text) <= WIDTH // 2 else (max(at - WIDTH, 0), at + WIDTH)
    while cells(text[start:at]) > WIDTH // 2:
        start += 1
    end = min(end, len(text))
    while cells(text[start:end]) > WIDTH:
        end -= 1
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shown = "".join("·" if unicodedata.category(c)[0] == "C" else c for c in text[start:end])
    mark = cells(before + text[start:at]) if column else None
    return SourceLine(number, f"{before}{shown}{after}".rstrip(), mark)


def cells(text: str) -> int:
    """Give how many places a text takes on a terminal: a Chinese character takes two."""
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    return len(text) + wide


def count_words(found: Sequence[Problem], *severities: Severity) -> str:
    """Give “2 errors, 1 warning in 2 files.”, for the severities named."""
    counts = []
    for severity in severities:
        number = sum(p.severity == severity for p in found)
        counts.append(f"{number} {severity if number == 1 else _PLURALS[severity]}")
    files = len({p.place.file for p in found if p.severity != "notice"})
    where = f" in {files} {'file' if files == 1 else 'files'}" if files else ""
    return f"{', '.join(counts)}{where}."


def as_text(found: Iterable[Problem], root: Path) -> Iterator[Line]:
    """Give problems for people: warnings, then errors (nearest to the prompt), each by file."""
    for severity in ("notice", "warning", "error"):
        mine = sorted(p for p in found if p.severity == severity)
        for file, group in groupby(mine, key=lambda p: p.place.file):
            problems = list(group)
            number = len(problems)
            words = severity if number == 1 else _PLURALS[severity]
            yield Line(f"{file or 'the whole site'} ({number} {words})", "heading")
            yield Line("")
            for problem in problems:
                yield from one_as_text(problem, root)
                yield Line("")


def one_as_text(problem: Problem, root: Path) -> Iterator[Line]:
    """Give one problem: place, words and kind; its line; where the kind is explained."""
    yield Line(str(problem), problem.severity)
    lines = excerpt_of(root, problem.place)
    width = max((len(str(line.number)) for line in lines), default=0)
    for line in lines:
        yield Line(f"  {line.number:>{width}} | {line.text}".rstrip(), "source")
        if line.mark is not None:
            yield Line(f"  {'':>{width}} | {' ' * line.mark}^", "mark")
    yield Line(f"  Cause and cure: {guide_to(problem.kind)}", "aside")


def as_data(found: Sequence[Problem], root: Path) -> dict[str, Any]:
    """Give problems for programs, as docs/check.schema.json describes."""
    return {
        "format": 1,
        "errors": sum(p.severity == "error" for p in found),
        "warnings": sum(p.severity == "warning" for p in found),
        "notices": sum(p.severity == "notice" for p in found),
        "problems": [problem_as_data(p, root) for p in sorted(found, key=_worst_first)],
    }


def _worst_first(problem: Problem) -> tuple[int, Problem]:
    return ("error", "warning", "notice").index(problem.severity), problem


def problem_as_data(problem: Problem, root: Path) -> dict[str, Any]:
    """Give one problem for programs, the lines around it included."""
    place = problem.place
    return {
        "severity": problem.severity,
        "kind": problem.kind,
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "key": place.key or None,
        "message": problem.message,
        "remedy": problem.remedy or None,
        "guide": guide_to(problem.kind),
        "source": [
            {"line": line.number, "text": line.text, "mark": line.mark}
            for line in excerpt_of(root, place)
        ],
    }


def as_json(found: Sequence[Problem], root: Path) -> str:
    """Give problems as JSON."""
    return json.dumps(as_data(found, root), ensure_ascii=False, indent=1)


def as_github(found: Sequence[Problem]) -> Iterator[str]:
    """Give problems as commands that a workflow of GitHub shows beside the changed lines."""
    for problem in sorted(found, key=_worst_first):
        place = problem.place
        parts = {"file": place.file, "line": place.line, "col": place.column, "title": problem.kind}
        properties = ",".join(f"{k}={_property(str(v))}" for k, v in parts.items() if v)
        where = f"{place.key}: " if place.key else ""
        words = f"{where}{problem.message} {problem.remedy}".rstrip()
        message = _escaped(f"{words} ({guide_to(problem.kind)})")
        yield f"::{problem.severity} {properties}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
