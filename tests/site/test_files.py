"""The files of the real site besides its pages."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.reading import SitePage

pytestmark = pytest.mark.real

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def files_of(site: Path) -> dict[str, Path]:
    """Give all files of the site by name."""
    return {p.relative_to(site).as_posix(): p for p in sorted(site.rglob("*")) if p.is_file()}


def test_the_manifest_lists_every_file_with_its_digest(site: Path) -> None:
    """Whoever mirrors the site can check the copy."""
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))

    digests = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for name, path in files_of(site).items()
        if name != "manifest.json"
    }
    assert manifest["files"] == digests
    assert manifest["version"]


def test_the_site_map_lists_all_pages(site: Path, pages: dict[str, SitePage]) -> None:
    """And nothing else."""
    tree = ET.fromstring((site / "sitemap.xml").read_bytes())  # noqa: S314 - our own file
    listed = [str(loc.text) for loc in tree.iter(f"{MAP}loc")]
    base = pages["index.html"].strings("//link[@rel='canonical']/@href")[0]

    assert len(set(listed)) == len(listed)
    assert set(listed) == {
        base + page.address.removesuffix("index.html")
        for page in pages.values()
        if page.kind not in {"notfound", "embed", "moved"}
    }


def test_the_site_map_tells_days_of_the_content(site: Path) -> None:
    """The same in both languages, none later than the site itself."""
    updated = json.loads((site / "manifest.json").read_bytes())["updated"]
    tree = ET.fromstring((site / "sitemap.xml").read_bytes())  # noqa: S314 - our own file
    days: dict[str, set[str]] = {}
    for url in tree.iter(f"{MAP}url"):
        address, day = (str(url.findtext(f"{MAP}{name}")) for name in ("loc", "lastmod"))
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", day), address
        assert day <= updated, address
        days.setdefault(address.replace("/zh/", "/"), set()).add(day)

    assert len(days) > 100
    assert [address for address, found in days.items() if len(found) != 1] == []


@pytest.mark.parametrize("name", ["feed.xml", "zh/feed.xml"])
def test_the_feeds_can_be_read(site: Path, name: str) -> None:
    """At least one entry, each with what Atom asks for."""
    feed = ET.fromstring((site / name).read_bytes())  # noqa: S314 - our own file

    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for node in (feed, *entries):
        for part in ("id", "title", "updated"):
            found = node.find(f"{ATOM}{part}")
            assert found is not None
            assert found.text


def test_every_text_is_utf8_with_plain_line_ends(site: Path) -> None:
    """No marks at the start, no carriage returns but in CSV."""
    for name, path in files_of(site).items():
        if path.suffix in {".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".csv"}:
            raw = path.read_bytes()
            raw.decode("utf-8")
            assert not raw.startswith(b"\xef\xbb\xbf"), name
            assert b"\r" not in raw or path.suffix == ".csv", name


def test_json_files_are_json(site: Path) -> None:
    """All of them."""
    names = [name for name in files_of(site) if name.endswith(".json")]

    assert len(names) > 20
    for name in names:
        json.loads((site / name).read_text(encoding="utf-8"))


def test_pictures_are_svg_without_scripts(site: Path) -> None:
    """They can be opened alone and run nothing."""
    for name, path in files_of(site).items():
        if path.suffix == ".svg":
            root = ET.fromstring(path.read_bytes())  # noqa: S314 - our own file
            assert root.tag == "{http://www.w3.org/2000/svg}svg", name
            tags = {node.tag.rpartition("}")[2] for node in root.iter()}
            assert not tags & {"script", "foreignObject", "image", "a", "style"}, name


def test_no_reference_reaches_a_reader_unprinted(site: Path) -> None:
    """Downloads, feeds and pictures, too: numbers printed, links as words."""
    shown = [
        name
        for name, path in files_of(site).items()
        if path.suffix in {".csv", ".json", ".xml", ".svg", ".txt"}
        and any(mark in path.read_text(encoding="utf-8") for mark in ("[[", "](", "\ue000"))
    ]

    assert shown == []


def test_pages_are_light(pages: dict[str, SitePage]) -> None:
    """A page of text is not heavier than a picture."""
    heavy = {p.address: len(p.source) for p in pages.values() if len(p.source) > 700_000}

    assert heavy == {}
