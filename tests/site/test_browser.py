"""The real site in a real browser: for everybody, at every width, with and without scripts."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ElementHandle, Page, ViewportSize

from tests.builders import ROOT
from tests.conftest import QuietHandler
from tests.reading import SitePage

pytestmark = [pytest.mark.real, pytest.mark.browser]

KINDS = (
    "explainer measures measure zones province zone numbers indicator figures figure timeline "
    "event documents briefing glossary methods arithmetic sources source corrections data digests "
    "search notfound embed"
).split()
LANGUAGES = ("en", "zh-Hans")
EVERY_KIND = [f"{kind} {language}" for kind in KINDS for language in LANGUAGES]
NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1440, "height": 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = ROOT / "tests/node_modules/axe-core/axe.min.js"
ACE = ROOT / "tests/node_modules/accessibility-checker-engine/ace.js"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    fresh = browser.new_context(viewport=NARROW)
    yield fresh
    fresh.close()


@pytest.fixture
def where(site: Path, served: str, page_kinds: dict[str, str]) -> Callable[[str], str]:
    """Give the address of the page of a kind: on disk, but for the page that servers show."""

    def address(name: str) -> str:
        assert name in page_kinds, f"there is no page of this kind: {name}"
        if name.startswith("notfound"):
            return served + page_kinds[name]
        return (site / page_kinds[name]).as_uri()

    return address


def width_of(page: Page) -> int:
    """Give how wide the content is."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


# For everybody ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY_KIND)
def test_axe_finds_nothing(browser: Browser, where: Callable[[str], str], name: str) -> None:
    """On a phone in the dark, on a desk in the light, and the colours the other way round."""
    assert AXE.is_file(), "axe-core is missing: run make test, or npm ci --prefix tests"
    every: dict[str, Any] = {}
    colours: dict[str, Any] = {"runOnly": ["color-contrast"]}
    found = []
    for scheme, narrow, wide in zip(SCHEMES, (colours, every), (every, colours), strict=True):
        context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        page.goto(where(name))
        page.add_script_tag(path=AXE)
        for size, options in ((NARROW, narrow), (WIDE, wide)):
            page.set_viewport_size(size)
            result: dict[str, Any] = page.evaluate(
                "options => axe.run({resultTypes: ['violations'], ...options})", options
            )
            found += [
                f"{scheme} {size['width']}: {violation['id']}: {violation['help']}: "
                f"{[' '.join(map(str, node['target'])) for node in violation['nodes'][:5]]}"
                for violation in result["violations"]
            ]
        context.close()

    assert found == [], "\n".join(found)


#: Judgements of the second engine that stand for a mistake, not for something to look at.
FAILED = [["VIOLATION", "FAIL"]]
#: It wants no stop of the Tab key at what is no control; axe wants one wherever a table scrolls.
NOT_ASKED = ["element_tabbable_role_valid"]


def told_by_equal_access(page: Page) -> list[str]:
    """Give what IBM Equal Access finds on the open page."""
    if not page.evaluate("typeof ace === 'object'"):
        page.evaluate(f"() => {{ {ACE.read_text(encoding='utf-8')}; globalThis.ace = ace; }}")
    found: list[str] = page.evaluate(
        """async ([failed, notAsked]) => {
          // What is folded away is looked at, too.
          for (const details of document.querySelectorAll("details")) details.open = true;
          const { results } = await new ace.Checker().check(document, ["IBM_Accessibility"]);
          return results
            .filter(({ value }) => failed.some((pair) => pair.join() === value.join()))
            .filter(({ ruleId }) => !notAsked.includes(ruleId))
            .map(({ ruleId, message, snippet }) => `${ruleId}: ${message} ${snippet}`);
        }""",
        [FAILED, NOT_ASKED],
    )
    return found


