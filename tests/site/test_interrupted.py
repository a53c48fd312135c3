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
    run,
    tree,
)


def test_a_build_killed_at_a_change_of_names_leaves_a_whole_site(stage: Stage) -> None:
    """At the first, the last, around every renaming, and at some between."""
    stage.restore()
    changes = changes_of_names(stage.arguments())
    assert len(changes) > 200
    renamings = [
        n for n, change in enumerate(changes, 1) if change in {"os.rename", "ctypes.dlsym"}
    ]
    numbers = {1, len(changes) // 2, len(changes)}
    numbers |= {n + step for n in renamings[-2:] for step in (0, 1)}

    assert broken_at(sorted(n for n in numbers if n <= len(changes)), stage) == []


def test_a_build_killed_at_some_moment_leaves_a_whole_site(stage: Stage) -> None:
    """While Python starts, while it reads, while it writes."""
    assert [killed_after(seconds, stage) for seconds in (0.05, 0.6, 1.2)] == ["", "", ""]


# Other ways to fail --------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, 100, 4000])
def test_a_full_disk_leaves_the_old_site(stage: Stage, limit: int) -> None:
    """It is told in one line, and nothing is left lying about."""
    stage.restore()

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


#: Gives up the rights of root where there are some, and stays the same user.
WITHOUT_RIGHTS = ["unshare", "--user", "--map-user=4321"] if os.geteuid() == 0 else []


@pytest.mark.parametrize("closed", ["folder beside the site", "site", "project"])
def test_without_permission_the_old_site_stays_or_the_new_one_comes(
    stage: Stage, tmp_path: Path, closed: str
) -> None:
    """It is told in one line; a project that cannot be written is only built more slowly."""
    stage.restore()
    root = tmp_path / "project"
    shutil.copytree(stage.after, root, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
    folder = {"project": root, "site": stage.out}.get(closed, stage.out.parent)
    within = [p for p in (folder, *folder.rglob("*")) if p.is_dir() and not p.is_symlink()]
    if closed == "folder beside the site":
        within = [folder]
    for path in within:
        path.chmod(0o555)

    done = subprocess.run(
        [*WITHOUT_RIGHTS, *command("--root", str(root), "--out", str(stage.out))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )

    for path in within:
        if path.exists():
            path.chmod(0o755)
    assert "Traceback" not in done.stderr
    if closed == "folder beside the site":
        assert done.returncode == 3
        assert "Permission denied" in done.stderr
        assert tree(stage.out) == stage.old
        assert stage.is_alone()
    else:
        assert (done.returncode, done.stderr) == (0, "")
        assert tree(stage.out) == stage.new
    assert stage.is_recovered()


def test_two_builds_at_once_give_one_whole_site(stage: Stage) -> None:
    """Both end well; a reader at any time sees one site or the other, never neither."""
    stage.restore()
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


def test_the_clock_may_jump(stage: Stage, tmp_path: Path) -> None:
    """What is new is seen by content: files from the future and the past, and a change of content
    that keeps size and time.
    """
    stage.restore()
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


def test_what_was_damaged_is_mended(stage: Stage, tmp_path: Path) -> None:
    """Whatever an earlier build keeps beside the project, and the published files themselves."""
    stage.restore()
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
