"""The lists that readers narrow: the zones with their map, the measures with their filters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

pytestmark = [pytest.mark.real, pytest.mark.browser]

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile on a desk; a script that fails fails the test."""
    fresh = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    faults: list[str] = []
    fresh.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield fresh
    fresh.close()
    assert faults == []


def opened(context: BrowserContext, address: str) -> Page:
    """Give a list after its reader has touched it and its script has come."""
    page = context.new_page()
    page.goto(address)
    page.mouse.move(3, 3)
    page.locator("html.scripts").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def said(page: Page) -> str:
    """Give what the page tells of how many are shown."""
    return page.locator("[role=status]").first.inner_text()


def shown(page: Page, selector: str) -> list[str]:
    """Give the texts of what is to be seen."""
    found: list[str] = page.locator(f"{selector}:visible").all_inner_texts()
    return found


ZONES = ".zones tbody [scope=row] a"


#: What readers may type, the id of a zone that is found, and how many are.
NAMES = (
    ("harbin", "binxi", 3),
    ("haerbin", "binxi", 3),
    ("Hā'ěrbīn", "binxi", 3),
    ("ha er bin", "binxi", 3),
    ("哈尔滨", "binxi", 3),
    ("lv3 shun4", "lushun", 1),
    ("lu an", "luan", 1),
    ("liu an", "", 0),
    ("chong qing", "chongqing", 4),
    ("asean", "guangxi-asean", 1),
    ("anhui wuhu", "wuhu", 1),
    ("苏州", "kunshan", 9),
)


def test_zones_are_found_by_name(context: BrowserContext, served: str) -> None:
    """In either language or pinyin, with and without tones and spaces, on pages of both."""
    wrong = []
    for folder in ("", "zh/"):
        page = opened(context, f"{served}{folder}zones/")
        everything = len(shown(page, ZONES))
        for typed, name, number in NAMES:
            page.locator("[name=q]").fill(typed)
            links = page.locator(f"{ZONES}:visible")
            found = links.evaluate_all("links => links.map(a => a.pathname.split('/').at(-2))")
            if len(found) != number or (name and name not in found):
                wrong.append((folder, typed, len(found)))
        assert everything == 232

    assert wrong == []


def test_map_and_table_work_together(context: BrowserContext, served: str) -> None:
    """A tile filters the table, the table counts on the tiles, and the address keeps both."""
    page = opened(context, served + "zones/")
    tile = page.locator(".tiles a[href*=jiangsu]")
    tile.click()

    assert said(page) == "27 of 232 zones"
    assert page.url.endswith("/zones/?province=jiangsu")
    assert tile.get_attribute("aria-current") == "true"
    assert len(shown(page, ZONES)) == 27
    assert page.locator("[name=province]").input_value() == "jiangsu"

    page.locator("summary").click()
    page.locator("[name=year][value=given]").check()
    counts = page.locator(".choose__count").all_inner_texts()
    assert said(page) == f"{counts[2]} of 232 zones"
    assert 0 < int(counts[2]) < 27
    assert int(tile.locator("b").inner_text()) == int(counts[2])

    page.locator(".zones thead button").nth(2).click()
    page.locator(".zones thead button").nth(2).click()
    assert page.locator("[aria-sort=descending]").inner_text().startswith("National since")
    years = [int(row[:4]) for row in shown(page, ".zones tbody td:nth-child(3)")]
    assert years == sorted(years, reverse=True)
    assert said(page) == f"{counts[2]} of 232 zones · Sorted by National since, descending."

    shared = opened(context, page.url)
    assert said(shared) == said(page)
    assert shown(shared, ZONES) == shown(page, ZONES)
    chinese = opened(context, shared.locator(".masthead a[hreflang]").evaluate("a => a.href"))
    assert said(chinese) == f"232个中的{counts[2]}个 · 已按“升为国家级”降序排列。"

    shared.locator(".choose__said button").click()
    assert said(shared) == "232 of 232 zones · Sorted by National since, descending."
    assert shared.url.endswith("/zones/?sort=-year")
    assert shared.locator(":focus").get_attribute("name") == "q"


