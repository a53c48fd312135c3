"""What the project is made of: every package listed, under a licence that is allowed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from explainer.commands.supply import (
    FREE,
    LICENCES,
    check_licences,
    is_allowed,
    locks_of,
    read_components,
    render_bill,
)
from tests.builders import ROOT, edit


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    """A copy of all lock files and of the list of licences."""
    for name in (*locks_of(ROOT), LICENCES):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_every_licence_is_listed_and_allowed() -> None:
    """Of all packages, those of the tools among them."""
    assert check_licences(ROOT) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("python jinja2 BSD-3-Clause\n", "", "python jinja2 is not listed"),
        ("python jinja2 BSD-3-Clause", "python jinja2 Proprietary", "Proprietary is not allowed"),
        # A tool may be under it; what a build needs may not.
        ("python jinja2 BSD-3-Clause", "python jinja2 GPL-3.0-or-later", "is not allowed"),
        ("python attrs MIT", "python attrs ISC", "python attrs: listed as ISC; it says: MIT"),
        ("python attrs MIT", "python attrs MIT\npython none MIT", "no lock names it"),
    ],
)
def test_a_slip_in_the_list_is_told(locks: Path, old: str, new: str, said: str) -> None:
    """Missing, refused, wrong or left over."""
    edit(locks, LICENCES, old, new)

    assert any(said in line for line in check_licences(locks)), check_licences(locks)


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True),
        ("(MIT OR GPL-3.0-only)", True),
        ("MIT AND GPL-3.0-only", False),
        ("BSD-3-Clause AND 0BSD AND Zlib", True),
        ("", False),
        ("mit", False),
    ],
)
def test_expressions_are_read(licence: str, fits: bool) -> None:
    """One of what OR joins, all of what AND joins."""
    assert is_allowed(licence, FREE) is fits


def test_the_bill_of_materials_is_valid_and_complete() -> None:
    """CycloneDX 1.6; the same from the same locks; no address."""
    bill = render_bill(ROOT, "name", "1")

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    assert bill == render_bill(ROOT, "name", "1")
    assert "://" not in bill
    components = json.loads(bill)["components"]
    assert len(components) == len(read_components(ROOT)) > 300
    assert {c["name"] for c in components if c["scope"] == "required"} >= {"jinja2", "lxml"}
    for component in components:
        assert component.get("hashes") or component.get("properties"), component["name"]


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_have_the_least_rights_and_pinned_actions(path: Path) -> None:
    """Nothing is granted to the whole; each action is a commit, its version beside it."""
    text = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)

    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert "write-all" not in str(job["permissions"])
        assert job["timeout-minutes"] <= 60
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r"\s+# v\d+\.\d+\.\d+", comment), action
    for job in workflow["jobs"].values():
        steps = job["steps"]
        writes = {right for right, kind in job["permissions"].items() if kind != "read"}
        assert writes <= {"pages", "id-token", "pull-requests"}
        # Who may write runs nothing that a request or the repository brings.
        if writes:
            assert not any("checkout" in step.get("uses", "") for step in steps)
        for step in steps:
            # What a request brings is never put into a command.
            assert "${{" not in step.get("run", "")
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
