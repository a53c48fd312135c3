"""The published folder is the whole old or the whole new site, whatever happens to a build.

All of it goes through the command line. A few instants are tried here; tests/proof tries every
change of a name and many moments.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.builders import edit
from tests.interrupting import (
    Stage,
    broken_at,
    changes_of_names,
    command,
    killed_after,
    make_stage,
    run,
    tree,
)


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


def test_a_build_killed_at_a_change_of_names_leaves_a_whole_site(stage: Stage, kept: Path) -> None:
    """At the first, the last, around every renaming, and at some between."""
    stage.restore(kept)
    changes = changes_of_names(stage.arguments())
    assert len(changes) > 200
    renamings = [
        n for n, change in enumerate(changes, 1) if change in {"os.rename", "ctypes.dlsym"}
    ]
    numbers = {1, len(changes) // 2, len(changes)}
    numbers |= {n + step for n in renamings[-2:] for step in (0, 1)}

    assert broken_at(sorted(n for n in numbers if n <= len(changes)), stage, kept) == []


def test_a_build_killed_at_some_moment_leaves_a_whole_site(stage: Stage, kept: Path) -> None:
    """While Python starts, while it reads, while it writes."""
    assert [killed_after(seconds, stage, kept) for seconds in (0.05, 0.6, 1.2)] == ["", "", ""]


# Other ways to fail --------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, 100, 4000])
def test_a_full_disk_leaves_the_old_site(stage: Stage, kept: Path, limit: int) -> None:
    """It is told in one line, and nothing is left lying about."""
    stage.restore(kept)

    done = subprocess.run(
        command(*stage.arguments()),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )

    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert tree(stage.out) == stage.old
    assert [path.name for path in stage.out.parent.iterdir()] == [stage.out.name]
    assert stage.is_recovered()


def test_two_builds_at_once_give_one_whole_site(stage: Stage, kept: Path) -> None:
    """Both end well; a reader at any time sees one site or the other, never neither."""
    stage.restore(kept)
    calls = [stage.arguments(), ["--root", str(stage.before), "--out", str(stage.out)]]
    builds = [
        subprocess.Popen(command(*call), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for call in calls
    ]
    manifests = {stage.old["manifest.json"], stage.new["manifest.json"]}
    looks = 0
    while any(build.poll() is None for build in builds):
        assert (stage.out / "manifest.json").read_bytes() in manifests
        looks += 1
        time.sleep(0.001)

    assert [build.communicate()[1] for build in builds] == [b"", b""]
    assert [build.returncode for build in builds] == [0, 0]
    assert looks > 20
    assert stage.is_whole()
    assert stage.is_recovered()


def test_the_clock_may_jump(stage: Stage, kept: Path, tmp_path: Path) -> None:
    """What is new is seen by content: files from the future and the past, and a change of content
    that keeps size and time.
    """
    stage.restore(kept)
    root = tmp_path / "project"
    shutil.copytree(stage.after, root, symlinks=True)
    call = ["--root", str(root), "--out", str(stage.out)]
    assert run(*call) == 0
    for moment in (0, 4_000_000_000):
        for path in (*root.rglob("*.yaml"), *root.rglob("*.md"), *stage.out.rglob("*")):
            if not path.is_symlink() and path.is_file():
                os.utime(path, (moment, moment))
        assert run(*call) == 0
        assert tree(stage.out) == stage.new

    file = root / "data/site.yaml"
    edit(root, "data/site.yaml", "2025.6.2", "2025.6.3")
    os.utime(file, (4_000_000_000, 4_000_000_000))
    assert run(*call) == 0

    assert b"2025.6.3" in (stage.out / "manifest.json").read_bytes()


def test_what_was_damaged_is_mended(stage: Stage, kept: Path, tmp_path: Path) -> None:
    """Whatever an earlier build keeps beside the project, and the published files themselves."""
    stage.restore(kept)
    root = tmp_path / "project"
    shutil.copytree(stage.after, root, symlinks=True)
    call = ["--root", str(root), "--out", str(stage.out)]
    before = set(root.rglob("*"))
    assert run(*call) == 0
    added = sorted(path for path in set(root.rglob("*")) - before if path.is_file())
    for number, path in enumerate(added):
        data = path.read_bytes()
        path.write_bytes((b"", data[: len(data) // 2], data[:-1] + b"\0", data + b"x")[number % 4])
    (stage.out / "index.html").unlink()
    (stage.out / "feed.xml").write_bytes(b"")
    (stage.out / "zh/index.html").write_bytes(b"x" + stage.new["zh/index.html"][1:])
    (stage.out / "stray.html").write_bytes(b"<script>hit()</script>")

    assert run(*call) == 0

    assert tree(stage.out) == stage.new
