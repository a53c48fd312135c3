"""Builds that find nothing changed: what they look at, and how little they need for it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.unchanged import Look, answer, now
from tests.builders import ROOT, append

#: In nanoseconds.
SECOND = 1_000_000_000
SAID = "2 pages, 3 files in dist"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A project of one text, and its site as a build left it."""
    for name, text in (("content/en/about.md", "Tea."), ("dist/index.html", "Green tea.")):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    look = Look(tmp_path, tmp_path / "dist", strict=False, compressed=False)
    look.remember(f"{SAID}\nOnly black.", now() + SECOND)
    return tmp_path


@pytest.mark.parametrize("arguments", [[], ["build"]])
def test_nothing_changed_is_seen_at_once(built: Path, arguments: list[str]) -> None:
    """In the words of the last build."""
    looked, said = answer(arguments, str(built))

    assert looked
    assert said is not None
    assert re.fullmatch(rf"{SAID} \(nothing changed, 0\.\d\d s\)\nOnly black\.", said)


def test_what_changed_while_the_build_looked_is_never_trusted(built: Path) -> None:
    """Clocks of disks are coarse."""
    look = Look(built, built / "elsewhere", strict=False, compressed=False)
    look.remember(SAID, now())

    assert look.recall() is None


def _same_size(root: Path) -> None:
    page = root / "dist/index.html"
    page.write_bytes(page.read_bytes().replace(b"e", b"x", 1))


def _link(root: Path) -> None:
    page = root / "dist/index.html"
    text = page.read_bytes()
    page.unlink()
    page.write_bytes(text)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda root: append(root, "content/en/about.md", "\nMore.\n"),
    "a text more": lambda root: (root / "content/odd.md").write_text("Salt."),
    "a page of the site, as long as before": _same_size,
    "a page of the site, written anew as it was": _link,
    "a page of the site gone": lambda root: (root / "dist/index.html").unlink(),
    "a file of the site more": lambda root: (root / "dist/odd.html").write_text("odd"),
    "the folder gone": lambda root: (root / "dist").rename(root / "elsewhere"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changed_is_seen(built: Path, change: Callable[[Path], object]) -> None:
    """In the project or in the published folder, then the build has to look closer."""
    change(built)

    assert answer([], str(built)) == (True, None)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["--strict"],
        ["--out"],
        ["--out", "--strict"],
        ["--out", "a", "b"],
        ["build", "b"],
    ],
)
def test_other_calls_are_not_answered(built: Path, arguments: list[str]) -> None:
    """They belong to the command line."""
    assert answer(arguments, str(built)) == (False, None)


def test_publishing_is_another_way_of_building(built: Path) -> None:
    """What was built without compressed copies is not published."""
    assert answer(["publish"], str(built)) == (True, None)


def test_looking_needs_next_to_nothing() -> None:
    """Importing what builds need would take longer than the look at the disk."""
    code = "import explainer.start, sys; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()

    assert "explainer.unchanged" in loaded
    assert not {"argparse", "dataclasses", "pathlib", "re", "typing", "yaml"} & set(loaded)
    assert "explainer.cli" not in loaded
