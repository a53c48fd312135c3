"""docs/problems.md explains every kind of problem that the builder can report, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "problems.md"

#: What reports a problem of a kind, and which argument names the kind.
REPORTS = {"error": 1, "warning": 1, "notice": 1, "BadReferenceError": 0}


def _calls(tree: ast.AST, reports: Mapping[str, int]) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Give the calls that report a problem, with the expression of its kind."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rsplit(".", 1)[-1]
        is_method = isinstance(node.func, ast.Attribute)
        if name in {"error", "warning", "notice"} and not (
            is_method and ast.unparse(node.func).endswith(f"problems.{name}")
        ):
            continue
        if name in reports and len(node.args) > reports[name]:
            yield node, node.args[reports[name]]


def _forwarders(tree: ast.AST) -> dict[str, int]:
    """Give the functions of a module that hand on a parameter called “kind”."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        names = [a.arg for a in node.args.args if a.arg != "self"]
        hands_on = any(ast.unparse(kind) == "kind" for _, kind in _calls(node, REPORTS))
        if "kind" in names and hands_on:
            found[node.name] = names.index("kind")
    return found


def _kinds() -> Iterator[tuple[str, ast.expr]]:
    """Give the place and the expression of every kind named in the package."""
    for path in sorted((ROOT / "explainer").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        forwarders = _forwarders(tree)
        for call, kind in _calls(tree, REPORTS | forwarders):
            if not (forwarders and ast.unparse(kind) == "kind"):
                yield f"{path.relative_to(ROOT)}:{call.lineno}", kind


def _used() -> set[str]:
    return {
        kind.value
        for _, kind in _kinds()
        if isinstance(kind, ast.Constant) and isinstance(kind.value, str)
    }


def _documented() -> list[str]:
    return re.findall(r"^### `([a-z0-9-]+)`$", GUIDE.read_text(encoding="utf-8"), re.M)


def test_every_kind_is_written_out() -> None:
    """A kind is a literal where it is reported, or comes from a BadReferenceError as it is."""
    unclear = [
        f"{place}: {ast.unparse(kind)}"
        for place, kind in _kinds()
        if not isinstance(kind, ast.Constant) and ast.unparse(kind) != "error.kind"
    ]

    assert unclear == []


def test_every_kind_that_is_used_is_documented() -> None:
    """An editor who looks up the code in brackets finds it."""
    missing = sorted(_used() - set(_documented()))

    assert missing == [], "describe these in docs/problems.md"


def test_every_kind_that_is_documented_is_used() -> None:
    """The guide holds nothing that cannot happen."""
    stray = sorted(set(_documented()) - _used())

    assert stray == [], "take these out of docs/problems.md"


def test_every_kind_is_documented_once_with_cause_and_cure() -> None:
    """Each entry says what happened and what to do."""
    documented = _documented()
    entries = re.split(r"^### `.*`$", GUIDE.read_text(encoding="utf-8"), flags=re.M)[1:]
    incomplete = [
        kind
        for kind, entry in zip(documented, entries, strict=True)
        if not re.search(r"- \*Cause\.\* .+\n- \*Cure\.\* .+", entry)
    ]

    assert incomplete == []
    assert len(set(documented)) == len(documented)
