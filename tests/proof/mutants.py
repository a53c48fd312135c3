"""Mutation testing of the modules that decide what may be published, with mutmut.

    python tests/proof/mutants.py [--sample N] [--seed S] [--list] [MODULE …]

Each mutant is a copy of one function with one change. It is tried against the unit tests of its
module first; one that lives on is tried against the unit tests of its neighbours and the goldens.
Without ``--sample`` every mutant is tried, which takes hours. The exit code is 1 where a module
has fewer than 85 % of its mutants killed; ``--list`` prints what changed in the survivors.

Patterns at the head of a module and decorated methods are not mutated by the tool.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The modules, with the tests that are tried first.
MODULES = {
    "load": "load",
    "decode": "decode",
    "check": "check prose",
    "references": "references",
    "ledger": "ledger",
    "content": "content",
    "formats": "formats",
    "values": "values",
    "releases": "releases",
}
ENOUGH = 0.85
NEEDED = (
    "explainer tests content data static templates docs drawings budget.yaml build.py "
    "released.json README.md pyproject.toml"
).split()
KILLED = {"killed", "timeout", "suspicious", "segfault"}


class Workshop:
    """A copy of the project in which the mutants of one module are made and tried."""

    def __init__(self, folder: Path, module: str, tests: list[str]) -> None:
        """Copy the project and tell mutmut what to change and which tests to try."""
        self.folder = folder
        folder.mkdir(parents=True)
        for name in NEEDED:
            source = ROOT / name
            if source.is_dir():
                skip = shutil.ignore_patterns("node_modules", "__pycache__")
                shutil.copytree(source, folder / name, ignore=skip)
            else:
                shutil.copy(source, folder / name)
        settings = {
            "source_paths": ["explainer"],
            "only_mutate": [f"explainer/{module}.py"],
            "also_copy": [name for name in NEEDED if name not in {"explainer", "tests"}],
            "pytest_add_cli_args": "-p no:randomly -p no:xdist -p no:cacheprovider".split(),
            "pytest_add_cli_args_test_selection": tests,
        }
        with (folder / "pyproject.toml").open("a", encoding="utf-8") as stream:
            stream.write("\n[tool.mutmut]\n")
            stream.writelines(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())

    def mutmut(self, *arguments: str, may_fail: bool = False) -> str:
        """Run mutmut in the copy; give what it prints."""
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "mutmut", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode and not may_fail:
            sys.exit(f"mutmut failed:\n{done.stdout[-3000:]}\n{done.stderr[-2000:]}")
        return done.stdout

    def results(self) -> dict[str, str]:
        """Give what became of each mutant, by its name."""
        lines = self.mutmut("results", "--all", "true").splitlines()
        pairs = (line.strip().rsplit(": ", 1) for line in lines if ": " in line)
        return {name: state for name, state in pairs}  # noqa: C416 - pairs are lists

    def try_mutants(self, names: list[str]) -> dict[str, str]:
        """Try some mutants; give what became of them."""
        self.mutmut("run", "--max-children", "1", *names)
        found = self.results()
        return {name: found.get(name, "not checked") for name in names}


def all_mutants(workshop: Workshop, module: str) -> list[str]:
    """Give the names of all mutants of a module."""
    # All are made, none is tried.
    workshop.mutmut("run", "--max-children", "1", "none.such", may_fail=True)
    names = [n for n in workshop.results() if n.startswith(f"explainer.{module}.")]
    return sorted(names)


def try_module(module: str, arguments: argparse.Namespace, folder: Path) -> tuple[int, list[str]]:
    """Try the mutants of a module; give how many were tried, and what lives on."""
    first = [f"tests/unit/test_{name}.py" for name in MODULES[module].split()]
    shop = Workshop(folder / f"{module}-1", module, first)
    names = all_mutants(shop, module)
    total = len(names)
    if arguments.sample and arguments.sample < total:
        names = sorted(random.Random(arguments.seed).sample(names, arguments.sample))  # noqa: S311
    states = shop.try_mutants(names)
    living = [name for name, state in states.items() if state not in KILLED]
    print(
        f"{module}: {total} mutants, {len(names)} tried, {len(living)} outlive its own tests",
        flush=True,
    )
    if living:
        names_of_tests = sorted(set(" ".join(MODULES.values()).split()))
        every = [f"tests/unit/test_{name}.py" for name in names_of_tests]
        wide = Workshop(folder / f"{module}-2", module, [*every, "tests/golden"])
        living = [n for n, s in wide.try_mutants(living).items() if s not in KILLED]
        if arguments.list:
            for name in living:
                print(changed(wide.mutmut("show", name)), flush=True)
    share = 1 - len(living) / max(1, len(names))
    print(f"{module}: {len(names) - len(living)} of {len(names)} killed ({share:.1%})", flush=True)
    return len(names), living


def changed(difference: str) -> str:
    """Give the lines that a mutant changed."""
    lines = [line for line in difference.splitlines() if re.match(r"[-+](?![-+])|# ", line)]
    return "\n".join(f"    {line}" for line in lines)


def main() -> int:
    """Try the mutants of the modules named, or of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("modules", nargs="*", choices=[*MODULES, []], default=[])
    parser.add_argument("--sample", type=int, default=0, help="how many mutants of each module")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--list", action="store_true", help="print what changed in the survivors")
    arguments = parser.parse_args()
    poor = []
    with tempfile.TemporaryDirectory() as folder:
        for module in arguments.modules or MODULES:
            tried, living = try_module(module, arguments, Path(folder))
            if tried - len(living) < ENOUGH * tried:
                poor.append(module)
    if poor:
        print(f"Fewer than {ENOUGH:.0%} were killed in: {', '.join(poor)}.")
    return 1 if poor else 0


if __name__ == "__main__":
    sys.exit(main())
