"""A build killed at every change of a name, inside calls to the system, at any moment; full disks.

``python -m pytest -m proof -s tests/proof/test_interrupted.py`` prints how often it was killed.
"""

from __future__ import annotations

import functools
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.interrupting import (
    NAMING_CALLS,
    WRITING_CALLS,
    Stage,
    broken_at,
    build_aloud,
    changes_of_names,
    command,
    killed_after,
    tampered,
    tree,
)

pytestmark = pytest.mark.proof


def test_a_build_killed_at_any_change_of_names_leaves_a_whole_site(stage: Stage) -> None:
    """At every one of them."""
    stage.restore()
    changes = changes_of_names(stage.arguments())

    assert broken_at(list(range(1, len(changes) + 1)), stage) == []
    print(f"killed at {len(changes)} changes of names")


def test_a_build_killed_at_any_moment_leaves_a_whole_site(stage: Stage) -> None:
    """At a hundred random moments between start and end."""
    stage.restore()
    start = time.perf_counter()
    subprocess.run(command(*stage.arguments()), check=True, capture_output=True)
    length = time.perf_counter() - start
    moments = [random.Random(n).random() * length * 1.1 for n in range(100)]  # noqa: S311

    assert [told for told in (killed_after(m, stage) for m in moments) if told] == []
    print(f"killed at {len(moments)} moments within {length:.1f} s")


def numbered(calls: Sequence[str]) -> list[tuple[str, int]]:
    """Give the name of each call, and how many of that name came so far; strace counts so."""
    found, counts = [], Counter[str]()
    for call in calls:
        name = call.partition("(")[0].split()[-1]
        counts[name] += 1
        found.append((name, counts[name]))
    return found


def test_publishing_killed_in_any_call_to_the_system_leaves_a_whole_site(stage: Stage) -> None:
    """At each call that changes a name while files are written, and at each that writes."""
    stage.restore()
    calls = numbered(tampered(stage.publish, WRITING_CALLS).calls)
    assert len(calls) > 500
    wrong = []
    for name, number in calls:
        stage.restore()
        code = tampered(stage.publish, name, f"signal=KILL:when={number}").code
        if code != -signal.SIGKILL:
            wrong.append(f"{name} {number} was not reached: {code}")
        elif not stage.is_whole():
            wrong.append(f"{name} {number} left half a site")
        elif stage.publish() or not stage.is_new():
            wrong.append(f"{name} {number} was not recovered from")

    assert wrong == []
    print(f"killed in {len(calls)} calls to the system while publishing")


@pytest.mark.real
def test_publishing_the_real_site_killed_in_some_calls_leaves_a_whole_site(
    site: Path, tmp_path: Path
) -> None:
    """A third of its files changed, some gone, some new: around the swap, and at random."""
    old = tree(site)
    odd = random.Random(1)  # noqa: S311 - a sample
    new = {f"new/{n}.html": b"new" for n in range(50)}
    new |= {n: d + b" " * (odd.random() < 0.3) for n, d in old.items() if odd.random() < 0.98}
    new |= {"manifest.json": old["manifest.json"] + b" "}
    (tmp_path / "public").mkdir()
    stage = Stage(site, site, old, new, tmp_path / "public/site", site)
    stage.restore()
    calls = numbered(tampered(stage.publish, WRITING_CALLS).calls)
    swap = next(n for n, (name, _) in enumerate(calls) if name.startswith("rename"))
    tried = {*odd.sample(range(len(calls)), 20), *range(swap - 2, swap + 3)}
    wrong = []
    for name, number in (calls[n] for n in sorted(tried)):
        stage.restore()
        code = tampered(stage.publish, name, f"signal=KILL:when={number}").code
        if code != -signal.SIGKILL or not stage.is_whole():
            wrong.append(f"{name} {number}: {code}")
        elif stage.publish() or not stage.is_new():
            wrong.append(f"{name} {number} was not recovered from")

    assert wrong == []
    print(f"{len(old)} files: killed in {len(tried)} of {len(calls)} calls to the system")


