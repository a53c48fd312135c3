"""Problems as they are shown: with their line, for programs, and beside the lines of a review."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from explainer.cli import main
from explainer.problems import Place, Problem
from explainer.reports import as_github, as_text, count_words, excerpt_of
from tests.builders import ROOT, edit

SCHEMA = json.loads((ROOT / "docs/check.schema.json").read_text(encoding="utf-8"))


def spoil(project: Path) -> None:
    """Two mistakes in a record, one in prose."""
    edit(project, "data/zones/ningxia.yaml", "pinyin: yinchuan", "pinyn: yinchuan")
    edit(project, "content/zh/explainer.md", "企业[[firms/2024]]家", "17家企业[[firms/2024]]家")


def told(problem: Problem, root: Path) -> list[str]:
    """Give the lines of the text form of one problem."""
    return [line.text for line in as_text([problem], root)]


def test_a_problem_shows_its_line_and_what_is_meant_in_it(tmp_path: Path) -> None:
    """With the lines around it, and where its kind is explained."""
    (tmp_path / "a.yaml").write_text("one: 1\ntwo: zwei\nthree: 3\nfour: 4\n", encoding="utf-8")

    lines = told(Problem(Place("a.yaml", 2, 6, "two"), "wrong-type", "no number."), tmp_path)

    assert lines == [
        "a.yaml (1 error)",
        "",
        "a.yaml:2:6: two: error: no number. [wrong-type]",
        "  1 | one: 1",
        "  2 | two: zwei",
        "    |      ^",
        "  3 | three: 3",
        "  Cause and cure: docs/problems.md#wrong-type",
        "",
    ]


def test_the_mark_stands_under_chinese_words(tmp_path: Path) -> None:
    """A Chinese character takes two places."""
    (tmp_path / "a.md").write_text("经开区17家\n", encoding="utf-8")

    (line,) = excerpt_of(tmp_path, Place("a.md", 1, 4))

    assert line.mark == 6


def test_a_long_line_is_cut_around_the_mistake(tmp_path: Path) -> None:
    """The marked word is still there, under its mark."""
    (tmp_path / "a.md").write_text(f"{'before ' * 60}HERE{' after' * 60}\n", encoding="utf-8")

    (line,) = excerpt_of(tmp_path, Place("a.md", 1, 421))

    assert line.mark is not None
    assert line.text[line.mark :].startswith("HERE")
    assert len(line.text) < 100
    assert line.text[0] == line.text[-1] == "…"


@pytest.mark.parametrize("place", [Place("gone.md", 3, 1), Place("a.md", 9, 1), Place("a.md")])
def test_a_place_without_line_is_told_without_lines(tmp_path: Path, place: Place) -> None:
    """Nothing is made up."""
    (tmp_path / "a.md").write_text("words\n", encoding="utf-8")

    assert excerpt_of(tmp_path, place) == ()


def test_errors_stand_last_each_file_once(tmp_path: Path) -> None:
    """What must be mended is nearest to where the editor types next."""
    found = [
        Problem(Place("b.md", 1, 1), "k", "m."),
        Problem(Place("a.md", 2, 1), "k", "m."),
        Problem(Place("b.md", 3, 1), "k", "m.", severity="warning"),
        Problem(Place("b.md", 2, 1), "k", "m."),
    ]

    headings = [line.text for line in as_text(found, tmp_path) if line.look == "heading"]

    assert headings == ["b.md (1 warning)", "a.md (1 error)", "b.md (2 errors)"]
    assert count_words(found, "error", "warning") == "3 errors, 1 warning in 2 files."


def test_annotations_cannot_be_broken_out_of() -> None:
    """What an editor wrote cannot end a property or start a command of its own."""
    problem = Problem(Place("a,b:c.yaml", 2, 3), "k", "50%\n::set-env name=x::y")

    (line,) = as_github([problem])

    assert line == (
        "::error file=a%2Cb%3Ac.yaml,line=2,col=3,title=k::50%25%0A::set-env name=x::y "
        "(docs/problems.md#k)"
    )


def test_check_tells_records_and_prose_in_one_run(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken record does not hide what is wrong with a text."""
    spoil(project)

    assert main(["check", "--root", str(project)]) == 1

    shown = capsys.readouterr()
    assert re.findall(r"\[([a-z-]+)\]$", shown.err, re.M) == [
        "dates-differ", "unbound-number", "missing-key", "unknown-key",
    ]  # fmt: skip
    assert "    |     ^" in shown.err.replace("  7 |     pinyn: yinchuan\n", "")
    assert shown.err.endswith("4 errors, 0 warnings, 0 notices in 2 files.\n")
    assert "\x1b" not in shown.err


def test_check_tells_a_stale_picture(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What would stop the build is said before it."""
    edit(project, "data/figures/weight.yaml", "headline:\n  en: ", "headline:\n  en: Now, ")

    assert main(["check", "--root", str(project)]) == 1

    assert "[stale-drawing]" in capsys.readouterr().err


def test_programs_read_what_is_documented(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The JSON form is what docs/check.schema.json says."""
    spoil(project)

    assert main(["check", "--format", "json", "--notices", "--root", str(project)]) == 1

    data = json.loads(capsys.readouterr().out)
    assert fits(data, SCHEMA) == []
    assert [data["errors"], data["warnings"], len(data["problems"])] == [4, 0, 4]
    problem = data["problems"][-1]
    assert (problem["file"], problem["line"], problem["column"]) == (
        "data/zones/ningxia.yaml",
        7,
        5,
    )
    assert problem["guide"] == "docs/problems.md#unknown-key"


def test_a_review_shows_each_problem_beside_its_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One annotation each; the count does not mix with them."""
    spoil(project)

    assert main(["check", "--format", "github", "--root", str(project)]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[-1].startswith(
        "::error file=data/zones/ningxia.yaml,line=7,col=5,title=unknown-key"
    )


_TYPES = {"object": dict, "array": list, "integer": int, "string": str, "null": type(None)}


def fits(data: Any, schema: dict[str, Any], path: str = "$") -> list[str]:
    """Give where data is not what a schema says (the few words of it that ours uses)."""
    if "const" in schema or "enum" in schema:
        allowed = schema.get("enum", [schema.get("const")])
        return [] if data in allowed else [f"{path}: {data!r}"]
    named = schema["type"]
    kinds = tuple(_TYPES[name] for name in ([named] if isinstance(named, str) else named))
    if not isinstance(data, kinds):
        return [f"{path}: {data!r}"]
    wrong = []
    if isinstance(data, dict):
        keys = schema["properties"]
        wrong += [f"{path}.{k}: unknown" for k in data.keys() - keys.keys()]
        wrong += [f"{path}.{k}: missing" for k in set(schema["required"]) - data.keys()]
        for key in data.keys() & keys.keys():
            wrong += fits(data[key], keys[key], f"{path}.{key}")
    elif isinstance(data, list):
        for index, item in enumerate(data):
            wrong += fits(item, schema["items"], f"{path}[{index}]")
    return wrong
