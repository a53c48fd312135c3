"""The same files give the same bytes, whoever builds them, where, when, and on what machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import ROOT, make_project
from tests.interrupting import tree

#: Started before the build: lists folders in another order, and lives on another day.
PRELUDE = """
import datetime, os, random, runpy, sys, time
order, day = random.Random(int(sys.argv[1])), float(sys.argv[2])
listdir, scandir, sleep = os.listdir, os.scandir, time.sleep

def shuffled(found):
    found = sorted(found, key=lambda entry: getattr(entry, "name", entry))
    order.shuffle(found)
    return found

class Entries:
    def __init__(self, path="."):
        with scandir(path) as entries:
            self.entries = iter(shuffled(entries))
    def __iter__(self):
        return self
    def __next__(self):
        return next(self.entries)
    def __enter__(self):
        return self
    def __exit__(self, *_):
        pass
    def close(self):
        pass

class Date(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(day)

class DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(day, tz)
    utcnow = today = now

os.listdir = lambda path=".": shuffled(listdir(path))
os.scandir = Entries
time.time, time.time_ns = lambda: day, lambda: int(day * 1e9)
datetime.date, datetime.datetime = Date, DateTime
sys.argv = sys.argv[3:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The tiny project, and its site as it is usually built."""
    root = make_project(tmp_path_factory.mktemp("usual"))
    command = [sys.executable, str(ROOT / "build.py"), "--root", str(root)]
    subprocess.run(command, check=True, capture_output=True)
    return root, tree(root / "dist")


def build(root: Path, order: int, day: float, *before: str, **environment: str) -> dict[str, bytes]:
    """Build with folders in another order, on another day, with nothing else in the environment."""
    command = [sys.executable, "-c", PRELUDE, str(order), str(day), str(ROOT / "build.py")]
    taskset = shutil.which("taskset")
    done = subprocess.run(
        [*before, *([taskset, "-c", "0"] if taskset else []), *command, "--root", str(root)],
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        cwd="/",
        umask=0o077,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return tree(root / "dist")


@pytest.mark.parametrize("order", [1, 2])
def test_another_folder_order_day_locale_and_processor_give_the_same_bytes(
    usual: tuple[Path, dict[str, bytes]], tmp_path: Path, order: int
) -> None:
    """All at once: also umask, time zone, hash seed, no home; files as new as can be."""
    root = tmp_path / "elsewhere, with spaces & signs 昆山" / "p"
    shutil.copytree(usual[0], root, ignore=shutil.ignore_patterns("dist"), symlinks=True)

    found = build(
        root,
        order,
        2_400_000_000 * (order - 1),
        LC_ALL="POSIX",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        TZ="Pacific/Kiritimati" if order == 1 else "Etc/GMT+12",
        PYTHONHASHSEED=str(order * 1000),
        PYTHONOPTIMIZE=str(order - 1),
    )

    assert found.keys() == usual[1].keys()
    assert [name for name in found if found[name] != usual[1][name]] == []


def test_another_user_builds_the_same_bytes(
    usual: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    """One without name and home."""
    root = tmp_path / "project"
    shutil.copytree(usual[0], root, ignore=shutil.ignore_patterns("dist"), symlinks=True)
    somebody = ["unshare", "--user", "--map-user=4321", "--map-group=4321"]
    asked = subprocess.run([*somebody, "id", "-u"], capture_output=True, text=True, check=False)
    assert asked.stdout == "4321\n", f"Allow user namespaces: {asked.stderr}"

    found = build(root, 3, 1e9, *somebody, PYTHONHASHSEED="7", LC_ALL="C.UTF-8")

    assert found.keys() == usual[1].keys()
    assert [name for name in found if found[name] != usual[1][name]] == []


@pytest.mark.parametrize("arguments", [(), ("check", "--notices"), ("--strict",)])
def test_a_terminal_without_unicode_is_told_all_the_same(
    usual: tuple[Path, dict[str, bytes]], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Words that it cannot show are replaced; nothing ends in a traceback."""
    root = tmp_path / "昆山"
    shutil.copytree(usual[0], root, symlinks=True)
    done = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments, "--root", str(root)],
        env={
            "PATH": os.environ["PATH"],
            "LC_ALL": "POSIX",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
        },
        capture_output=True,
        check=False,
    )

    assert b"Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert done.stdout
