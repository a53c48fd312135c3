"""Exploring the figures of the real site, served as a strict host would serve it."""

from __future__ import annotations

import functools
import html
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from explainer.hosting import POLICY
from tests.builders import ROOT

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.server]

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}
FIGURES = sorted(path.stem for path in (ROOT / "data/figures").glob("*.yaml"))
FOLDERS = {"en": "", "zh": "zh/"}
#: In milliseconds: what takes longer hangs.
SOON = 5_000


class Strict(SimpleHTTPRequestHandler):
    """Serves files in a sub-folder under the strict policy."""

    def end_headers(self) -> None:
        """Send the policy with every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        """Know the site under /some/where/ only."""
        return super().translate_path(path.removeprefix("/some/where"))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    """The address of the site on a strict web server."""
    if not list(site.glob("assets/plotly.*.js")):
        pytest.fail("The library is not there: run make site.", pytrace=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/where/"
    server.shutdown()
    server.server_close()


@dataclass
class Reader:
    """A reader with a browser, and what the browser complained of and asked for."""

    context: BrowserContext
    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen."""
        self.page.set_default_timeout(SOON)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def go(self, address: str) -> None:
        """Open a page, with a watch on whatever moves in it but the link to the text."""
        self.page.goto(self.base + address, wait_until="load")
        self.page.evaluate(
            "() => { self.moved = 0; new PerformanceObserver(list => { for (const entry of"
            " list.getEntries()) if (entry.sources.some(({node}) => !node?.closest?.('.skip')))"
            " self.moved += entry.value; }).observe({type: 'layout-shift', buffered: true}); }"
        )

    def box(self, figure: str) -> Locator:
        """Give the drawing of a figure that is to be seen, scrolled into view."""
        box = self.page.locator(f"#figure-{figure} [data-explore]:visible")
        box.scroll_into_view_if_needed()
        return box

    def spec(self, box: Locator) -> dict[str, Any]:
        """Give what the reader would fetch for a drawing."""
        text = self.context.request.get(f"{self.page.url}/../{box.get_attribute('data-explore')}")
        return json.loads(text.text().partition("=")[2].rstrip().rstrip(";"))  # type: ignore[no-any-return]

    def point(self, box: Locator, mark: Mark) -> tuple[float, float]:
        """Give where on the screen a mark is."""
        place = box.locator("svg.drawing").bounding_box()
        assert place
        scale = place["width"] / mark.width
        return place["x"] + mark.x * scale, place["y"] + mark.y * scale


@dataclass(frozen=True)
class Mark:
    """What a reader can point at: its words, and where it is in a drawing of that width."""

    text: str
    x: float
    y: float
    width: float


def marks_of(spec: dict[str, Any]) -> list[Mark]:
    """Give the marks of a drawing with words, by the middle of each."""
    found = []
    layout = spec["layout"]
    for trace in spec["data"]:
        for index, text in enumerate(trace.get("hovertext", [])):
            x, y = trace["x"][index], trace["y"][index]
            if trace["type"] == "bar":
                start = trace.get("base", [0] * len(trace["x"]))[index]
                x, y = (start + x / 2, y) if trace.get("orientation") == "h" else (x, start + y / 2)
            at = [
                _pixels(layout[f"{name}axis{trace.get(f'{name}axis', name)[1:]}"], value)
                for name, value in (("x", x), ("y", y))
            ]
            words = html.unescape(text.replace("<br>", ""))
            place = at[0] * layout["width"], (1 - at[1]) * layout["height"]
            found.append(Mark(words, *place, layout["width"]))
    return [m for n, m in enumerate(found) if m.text and (not n or m.text != found[n - 1].text)]


def _pixels(axis: dict[str, Any], value: float) -> float:
    """Give where a value is along an axis, as a share of the sheet."""
    (low, high), (start, end) = axis["range"], axis["domain"]
    return float(start + (value - low) / (high - low) * (end - start))


def tooltip(box: Locator) -> str:
    """Give the words of the tooltip, without breaks; empty where there is none."""
    return "".join(box.locator(".hoverlayer text").all_text_contents()).replace("\u200b", "")


def expect_tooltip(box: Locator, text: str) -> None:
    """Wait for a tooltip with these words."""
    expect(box.locator(".hoverlayer .hovertext")).to_have_text(text.replace("\n", ""), timeout=SOON)


