"""The cache: entries by digest, damaged ones are none, and nothing is left lying about."""

from __future__ import annotations

import os
from pathlib import Path

from explainer.cache import FOLDER, Cache, key_of

DAY = 24 * 3600.0


def test_what_was_put_is_given_back(tmp_path: Path) -> None:
    """And nothing else."""
    cache = Cache(tmp_path)
    cache.put(key_of("tea"), b"green")

    assert cache.get(key_of("tea")) == b"green"
    assert cache.get(key_of("salt")) is None


def test_a_damaged_entry_is_none(tmp_path: Path) -> None:
    """Cut short, or with another letter."""
    cache, key = Cache(tmp_path), key_of("tea")
    for damage in (lambda raw: raw[:-1], lambda raw: raw[:-1] + b"x", lambda _: b""):
        cache.put(key, b"green")
        path = cache.folder(key)
        path.write_bytes(damage(path.read_bytes()))

        assert cache.get(key) is None


def test_parts_of_a_key_do_not_run_together() -> None:
    """Neither do their kinds of text."""
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("ab", "c", "")}) == 4


def test_what_killed_builds_left_is_removed(tmp_path: Path) -> None:
    """What another build is writing right now is not."""
    cache, folder = Cache(tmp_path), tmp_path / FOLDER
    cache.put(key_of("tea"), b"green")
    (folder / "new-99999999-1").write_bytes(b"half")
    (folder / "new-odd").write_bytes(b"half")
    (folder / f"new-{os.getpid()}-1").write_bytes(b"half")

    cache.tidy(0.0)

    assert {p.name for p in folder.glob("new-*")} == {f"new-{os.getpid()}-1"}
    assert cache.get(key_of("tea")) == b"green"


def test_entries_long_unused_are_removed(tmp_path: Path) -> None:
    """They belong to content or code that is gone; a folder that is kept is no entry."""
    cache = Cache(tmp_path)
    for name in ("tea", "salt"):
        cache.put(key_of(name), b"here")
    cache.folder(key_of("spare")).mkdir(parents=True)
    now = cache.folder(key_of("tea")).stat().st_mtime
    for name in ("salt", "spare"):
        os.utime(cache.folder(key_of(name)), (now - 31 * DAY, now - 31 * DAY))

    cache.tidy(now + DAY)

    assert cache.get(key_of("tea")) == b"here"
    assert cache.get(key_of("salt")) is None
    assert cache.folder(key_of("spare")).is_dir()


def test_a_disk_that_refuses_is_no_mistake(tmp_path: Path) -> None:
    """There is a file where the cache would lie."""
    (tmp_path / FOLDER).write_text("no folder")
    cache = Cache(tmp_path)

    cache.put(key_of("tea"), b"green")
    cache.tidy(0.0)

    assert cache.get(key_of("tea")) is None
