"""Compressed copies: the same text, made once, the same bytes everywhere."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from explainer.cache import Cache
from explainer.compress import compress_files, gzip_copy

TEXT = b"<p>One of many words that come again and again.</p>\n" * 40


class Counted(Cache):
    """A cache that counts what had to be made."""

    made = 0

    def put(self, key: str, data: bytes) -> None:
        """Count and keep."""
        self.made += 1
        super().put(key, data)


def test_copies_hold_the_same_text(tmp_path: Path) -> None:
    """Of texts; pictures and archives have none."""
    files = {"a/index.html": TEXT, "b.css": TEXT[:500], "c.png": TEXT, "d.zip": TEXT}

    copies = compress_files(files, Cache(tmp_path))

    assert copies.keys() == {"a/index.html.br", "a/index.html.gz", "b.css.br", "b.css.gz"}
    assert brotli.decompress(copies["a/index.html.br"]) == TEXT
    assert gzip.decompress(copies["b.css.gz"]) == TEXT[:500]
    assert len(copies["a/index.html.br"]) < len(copies["a/index.html.gz"]) < len(TEXT)


def test_what_would_not_become_smaller_has_no_copy(tmp_path: Path) -> None:
    """Nor what is as short as its own headers."""
    files = {"short.txt": b"a" * 100, "noise.txt": bytes(range(33, 126)) * 2}

    assert compress_files({"short.txt": files["short.txt"]}, Cache(tmp_path)) == {}
    for name, copy in compress_files(files, Cache(tmp_path)).items():
        assert len(copy) < len(files[name.rpartition(".")[0]])


def test_copies_are_made_once(tmp_path: Path) -> None:
    """By content: another name for the same text costs nothing."""
    first, second = Counted(tmp_path), Counted(tmp_path)

    made = compress_files({"a.html": TEXT}, first)
    again = compress_files({"a.html": TEXT, "z/b.html": TEXT}, second)

    assert first.made == 2
    assert second.made == 0
    assert again["a.html.br"] == made["a.html.br"] == again["z/b.html.br"]


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    """The copies are made all the same."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")

    assert compress_files({"a.html": TEXT}, Cache(tmp_path / "file")).keys() == {
        "a.html.br",
        "a.html.gz",
    }


def test_gzip_names_no_time_and_no_system() -> None:
    """The same bytes on every day and every machine."""
    assert gzip_copy(TEXT)[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


@pytest.mark.parametrize("data", [b"", b"x", TEXT])
def test_any_bytes_come_back_from_gzip(data: bytes) -> None:
    """Even none."""
    assert gzip.decompress(gzip_copy(data)) == data