@pytest.mark.parametrize("name", EVERY_KIND)
def test_equal_access_finds_nothing(
    browser: Browser, where: Callable[[str], str], name: str
) -> None:
    """A second engine: English on a desk in the light, Chinese on a phone in the dark."""
    assert ACE.is_file(), "The engine is missing: run make test, or npm ci --prefix tests"
    size, scheme = (WIDE, SCHEMES[0]) if name.endswith(" en") else (NARROW, SCHEMES[1])
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(where(name))

    found = told_by_equal_access(page)
    context.close()

    assert found == [], "\n".join(found[:20])


class InPieces(QuietHandler):
    """Sends what stands above the text of a page at once, and the text slowly, in six pieces."""

    def do_GET(self) -> None:  # noqa: N802 - the name that the server calls
        """Answer."""
        if not self.path.endswith(".html"):
            super().do_GET()
            return
        head, main, text = Path(self.translate_path(self.path)).read_bytes().partition(b"<main")
        lines = text.splitlines(keepends=True)
        step = len(lines) // 6 + 1
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(head + main)
        for first in range(0, len(lines), step):
            self.wfile.write(b"".join(lines[first : first + step]))
            time.sleep(0.03)


#: Notes what moves, by how much.
SHIFTS = """
self.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    const nodes = sources.map(({ node }) => (node?.outerHTML ?? "").slice(0, 80));
    shifts.push([value, ...nodes].join(" "));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def test_nothing_moves_while_a_page_arrives(
    browser: Browser, site: Path, page_kinds: dict[str, str]
) -> None:
    """Every kind, in pieces, where tables stand as tables; what does move is seen."""
    handler = functools.partial(InPieces, directory=str(site))
    moved = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context(viewport={"width": 768, "height": 1024})
        context.add_init_script(SHIFTS)
        page = context.new_page()
        for name, address in page_kinds.items():
            page.goto(f"http://127.0.0.1:{server.server_port}/{address}")
            # What is painted is noted in the frame after it.
            page.evaluate("new Promise((done) => setTimeout(requestAnimationFrame, 40, done))")
            moved[name] = page.evaluate("shifts")
        page.evaluate("document.querySelector('main').style.paddingTop = '9rem'")
        page.wait_for_function("shifts.length")
        context.close()
        server.shutdown()

    assert {name: found for name, found in moved.items() if found} == {}


@pytest.mark.proof
@pytest.mark.parametrize(("size", "scheme"), [*zip((WIDE, NARROW), SCHEMES, strict=True)])
def test_neither_engine_finds_anything_on_any_page(
    browser: Browser, site: Path, served: str, pages: dict[str, SitePage], size: Any, scheme: Any
) -> None:
    """All of them, one by one: on a desk in the light, on a phone in the dark."""
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    found = []
    for address, read in pages.items():
        page.goto(served + address if read.kind == "notfound" else (site / address).as_uri())
        page.add_script_tag(path=AXE)
        violations: list[dict[str, Any]] = page.evaluate(
            "axe.run({resultTypes: ['violations']}).then(({ violations }) => violations)"
        )
        found += [f"{address}: {violation['id']}: {violation['help']}" for violation in violations]
        found += [f"{address}: {told}" for told in told_by_equal_access(page)]
    context.close()

    assert found == [], "\n".join([f"{len(found)} on {len(pages)} pages", *found[:40]])


def test_equal_access_finds_a_mistake(context: BrowserContext) -> None:
    """So that silence means something."""
    page = context.new_page()
    page.set_content("<!doctype html><html><title>x</title><img src='x.png'><a href='#'></a>")

    rules = {told.partition(":")[0] for told in told_by_equal_access(page)}

    assert rules >= {"html_lang_exists", "img_alt_valid", "a_text_purpose"}


@pytest.mark.parametrize("name", EVERY_KIND)
def test_nothing_runs_over_the_edge_of_a_phone(
    context: BrowserContext, where: Callable[[str], str], name: str
) -> None:
    """At 320 pixels nobody scrolls sideways."""
    page = context.new_page()
    page.goto(where(name))

    assert width_of(page) <= NARROW["width"]


#: What one may ask of any page: WCAG’s text spacing, and letters twice as large.
SETTINGS = {
    "spacing": "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; "
    "word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
    "large": "html { font-size: 32px !important }",
}


def test_letters_may_be_set_wide_or_large(
    context: BrowserContext, where: Callable[[str], str]
) -> None:
    """Every kind of page stays within a phone with wide spacing, and a tablet with large letters.

    Large letters on 640 pixels are as zooming 1280 pixels four times over.
    """
    page = context.new_page()
    wide = []
    for name in EVERY_KIND:
        page.goto(where(name))
        for setting, style in SETTINGS.items():
            width = 640 if setting == "large" else 320
            page.set_viewport_size({"width": width, "height": 640})
            tag = page.add_style_tag(content=style)
            if width_of(page) > width:
                wide.append(f"{name}: {setting}: {width_of(page)}")
            tag.evaluate("node => node.remove()")

    assert wide == []


#: Targets that are too small and too near to others (WCAG 2.5.8), but for links within sentences.
SMALL_TARGETS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, summary, textarea")]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".skip"))
    .map((node) => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => box.width && box.height && box.bottom > 0);
  const inText = (node) => {
    if (getComputedStyle(node).display !== "inline") return false;
    const around = node.closest("p, li, td, th, dd, dt, h1, h2, h3, figcaption, q, summary");
    const words = (part) => part.textContent.replace(/[\\s\\p{P}\\p{S}]/gu, "").length;
    const own = [...around.querySelectorAll("a, button")].reduce((sum, x) => sum + words(x), 0);
    return words(around) > own;
  };
  const small = ({ box }) => box.width < 24 || box.height < 24;
  const middle = ({ box }) => [box.x + box.width / 2, box.y + box.height / 2];
  const near = (one, two) => {
    const [x, y] = middle(one);
    const { left, right, top, bottom } = two.box;
    const [a, b] = small(two) ? middle(two) : [
      Math.max(left, Math.min(x, right)), Math.max(top, Math.min(y, bottom))];
    return Math.hypot(a - x, b - y) < (small(two) ? 24 : 12) - 0.5;
  };
  return all
    .filter((one) => small(one) && !inText(one.node))
    .filter((one) => all.some((two) =>
      two !== one && !two.node.contains(one.node) && near(one, two)))
    .map(({ node, box }) =>
      `${Math.round(box.width)}x${Math.round(box.height)} ${node.outerHTML.slice(0, 90)}`);
}"""


