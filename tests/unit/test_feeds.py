"""Site map, robots.txt and Atom feeds: well-formed, complete, in both languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from explainer.plain import plain_text
from explainer.problems import BuildError
from explainer.site import Built, build_site
from tests.builders import EN, ZH, edit, settings_of

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
BASE = "https://tiny.example/site/"


def text(node: ET.Element, path: str) -> str:
    """Give the text of a child that must be there."""
    found = node.find(path)
    assert found is not None, path
    assert found.text, path
    return found.text


@pytest.mark.parametrize(
    ("file", "title", "first"),
    [
        ("feed.xml", "Tiny Zones", "The value is 16.9 trillion yuan & not less."),
        ("zh/feed.xml", "小站", "数值为16.9万亿元。"),
    ],
)
def test_the_feed_tells_every_change_newest_first(
    tiny: Built, file: str, title: str, first: str
) -> None:
    """Ids, titles, times and words, as RFC 4287 asks."""
    feed = ET.fromstring(tiny.files[file])  # noqa: S314 - our own file

    entries = feed.findall(f"{ATOM}entry")
    assert text(feed, f"{ATOM}title") == title
    assert text(feed, f"{ATOM}id") == BASE + file
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert len(entries) == 2
    assert text(entries[0], f"{ATOM}summary").replace("\u00a0", " ") == first
    times = [dt.datetime.fromisoformat(text(e, f"{ATOM}updated")[:-1]) for e in entries]
    assert times == sorted(times, reverse=True)
    ids = [text(entry, f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href") == text(entry, f"{ATOM}id")


def test_the_feed_links_to_itself_and_its_site(tiny: Built) -> None:
    """In its own language."""
    feed = ET.fromstring(tiny.files["zh/feed.xml"])  # noqa: S314 - our own file

    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}

    assert links == {"self": f"{BASE}zh/feed.xml", "alternate": f"{BASE}zh/"}
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"


def test_the_site_map_lists_every_page_with_its_languages(tiny: Built) -> None:
    """But not the page for what does not exist, nor figures for the pages of others."""
    tree = ET.fromstring(tiny.files["sitemap.xml"])  # noqa: S314 - our own file

    listed = {text(url, f"{MAP}loc") for url in tree.findall(f"{MAP}url")}
    pages = {
        BASE + name.removesuffix("index.html")
        for name in tiny.files
        if name.endswith(".html") and "404" not in name and "embed/" not in name
    }
    assert listed == pages
    for url in tree.findall(f"{MAP}url"):
        tags = {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}
        assert tags.keys() >= {"en", "zh-Hans"}
        assert set(tags.values()) <= listed


def test_robots_may_read_everything(tiny: Built) -> None:
    """And find the site map."""
    assert tiny.files["robots.txt"].decode() == (
        f"User-agent: *\nAllow: /\n\nSitemap: {BASE}sitemap.xml\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("updated: 2025-06-01", "updated: 2025-06"),
        ("updated: 2025-06-01", "updated: 2025"),
        ("https://tiny.example/site/", "https://tiny.example/site"),
        ("https://tiny.example/site/", "https://tiny.example/site/?a=b"),
    ],
)
def test_dates_and_addresses_that_would_break_the_feed_are_refused(
    project: Path, old: str, new: str
) -> None:
    """A month is no moment; an address without its last slash is another one."""
    edit(project, "data/site.yaml", old, new)

    with pytest.raises(BuildError, match=r"data/site\.yaml"):
        build_site(settings_of(project))


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        ("[[zones/2024]] zones", "3 zones", "3 zones"),
        ("see [land](measure:land)", "see land", "see land"),
        ("[[gdp/2024/bulletin | short]]", "16.9\u00a0tn", "16.9万亿"),
        ("[of [[zones/2024]]](term:zone)", "of 3", "of 3"),
        ("a < b & c", "a < b & c", "a < b & c"),
    ],
)
def test_text_leaves_the_site_without_markup(
    tiny: Built, words: str, english: str, chinese: str
) -> None:
    """Numbers are printed, links are their words."""
    model = tiny.loaded.model

    assert plain_text(words, model, EN) == english
    assert plain_text(words, model, ZH) == chinese
