"""Mutation testing of the modules that decide what may be published.

    python tests/proof/mutants.py [--sample N] [--seed S] [--list] [--log FILE] [MODULE …]

Each mutant is one function with one change, made by mutmut. All of them are loaded at once beside
the functions they come from, in one process that has collected the fast tests; for each mutant that
process forks, puts the code of the mutant in the place of the function's, and runs the tests that
reach the changed line, nearest and fastest first, until one fails. Which tests reach it is found by
running every test once.

Without ``--sample`` every mutant is tried. ``--log`` keeps what became of each; with a log that is
there already, only those are tried that were not killed. The exit code is 1 where a module has
fewer than 85 % of its mutants killed; ``--list`` prints what changed in the survivors.

Patterns at the head of a module and decorated methods are not mutated by the tool.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import functools
import gc
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import random
import resource
import select
import shutil
import signal
import sys
import tempfile
import textwrap
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import coverage
import pytest
from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

ROOT = Path(__file__).resolve().parents[2]
#: The modules, with the tests that are tried first.
MODULES = {
    "load": "load",
    "decode": "decode",
    "records_reader": "records_reader decode content",
    "content": "content",
    "check": "check moves prose",
    "references": "references",
    "ledger": "ledger",
    "values": "values",
    "formats": "formats",
    "releases": "releases",
    "figures/checks": "checks",
}
#: The tests that may notice: what is fast and looks at these modules.
TESTS = (
    *(
        f"tests/unit/test_{name}.py"
        for name in (
            "any_input check content decode formats leans ledger load moves periods problems prose "
            "records_reader references releases values"
        ).split()
    ),
    "tests/unit/figures/test_checks.py",
    "tests/golden",
)
MARKED = "not browser and not checker and not server and not real and not proof"
ENOUGH = 0.85
#: Seconds of tests that a mutant has to outlive.
PATIENCE = 20.0
#: Seconds of a test that is tried before all others, if it is one of the module's own.
QUICK = 0.1


@dataclass
class Function:
    """A function of a module, its mutants, and the tests that reach each of its lines."""

    module: str
    called: Callable[..., Any]
    mutants: dict[str, Any]
    tests: dict[int, list[str]] = field(default_factory=dict)


@dataclass
class Workshop:
    """Loads modules with their mutants in them."""

    files: dict[str, MutatedFile] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)

    def make(self, module: str) -> None:
        """Make the mutants of a module."""
        path = ROOT / f"explainer/{module}.py"
        self.files[f"explainer.{module}".replace("/", ".")] = mutate_file_contents(
            str(path), path.read_text(encoding="utf-8")
        )

    def watched(self, mutants: dict[str, Any]) -> Callable[[Any], Any]:
        """Know a function; its code is exchanged later."""

        def watch(function: Any) -> Any:
            self.functions.append(Function(function.__module__, function, mutants))
            return function

        return watch

    def digest(self, tests: Path) -> str:
        """Give a digest of a file of tests, of what is tested and which of it is watched."""
        files = [tests, *sorted((ROOT / "explainer").rglob("*.py"))]
        whole = hashlib.sha256(repr(sorted(self.files)).encode())
        for file in files:
            whole.update(file.read_bytes())
        return f"{tests.name} {whole.hexdigest()}"

    def mutants(self, module: str) -> dict[str, Function]:
        """Give the mutants of a module by name, with the function each belongs to."""
        return {
            f"{module}.{name}": function
            for function in self.functions
            if function.module == module
            for name in function.mutants
            if name != "_mutmut_orig"
        }

    def spans(self, mutant: str, function: Function) -> tuple[list[str], list[str]]:
        """Give the lines of a function and of its mutant, from “def” on."""
        file = self.files[function.module]
        lines = file.code.splitlines()
        name = mutant.rsplit(".", 1)[1]
        original = name[: name.index("__mutmut_")] + "__mutmut_orig"
        texts = []
        for which in (original, name):
            span = file.line_span_by_function_name[which]
            text = lines[span.start - 1 : span.end]
            start = next(n for n, x in enumerate(text) if x.lstrip().startswith("def "))
            texts.append([text[start].replace(which, "_"), *text[start + 1 :]])
        return texts[0], texts[1]

    def changed(self, mutant: str, function: Function) -> str:
        """Give the lines that a mutant changed."""
        found = list(difflib.unified_diff(*self.spans(mutant, function), lineterm="", n=0))
        return "\n".join(f"    {line}" for line in found[3:])

    def reaching(self, mutant: str, function: Function) -> set[str]:
        """Give the tests that reach the statements that a mutant changed."""
        before, after = self.spans(mutant, function)
        matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
        touched = {
            line + 1
            for kind, low, high, _, _ in matcher.get_opcodes()
            if kind != "equal"
            for line in range(low, max(high, low + 1))
        }
        tree = ast.parse(textwrap.dedent("\n".join(before)))
        lines = set[int]()
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt):
                inner = [
                    x.lineno - 1
                    for x in ast.walk(node)
                    if isinstance(x, ast.stmt) and x is not node
                ]
                last = max(node.lineno, min(inner, default=node.end_lineno or node.lineno))
                own = set(range(node.lineno, last + 1))
                if own & touched:
                    lines |= own
        if 1 in lines:
            # The head of a function: whatever reaches any line of it.
            lines |= set(range(1, len(before) + 1))
        code = function.called.__code__  # type: ignore[attr-defined]
        source = self.files[function.module].code.splitlines()
        start = next(
            n
            for n in range(code.co_firstlineno, len(source))
            if source[n - 1].lstrip().startswith("def ")
        )
        return {t for line in lines for t in function.tests.get(start + line - 1, ())}


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module from its text with all its mutants."""

    def __init__(self, shop: Workshop, name: str, path: str) -> None:
        """Take what the workshop made."""
        super().__init__(name, path)
        self.shop = shop

    def get_code(self, fullname: str) -> CodeType:
        """Compile the text with the mutants."""
        return compile(self.shop.files[fullname].code, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Run it; the tool's own way of choosing a mutant is not used."""
        trampoline = sys.modules["mutmut.mutation.trampoline"]
        old = vars(trampoline)["wrap_in_trampoline"]
        vars(trampoline)["wrap_in_trampoline"] = lambda mutants, **_: self.shop.watched(mutants)
        try:
            super().exec_module(module)
        finally:
            vars(trampoline)["wrap_in_trampoline"] = old


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules that have mutants."""

    def __init__(self, shop: Workshop) -> None:
        """Know the workshop."""
        self.shop = shop

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """Give a loader for a module with mutants."""
        if fullname not in self.shop.files:
            return None
        path = str(ROOT / f"{fullname.replace('.', '/')}.py")
        loader = Loader(self.shop, fullname, path)
        return importlib.util.spec_from_file_location(fullname, path, loader=loader)


class Trial:
    """A plugin that runs nothing but mutants."""

    def __init__(self, shop: Workshop, options: argparse.Namespace, folder: Path) -> None:
        """Keep what to try."""
        self.shop, self.options, self.folder = shop, options, folder
        self.nearest = {f"explainer.{m}".replace("/", "."): t for m, t in MODULES.items()}
        self.failed = False
        self.seconds: dict[str, float] = {}
        self.poor: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """See that a test failed."""
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants in the place of running the tests."""
        if session.testsfailed:
            raise session.Interrupted("tests cannot be collected")
        self.look(session.items)
        gc.freeze()
        for module in self.options.modules or MODULES:
            self.try_module(module, session.items)
        return True

    def look(self, items: Sequence[pytest.Item]) -> None:
        """Find which tests reach which function, how long each takes, and that all pass."""
        bad = []
        kept = self.kept()
        found_by: dict[tuple[str, int], list[str]] = {}
        for path, group in groupby(items, lambda item: item.path):
            key = self.shop.digest(path)
            if key not in kept:
                found = self.answer(functools.partial(self.visits, list(group)), 600)
                if found is None:
                    sys.exit((self.folder / "odd").read_text(encoding="utf-8"))
                kept[key] = json.loads(found)
                self.keep(kept)
            for name, (passed, seconds, reached) in kept[key].items():
                if not passed:
                    bad.append(name)
                    continue
                self.seconds[name] = seconds
                for module, lines in reached.items():
                    for line in lines:
                        found_by.setdefault((module, line), []).append(name)
        for function in self.shop.functions:
            code = function.called.__code__  # type: ignore[attr-defined]
            last = max(line for _, _, line in code.co_lines() if line)
            for inner in self.inner(code):
                last = max(last, *(line for _, _, line in inner.co_lines() if line))
            for line in range(code.co_firstlineno, last + 1):
                function.tests[line] = found_by.get((function.module, line), [])
        total = sum(self.seconds.values())
        print(f"{len(self.seconds)} tests in {total:.0f} s; left out: {bad}", flush=True)

    def inner(self, code: CodeType) -> Iterator[CodeType]:
        """Give the code of the functions inside a function."""
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield constant
                yield from self.inner(constant)

    def visits(self, items: Sequence[pytest.Item]) -> bytes:
        """Run tests one by one; give for each whether it passed, seconds, lines reached."""
        names = {str(ROOT / f"{n.replace('.', '/')}.py"): n for n in self.shop.files}
        found = {}
        for item in items:
            looking = coverage.Coverage(data_file=None, include=list(names), config_file=False)
            looking.start()
            self.failed, start = False, time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            seconds = time.process_time() - start
            looking.stop()
            with warnings.catch_warnings():
                # A test that reaches none of the modules is no news.
                warnings.simplefilter("ignore")
                data = looking.get_data()
            reached = {names[f]: data.lines(f) for f in data.measured_files() if f in names}
            found[item.nodeid] = (not self.failed, seconds, reached)
        return json.dumps(found).encode()

    def kept(self) -> dict[str, Any]:
        """Give what was found of test files beside the log."""
        file = self.options.log and self.options.log.with_suffix(".tests.json")
        return dict(json.loads(file.read_bytes())) if file and file.exists() else {}

    def keep(self, found: dict[str, Any]) -> None:
        """Keep what was found of test files beside the log."""
        if self.options.log:
            self.options.log.with_suffix(".tests.json").write_text(json.dumps(found))

    def answer(self, do: Callable[[], bytes], limit: float) -> bytes | None:
        """Do something in a copy of this process; give what it answers, None if it ended badly."""
        told = self.folder / "told"
        told.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            os.setsid()
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            most = round(limit) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (most, most))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            try:
                told.write_bytes(do())
            except BaseException:  # noqa: BLE001 - whatever it is, the parent goes on
                (self.folder / "odd").write_text(traceback.format_exc(), encoding="utf-8")
            finally:
                os._exit(0)
        waiting = os.pidfd_open(child)
        select.select([waiting], [], [], limit * 5 + 20)
        os.close(waiting)
        # What the tests started in turn, too.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for path in (self.folder / "base").glob("*"):
            shutil.rmtree(path, ignore_errors=True)
        return told.read_bytes() if told.exists() else None

    def outlives(self, mutant: str, function: Function, items: Sequence[pytest.Item]) -> bytes:
        """Put a mutant in its place and run tests until one fails."""
        changed = function.mutants[mutant.rsplit(".", 1)[1]]
        changed = getattr(changed, "__func__", changed)
        function.called.__code__ = changed.__code__  # type: ignore[attr-defined]
        function.called.__defaults__ = changed.__defaults__  # type: ignore[attr-defined]
        function.called.__kwdefaults__ = changed.__kwdefaults__  # type: ignore[attr-defined]
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.failed = False
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return item.nodeid.encode()
        return b""

    def chosen(
        self, mutant: str, function: Function, items: Sequence[pytest.Item]
    ) -> list[pytest.Item]:
        """Give the tests that reach a mutant: quick ones of its module, then those of rare lines.

        Who comes to a rare line of a function looks at what the function finds out. Between them
        come the slower ones of its module.
        """
        reaching = self.shop.reaching(mutant, function)
        rarity = dict.fromkeys(reaching, len(self.seconds))
        for tests in function.tests.values():
            for name in reaching.intersection(tests):
                rarity[name] = min(rarity[name], len(tests))
        files = {f"test_{name}.py" for name in self.nearest.get(function.module, "").split()}
        ranked = sorted(
            (item for item in items if item.nodeid in reaching),
            key=lambda item: (rarity[item.nodeid], self.seconds[item.nodeid]),
        )
        own = [item for item in ranked if item.path.name in files]
        quick = [item for item in own if self.seconds[item.nodeid] <= QUICK]
        turns = (item for pair in zip_longest(ranked, own) for item in pair if item is not None)
        found, spent = [], 0.0
        for item in dict.fromkeys((*quick, *turns)):
            spent += self.seconds[item.nodeid]
            if not found or spent < PATIENCE:
                found.append(item)
        return found

    def try_module(self, short: str, items: Sequence[pytest.Item]) -> None:
        """Try the mutants of a module and tell what lives on."""
        module = f"explainer.{short}".replace("/", ".")
        mutants = self.shop.mutants(module)
        names = sorted(mutants)
        if self.options.sample and self.options.sample < len(names):
            names = sorted(random.Random(self.options.seed).sample(names, self.options.sample))  # noqa: S311
        known = self.known()
        start, tried, unknown, living = time.monotonic(), 0, 0, []
        for name in names:
            # A mutant is known by what it changes, so that a log outlives a change elsewhere.
            label = f"{name.rsplit('_', 1)[0]}\n{self.shop.changed(name, mutants[name])}"
            if known.get(label):
                continue
            tried += 1
            tests = self.chosen(name, mutants[name], items)
            limit = 5 * sum(self.seconds[item.nodeid] for item in tests) + 10
            do = functools.partial(self.outlives, name, mutants[name], tests)
            killer = self.answer(do, limit) if tests else b""
            by = "it never ended well" if killer is None else killer.decode()
            self.note(label, by)
            if not by:
                living.append(name)
                unknown += not tests
                if self.options.list:
                    print(
                        f"{name} ({len(tests)} tests)\n{self.shop.changed(name, mutants[name])}",
                        flush=True,
                    )
        killed = len(names) - len(living)
        share = killed / max(1, len(names))
        print(
            f"{short}: {len(mutants)} mutants, {len(names)} looked at, {tried} tried now, "
            f"{killed} killed ({share:.1%}), {unknown} reached by no test, "
            f"{time.monotonic() - start:.0f} s",
            flush=True,
        )
        if share < ENOUGH:
            self.poor.append(short)

    def known(self) -> dict[str, str]:
        """Give what the log says of mutants."""
        if not self.options.log or not self.options.log.exists():
            return {}
        lines = self.options.log.read_text(encoding="utf-8").splitlines()
        return dict(json.loads(line) for line in lines)

    def note(self, label: str, by: str) -> None:
        """Write down what became of a mutant."""
        if self.options.log:
            with self.options.log.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps([label, by], ensure_ascii=False) + "\n")


def main() -> int:
    """Try the mutants of the modules named, or of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("modules", nargs="*", choices=[*MODULES, []], default=[])
    parser.add_argument("--sample", type=int, default=0, help="how many mutants of each module")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--list", action="store_true", help="print what changed in the survivors")
    parser.add_argument("--log", type=Path, help="keep what became of each mutant")
    options = parser.parse_args()
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    importlib.import_module("mutmut.mutation.trampoline")
    shop = Workshop()
    for module in MODULES:
        shop.make(module)
    sys.meta_path.insert(0, Finder(shop))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trial = Trial(shop, options, folder)
        plain = "-p no:randomly -p no:xdist -p no:cacheprovider -q --capture=no".split()
        selected = [str(ROOT / test) for test in TESTS]
        code = pytest.main(
            [*plain, f"--rootdir={ROOT}", f"--basetemp={folder}/base", "-m", MARKED, *selected],
            plugins=[trial],
        )
    if trial.poor:
        print(f"Fewer than {ENOUGH:.0%} were killed in: {', '.join(trial.poor)}.")
    return 1 if trial.poor or code else 0


if __name__ == "__main__":
    sys.exit(main())
