"""The same content gives the same bytes, on any day, in any order, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import ROOT

pytestmark = pytest.mark.real


def build(out: Path, seed: str, *before: str) -> subprocess.CompletedProcess[str]:
    """Build the real site in a process of its own."""
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai"}
    return subprocess.run(
        [*before, sys.executable, str(ROOT / "build.py"), "--out", str(out)],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def without_network() -> list[str]:
    """Give the command before which there is no network; where that cannot be had, fail."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.fail("unshare was not found (Debian: apt-get install util-linux).", pytrace=False)
    command = [unshare, "-n"] if os.geteuid() == 0 else [unshare, "-r", "-n"]
    probe = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if probe.returncode:
        pytest.fail(
            "The network cannot be cut here: run as root, or allow user namespaces "
            f"({probe.stderr.strip()}).",
            pytrace=False,
        )
    return command


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_another_process_without_network_builds_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Another hash seed, time zone and working folder; and the next build changes nothing."""
    out = tmp_path / "again"

    first = build(out, "1", *without_network())
    assert first.returncode == 0, first.stderr
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    second = build(out, "2")

    assert second.returncode == 0, second.stderr
    assert "(nothing changed" in second.stdout or "(0 written, 0 removed" in second.stdout
    assert stamps == {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    ours, theirs = tree(site), tree(out)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_there_is_no_network_where_it_is_cut() -> None:
    """So that the proof above is one."""
    code = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=2)"

    told = subprocess.run(
        [*without_network(), sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "unreachable" in told.stderr
