"""What is wrong with an editor's file, and where: the only way stages report mistakes."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file: path relative to the project, line and column counted from 1."""

    file: str = ""
    line: int = 0
    column: int = 0
    key: str = ""

    def __str__(self) -> str:
        """Give ``file:line:column``, leaving out what is unknown."""
        spot = self.file
        for number in (self.line, self.column):
            if not number:
                break
            spot += f":{number}"
        return spot

    def child(self, key: str) -> Place:
        """Give the same spot with a longer key path (for a key that is not in the file)."""
        return Place(self.file, self.line, self.column, f"{self.key}.{key}" if self.key else key)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, what would be right.

    ``kind`` is a permanent code such as ``unknown-key``; docs/problems.md explains each.
    """

    place: Place
    kind: str
    message: str
    remedy: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """Give the one-line form that the terminal shows."""
        where = f" {self.place.key}:" if self.place.key else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.place}:{where} {self.severity}: {self.message}{remedy} [{self.kind}]"


#: Nobody reads more errors than this; looking for more in a ruined file would take for ever.
MAX_ERRORS = 1_000
#: Nor longer messages; what an editor pasted in may be all one word.
MAX_MESSAGE = 1_000


@dataclass(slots=True)
class Problems:
    """The problems of one run, collected so that editors see all of them together.

    Errors of the kinds that are ``forgiven`` are warnings: a preview shows what is unfinished.
    """

    found: list[Problem] = field(default_factory=list)
    forgiven: frozenset[str] = frozenset()

    def error(self, place: Place, kind: str, message: str, remedy: str = "") -> None:
        """Note a mistake that stops the build.

        Raises:
            BuildError: when more mistakes were found than anybody reads.
        """
        words = " ".join(message.split())
        if len(words) > MAX_MESSAGE:
            words = f"{words[: MAX_MESSAGE // 2]} … {words[-MAX_MESSAGE // 2 :]}"
        severity: Severity = "warning" if kind in self.forgiven else "error"
        self.found.append(Problem(place, kind, words, remedy, severity))
        if len(self.found) >= MAX_ERRORS:
            raise BuildError(self.errors, self.warnings)

    def warning(self, place: Place, kind: str, message: str, remedy: str = "") -> None:
        """Note something doubtful that the build survives unless it is strict."""
        self.found.append(Problem(place, kind, message, remedy, "warning"))

    def notice(self, place: Place, kind: str, message: str, remedy: str = "") -> None:
        """Note something editors should know of and may leave as it is."""
        self.found.append(Problem(place, kind, message, remedy, "notice"))

    @property
    def notices(self) -> tuple[Problem, ...]:
        """All notices, sorted by file and line, each once."""
        return tuple(sorted({p for p in self.found if p.severity == "notice"}))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """All errors, sorted by file and line, each once."""
        return tuple(sorted({p for p in self.found if p.severity == "error"}))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """All warnings, sorted by file and line, each once."""
        return tuple(sorted({p for p in self.found if p.severity == "warning"}))

    def stop_on_errors(self) -> None:
        """End the stage here if anything was wrong.

        Raises:
            BuildError: with every problem found so far.
        """
        if self.errors:
            raise BuildError(self.errors, self.warnings)


class BuildError(Exception):
    """The content cannot be published as it stands; carries every problem of the run."""

    def __init__(self, errors: tuple[Problem, ...], warnings: tuple[Problem, ...] = ()) -> None:
        """Keep the problems for whoever prints them."""
        super().__init__("\n".join(map(str, errors)))
        self.errors = errors
        self.warnings = warnings


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Give ' Did you mean “x”?' for the closest allowed word, or an empty string."""
    close = difflib.get_close_matches(found, list(allowed), n=1, cutoff=0.6)
    return f"Did you mean “{close[0]}”?" if close else ""


def allowed_list(allowed: Iterable[str], limit: int = 12) -> str:
    """Give the allowed words as a readable list, cut after ``limit``."""
    words = sorted(allowed)
    shown = ", ".join(words[:limit])
    return shown + (f" and {len(words) - limit} more" if len(words) > limit else "")