def expect_picture(box: Locator) -> None:
    """The drawing is to be seen, and nothing lies over it."""
    expect(box.locator("svg.drawing")).to_have_css("visibility", "visible")
    expect(box.locator(".explore")).to_have_count(0)


def hold(reader: Reader, part: str, held: list[Route]) -> None:
    """Keep what the reader asks for waiting, and put it on a list."""

    def keep(route: Route) -> None:
        held.append(route)

    reader.page.route(f"**/{part}", keep)


@pytest.fixture
def reader(browser: Browser, base: str) -> Iterator[Reader]:
    """A reader at a desk."""
    context = browser.new_context(viewport=WIDE)
    yield Reader(context, context.new_page(), base)
    context.close()


@pytest.fixture
def toucher(browser: Browser, base: str) -> Iterator[Reader]:
    """A reader with a telephone."""
    context = browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True)
    yield Reader(context, context.new_page(), base)
    context.close()


# Before ---------------------------------------------------------------------------------------


def test_nothing_is_fetched_ahead(reader: Reader) -> None:
    """Reading and scrolling cost the page, its style sheet and one script.

    The browser asks for the icon by itself, once for the whole site.
    """
    reader.go("index.html")
    for _ in range(40):
        reader.page.mouse.wheel(0, 600)
        reader.page.wait_for_timeout(40)
    reader.page.wait_for_timeout(1500)

    names = [url.removeprefix(reader.base).split(".")[0] for url in reader.requests]
    expected = ["assets/page-explainer", "assets/page-explainer", "index"]
    assert sorted(name for name in names if name != "assets/icon") == expected


def test_a_finger_that_scrolls_fetches_nothing(toucher: Reader) -> None:
    """It only passes over the figure."""
    toucher.go("index.html")
    box = toucher.box("zone-count")
    before = len(toucher.requests)

    moved = swipe(toucher, box)

    assert moved > 100
    assert toucher.requests[before:] == []
    expect_picture(box)


