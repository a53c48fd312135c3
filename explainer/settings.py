"""What a build is told from outside: folders and languages. Nothing else is read from the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Language code, folder in the address, and the tag that pages carry.
LANGUAGES: tuple[tuple[str, str, str], ...] = (("en", "", "en"), ("zh", "zh", "zh-Hans"))
#: Languages whose words for numbers and dates the builder knows (formats.py, references.py).
#: Another one borrows those of the first, and the check says so.
SPOKEN: tuple[str, ...] = ("en", "zh")


def manner_of(language: str) -> str:
    """Give the language in whose words a language tells numbers and dates."""
    return language if language in SPOKEN else SPOKEN[0]


#: Kinds of problem that say that something is unfinished, not wrong.
UNFINISHED = frozenset({"draft", "missing-translation", "missing-drawing", "stale-drawing"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the project lies and where the site goes.

    ``root`` holds data/, content/, templates/, static/ and drawings/. A ``preview`` shows what
    is unfinished and marks it, where a build for readers refuses it.
    """

    root: Path
    out: Path
    strict: bool = False
    preview: bool = False

    @property
    def forgiven(self) -> frozenset[str]:
        """Kinds of problem that do not stop this build."""
        return UNFINISHED if self.preview else frozenset()

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the site's languages, the first one without a folder."""
        return tuple(code for code, _, _ in LANGUAGES)
