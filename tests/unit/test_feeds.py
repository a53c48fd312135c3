"""Site map, robots.txt and Atom feeds: well-formed, complete, in both languages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from lxml import etree, html

from explainer.addresses import moved_addresses
from explainer.feeds import render_feed
from explainer.model import SiteModel
from explainer.plain import plain_text
from explainer.problems import BuildError
from explainer.site import Built, build_site, load_site
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

    assert links == {
        "self": f"{BASE}zh/feed.xml",
        "alternate": f"{BASE}zh/",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"


def test_the_site_map_lists_every_page_with_its_languages(tiny: Built) -> None:
    """But not the page for what does not exist, what moved, and figures for others."""
    tree = ET.fromstring(tiny.files["sitemap.xml"])  # noqa: S314 - our own file

    listed = {text(url, f"{MAP}loc") for url in tree.findall(f"{MAP}url")}
    moved = moved_addresses(tiny.loaded.model)
    pages = {
        BASE + name.removesuffix("index.html")
        for name in tiny.files
        if name.endswith(".html") and not re.search("404|embed/|editions/", name)
    }
    pages -= {BASE + old for old in moved}
    assert listed == pages
    for url in tree.findall(f"{MAP}url"):
        tags = {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}
        assert tags.keys() == {"en", "zh-Hans", "x-default"}
        assert tags["x-default"] == tags["en"]
        assert set(tags.values()) <= listed


def days_of(built: Built) -> dict[str, str]:
    """Give the day of the last change that the site map tells, by address."""
    tree = ET.fromstring(built.files["sitemap.xml"])  # noqa: S314 - our own file
    urls = tree.findall(f"{MAP}url")
    return {text(u, f"{MAP}loc").removeprefix(BASE): text(u, f"{MAP}lastmod") for u in urls}


def test_each_page_has_the_day_of_its_own_last_change(tiny: Built, project: Path) -> None:
    """Of its numbers, its figures, itself; a change elsewhere is none of its own."""
    before = days_of(tiny)
    edit(project, "data/site.yaml", "updated: 2025-06-01", "updated: 2025-06-20")
    edit(
        project,
        "data/changes.yaml",
        "changes:\n",
        "changes:\n"
        "  - {id: 2025-06-20-map, kind: update, date: 2025-06-20, what: figures/tile-map,\n"
        "     text: {en: The map is new., zh: 地图更新。}}\n"
        "  - {id: 2025-06-19-land, kind: update, date: 2025-06-19, what: measures/land,\n"
        "     text: {en: The page is new., zh: 页面更新。}}\n"
        "  - {id: 2025-06-18-firms, kind: update, date: 2025-06-18, what: firms/2024,\n"
        "     text: {en: The number is new., zh: 数字更新。}}\n",
    )
    after = days_of(build_site(settings_of(project)))

    assert before.keys() == after.keys()
    for folder in ("", "zh/"):
        assert after[f"{folder}figures/tile-map/"] == "2025-06-20"
        assert after[f"{folder}measures/land/"] == "2025-06-19"
        assert after[f"{folder}numbers/firms/"] == "2025-06-18"
        assert after[f"{folder}corrections/"] == "2025-06-20"
        assert after[f"{folder}glossary/"] == before[f"{folder}glossary/"] < "2025-06-18"
    assert before["numbers/firms/"] == "2025-06-01"
    assert before["measures/"] == "2025-05-31"


@pytest.mark.parametrize("folder", ["", "zh/"])
@pytest.mark.parametrize("name", ["feed.xml", "corrections.xml"])
def test_feeds_are_valid(tiny: Built, folder: str, name: str) -> None:
    """By the grammar of Atom, and for a reader of feeds."""
    data = tiny.files[folder + name]
    grammar = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))

    grammar.assertValid(etree.fromstring(data))
    read = feedparser.parse(data)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"


def test_the_grammar_finds_a_mistake(tiny: Built) -> None:
    """So that silence means something."""
    grammar = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
    data = tiny.files["feed.xml"]

    for old, new in ((b"T00:00:00Z", b""), (b"<id>https", b"<id>x"), (b'rel="self"', b'rel="x"')):
        assert old in data
        assert not grammar.validate(etree.fromstring(data.replace(old, new))), old


def test_corrections_have_a_feed_of_their_own(tiny: Built) -> None:
    """Without additions and updates."""
    read = feedparser.parse(tiny.files["corrections.xml"])

    assert [entry.tags[0].term for entry in read.entries] == ["correction"]
    assert read.entries[0].id.endswith("#2025-06-01-gdp")


def test_an_entry_can_be_read_where_it_arrives(tiny: Built) -> None:
    """What it was, the figures that show it as pictures, the number with its sources."""
    read = feedparser.parse(tiny.files["feed.xml"], sanitize_html=False)
    model = tiny.loaded.model
    told = html.fromstring(read.entries[0].content[0].value)

    assert [str(x.text) for x in told.xpath("//del | //ins")] == [
        "16.8 cny-trillion",
        "16.9 cny-trillion",
    ]
    (number,) = told.xpath("//li")
    assert "16.9" in number.text_content()
    cited = [a.get("href").split("/")[-2] for a in number.xpath(".//a")]
    assert cited == list(model.values["gdp/2024/bulletin"].sources)


def test_an_entry_carries_the_figures_that_show_what_changed(project: Path) -> None:
    """As pictures with words, at addresses that lead somewhere."""
    loaded = load_site(settings_of(project))
    figure = loaded.figures["tile-map", "en"]
    change = dataclasses.replace(loaded.model.changes[0], what=figure.values[0])
    fields = {f.name: getattr(loaded.model, f.name) for f in dataclasses.fields(SiteModel)}
    model = SiteModel(**(fields | {"changes": (change,)}))

    read = feedparser.parse(render_feed(model, loaded.figures, loaded.locales["en"], "feed.xml"))

    (image,) = html.fromstring(read.entries[0].content[0].value).xpath("//img")
    assert image.get("src") == f"{BASE}figures/tile-map/wide.png"
    assert image.get("alt")


@pytest.mark.parametrize(("folder", "up"), [("", ""), ("zh/", "../")])
def test_web_manifests_name_icons_that_are_there(tiny: Built, folder: str, up: str) -> None:
    """Each of the size it says; addresses count from the manifest's own."""
    manifest = json.loads(tiny.files[f"{folder}site.webmanifest"])

    assert manifest["start_url"] == manifest["scope"] == "./"
    assert manifest["lang"] == {"": "en", "zh/": "zh-Hans"}[folder]
    for icon in manifest["icons"]:
        assert icon["src"].startswith(up)
        assert icon["src"].removeprefix(up) in tiny.files


def test_the_old_icon_is_a_container_with_a_png(tiny: Built) -> None:
    """One picture; its length and place are as the header says."""
    data = tiny.files["favicon.ico"]
    kind, number = struct.unpack("<HH", data[2:6])
    length, start = struct.unpack("<II", data[14:22])

    assert (kind, number) == (1, 1)
    assert data[start : start + 8] == b"\x89PNG\r\n\x1a\n"
    assert len(data) == start + length


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
