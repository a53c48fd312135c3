"""Compressed copies of the site's texts, made once, kept by content, sent as they are.

Brotli at its strongest takes about a second per megabyte, so copies belong to publishing and not
to every build. A copy depends on nothing but the bytes of its text.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from explainer.cache import Cache

#: Endings of files that become much smaller; pictures and archives do not.
TEXTS = frozenset(".bib .css .csv .html .js .json .svg .txt .webmanifest .xml".split())
#: Files that hosts read themselves and never send.
UNSENT = frozenset({"_headers", "_redirects"})
STRONGEST = 11
#: Raise when the way of compressing changes, so that kept copies are made anew.
_WAY = 1
#: Below this, a copy saves less than its own headers.
_WORTH = 150


def compress_files(files: Mapping[str, bytes], cache: Cache) -> Mapping[str, bytes]:
    """Give the compressed copies of all texts by name: ``index.html.br``, ``index.html.gz``.

    A text that would not become smaller has no copy.
    """
    texts = {
        name: data
        for name, data in files.items()
        if Path(name).suffix in TEXTS and name not in UNSENT and len(data) >= _WORTH
    }

    def both(data: bytes) -> tuple[bytes, bytes]:
        return brotli_copy(data, cache), _kept("gz", gzip_copy, data, cache)

    # Both libraries let other threads work while they compress.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        pairs = dict(zip(texts, pool.map(both, texts.values()), strict=True))
    copies = {}
    for name, pair in pairs.items():
        for ending, copy in zip(("br", "gz"), pair, strict=True):
            if len(copy) < len(texts[name]):
                copies[f"{name}.{ending}"] = copy
    return copies


def brotli_copy(data: bytes, cache: Cache) -> bytes:
    """Give a text after Brotli at its strongest."""
    return _kept("br", shrink_brotli, data, cache)


def shrink_brotli(data: bytes, quality: int = STRONGEST) -> bytes:
    """Give bytes after Brotli."""
    small: bytes = brotli.compress(data, quality=quality)
    return small


def gzip_copy(data: bytes) -> bytes:
    """Give bytes as a gzip file that names no time and no system (RFC 1952)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    body = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return head + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def _kept(way: str, make: Callable[[bytes], bytes], data: bytes, cache: Cache) -> bytes:
    key = f"{way}{_WAY}-{hashlib.sha256(data).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = make(data)
        cache.put(key, found)
    return found