def test_fingers_find_every_target(context: BrowserContext, where: Callable[[str], str]) -> None:
    """At least 24 pixels each way, or so much room around it, on a phone."""
    page = context.new_page()
    small = []
    for name in EVERY_KIND:
        page.goto(where(name))
        small += [f"{name}: {told}" for told in page.evaluate(SMALL_TARGETS)[:5]]

    page.set_content("<ul><li><a href='#a'>a</a></li><li><a href='#b'>b</a></li></ul>")
    assert len(page.evaluate(SMALL_TARGETS)) == 2
    assert small == [], "\n".join(small)


def longest(pages: dict[str, SitePage], number: int) -> list[str]:
    """Give the pages with the longest names, of each kind and language."""
    kinds: dict[tuple[str, str], list[SitePage]] = {}
    for page in pages.values():
        kinds.setdefault((page.kind, page.language), []).append(page)
    return [
        page.address
        for found in kinds.values()
        for page in sorted(found, key=lambda page: len(page.title), reverse=True)[:number]
    ]


def too_wide(context: BrowserContext, site: Path, addresses: list[str]) -> list[str]:
    """Give the pages that are wider than a phone."""
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    wide = []
    for found in addresses:
        page.goto((site / found).as_uri(), wait_until="load")
        if width_of(page) > NARROW["width"]:
            wide.append(found)
    return wide