def test_the_map_is_used_by_keyboard(context: BrowserContext, served: str) -> None:
    """One stop of the Tab key; arrow keys move; Enter filters, and the only zone left opens."""
    page = opened(context, served + "zones/")
    page.locator("summary").focus()
    page.keyboard.press("Tab")
    first = page.locator(":focus").get_attribute("href")
    page.keyboard.press("ArrowDown")
    assert "jilin/" in str(page.locator(":focus").get_attribute("href"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert "province=liaoning" in page.url
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") != first
    assert page.locator(".tiles li :focus").count() == 0

    page.locator("[name=q]").fill("lushun")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones/liaoning/lushun/**")


def test_without_scripts_the_zones_are_listed(browser: Browser, served: str) -> None:
    """Tiles lead to provinces, the table has an anchor for each, and no dead control is seen."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(served + "zones/#jiangsu")

    assert not page.locator("input, select, .zones button").locator("visible=true").count()
    box = page.locator("#jiangsu").bounding_box()
    assert box
    assert 0 <= box["y"] < PHONE["height"]
    assert page.locator(ZONES).count() == 232
    page.locator(".tiles a[href*=shandong]").click()
    assert page.url.endswith("/zones/shandong/index.html")

    page.goto(served + "zh/measures/#reader-exporter")
    assert not page.locator("input").locator("visible=true").count()
    assert page.locator("#reader-exporter").is_visible()
    context.close()


CARDS = ".card__title"


def test_measures_are_filtered(context: BrowserContext, served: str) -> None:
    """Any of a group, all of the groups; counts foretell; a view is shared in either language."""
    page = opened(context, served + "measures/")
    assert said(page) == "16 of 16 measures"

    page.locator("[value=exporter]").focus()
    page.keyboard.press("Space")
    one = len(shown(page, CARDS))
    assert said(page) == f"{one} of 16 measures"
    assert page.locator(".choose__asks").is_visible()
    foretold = int(page.locator("label:has([value=foreign-investor]) .choose__count").inner_text())
    concrete = int(page.locator("label:has([value=concrete]) .choose__count").inner_text())

    page.locator("[value=concrete]").check()
    assert len(shown(page, CARDS)) == concrete
    page.locator("[value=concrete]").uncheck()
    page.locator("[value=foreign-investor]").check()
    both = len(shown(page, CARDS))
    assert max(one, foretold) <= both < one + foretold
    assert not page.locator(".choose__asks").is_visible()
    assert page.url.endswith("?reader=foreign-investor&reader=exporter")

    shared = opened(context, page.url.replace("/measures/", "/zh/measures/"))
    assert said(shared) == f"16项中的{both}项"
    shared.locator(".choose__said button").click()
    assert len(shown(shared, CARDS)) == 16
    assert shared.url.endswith("/zh/measures/")


def test_links_to_lists_become_filters(context: BrowserContext, served: str) -> None:
    """A measure's page leads to the others of its industry, with scripts and without."""
    page = context.new_page()
    page.goto(served + "measures/foreign-investment/")
    page.locator("a[href$='#sector-biomedicine']").click()
    page.locator("html.scripts").wait_for()

    assert page.locator("[value=biomedicine]").is_checked()
    assert said(page) == "2 of 16 measures"
    assert len(shown(page, CARDS)) == 2


def test_if_the_script_does_not_come_the_lists_are_as_without(
    context: BrowserContext, served: str
) -> None:
    """Nobody is left with controls that do nothing."""
    context.route("**/assets/measures.*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(served + "measures/")
    assert page.locator("[value=exporter]").is_visible()
    page.mouse.move(3, 3)
    page.locator("#reader-exporter").wait_for()

    assert page.locator(".choose").count() == 0


# One's own province -------------------------------------------------------------------------


def test_a_province_is_called_one_s_own_and_forgotten(context: BrowserContext, served: str) -> None:
    """The explainer of either language speaks of it and marks its tile, until told to forget."""
    page = context.new_page()
    page.goto(served + "zones/shandong/")
    button = page.locator(".mine button")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert "this browser only" in page.locator(".mine").inner_text()
    assert page.evaluate("({...localStorage})") == {"province": "shandong"}

    page.goto(served + "zh/")
    note = page.locator("#figure-tile-map .mine")
    assert note.inner_text().startswith("你的省份：山东。")
    assert note.locator("a.n").first.get_attribute("href") == (
        "zones/shandong/index.html#n-count-zones"
    )
    tile = page.locator("#figure-tile-map .figure__wide")
    mark = tile.locator("rect.s-ink").bounding_box()
    name = tile.locator("text", has_text="山东").bounding_box()
    assert mark
    assert name
    assert mark["x"] < name["x"]
    assert mark["x"] + mark["width"] > name["x"] + name["width"]
    assert mark["y"] < name["y"] < mark["y"] + mark["height"]

    page.goto(served)
    note = page.locator("#figure-tile-map .mine")
    note.get_by_role("button").click()
    assert note.count() == 0
    assert page.locator("rect.s-ink").count() == 0
    assert page.evaluate("({...localStorage})") == {}


@pytest.mark.parametrize("start", ["", "zh/zones/"])
def test_a_province_is_chosen_where_the_map_is(
    context: BrowserContext, served: str, start: str
) -> None:
    """In place of a quiet button comes a list; nothing above it moves, nothing else is kept."""
    page = context.new_page()
    page.goto(served + start)
    page.mouse.move(3, 3)
    button = page.locator("button.own")
    page.wait_for_function("!!document.querySelector('.own').onclick")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    button.press("Enter")
    choice = page.locator("select.own")
    choice.wait_for()
    after = choice.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 8
    assert page.evaluate("document.activeElement.matches('select.own')")
    choice.select_option("shandong")
    assert page.evaluate("({...localStorage})") == {"province": "shandong"}

    if start:
        assert "山东" in page.locator(".own + [role=status]").inner_text()
        own = page.locator(".tiles a[title]")
        assert own.get_attribute("title") == "你的省份：山东。"
        page.reload()
        own.wait_for()
        assert own.get_attribute("href") == "shandong/index.html"
        width = "parseFloat(getComputedStyle(tile).borderTopWidth)"
        assert own.evaluate(f"tile => {width}") > page.locator(
            ".tiles a:not([title])"
        ).first.evaluate(f"tile => {width}")
        page.goto(served + "zh/")
    note = page.locator("#figure-tile-map .mine")
    note.wait_for()
    assert note.count() == 1
    assert page.locator("rect.s-ink").count() == 2


def test_nothing_breaks_where_nothing_is_kept(context: BrowserContext, served: str) -> None:
    """A browser may refuse to store; that is said when the reader tries, and all else works."""
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})"
    )
    page = context.new_page()
    page.goto(served + "zones/shandong/")
    page.locator(".mine button").click()
    assert "cannot remember" in page.locator(".mine").inner_text()

    page.goto(served)
    assert page.locator("#figure-tile-map svg").first.is_visible()
    assert page.locator(".mine").count() == 0
    assert said(opened(context, served + "zones/?province=shandong")) == "16 of 232 zones"
