"""Searching, switching and finding back, served as a strict host would serve the site."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.server]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
PAPER = {"light": "rgb(251, 250, 246)", "dark": "rgb(23, 24, 26)"}
PHONE = {"width": 320, "height": 640}


class Strict(SimpleHTTPRequestHandler):
    """Serves a site under the strict policy, and its page for lost readers."""

    def end_headers(self) -> None:
        """Send the policy with every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def send_error(self, code: int, *_: object) -> None:
        """Show the one page for whoever is lost."""
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    """The address of the site on a strict web server."""
    if not list(site.glob("assets/minisearch.*.js")):
        pytest.fail("The library is not there: run make site.", pytrace=False)
    handler = functools.partial(Strict, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile on a device in the light."""
    fresh = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 800})
    fresh.set_default_timeout(8_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must not complain of anything but an address that leads nowhere."""
    fresh = context.new_page()
    told: list[str] = []
    fresh.on("console", lambda message: told.append(message.text))
    fresh.on("pageerror", lambda error: told.append(str(error)))
    yield fresh
    assert [words for words in told if "404 (Not Found)" not in words] == []


def found(page: Page) -> list[str]:
    """Give the titles that the search shows."""
    return page.locator(".search__found li > a").all_text_contents()


# Searching --------------------------------------------------------------------------------------


def test_the_search_opens_over_any_page_and_is_used_by_keys(page: Page, base: str) -> None:
    """Fetched when it is asked for; arrows, Escape; focus goes back to where it was."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{base}measures/land/")
    assert not [url for url in asked if "search" in url]
    page.keyboard.press("/")
    page.locator("[rel=search]").press("Enter")
    field = page.locator("#search-field")
    expect(field).to_be_focused()
    page.keyboard.type("kunshan/")
    expect(field).to_have_value("kunshan/")

    expect(page.locator(".search__said")).to_have_text("Results for “kunshan/”: 1")
    assert found(page) == ["Kunshan Economic and Technological Development Zone"]
    assert page.locator(".search__found mark").first.text_content() == "Kunshan"
    page.keyboard.press("ArrowDown")
    focused = page.locator(":focus")
    assert str(focused.get_attribute("href")).endswith("/zones/jiangsu/kunshan/index.html")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    page.locator("[rel=search]").click()
    expect(field).to_be_focused()


@pytest.mark.parametrize("language", ["", "zh/"])
@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("昆山", "zones/jiangsu/kunshan/"),
        ("kun shan", "zones/jiangsu/kunshan/"),
        ("kunshann", "zones/jiangsu/kunshan/"),
        ("苏州工业园", "zones/jiangsu/suzhou-industrial-park/"),
        ("外资", "measures/foreign-investment/"),
        ("foriegn investment", "measures/foreign-investment/"),
    ],
)
def test_names_are_found_in_either_language_in_pinyin_and_with_slips(
    page: Page, base: str, language: str, query: str, address: str
) -> None:
    """The question stands in the address, and results lead to pages of the language read."""
    page.goto(f"{base}{language}search/?q={query}")
    page.locator(".search__found a").first.wait_for()

    links = page.locator(".search__found a").evaluate_all("nodes => nodes.map(node => node.href)")

    assert f"{base}{language}{address}index.html" in links
    assert page.locator(".lists").is_hidden()


def test_the_question_is_kept_in_the_address(page: Page, base: str) -> None:
    """And goes with the switch of languages."""
    page.goto(f"{base}search/")
    page.locator("#search-field").fill("land")
    expect(page.locator(".search__found section").first).to_be_visible()
    page.wait_for_url("**/search/?q=land")

    page.locator(".masthead__tools [hreflang]").click()

    page.wait_for_url("**/zh/search/?q=land")
    expect(page.locator(".search__found section").first).to_be_visible()


@pytest.mark.parametrize("where", ["search/", "zh/404.html"])
def test_the_search_of_a_page_is_prepared_when_it_is_used(
    page: Page, base: str, where: str
) -> None:
    """Its field is there from the first paint; what is behind it comes with the reader."""
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2].partition(".")[0])
    )
    page.goto(base + where, wait_until="networkidle")
    assert not {"search", "entries", "minisearch"} & set(asked)

    page.locator("#search-field").press_sequentially("kunshan")

    expect(page.locator(".search__found a").first).to_be_visible()
    expect(page.locator("#search-field")).to_have_value("kunshan")
    assert {"search", "entries", "minisearch"} <= set(asked)


def test_a_page_without_its_search_has_its_lists(page: Page, base: str) -> None:
    """Where the search cannot be fetched, its field goes."""
    page.route("**/minisearch.*.js", lambda route: route.fulfill(status=200, body=""))
    page.goto(f"{base}search/")

    page.locator("#search-field").focus()

    expect(page.locator(".search-place")).to_be_hidden()
    assert page.locator(".lists").is_visible()


def test_the_search_works_from_the_disk(page: Page, site: Path) -> None:
    """Where no server adds index.html, and nothing but scripts may be fetched."""
    page.goto((site / "zh/zones/index.html").as_uri())
    page.locator("[rel=search]").click()
    page.locator("#search-field").fill("kunshan")
    page.locator(".search__found a").first.click()

    page.wait_for_url("**/zh/zones/jiangsu/kunshan/index.html")


def test_the_link_leads_on_where_the_search_cannot_be_fetched(page: Page, base: str) -> None:
    """The lists are there."""
    page.route("**/search.*.js", lambda route: route.fulfill(status=200, body=""))
    page.goto(base)

    page.locator("[rel=search]").click()

    page.wait_for_url("**/search/**")
    assert page.locator(".lists").is_visible()


def test_entries_are_light(site: Path) -> None:
    """What a search fetches, for each language, on the wire."""
    import brotli

    for language in ("", "zh/"):
        data = (site / f"{language}search/entries.js").read_bytes()
        assert len(brotli.compress(data)) < 50_000


# Switching --------------------------------------------------------------------------------------


def test_light_and_dark_are_switched_and_remembered(page: Page, base: str) -> None:
    """The first press changes what is seen; the third gives it back to the device."""
    page.goto(base)
    button = page.locator(".scheme")
    seen = []
    for _ in range(3):
        button.click()
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        seen.append((colour, button.get_attribute("title")))
    assert seen == [
        (PAPER["dark"], "Colours: dark"),
        (PAPER["light"], "Colours: light"),
        (PAPER["light"], "Colours: as on this device"),
    ]

    button.click()
    page.goto(f"{base}zh/glossary/", wait_until="commit")

    page.locator("h1").wait_for()
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert colour == PAPER["dark"]


def test_the_choice_is_there_before_anything_is_painted(page: Page, base: str) -> None:
    """Even where the rest of the page is slow to come."""
    page.goto(base)
    page.locator(".scheme").click()
    page.add_init_script(
        "requestAnimationFrame(() => { self.first ??= document.documentElement.dataset.scheme; })"
    )
    page.goto(f"{base}measures/")

    assert page.evaluate("self.first") == "dark"


def test_a_browser_that_keeps_nothing_still_switches(page: Page, base: str) -> None:
    """Until the page is left."""
    page.add_init_script(
        "Object.defineProperty(self, 'localStorage', { get() { throw new Error('no'); } })"
    )
    page.goto(base)
    page.locator(".scheme").click()

    assert page.locator("html").get_attribute("data-scheme") == "dark"


def test_the_language_keeps_the_place_and_is_remembered(page: Page, base: str) -> None:
    """Who comes up from a section to switch goes on reading there."""
    page.goto(f"{base}methods/")
    heading = page.locator("main h2[id]").nth(4)
    name = heading.get_attribute("id")
    heading.evaluate("node => scrollTo(0, node.getBoundingClientRect().top + scrollY - 40)")
    page.wait_for_timeout(1_000)
    page.evaluate("scrollTo(0, 0)")

    page.locator(".masthead__tools [hreflang]").click()

    page.wait_for_url(f"**/zh/methods/**#{name}")
    page.goto(f"{base}glossary/")
    expect(page.locator(".masthead__tools [hreflang]")).to_have_class("chosen")


def test_without_scripts_there_are_links_and_no_switch(browser: Browser, base: str) -> None:
    """Nothing is offered that cannot work."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{base}search/")

    assert page.locator(".masthead__tools a").count() == 2
    assert page.locator(".scheme").is_hidden()
    assert page.locator(".search-place").is_hidden()
    assert page.locator(".lists a").count() > 100
    context.close()


def test_closing_a_note_leads_back_to_its_number(page: Page, base: str) -> None:
    """By Escape, without a jump."""
    page.goto(base)
    number = page.locator("main p a.n").nth(3)
    number.scroll_into_view_if_needed()
    number.click()
    before = page.evaluate("scrollY")

    page.keyboard.press("Escape")

    expect(number).to_be_focused()
    assert page.locator(".receipt:target").count() == 0
    assert page.evaluate("scrollY") == before


# Finding back -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("zones/jiangsu/kunshann/", "zones/jiangsu/kunshan/"),
        ("measures/foriegn-investment", "measures/foreign-investment/"),
        ("zh/measures/lnad/index.html", "zh/measures/land/"),
    ],
)
def test_lost_readers_are_offered_what_is_near(
    page: Page, base: str, wrong: str, near: str
) -> None:
    """In the language of the address, by the words of its last part."""
    page.goto(base + wrong)
    page.locator(".search__found a").first.wait_for()

    links = page.locator(".search__found a").evaluate_all("nodes => nodes.map(node => node.href)")

    assert f"{base}{near}index.html" in links[:5]
