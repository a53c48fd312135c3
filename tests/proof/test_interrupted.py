"""A build killed at every change of a name, inside calls to the system, at any moment; full disks.

``python -m pytest -m proof -s tests/proof/test_interrupted.py`` prints how often it was killed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interrupting import (
    Stage,
    broken_at,
    changes_of_names,
    command,
    killed_after,
    make_stage,
    tree,
)

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A project in two states."""
    return make_stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def kept(stage: Stage) -> Path:
    """A copy of the old site, for starting again from it."""
    stage.reset()
    copy = stage.out.parent.parent / "kept"
    shutil.copytree(stage.out, copy)
    return copy


def test_a_build_killed_at_any_change_of_names_leaves_a_whole_site(
    stage: Stage, kept: Path
) -> None:
    """At every one of them."""
    stage.restore(kept)
    changes = changes_of_names(stage.arguments())

    assert broken_at(list(range(1, len(changes) + 1)), stage, kept) == []
    print(f"killed at {len(changes)} changes of names")


def test_a_build_killed_at_any_moment_leaves_a_whole_site(stage: Stage, kept: Path) -> None:
    """At a hundred random moments between start and end."""
    stage.restore(kept)
    start = time.perf_counter()
    subprocess.run(command(*stage.arguments()), check=True, capture_output=True)
    length = time.perf_counter() - start
    moments = [random.Random(n).random() * length * 1.1 for n in range(100)]  # noqa: S311

    assert [told for told in (killed_after(m, stage, kept) for m in moments) if told] == []
    print(f"killed at {len(moments)} moments within {length:.1f} s")


#: Calls to the system that change names or contents of folders.
CALLS = "mkdir,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,symlink,chmod,ftruncate"


def test_a_build_killed_inside_a_call_to_the_system_leaves_a_whole_site(
    stage: Stage, kept: Path
) -> None:
    """With strace: the swap itself, before and after it, and every tenth other call."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.fail("strace was not found (Debian: apt-get install strace).", pytrace=False)
    stage.restore(kept)
    quiet = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    whole = [strace, "-f", "-qq", "-e", f"trace={CALLS}", *command(*stage.arguments())]
    traced = subprocess.run(whole, env=quiet, capture_output=True, text=True, check=True).stderr
    lines = [line for line in traced.splitlines() if "(" in line]
    names = [line.split("(")[0].split()[-1] for line in lines]
    swaps = [n for n, name in enumerate(names, 1) if name.startswith("rename")]
    assert swaps
    tried = sorted({*range(1, len(names) + 1, 10), *(n + d for n in swaps for d in (-1, 0, 1))})
    wrong = []
    for number in tried:
        stage.restore(kept)
        inject = ["-e", f"inject={CALLS}:signal=KILL:when={number}"]
        subprocess.run(
            [*whole[:5], *inject, *whole[5:]], env=quiet, capture_output=True, check=False
        )
        if not stage.is_whole() or not stage.is_recovered():
            wrong.append((number, lines[number - 1]))
    assert wrong == []
    print(f"killed in {len(tried)} of {len(names)} calls to the system")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own; needs the rights to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"A disk cannot be mounted here: run as root ({done.stderr.strip()}).")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_of_any_size_that_is_too_small_leaves_the_old_site(
    stage: Stage, kept: Path, disk: Path
) -> None:
    """From one page of memory more than the old site takes, to almost enough for both."""
    out = disk / "public/site"
    out.parent.mkdir()
    shutil.copytree(kept, out)
    used = int(
        subprocess.run(
            ["du", "-sk", str(disk)], capture_output=True, text=True, check=True
        ).stdout.split()[0]
    )
    outcomes = []
    for more in (4, 8, 16, 40, 100, 200, 400, 800, 1600):
        size = f"remount,size={used + more}k"
        subprocess.run(["mount", "-o", size, str(disk)], check=True)
        done = subprocess.run(
            command("--root", str(stage.after), "--out", str(out)),
            capture_output=True,
            text=True,
            check=False,
        )
        outcomes.append(done.returncode)
        assert done.returncode in {0, 3}, done.stderr
        assert tree(out) == (stage.new if done.returncode == 0 else stage.old), more
        assert [path.name for path in out.parent.iterdir()] == ["site"], more
        if done.returncode == 0:
            break
    assert outcomes[0] == 3
    assert outcomes[-1] == 0
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    done = subprocess.run(
        command("--root", str(stage.before), "--out", str(out)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "Read-only" in done.stderr
    assert tree(out) == stage.new
