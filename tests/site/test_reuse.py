"""Figures elsewhere: sorted, downloaded, cited, embedded, and shown beside a link."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from explainer.figures.picture import size_of_png
from tests.reading import SitePage

pytestmark = pytest.mark.real

FIGURES = ("figures/tile-map/", "zh/figures/tile-map/")
EMBEDS = ("embed/zone-count/", "zh/embed/zone-count/", "embed/weight/", "zh/embed/regions/")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    fresh = browser.new_context(viewport={"width": 900, "height": 800})
    yield fresh
    fresh.close()


def opened(context: BrowserContext, site: Path, address: str) -> Page:
    """Give a page from the disk, with a reader who moves."""
    page = context.new_page()
    page.goto((site / address / "index.html").as_uri())
    page.mouse.move(300, 300)
    return page


def column(page: Page, number: int) -> list[str]:
    """Give the words of a column of the table, from top to bottom."""
    return page.locator(f"tbody tr > :nth-child({number})").all_inner_texts()


# Sorting ------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("address", FIGURES)
def test_a_column_of_numbers_is_sorted_by_number(
    context: BrowserContext, site: Path, address: str
) -> None:
    """Up, down, and back to the order of the site; each is announced."""
    page = opened(context, site, address)
    head = page.locator("thead th").nth(2)
    before = column(page, 3)
    said = page.locator("[role=status]")

    head.get_by_role("button").click()
    up = [int(words) for words in column(page, 3)]
    assert up == sorted(int(words) for words in before)
    assert up != [int(words) for words in before]
    expect(head).to_have_attribute("aria-sort", "ascending")
    first = said.inner_text()

    head.get_by_role("button").click()
    assert [int(words) for words in column(page, 3)] == up[::-1]
    expect(head).to_have_attribute("aria-sort", "descending")
    second = said.inner_text()

    head.get_by_role("button").click()
    assert column(page, 3) == before
    assert head.get_attribute("aria-sort") is None
    assert len({first, second, said.inner_text(), ""}) == 4


@pytest.mark.browser
def test_the_keyboard_sorts_and_only_one_column_is_marked(
    context: BrowserContext, site: Path
) -> None:
    """Rows stay whole: a province keeps its number."""
    page = opened(context, site, FIGURES[0])
    pairs = set(zip(column(page, 1), column(page, 3), strict=True))

    page.locator("thead button").nth(2).press("Enter")
    page.locator("thead button").nth(0).press(" ")

    assert column(page, 1) == sorted(column(page, 1), key=str.lower)
    assert set(zip(column(page, 1), column(page, 3), strict=True)) == pairs
    assert page.locator("[aria-sort]").count() == 1


@pytest.mark.browser
def test_units_and_times_are_sorted_by_what_they_mean(context: BrowserContext, site: Path) -> None:
    """16.9 trillion is more than 395 billion; a quarter comes after the year before."""
    page = opened(context, site, "figures/weight/")
    values = page.locator("tbody [data-sort]").evaluate_all(
        "cells => cells.map(c => [c.textContent.trim(), Number(c.dataset.sort)])"
    )
    trillions = [n for words, n in values if "trillion" in words]
    billions = [n for words, n in values if "billion" in words]

    assert trillions
    assert not billions or min(trillions) > max(billions)


@pytest.mark.browser
def test_the_table_and_the_code_are_there_without_scripts(browser: Browser, site: Path) -> None:
    """And no button that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = opened(context, site, FIGURES[0])

    assert page.locator("tbody tr").count() > 25
    assert page.locator("button:visible").count() == 0
    assert "<iframe" in page.locator("#part-embed ~ pre").first.inner_text()
    context.close()


