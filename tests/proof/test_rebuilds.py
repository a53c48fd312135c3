"""Builds that take over what earlier ones found give what a build from nothing gives.

Run with ``python -m pytest -m proof -s tests/proof/test_rebuilds.py``; ``EDITS`` and ``SEED`` in
the environment choose how many random edits and which. The edits (``tests/edits.py``) are made on
a copy of the real content, one after the other, each on the site as the one before left it; most
are taken back before the next.

After every edit the site is brought up to date by a new ``Rebuilder``, which knows what is in the
cache and nothing else, as a new process would. Then:

- what it refuses, checks from nothing refuse with the same words;
- every file that was written again has other bytes than before, and every other file kept its
  time, its number on the disk and its bytes, as far as size and time tell.

After every tenth edit that was built, and at the end, the whole folder is compared with a build
from nothing, file by file, byte by byte, warnings included. An error that a later edit covers up
within ten edits would be missed; one that stays is found. Where the folder differs, the edits
since the last comparison are made again, with a comparison after each, to name the one.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest

from explainer.problems import BuildError
from explainer.rebuild import Rebuilder
from explainer.settings import Settings
from explainer.site import build_site
from tests.builders import ROOT
from tests.edits import Edit, make_edit

PARTS = ("budget.yaml", "bundle/out", "content", "data", "drawings", "released.json", "templates")
SHARED = ("explainer", "static", "build.py", "pyproject.toml", "requirements")
#: Built edits between two comparisons with a build from nothing.
STRIDE = 10
#: Edits that follow one another before the content is fresh again.
RUN = 200


def copy_project(root: Path) -> Settings:
    """Give a copy of the real project whose content may be changed."""
    for name in PARTS:
        source, target = ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    for name in SHARED:
        (root / name).symlink_to(ROOT / name)
    return Settings(root=root, out=root / "dist", strict=False)


class Seen(NamedTuple):
    """A published file: what the disk says of it, and its contents."""

    stamp: tuple[int, int, int]
    data: bytes


@dataclass(slots=True)
class Published:
    """The published folder, looked at after every build; only what was touched is read."""

    out: Path
    files: dict[str, Seen] = field(default_factory=dict)

    def look(self) -> list[str]:
        """Look again; give the files that were written again though their bytes are the same."""
        before, self.files = self.files, {}
        idle = []
        for path in self.out.rglob("*"):
            if path.is_dir():
                continue
            stat, name = path.stat(), path.relative_to(self.out).as_posix()
            stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
            old = before.get(name)
            if old is not None and old.stamp == stamp:
                self.files[name] = old
                continue
            self.files[name] = Seen(stamp, path.read_bytes())
            if old is not None and old.data == self.files[name].data:
                idle.append(name)
        return idle


def words_of(problems: Iterable[object]) -> str:
    """Give what was told, a line each."""
    return "\n".join(map(str, problems))


def renew(settings: Settings) -> tuple[bool, str]:
    """Bring the site up to date; whether it was built, and what was told."""
    try:
        built = Rebuilder(settings).build().built
    except BuildError as error:
        return False, words_of((*error.errors, *error.warnings))
    return True, words_of(built.warnings)


def build_from_nothing(settings: Settings) -> tuple[dict[str, bytes] | None, str]:
    """Give the files that a build from nothing gives (none if it refuses), and what is told."""
    try:
        built = build_site(settings)
    except BuildError as error:
        return None, words_of((*error.errors, *error.warnings))
    return dict(built.files), words_of(built.warnings)


def differences(settings: Settings, told: str) -> list[str]:
    """Give what differs between the published folder and a build from nothing."""
    files, words = build_from_nothing(settings)
    if files is None:
        return [f"refused from nothing: {words}"]
    there = Published(settings.out)
    there.look()
    wrong = [] if words == told else ["what is told"]
    wrong += sorted(there.files.keys() ^ files.keys())
    return wrong + [n for n, d in files.items() if n in there.files and there.files[n].data != d]


def find_culprit(settings: Settings, edits: list[tuple[Edit, bool]]) -> str:
    """Make edits again from the state before them; give the first after which the folder differs.

    Each comes with whether it was taken back before the next one.
    """
    for edit, _ in reversed(edits):
        edit.revert()
    shutil.rmtree(settings.out)
    shutil.rmtree(settings.root / ".cache")
    renew(settings)
    for edit, is_taken_back in edits:
        edit.apply()
        is_built, told = renew(settings)
        if is_built and (wrong := differences(settings, told)):
            return f"{edit}: {wrong[:5]}"
        if is_taken_back:
            edit.revert()
    return f"one of these, not found again: {'; '.join(str(e) for e, _ in edits)}"


def try_edits(number: int, seed: int, root: Path) -> Counter[str]:
    """Make random edits; give what came of them."""
    root.mkdir(parents=True)
    settings = copy_project(root)
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    found: Counter[str] = Counter()
    published = Published(settings.out)
    is_built, told = renew(settings)
    assert is_built, told
    published.look()
    since: list[tuple[Edit, bool]] = []
    waiting = 0
    for step in range(number):
        edit = make_edit(chance, root)
        name = f"edit {step} of seed {seed}, {edit}"
        edit.apply()
        is_built, told = renew(settings)
        idle = published.look()
        assert not idle, f"{name}: written again without a change: {idle[:5]}"
        if is_built:
            waiting += 1
            if waiting == STRIDE:
                wrong = differences(settings, told)
                assert not wrong, (
                    f"{wrong[:5]} after {find_culprit(settings, [*since, (edit, False)])}"
                )
                found["whole comparisons"] += 1
                waiting, since = 0, []
        else:
            files, words = build_from_nothing(settings)
            assert files is None, f"{name}: refused, and from nothing it is not: {told}"
            assert words == told, f"{name}: told otherwise"
        found[f"{edit.kind}, {'built' if is_built else 'refused'}"] += 1
        is_taken_back = not is_built or chance.random() < 0.9
        since.append((edit, is_taken_back))
        if is_taken_back:
            edit.revert()
        if step % 50 == 49:
            print(
                f"seed {seed}: {step + 1} edits, {found['whole comparisons']} compared whole",
                flush=True,
            )
    is_built, told = renew(settings)
    assert is_built, told
    if wrong := differences(settings, told):
        pytest.fail(f"{wrong[:5]} after {find_culprit(settings, since)}")
    return found


@pytest.mark.proof
def test_random_edits_give_what_a_build_from_nothing_gives(tmp_path: Path) -> None:
    """At least a thousand, in runs of so many, each from the content as it is."""
    number, seed = int(os.environ.get("EDITS", "1000")), int(os.environ.get("SEED", "20261122"))
    total: Counter[str] = Counter()
    for part in range(-(-number // RUN)):
        size = min(RUN, number - RUN * part)
        total += try_edits(size, seed + part, tmp_path / str(part))
        shutil.rmtree(tmp_path / str(part))
    print(dict(sorted(total.items())))
    assert sum(n for kind, n in total.items() if kind.endswith(("built", "refused"))) == number
    assert sum(n for kind, n in total.items() if kind.endswith("built")) > number / 10
