"""Every link of the real site leads somewhere, wherever the site is hosted."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.reading import NAMES_OF_IDS, SitePage

pytestmark = pytest.mark.real

#: Relations whose address is meant to be whole.
WHOLE = {"canonical", "alternate"}


def test_every_link_and_anchor_resolves(site: Path, pages: dict[str, SitePage]) -> None:
    """Pages, style sheets, scripts, downloads; anchors name an id of their page."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    broken = []
    for page in pages.values():
        for link in page.links():
            if link.is_outside:
                continue
            file, anchor = page.resolve(link.written)
            if file not in files:
                broken.append(f"{page.address}: {link.written} (no such file)")
            elif anchor and file in pages and anchor not in pages[file].ids:
                broken.append(f"{page.address}: {link.written} (no such id)")

    assert broken == [], "\n".join(sorted(set(broken))[:40])


def test_links_are_relative(pages: dict[str, SitePage]) -> None:
    """So the site works in a sub-folder; only the page for lost readers may know its place."""
    absolute = [
        f"{page.address}: {link.written}"
        for page in pages.values()
        if page.kind != "notfound"
        for link in page.links()
        if link.written.startswith("/")
    ]

    assert absolute == []


def test_links_name_their_file(pages: dict[str, SitePage]) -> None:
    """So the site works from a disk, where no server adds index.html."""
    folders = [
        f"{page.address}: {link.written}"
        for page in pages.values()
        for link in page.links()
        if not link.is_outside and link.written.partition("#")[0].endswith("/")
    ]

    assert folders == []


def test_only_the_head_names_the_sites_own_address(pages: dict[str, SitePage]) -> None:
    """Whoever hosts a copy has links into the copy."""
    own = urlsplit(pages["index.html"].strings("//link[@rel='canonical']/@href")[0]).netloc
    leaving = [
        f"{page.address}: {link.written}"
        for page in pages.values()
        for link in page.links()
        if urlsplit(link.written).netloc == own and link.rel not in WHOLE
    ]

    assert leaving == []


def test_outside_links_are_plain_web_addresses(pages: dict[str, SitePage]) -> None:
    """They say that they are external and hand nothing over."""
    odd = [
        f"{page.address}: {link.written} rel={link.rel}"
        for page in pages.values()
        for link in page.links()
        if link.is_outside
        and link.rel not in WHOLE
        and link.element == "a"
        and not (link.written.startswith(("https://", "http://")) and "noopener" in link.rel)
    ]

    assert odd == []


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, SitePage], site: Path) -> None:
    """Pages and style sheets fetch from the site alone."""
    fetching = {"link", "script", "img", "source", "iframe", "object", "use", "video"}
    foreign = [
        f"{page.address}: {link.written}"
        for page in pages.values()
        for link in page.links()
        if link.element in fetching and link.is_outside and link.rel not in WHOLE
        if not link.written.startswith("data:")
    ]
    css = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))

    assert foreign == []
    assert "@import" not in css
    assert "//" not in css.replace("http://www.w3.org/2000/svg", "")


def test_what_names_an_id_names_one_that_exists(pages: dict[str, SitePage]) -> None:
    """Labels and descriptions for those who cannot see."""
    missing = [
        f"{page.address}: {attribute}={name}"
        for page in pages.values()
        for attribute in NAMES_OF_IDS
        for value in page.strings(f"//@{attribute}")
        for name in value.split()
        if name not in page.ids
    ]

    assert missing == []


def test_every_page_can_be_reached(full_pages: dict[str, SitePage]) -> None:
    """From the first page of each language, by links alone."""
    pages = full_pages
    for home in ("index.html", "zh/index.html"):
        reached, waiting = {home}, [home]
        while waiting:
            page = pages[waiting.pop()]
            for link in page.links():
                if link.element == "a" and not link.is_outside:
                    file, _ = page.resolve(link.written)
                    if file in pages and file not in reached:
                        reached.add(file)
                        waiting.append(file)
        unreached = {
            address
            for address in pages
            if address.startswith("zh/") == home.startswith("zh/") and address not in reached
        }
        assert {address for address in unreached if not address.endswith("404.html")} == set()
