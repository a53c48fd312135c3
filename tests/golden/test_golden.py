"""Tiny projects spoiled in one way each, and what the build says; one whole tiny site.

Every folder beside this file is a case. ``edits.yaml`` tells what an editor did to the tiny project
(tests/tiny/); ``problems.txt`` is what the build then reports. Adding a folder adds a test.
``pytest --update-golden tests/golden`` rewrites what is expected; read the difference before you
commit it.
"""

from __future__ import annotations

import difflib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from explainer.problems import BuildError, Problem
from explainer.site import Built, build_site
from tests.builders import ROOT, TINY, settings_of

HERE = Path(__file__).resolve().parent
CASES = sorted(path.parent.name for path in HERE.glob("*/edits.yaml"))
SITE = HERE / "whole-site"

#: Kinds that need what a tiny project has not; where each is tested instead.
ELSEWHERE = {
    "borrowed-words": "tests/docs/test_jobs.py",
    "stale-edition": "tests/unit/test_editions.py",
    "no-browser": "tests/unit/figures/test_draw.py",
    "over-budget": "tests/unit/test_budget.py",
    "wrong-plotly": "tests/unit/figures/test_draw.py",
    "unreadable-file": "tests/unit/test_load.py",
}


def spoil(root: Path, edits: list[dict[str, Any]]) -> None:
    """Do to a project what an editor did."""
    for step in edits:
        path = root / step["file"]
        if step.get("delete"):
            path.unlink()
            continue
        assert not path.is_symlink(), f"{path} is the real one"
        if step.get("folder"):
            path.mkdir()
        elif "bytes" in step:
            path.write_bytes(bytes.fromhex(step["bytes"]))
        elif "content" in step:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["content"], encoding="utf-8")
        elif "append" in step:
            text = path.read_text(encoding="utf-8") + step["append"] * step.get("times", 1)
            path.write_text(text, encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
            assert text.count(step["find"]) == 1, f"{step['find']!r} in {step['file']}"
            path.write_text(text.replace(step["find"], step["write"]), encoding="utf-8")


def report(root: Path) -> str:
    """Give what the build says: errors with warnings, else warnings, else notices."""
    found: tuple[Problem, ...]
    try:
        built = build_site(settings_of(root))
    except BuildError as error:
        found = error.errors + error.warnings
    else:
        found = built.loaded.warnings or built.loaded.notices
    return "".join(f"{problem}\n" for problem in found)


def compare(expected: Path, actual: str, *, update: bool) -> None:
    """Fail with the difference, or rewrite what is expected."""
    if update:
        expected.write_text(actual, encoding="utf-8")
        return
    before = expected.read_text(encoding="utf-8") if expected.exists() else ""
    difference = "\n".join(
        difflib.unified_diff(
            before.splitlines(), actual.splitlines(), str(expected.relative_to(ROOT)), "now", n=1,
            lineterm="",
        )
    )  # fmt: skip
    assert actual == before, difference


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_as_expected(case: str, project: Path, update_golden: bool) -> None:
    """Every problem with its place, its words, its remedy and its code."""
    edits = yaml.safe_load((HERE / case / "edits.yaml").read_text(encoding="utf-8"))
    spoil(project, edits)

    said = report(project)

    compare(HERE / case / "problems.txt", said, update=update_golden)
    assert said, "nothing was reported"


def test_every_documented_kind_of_problem_has_its_case() -> None:
    """A new check comes with a case here."""
    guide = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^### `([a-z0-9-]+)`$", guide, re.M))
    golden = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*/problems.txt"))

    shown = set(re.findall(r"\[([a-z0-9-]+)\]$", golden, re.M))

    assert documented - shown == ELSEWHERE.keys()
    for place in ELSEWHERE.values():
        assert (ROOT / place).is_file()


def test_every_case_is_told_in_one_line() -> None:
    """The comment above the edits says what the editor did."""
    for case in CASES:
        first = (HERE / case / "edits.yaml").read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# "), case
        assert first.endswith("."), case


# One whole site -----------------------------------------------------------------------------

#: Pages that are kept whole, by address: one English, one Chinese, one without any values.
PAGES = ("zones/ningxia/yinchuan/index.html", "zh/measures/land/index.html", "404.html")


def steady(name: str) -> str:
    """Give a file's name without the hash of its content."""
    return re.sub(r"\.[0-9a-f]{10}\.", ".*.", name)


def test_the_tiny_site_has_the_expected_files(tiny: Built, update_golden: bool) -> None:
    """Addresses are for ever: none comes or goes unseen."""
    names = "".join(f"{name}\n" for name in sorted(map(steady, tiny.files)))

    compare(SITE / "files.txt", names, update=update_golden)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_tiny_site_is_as_expected(
    tiny: Built, address: str, update_golden: bool
) -> None:
    """Every change of markup is seen and read by somebody."""
    html = steady(tiny.files[address].decode())

    compare(SITE / address.replace("/", "_"), html, update=update_golden)


def test_the_tiny_project_is_whole() -> None:
    """Every kind of record stands in it, so that every check has something to look at."""
    real = {path.relative_to(ROOT / "data").parts[0] for path in (ROOT / "data").glob("*")}
    tiny_files = {path.relative_to(TINY / "data").parts[0] for path in (TINY / "data").glob("*")}

    assert real == tiny_files


def test_updating_writes_nothing_else(tmp_path: Path) -> None:
    """The comparison fails with a difference that names the file."""
    expected = HERE / "no-mistake" / "problems.txt"
    copy = tmp_path / "copy.txt"
    shutil.copy(expected, copy)

    with pytest.raises(AssertionError, match=r"no-mistake/problems\.txt"):
        compare(expected, "something else\n", update=False)
    assert expected.read_bytes() == copy.read_bytes()