@pytest.mark.browser
def test_code_is_copied(browser: Browser, site: Path) -> None:
    """Exactly what stands there; the button says so."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = opened(context, site, FIGURES[0])
    code = page.locator("pre").first

    expect(page.locator("thead button").first).to_be_visible()
    button = page.locator("button.copy").first
    button.click()

    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == code.inner_text().strip()
    context.close()


@pytest.mark.browser
def test_the_day_of_reading_is_today(context: BrowserContext, site: Path) -> None:
    """Without scripts it is the day of the data."""
    page = opened(context, site, FIGURES[0])

    today = page.evaluate("new Intl.DateTimeFormat('sv').format(new Date())")
    expect(page.locator("[data-today]")).to_have_text(today)


# Files --------------------------------------------------------------------------------------


def figure_pages(pages: dict[str, SitePage]) -> list[SitePage]:
    """Give the pages of single figures."""
    return [page for page in pages.values() if page.kind == "figure"]


def test_downloads_on_a_page_are_the_files_that_exist(
    site: Path, pages: dict[str, SitePage]
) -> None:
    """Every file of a figure is offered on its page, and nothing else."""
    for page in figure_pages(pages):
        offered = set(page.strings("//main//a[@download]/@href"))
        folder = (site / page.address).parent
        assert offered == {p.name for p in folder.iterdir()} - {"index.html"} - {
            p.name for p in folder.glob("*.js*") if p.name != "data.json"
        }, page.address


def test_a_png_is_wide_enough_for_print_and_light(site: Path, pages: dict[str, SitePage]) -> None:
    """20 cm at 300 dots to the inch."""
    for page in figure_pages(pages):
        data = (site / page.address).with_name("wide.png").read_bytes()
        width, height = size_of_png(data)
        assert width == 2400
        assert 900 < height < 3000
        assert len(data) < 90_000, page.address


def test_title_and_source_are_inside_the_pictures(site: Path, pages: dict[str, SitePage]) -> None:
    """The PNG is photographed from this SVG."""
    for page in figure_pages(pages):
        svg = (site / page.address).with_name("wide.svg").read_text(encoding="utf-8")
        words = re.sub(r"</text><text[^>]*>", "", svg)
        name = {"en": "Explained", "zh-Hans": "读懂国家级经开区"}[page.language]
        assert name in words, page.address
        assert page.text("//h2[@class='figure__headline']").split()[0] in words


def test_the_bibtex_file_is_what_the_page_shows(site: Path, pages: dict[str, SitePage]) -> None:
    """To the letter."""
    for page in figure_pages(pages):
        shown = page.root.xpath("//pre[starts-with(normalize-space(.), '@misc')]")[0].text_content()
        kept = (site / page.address).with_name("citation.bib").read_text(encoding="utf-8")
        assert shown.strip() == kept.strip()


# Embedding ----------------------------------------------------------------------------------

OUTER = """<!doctype html><meta charset="utf-8"><title>another site</title>
<body style="margin:0">{code}{listener}"""


def embedding(site: Path, tmp_path: Path, address: str, *, listens: bool) -> Path:
    """Write a page of another site with the code that ours offers."""
    page = (site / address.replace("embed/", "figures/") / "index.html").read_text("utf-8")
    code, listener = (
        unescape(found) for found in re.findall(r"<pre[^>]*><code>(<?&lt;.*?)</code>", page)[:2]
    )
    local = re.sub(r'src="[^"]+"', f'src="{(site / address / "index.html").as_uri()}"', code)
    outer = tmp_path / "outer.html"
    outer.write_text(OUTER.format(code=local, listener=listener if listens else ""), "utf-8")
    return outer


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 700])
@pytest.mark.parametrize("address", EMBEDS)
def test_an_embedded_figure_needs_no_scripts(
    browser: Browser, site: Path, tmp_path: Path, address: str, width: int
) -> None:
    """The drawing for its width, all words, nothing cut off or to be scrolled."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(embedding(site, tmp_path, address, listens=False).as_uri())
    frame = page.frame_locator("iframe")

    kind = "narrow" if width == 320 else "wide"
    other = "wide" if width == 320 else "narrow"
    expect(frame.locator(f".figure__{kind} svg")).to_be_visible()
    expect(frame.locator(f".figure__{other} svg")).not_to_be_visible()
    expect(frame.locator("footer a")).to_be_visible()
    document = page.frames[1]
    seen = document.evaluate(
        "() => { const d = document.documentElement;"
        " return [d.scrollWidth - d.clientWidth, d.scrollHeight - d.clientHeight]; }"
    )
    assert seen[0] <= 0
    assert seen[1] <= 0
    context.close()


@pytest.mark.browser
def test_the_frame_takes_the_height_it_needs(
    context: BrowserContext, site: Path, tmp_path: Path
) -> None:
    """Where the page around it listens; again when the width changes."""
    page = context.new_page()
    page.goto(embedding(site, tmp_path, "embed/zone-count/", listens=True).as_uri())
    frame = page.locator("iframe")
    body = page.frame_locator("iframe").locator("body")

    heights = []
    for width in (900, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        box = body.bounding_box()
        assert box
        heights.append(float(frame.get_attribute("height") or 0))
        assert abs(heights[-1] - box["height"]) <= 1
    assert heights[1] > heights[0]


def test_an_embedded_page_is_light_and_points_home(site: Path, pages: dict[str, SitePage]) -> None:
    """Under 10 KB on the wire with all that comes with it; never indexed."""
    embeds = [page for page in pages.values() if page.is_embed]

    assert len(embeds) == len(figure_pages(pages))
    for page in embeds:
        files = [site / page.address]
        files += [
            site / page.resolve(link.written)[0]
            for link in page.links()
            if link.rel == "stylesheet" or link.element == "script"
        ]
        assert sum(len(brotli.compress(f.read_bytes(), quality=11)) for f in files) < 10_000
        assert page.strings("//meta[@name='robots']/@content") == ["noindex"]
        home = page.strings("//link[@rel='canonical']/@href")[0]
        assert home.endswith(page.address.replace("embed/", "figures/").removesuffix("index.html"))
        assert page.text("//footer/p[1]")
        assert page.strings("//footer//a/@target") == ["_top"]


# Beside a link ------------------------------------------------------------------------------


def test_every_page_has_a_card_that_exists(site: Path, pages: dict[str, SitePage]) -> None:
    """With words for those who do not see it, in the page's language, small."""
    base = pages["index.html"].strings("//link[@rel='canonical']/@href")[0]
    used = set()
    for page in pages.values():
        shown = page.strings("//meta[@property='og:image']/@content")
        if page.kind in {"notfound", "embed", "moved"}:
            assert shown == []
            continue
        assert len(shown) == 1, page.address
        assert shown[0].startswith(base)
        card = site / shown[0].removeprefix(base)
        used.add(card)
        assert card.name.endswith(".zh.png" if page.language == "zh-Hans" else ".en.png")
        assert page.strings("//meta[@property='og:image:alt']/@content")[0].strip()
        assert page.strings("//meta[@name='twitter:card']/@content") == ["summary_large_image"]
    assert used == set((site / "cards").glob("*.png"))
    for card in used:
        data = card.read_bytes()
        assert size_of_png(data) == (1200, 630)
        assert len(data) < 40_000, card.name


def test_the_data_of_a_figure_says_what_it_is(site: Path, pages: dict[str, SitePage]) -> None:
    """Its id, language and version."""
    for page in figure_pages(pages):
        data = json.loads((site / page.address).with_name("data.json").read_text("utf-8"))
        assert data["figure"] == page.address.split("/")[-2]
        assert data["language"] == page.language