def test_long_names_break(context: BrowserContext, site: Path, pages: dict[str, SitePage]) -> None:
    """The three longest names of each kind fit on a phone."""
    assert too_wide(context, site, longest(pages, 3)) == []


@pytest.mark.proof
def test_no_page_runs_over_the_edge_of_a_phone(
    context: BrowserContext, site: Path, pages: dict[str, SitePage]
) -> None:
    """All of them, one by one."""
    assert too_wide(context, site, list(pages)) == []


@pytest.mark.parametrize("name", EVERY_KIND)
def test_the_browser_complains_of_nothing(
    context: BrowserContext, where: Callable[[str], str], name: str
) -> None:
    """No error, no warning, no file that is missing."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))

    page.goto(where(name), wait_until="load")

    assert complaints == []


# Without scripts ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY_KIND)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_page_is_whole_without_scripts(
    browser: Browser, where: Callable[[str], str], name: str, size: Any
) -> None:
    """Text is there, and of each figure exactly one drawing is to be seen, large enough."""
    context = browser.new_context(java_script_enabled=False, viewport=size)
    page = context.new_page()
    page.goto(where(name))

    assert page.locator("h1").is_visible()
    figures = page.locator("figure.figure, main.embed").all()
    for figure in figures:
        boxes = [svg.bounding_box() for svg in figure.locator("svg.drawing").all()]
        seen = [box for box in boxes if box and box["width"] > 0]
        assert len(seen) == 1, f"{len(seen)} drawings are to be seen"
        assert seen[0]["width"] >= min(250, size["width"] - 60)
        assert seen[0]["height"] >= 60
        assert figure.locator(".figure__headline, h1").first.is_visible()
    assert figures or name.split(maxsplit=1)[0] not in {"explainer", "figure", "embed"}
    context.close()


# Numbers and their receipts -----------------------------------------------------------------


#: The fourth number of a page, and the first whose note stands above it and below it. No number of
#: the notes themselves: it goes up with its note.
TAPPED = """place => {
  const numbers = [...document.querySelectorAll("main p a.n[href^='#']")].filter(
    number => number.checkVisibility() && !number.closest(".receipt"));
  const side = {above: Node.DOCUMENT_POSITION_PRECEDING, below: Node.DOCUMENT_POSITION_FOLLOWING};
  return place === "fourth" ? numbers[3] : numbers.find(number =>
    number.compareDocumentPosition(document.getElementById(number.hash.slice(1))) & side[place]);
}"""


@pytest.mark.parametrize(
    ("size", "scripts"),
    [(NARROW, True), (NARROW, False), (WIDE, True)],
    ids=["narrow", "narrow-no-scripts", "wide"],
)
@pytest.mark.parametrize("name", ["explainer en", "explainer zh-Hans", "measure en"])
def test_a_tapped_number_shows_its_receipt_and_closing_returns(
    browser: Browser, where: Callable[[str], str], name: str, size: ViewportSize, *, scripts: bool
) -> None:
    """It lies over the page; the reader comes back to the same line, and to the number."""
    context = browser.new_context(
        viewport=size, java_script_enabled=scripts, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(where(name))
    for place in ("fourth", "below", "above") if "explainer" in name else ("below",):
        number = page.evaluate_handle(TAPPED, place).as_element()
        assert number, place
        number.scroll_into_view_if_needed()
        before = top_of(number)
        target = str(number.get_attribute("href")).partition("#")[2]
        receipt = page.locator(f"[id='{target}']")

        number.click()

        box = receipt.bounding_box()
        assert box
        assert 0 <= box["y"] < size["height"]
        assert box["y"] + box["height"] <= size["height"] + 1
        assert receipt.evaluate("node => getComputedStyle(node).position") == "fixed"
        assert str(number.text_content()).strip() in receipt.inner_text().replace("\n", " ")
        assert abs(top_of(number) - before) < 1, f"{place}: the page moved under the receipt"

        receipt.locator(".receipt__close").click()

        assert receipt.evaluate("node => getComputedStyle(node).position") != "fixed"
        assert abs(top_of(number) - before) < 1, f"{place}: the reader lost the line"
        if scripts:
            page.wait_for_function("number => document.activeElement === number", arg=number)
        assert not page.locator(".notes [open]").count(), place
    context.close()


def top_of(number: ElementHandle) -> float:
    """Give where a number stands in the window."""
    box = number.bounding_box()
    assert box
    return box["y"]


def test_a_fold_that_the_reader_opened_stays_open(browser: Browser, site: Path) -> None:
    """Also while a note of it is shown over the page: nothing moves."""
    context = browser.new_context(viewport=NARROW, reduced_motion="reduce")
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    number = page.evaluate_handle(TAPPED, "above").as_element()
    assert number
    receipt = page.locator(f"[id='{str(number.get_attribute('href')).partition('#')[2]}']")
    receipt.evaluate("note => note.closest('.notes').querySelector('summary').click()")
    assert receipt.is_visible()
    number.scroll_into_view_if_needed()
    before = top_of(number)

    number.click()
    assert abs(top_of(number) - before) < 1
    page.keyboard.press("Escape")

    page.wait_for_function("number => document.activeElement === number", arg=number)
    assert abs(top_of(number) - before) < 1
    assert receipt.is_visible()
    context.close()


def test_a_wide_page_notes_its_numbers_in_the_margin(browser: Browser, site: Path) -> None:
    """Without a tap; and the contents say where the reader is."""
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto((site / "zh/index.html").as_uri())
    page.locator("#weight").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('weight').scrollIntoView()")
    run = page.locator(".chapter:has(#weight) .run").first

    text, note = run.locator("p").first.bounding_box(), run.locator(".receipt").first.bounding_box()

    assert text
    assert note
    assert note["x"] > text["x"] + text["width"]
    assert abs(note["y"] - text["y"]) < 40
    assert run.locator("details").get_attribute("open") is None
    current = page.locator(".toc [aria-current='true']")
    current.wait_for()
    assert current.get_attribute("href") == "#weight"
    context.close()


def test_receipts_are_printed(context: BrowserContext, site: Path) -> None:
    """On paper nobody can tap."""
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.emulate_media(media="print")

    receipts = page.locator(".receipt")

    assert receipts.count() > 20
    assert receipts.first.is_visible()
    assert receipts.last.is_visible()
    assert not page.locator(".receipt__close").first.is_visible()


# By keyboard --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["explainer en", "zones zh-Hans", "measure en"])
def test_the_first_key_leads_to_the_text(
    context: BrowserContext, where: Callable[[str], str], name: str
) -> None:
    """Who uses the keyboard skips the menu."""
    page = context.new_page()
    page.goto(where(name))

    page.keyboard.press("Tab")

    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#main"
    box = focused.bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["height"] > 10
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_focus_can_always_be_seen(context: BrowserContext, site: Path) -> None:
    """Every stop of the Tab key has an outline."""
    page = context.new_page()
    page.goto((site / "measures/land/index.html").as_uri())
    hidden = []
    for _ in range(25):
        page.keyboard.press("Tab")
        style: dict[str, str] = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return {text: document.activeElement.textContent.trim().slice(0, 30),"
            " outline: s.outlineStyle, width: s.outlineWidth}; }"
        )
        if style["outline"] == "none" or style["width"] == "0px":
            hidden.append(style["text"])

    assert hidden == []


def test_dark_and_light_differ(browser: Browser, site: Path) -> None:
    """The scheme of the system is followed."""
    colours = set()
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto((site / "index.html").as_uri())
        colours.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        context.close()

    assert len(colours) == 2
