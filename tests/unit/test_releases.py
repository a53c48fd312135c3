"""Nothing changes silently: what was released is on record, and a change needs its entry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from explainer.problems import BuildError, Problem, Problems
from explainer.releases import RECORD, published, read_released, render_record
from explainer.site import load_site
from tests.builders import ROOT, append, edit, settings_of

FIRMS = "data/indicators/firms.yaml"
LAND = "data/measures/land.yaml"
NINGXIA = "data/zones/ningxia.yaml"


@pytest.fixture
def released(project: Path) -> Path:
    """A tiny project whose state is on record."""
    record = render_record(load_site(settings_of(project)).model)
    (project / RECORD).write_text(record, encoding="utf-8")
    return project


def warnings(root: Path) -> tuple[Problem, ...]:
    """Give what is told of a project without errors."""
    return load_site(settings_of(root)).warnings


def test_what_is_on_record_is_nothing_to_tell(released: Path) -> None:
    """Released and unchanged."""
    assert warnings(released) == ()


def test_the_record_is_the_same_every_time(project: Path) -> None:
    """So that its own changes read well."""
    model = load_site(settings_of(project)).model

    assert render_record(model) == render_record(model)
    assert published(model)["gdp/2024/bulletin"] == "16.9 cny-trillion"
    assert published(model)["firms/2024"] == "more-than 60000 count"


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a value": (lambda root: edit(root, FIRMS, "value: 60000", "value: 61000"), f"{FIRMS}:14:12"),
    "a qualifier": (
        lambda root: edit(root, FIRMS, "qualifier: more-than", "qualifier: about"),
        f"{FIRMS}:14:12",
    ),
    "a year": (lambda root: edit(root, NINGXIA, "year: 2001", "year: 2002"), f"{NINGXIA}:9:11"),
    "the state of a measure": (
        lambda root: edit(root, LAND, "state: announced", "state: in-force"),
        LAND,
    ),
    "the headline of a figure": (
        lambda root: edit(
            root, "data/figures/tile-map.yaml", "Where the zones are", "Where zones are"
        ),
        "data/figures/tile-map.yaml",
    ),
    "an address of a source": (
        lambda root: edit(
            root, "data/sources/all.yaml", "https://ministry.example/bulletin?a=1&b=2", "null"
        ),
        "data/sources/all.yaml",
    ),
    "a fact more": (
        lambda root: edit(
            root, NINGXIA, "    year: 2001\n", "    year: 2001\n    area_hectares: 9\n"
        ),
        NINGXIA,
    ),
    "a fact less": (
        lambda root: edit(root, NINGXIA, "    year: 2001\n    year_support: batch\n", ""),
        NINGXIA,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_without_entry_is_told(released: Path, name: str) -> None:
    """With its place, what stood there, and the entry to paste."""
    change, place = CHANGES[name]
    change(released)

    told = [w for w in warnings(released) if w.kind == "unrecorded-change"]

    assert told, "the change went unseen"
    assert any(str(warning.place).startswith(place) for warning in told)
    assert all("data/changes.yaml: - {id: 2025-06-01-" in warning.remedy for warning in told)


def test_the_entry_to_paste_settles_the_matter(released: Path) -> None:
    """Pasted as it is, the warning is gone."""
    edit(released, FIRMS, "value: 60000", "value: 61000")
    (warning,) = warnings(released)
    entry = warning.remedy.partition("data/changes.yaml: ")[2]

    append(released, "data/changes.yaml", f"  {entry}\n")

    assert warnings(released) == ()


def test_something_new_is_no_change(released: Path) -> None:
    """A new observation and a new source of an old one need no entry."""
    append(
        released,
        FIRMS,
        '  - period: "2025"\n    value: 70000\n    sources:\n      - ministry-2025\n'
        '    trust: high\n    since: "2025-06-01"\n',
    )
    edit(
        released,
        "data/indicators/national-gdp.yaml",
        "      - ministry-2025\n",
        "      - ministry-2025\n      - daily-2025\n",
    )

    assert [w for w in warnings(released) if w.kind == "unrecorded-change"] == []


def test_words_alone_are_no_change(released: Path) -> None:
    """Style may be mended at any time."""
    edit(released, "data/areas.yaml", "What the zones need.", "What zones need.")

    assert warnings(released) == ()


# What is said, word for word -------------------------------------------------------------------

FOLDER = ROOT / "tests/unit/said"
SAID = yaml.safe_load((FOLDER / "releases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", SAID, ids=lambda case: case["name"])
def test_each_change_is_told_whole_or_not_at_all(released: Path, case: dict[str, Any]) -> None:
    """Place, words, the entry to paste and kind."""
    for file, old, new in case["edits"]:
        edit(released, file, old, new)

    found: tuple[Problem, ...]
    try:
        found = warnings(released)
    except BuildError as error:
        found = error.errors + error.warnings

    told = [str(p) for p in found if p.kind.endswith("-change")]
    assert told == case["told"]


def test_the_record_holds_every_fact_of_every_kind(project: Path) -> None:
    """Compared whole: what is left out of the record changes unseen."""
    model = load_site(settings_of(project)).model
    record = render_record(model)

    assert record == (FOLDER / "released.json").read_text(encoding="utf-8")
    assert read_released(FOLDER, Problems()) == published(model)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"published": []}', '{"published": {"a": {"b": 1}}}', "[" * 100_000],
    ids=["nothing", "no record", "a list", "a list of records", "a number", "brackets"],
)
def test_a_broken_record_is_told_whole(tmp_path: Path, text: str) -> None:
    """Whatever stands in it; a project without a record was never released."""
    problems = Problems()
    assert read_released(tmp_path, problems) is None
    assert problems.found == []
    (tmp_path / RECORD).write_text(text, encoding="utf-8")

    assert read_released(tmp_path, problems) is None

    assert [str(p) for p in problems.found] == [
        (
            "released.json:1: error: the record of the last release cannot be read. It is written "
            "by “python build.py release”; restore it from the repository. [broken-record]"
        )
    ]


def test_a_record_that_is_no_text_is_told(tmp_path: Path) -> None:
    """As of any other file."""
    (tmp_path / RECORD).write_bytes(b"{}\n\xff")
    problems = Problems()

    assert read_released(tmp_path, problems) is None

    assert [(str(p.place), p.kind) for p in problems.found] == [("released.json:2", "not-utf8")]
