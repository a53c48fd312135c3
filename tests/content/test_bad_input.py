"""Kinds of fault that a file can have, each tried on some file; tests/proof tries all on all.

A fault gives one clear error with the file, in bounded time and memory, and nothing is written.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.builders import problems_of
from tests.faults import (
    FILE_FAULTS,
    HARMLESS,
    MARKDOWN_FAULTS,
    files_of,
    make_published,
    try_fault,
)

FAULTS = [*FILE_FAULTS, *HARMLESS, *list(MARKDOWN_FAULTS)[::3]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny project that was published; each fault is mended again."""
    return make_published(tmp_path_factory.mktemp("published"))


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_and_nothing_is_written(published: Path, name: str) -> None:
    """Each fault in another file, so that over all of them most files are spoiled once."""
    files = files_of(published)
    file = files[FAULTS.index(name) * 7 % len(files)]
    if name in MARKDOWN_FAULTS:
        file = "content/en/explainer.md"

    assert try_fault(published, file, name) == ""


@pytest.mark.parametrize(
    ("file", "twin"),
    [
        ("data/zones/jiangsu.yaml", "data/zones/Jiangsu.yaml"),
        ("data/measures/land.yaml", "data/measures/LAND.yaml"),
        ("data/indicators/gdp.yaml", "data/indicators/gdp\u200b.yaml"),
        ("data/figures/weight.yaml", "data/figures/we\u0131ght.yaml"),
        ("content/en/measures/land.md", "content/en/measures/Land.md"),
        ("content/en/explainer.md", "content/en/expl\u0430iner.md"),
        ("content/en/explainer.md", "content/en/explainer\u0301.md"),
        ("data/site.yaml", "data/Site.yaml"),
        ("data/site.yaml", "data/site.yml"),
        ("data/site.yaml", "data/ site.yaml"),
    ],
)
def test_a_file_whose_name_only_looks_the_same_is_told(project: Path, file: str, twin: str) -> None:
    """Other case, another letter of the same shape, another ending."""
    shutil.copy(project / file, project / twin)

    assert any(twin in str(problem) for problem in problems_of(project).errors)


@pytest.mark.parametrize(
    "identifier",
    ["Kunshan", "kunshan\u0301", "kuns\u04bban", "kunshan ", "-kunshan", "kun--shan", "kun_shan",
     "../kunshan", "kunshan/", "ｋunshan", "K", "١", "a" * 101, "con\u2028"],
)  # fmt: skip
def test_ids_are_of_small_letters_and_digits_only(project: Path, identifier: str) -> None:
    """So that no two differ by case, form or something that nobody sees."""
    path = project / "data/sectors.yaml"
    text = path.read_text(encoding="utf-8").replace("id: machinery", f'id: "{identifier}"')
    path.write_text(text, encoding="utf-8")

    told = [p for p in problems_of(project).errors if p.place.file == "data/sectors.yaml"]

    assert {p.kind for p in told} <= {"bad-id", "control-character", "invisible-character"}
    assert [p.place.line for p in told] == [3]


@pytest.mark.parametrize(
    "number",
    [".nan", "NaN", ".inf", "-.inf", "1e3", "1e999", "0x10", "017", "1_000", "12:30", "+1", ".5",
     "5.", "1,000", "１２", "१२", "9" * 400, "0." + "9" * 400, "--1", "1.2.3", "½", '"12"',
     "true", "null", "[1]"],
)  # fmt: skip
def test_odd_numbers_are_refused(project: Path, number: str) -> None:
    """What other readers read as another number, or as none, never becomes a value."""
    path = project / "data/indicators/gdp.yaml"
    text = path.read_text(encoding="utf-8").replace("value: 16.9", f"value: {number}")
    path.write_text(text, encoding="utf-8")

    errors = problems_of(project).errors

    assert [(p.place.file, p.kind) for p in errors] == [
        ("data/indicators/gdp.yaml", "empty-text" if number == "" else "wrong-type")
    ]
