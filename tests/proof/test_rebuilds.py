"""Builds that take over what earlier ones found give what a build from nothing gives.

Run with ``python -m pytest -m proof tests/proof/test_rebuilds.py``; ``EDITS`` and ``SEED`` in the
environment choose how many random edits and which. Each edit changes one file of the real content;
the site is brought up to date in the folder where the site before the edit stands. What such a
build refuses, a build from nothing must refuse with the same words; after every fifth edit the
folder is compared with a build from nothing, file by file.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from explainer.problems import BuildError
from explainer.rebuild import Rebuilder
from explainer.settings import Settings
from explainer.site import build_site
from tests.builders import ROOT

#: What an edit does to a line of a file, and how often of a hundred.
KINDS = {"digit": 30, "word": 30, "swap": 6, "line": 6, "drop": 14, "note": 6, "file": 2, "year": 6}
PARTS = ("budget.yaml", "bundle/out", "content", "data", "drawings", "released.json")
SHARED = ("explainer", "static", "templates", "build.py", "pyproject.toml", "requirements")


def copy_project(root: Path) -> None:
    """Give a copy of the real project whose content may be changed."""
    for name in PARTS:
        source, target = ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    for name in SHARED:
        (root / name).symlink_to(ROOT / name)


def spoil(random_: random.Random, root: Path) -> tuple[str, Path, bytes | None]:
    """Change one file as an editor might; give what was done, the file, and what it held."""
    files = sorted(p for part in ("data", "content") for p in (root / part).rglob("*.*"))
    path = random_.choice(files)
    before = path.read_bytes()
    lines = before.decode().split("\n")
    kind = random_.choices(
        ["digit", "word", "swap", "line", "drop", "note", "file", "year"],
        [30, 25, 5, 5, 10, 5, 1, 5],
    )[0]
    number = random_.randrange(len(lines))
    line = lines[number]
    if kind == "digit" and re.search(r"\d", line):
        spot = random_.choice([m.start() for m in re.finditer(r"\d", line)])
        lines[number] = line[:spot] + random_.choice("0123456789") + line[spot + 1 :]
    elif kind == "word" and (found := list(re.finditer(r"[a-z]{4,}|[\u4e00-\u9fff]{2,}", line))):
        match = random_.choice(found)
        middle = match.start() + len(match.group()) // 2
        letter = random_.choice("国aeiou区")
        lines[number] = line[:middle] + letter + line[middle:]
    elif kind == "swap" and number + 1 < len(lines):
        lines[number], lines[number + 1] = lines[number + 1], line
    elif kind == "line":
        lines.insert(number, line)
    elif kind == "drop":
        del lines[number]
    elif kind == "note":
        lines.insert(number, "")
    elif kind == "file":
        path.unlink()
        return "file", path, before
    elif kind == "year":
        lines[number] = re.sub(r"\b(19|20)\d\d\b", "2019", line)
    path.write_bytes("\n".join(lines).encode())
    return kind, path, before


def outcome(rebuilder: Rebuilder) -> str:
    """Bring the site up to date; give what it said, or ''."""
    try:
        rebuilder.build()
    except BuildError as error:
        return "\n".join(map(str, (*error.errors, *error.warnings)))
    return ""


def differences(settings: Settings, out: Path) -> tuple[str, list[str]]:
    """Build from nothing in memory; give what it said and the files that differ from a folder."""
    try:
        built = build_site(settings)
    except BuildError as error:
        return "\n".join(map(str, (*error.errors, *error.warnings))), []
    there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    wrong = sorted(there ^ built.files.keys())
    wrong += [n for n in built.files if n in there and (out / n).read_bytes() != built.files[n]]
    return "", wrong


def try_edits(number: int, seed: int, root: Path) -> Counter[str]:
    """Make random edits, one after the other, each on the site as it is; give what came of them."""
    root.mkdir(parents=True)
    copy_project(root)
    settings = Settings(root=root, out=root / "dist", strict=False)
    Rebuilder(settings).build()
    random_ = random.Random(seed)  # noqa: S311 - repeatable, not secret
    found: Counter[str] = Counter()
    for step in range(number):
        kind, path, before = spoil(random_, root)
        stamps = {p: p.stat().st_mtime_ns for p in settings.out.rglob("*") if p.is_file()}
        bytes_before = {p: p.read_bytes() for p in stamps}
        said = outcome(Rebuilder(settings))
        # A refused edit is read again from nothing; of built ones, every fifth whole site.
        expected, wrong = ("", []) if not said and step % 5 else differences(settings, settings.out)
        name = f"{path.relative_to(root)} ({kind}, edit {step} of seed {seed})"
        assert said == expected, f"{name}: told otherwise"
        if not said:
            assert not wrong, f"{name}: {wrong[:5]}"
        moved = [
            p
            for p, stamp in stamps.items()
            if p.exists() and p.stat().st_mtime_ns != stamp and p.read_bytes() == bytes_before[p]
        ]
        assert not moved, f"{name}: written again without a change: {moved[:5]}"
        found[f"{kind} {'refused' if said else 'built'}"] += 1
        if said or before is None or random_.random() < 0.9:
            path.write_bytes(before or b"")
    return found


@pytest.mark.proof
def test_random_edits_give_what_a_build_from_nothing_gives(tmp_path: Path) -> None:
    """At least a thousand, on two processes."""
    number, seed = int(os.environ.get("EDITS", "1000")), int(os.environ.get("SEED", "20261122"))
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(2) as pool:
        jobs = [
            pool.submit(try_edits, number // 20, seed + part, tmp_path / str(part))
            for part in range(20)
        ]
        for job in jobs:
            total += job.result()
    print(dict(sorted(total.items())))
    assert sum(total.values()) == number // 20 * 20
    assert sum(n for kind, n in total.items() if kind.endswith("built")) > number / 20