def swipe(reader: Reader, box: Locator) -> float:
    """Scroll with a finger that starts on a box; give how far the page went."""
    place = box.bounding_box()
    assert place
    x, y = place["x"] + 60, min(place["y"] + place["height"], 720) - 30
    start: float = reader.page.evaluate("scrollY")
    session = reader.context.new_cdp_session(reader.page)
    for step in range(12):
        kind = "touchMove" if step else "touchStart"
        points = [{"x": x, "y": y - 20 * step}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        reader.page.wait_for_timeout(16)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    reader.page.wait_for_timeout(300)
    end: float = reader.page.evaluate("scrollY")
    return end - start


def test_scripts_and_library_are_light(site: Path) -> None:
    """On the wire: all scripts of a page 1.5 KB, and what comes on demand 261 KB."""
    sizes = {
        path.name.split(".")[0]: len(brotli.compress(path.read_bytes(), quality=11))
        for path in site.glob("assets/*.js")
    }

    assert max(size for name, size in sizes.items() if name.startswith(("site", "page-"))) <= 1500
    assert sizes["plotly"] + sizes["explore-run"] <= 261_000


# Taking the picture's place ---------------------------------------------------------------------


@pytest.mark.parametrize("language", FOLDERS)
def test_pointing_shows_what_is_there(reader: Reader, language: str) -> None:
    """The place that was pointed at first is not lost, and nothing moves."""
    reader.go(f"{FOLDERS[language]}index.html")
    box = reader.box("zone-count")
    mark = marks_of(reader.spec(box))[3]

    reader.page.mouse.move(*reader.point(box, mark))

    expect_tooltip(box, mark.text)
    expect(box.locator("svg.drawing")).to_have_css("visibility", "hidden")
    assert reader.page.evaluate("moved") == 0
    assert reader.complaints == []
    assert all(url.startswith(reader.base) for url in reader.requests)


def test_the_pointer_may_move_on_while_the_library_comes(reader: Reader) -> None:
    """The tooltip is for where the pointer is now."""
    reader.go("index.html")
    box = reader.box("zone-count")
    first, _, _, fourth, *_ = marks_of(reader.spec(box))
    waiting: list[Route] = []
    hold(reader, "plotly.*.js", waiting)

    reader.page.mouse.move(*reader.point(box, first))
    reader.page.wait_for_timeout(200)
    reader.page.mouse.move(*reader.point(box, fourth))
    waiting[0].continue_()

    expect_tooltip(box, fourth.text)


@pytest.mark.parametrize("language", FOLDERS)
def test_focus_shows_the_first_mark_and_says_it(reader: Reader, language: str) -> None:
    """By keyboard the same is to be had, in the page's language."""
    reader.go(f"{FOLDERS[language]}figures/zone-count/index.html")
    box = reader.box("zone-count")
    marks = marks_of(reader.spec(box))
    for _ in range(40):
        reader.page.keyboard.press("Tab")
        if box.evaluate("node => node === document.activeElement"):
            break

    expect_tooltip(box, marks[0].text)
    said = box.get_by_role("status")
    keys = {"en": "Arrow keys move from value to value", "zh": "方向键逐一查看数值"}[language]
    expect(said).to_contain_text(keys)
    expect(said).to_contain_text(str(len(marks)))

    reader.page.keyboard.press("ArrowRight")
    expect_tooltip(box, marks[1].text)
    place = {"en": f"(2 of {len(marks)})", "zh": f"（第2项，共{len(marks)}项）"}[language]
    expect(said).to_contain_text(place)
    reader.page.keyboard.press("End")
    expect_tooltip(box, marks[-1].text)
    reader.page.keyboard.press("Escape")

    expect_picture(box)
    expect(box).to_be_focused()
    expect(said).to_have_text("")
    reader.page.keyboard.press("ArrowLeft")
    expect_tooltip(box, marks[-2].text)
    assert reader.page.evaluate("moved") == 0
    assert reader.complaints == []


def test_a_tap_shows_what_was_tapped_and_the_page_still_scrolls(toucher: Reader) -> None:
    """Fingers have no hover, and the figure is no trap for them."""
    toucher.go("zh/index.html")
    box = toucher.box("zone-count")
    marks = marks_of(toucher.spec(box))

    toucher.page.touchscreen.tap(*toucher.point(box, marks[1]))
    expect_tooltip(box, marks[1].text)
    toucher.page.touchscreen.tap(*toucher.point(box, marks[8]))
    expect_tooltip(box, marks[8].text)

    assert swipe(toucher, box) > 100
    assert toucher.page.evaluate("moved") == 0
    assert toucher.complaints == []


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", FOLDERS)
def test_every_mark_of_every_figure_can_be_pointed_at(
    browser: Browser, base: str, figure: str, size: Any, language: str
) -> None:
    """Each mark tells its own words, and the tooltip stays within the window."""
    context = browser.new_context(viewport=size)
    reader = Reader(context, context.new_page(), base)
    reader.go(f"{FOLDERS[language]}figures/{figure}/index.html")
    box = reader.box(figure)
    marks = marks_of(reader.spec(box))
    before = box.bounding_box()
    assert marks

    for mark in marks:
        reader.page.mouse.move(*reader.point(box, mark))
        expect_tooltip(box, mark.text)
        label = box.locator(".hoverlayer .hovertext").bounding_box()
        assert label
        assert label["x"] >= 0
        assert label["x"] + label["width"] <= size["width"] + 1

    assert box.bounding_box() == before
    assert reader.page.evaluate("moved") == 0
    assert reader.complaints == []
    context.close()


# Zoom -------------------------------------------------------------------------------------------


def years(box: Locator) -> list[str]:
    """Give the years that the library writes under a panel that is zoomed."""
    return box.locator(".xaxislayer-above text").all_text_contents()


def test_time_can_be_zoomed_with_the_mouse(reader: Reader) -> None:
    """By drawing over a stretch; a double click shows all again, as the page says in Chinese."""
    reader.go("zh/index.html")
    box = reader.box("zone-count")
    marks = marks_of(reader.spec(box))
    (x0, y0), (x1, _) = (reader.point(box, marks[n]) for n in (1, 5))
    reader.page.mouse.move(x0 - 20, y0 - 40)
    expect(box.locator("svg.drawing")).to_have_css("visibility", "hidden")
    words = box.locator(".explore .textpoint text").count()

    reader.page.mouse.down()
    reader.page.mouse.move((x0 + x1) / 2, y0 - 40)
    reader.page.mouse.move(x1 + 10, y0 - 40)
    reader.page.mouse.up()

    expect(box.locator(".xaxislayer-above text").first).to_be_visible()
    assert {"1990", "2000"} <= set(years(box))
    assert box.locator(".explore .textpoint text").count() < words
    expect(reader.page.locator(".plotly-notifier")).to_contain_text("双击返回缩小显示")
    reader.page.mouse.dblclick(x0, y0 - 60)
    expect(box.locator(".explore .textpoint text")).to_have_count(words)
    assert years(box) == []
    assert reader.complaints == []


def test_time_can_be_zoomed_by_keys(reader: Reader) -> None:
    """Panels of the same years go together, so that they can still be compared."""
    reader.go("index.html")
    box = reader.box("gdp-two-series")
    reader.page.keyboard.press("Tab")
    box.focus()
    expect(box.get_by_role("status")).to_contain_text("plus and minus zoom")
    reader.page.keyboard.press("ArrowRight")

    reader.page.keyboard.press("+")

    expect(box.locator(".xaxislayer-above")).to_have_count(3)
    expect(box.locator(".xaxislayer-above text").first).to_be_visible()
    assert years(box) == ["2021", "2022", "2023"] * 2
    reader.page.keyboard.press("-")
    expect(box.locator(".xaxislayer-above text")).to_have_count(0)
    assert reader.complaints == []


def test_what_is_no_time_is_not_zoomed(reader: Reader) -> None:
    """Drawing over bars does nothing."""
    reader.go("index.html")
    box = reader.box("tile-map")
    place = box.bounding_box()
    assert place
    reader.page.mouse.move(place["x"] + 300, place["y"] + 250)
    expect(box.locator("svg.drawing")).to_have_css("visibility", "hidden")
    bars = box.locator(".explore .bars").first.bounding_box()

    reader.page.mouse.down()
    reader.page.mouse.move(place["x"] + 500, place["y"] + 350, steps=4)
    reader.page.mouse.up()
    reader.page.wait_for_timeout(300)

    assert box.locator(".explore .bars").first.bounding_box() == bars


# Colours ----------------------------------------------------------------------------------------


def colours(box: Locator) -> set[str]:
    """Give the colours of dots and words."""
    found: list[str] = box.locator(".explore .point, .explore .textpoint text").evaluate_all(
        "nodes => nodes.map(node => getComputedStyle(node).fill)"
    )
    return set(found)


def drawn_colours(box: Locator) -> set[str]:
    """Give the same of the picture that lies beneath."""
    found: list[str] = (
        box.locator("svg.drawing")
        .locator("circle, text")
        .evaluate_all("nodes => nodes.map(node => getComputedStyle(node).fill)")
    )
    return set(found)


def test_dark_and_light_are_followed_while_exploring(reader: Reader) -> None:
    """Whether the system changes or the page itself is told to."""
    reader.page.emulate_media(color_scheme="light")
    reader.go("index.html")
    box = reader.box("zone-count")
    box.hover()
    expect(box.locator("svg.drawing")).to_have_css("visibility", "hidden")
    light = colours(box)
    assert light == drawn_colours(box)

    reader.page.emulate_media(color_scheme="dark")
    reader.page.wait_for_timeout(300)
    dark = colours(box)
    assert dark == drawn_colours(box)
    assert not dark & light

    reader.page.evaluate("document.documentElement.dataset.scheme = 'light'")
    reader.page.wait_for_timeout(300)
    assert colours(box) == light
    assert reader.complaints == []


def test_readers_with_their_own_colours_get_those(reader: Reader) -> None:
    """Marks keep their edges, words their contrast."""
    reader.page.emulate_media(forced_colors="active", color_scheme="dark")
    reader.go("index.html")
    box = reader.box("tile-map")
    box.hover()
    expect(box.locator("svg.drawing")).to_have_css("visibility", "hidden")

    words = box.locator(".explore .textpoint text").first
    bar = box.locator(".explore .bars .point path").first
    ink = words.evaluate("node => getComputedStyle(node).fill")
    assert ink != bar.evaluate("node => getComputedStyle(node).fill")
    assert ink == bar.evaluate("node => getComputedStyle(node).stroke")


def test_paper_shows_the_picture(reader: Reader) -> None:
    """A tooltip or a stretch that was zoomed to is not printed."""
    reader.go("index.html")
    box = reader.box("zone-count")
    box.hover()
    expect(box.locator(".explore")).to_be_visible()

    reader.page.emulate_media(media="print")

    expect(box.locator(".explore")).to_be_hidden()
    expect(box.locator("svg.drawing")).to_have_css("visibility", "visible")


# When it fails ----------------------------------------------------------------------------------

RUBBISH = {"status": 200, "content_type": "text/javascript", "body": "<html>not found</html>"}


@pytest.mark.parametrize("part", ["plotly.*.js", "explore-run.*.js", "explore.*.css", "wide.js"])
@pytest.mark.parametrize("how", ["refused", "missing", "rubbish"])
def test_the_picture_stays_when_a_part_fails(reader: Reader, part: str, how: str) -> None:
    """And once the network is well again, pointing at it explores it."""
    reader.go("index.html")
    box = reader.box("zone-count")
    mark = marks_of(reader.spec(box))[3]

    def fail(route: Route) -> None:
        if how == "refused":
            route.abort()
        elif how == "missing":
            route.fulfill(status=404, body="")
        else:
            route.fulfill(**RUBBISH)

    reader.page.route(f"**/{part}", fail)
    reader.page.mouse.move(*reader.point(box, mark))
    reader.page.wait_for_timeout(700)

    if (part, how) != ("explore.*.css", "rubbish"):
        expect_picture(box)
    reader.page.unroute_all()
    if how != "rubbish":
        reader.page.mouse.move(2, 2)
        reader.page.mouse.move(*reader.point(box, mark))
        expect_tooltip(box, mark.text)


@pytest.mark.parametrize("part", ["plotly.*.js", "explore-run.*.js", "wide.js"])
def test_the_picture_stays_when_a_part_hangs(reader: Reader, part: str) -> None:
    """After eight seconds nobody waits any more; a part that comes later moves nothing."""
    reader.go("index.html")
    box = reader.box("zone-count")
    mark = marks_of(reader.spec(box))[3]
    hanging: list[Route] = []
    hold(reader, part, hanging)
    reader.page.mouse.move(*reader.point(box, mark))
    reader.page.wait_for_timeout(8500)
    expect_picture(box)

    for route in hanging:
        route.continue_()
    reader.page.wait_for_timeout(700)

    expect_picture(box)
    reader.page.mouse.move(2, 2)
    reader.page.mouse.move(*reader.point(box, mark))
    expect_tooltip(box, mark.text)


def test_what_belongs_to_another_picture_is_not_shown(reader: Reader) -> None:
    """A page that a browser has kept since before an update stays in itself consistent."""
    reader.go("index.html")
    box = reader.box("zone-count")
    text = reader.context.request.get(f"{reader.base}figures/zone-count/wide.js").text()
    newer = text.replace("219", "220")
    assert newer != text
    reader.page.route("**/wide.js", lambda route: route.fulfill(body=newer))

    box.hover()
    reader.page.wait_for_timeout(700)

    expect_picture(box)


# Everywhere -------------------------------------------------------------------------------------


def test_figures_can_be_explored_from_the_disk(reader: Reader, site: Path) -> None:
    """Without any server."""
    reader.page.goto((site / "zh/index.html").as_uri())
    box = reader.box("tile-map")

    box.hover()

    expect(box.locator(".explore")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_an_explored_figure_is_for_everybody(browser: Browser, base: str, size: Any) -> None:
    """The checker of accessibility finds nothing."""
    axe = ROOT / "tests/node_modules/axe-core/axe.min.js"
    assert axe.is_file(), "axe-core is missing: run make test, or npm ci --prefix tests"
    context = browser.new_context(viewport=size, bypass_csp=True)
    reader = Reader(context, context.new_page(), base)
    reader.go("figures/zone-count/index.html")
    box = reader.box("zone-count")
    box.hover()
    expect(box.locator(".explore")).to_be_visible()
    reader.page.add_script_tag(path=axe)

    result: dict[str, Any] = reader.page.evaluate("axe.run({resultTypes: ['violations']})")

    assert [found["id"] for found in result["violations"]] == []
    context.close()