def test_a_build_killed_in_calls_to_the_system_leaves_a_whole_site(
    stage: Stage, tmp_path: Path
) -> None:
    """The whole command: the swap itself, before and after it, and every tenth other call."""
    stage.restore()
    build = functools.partial(build_aloud, stage.arguments(), tmp_path / "said")
    calls = numbered(tampered(build, NAMING_CALLS).calls)
    swaps = [n for n, (name, _) in enumerate(calls) if name.startswith("rename")]
    assert swaps
    tried = {*range(0, len(calls), 10), *(n + d for n in swaps for d in (-1, 0, 1))}
    tried &= {*range(len(calls))}
    wrong = []
    for name, number in (calls[n] for n in sorted(tried)):
        stage.restore()
        code = tampered(build, name, f"signal=KILL:when={number}").code
        if code != -signal.SIGKILL:
            wrong.append(f"{name} {number} was not reached: {code}")
        elif not stage.is_whole() or not stage.is_recovered():
            wrong.append(f"{name} {number}")

    assert wrong == []
    print(f"killed in {len(tried)} of {len(calls)} calls to the system of a whole build")


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT"])
def test_a_call_that_is_refused_leaves_a_whole_site(stage: Stage, error: str) -> None:
    """Each sort of call while publishing, once or from then on, first, last and some between."""
    tried, wrong = 0, []
    for call in ("openat", *sorted({*WRITING_CALLS.split(",")})):
        stage.restore()
        calls = tampered(stage.publish, call).calls
        steps = max(1, len(calls) // 12)
        for number in sorted(
            {1, *range(1, len(calls) + 1, steps), len(calls)} & {*range(1, len(calls) + 1)}
        ):
            for on in ("", "+"):
                stage.restore()
                code = tampered(stage.publish, call, f"error={error}:when={number}{on}").code
                tried += 1
                done = stage.new if code == 0 else stage.old
                if code not in {0, 3} or tree(stage.out) != done:
                    wrong.append(f"{call} {number}{on}: {code}, half a site")
                elif stage.publish() or not stage.is_new():
                    wrong.append(f"{call} {number}{on}: not recovered from")

    assert wrong == []
    print(f"{error}: {tried} refusals")


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EROFS", "EACCES"])
def test_a_build_that_is_refused_a_call_tells_it_in_words(
    stage: Stage, tmp_path: Path, error: str
) -> None:
    """The whole command: no traceback, the old or the new site, and the next build recovers."""
    build = functools.partial(build_aloud, stage.arguments(), tmp_path / "said")
    tried, wrong = 0, []
    # What a build says is written, too; so writing is refused in the test above alone.
    for call in ("mkdir", "link", "rename", "renameat2", "unlinkat", "chmod"):
        stage.restore()
        calls = tampered(build, call).calls
        for number in sorted({1, len(calls) // 2, len(calls)} - {0}):
            for on in ("", "+"):
                stage.restore()
                code = tampered(build, call, f"error={error}:when={number}{on}").code
                said = (tmp_path / "said").read_text(encoding="utf-8")
                tried += 1
                if code not in {0, 3} or "Traceback" in said or not stage.is_whole():
                    wrong.append(f"{call} {number}{on}: {code}: {said[-300:]}")
                elif not stage.is_recovered():
                    wrong.append(f"{call} {number}{on}: not recovered from")

    assert wrong == []
    print(f"{error}: {tried} refusals of a whole build")


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


def test_a_disk_of_any_size_that_is_too_small_leaves_the_old_site(stage: Stage, disk: Path) -> None:
    """From one page of memory more than the old site takes, to almost enough for both."""
    out = disk / "public/site"
    out.parent.mkdir()
    shutil.copytree(stage.kept, out)
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
